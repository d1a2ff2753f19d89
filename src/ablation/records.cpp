// Every struct's members are listed once, with their names: visit(name, member)(name, member)...
// Writing and reading both follow the list.
#include "ablation/records.h"

#include "core/error.h"

namespace textrnn {

namespace {

void members(EpochFigures& e, auto visit) {
    visit("epoch", e.epoch)("seconds", e.seconds)("train_loss", e.train_loss)
         ("dev_loss", e.dev_loss)("dev_accuracy", e.dev_accuracy);
}

void members(TrainedRun& r, auto visit) {
    visit("arm", r.arm)("seed", r.seed)("id", r.id)("parameters", r.parameters)
         ("best_epoch", r.best_epoch)("dev_accuracy", r.dev_accuracy)
         ("test_accuracy", r.test_accuracy)("test_loss", r.test_loss)("seconds", r.seconds)
         ("epochs", r.epochs)("right", r.right);
}

void members(ArmSummary& s, auto visit) {
    visit("arm", s.arm)("runs", s.runs)("parameters", s.parameters)("accuracy", s.accuracy)
         ("deviation", s.deviation)("seconds", s.seconds);
}

void members(ArmComparison& c, auto visit) {
    visit("a", c.a)("b", c.b)("difference", c.difference)("seeds", c.seeds)
         ("examples", c.examples)("p_seeds", c.p_seeds)("p_examples", c.p_examples)
         ("identical", c.identical);
}

void members(EqualityRun& e, auto visit) {
    visit("name", e.name)("a_input", e.a_input)("a_optimizer", e.a_optimizer)
         ("b_input", e.b_input)("b_optimizer", e.b_optimizer)("steps", e.steps)("whole", e.whole)
         ("loss_difference", e.loss_difference)("parameter_difference", e.parameter_difference)
         ("parameter", e.parameter)("predictions", e.predictions)
         ("equal_predictions", e.equal_predictions)("a_seconds", e.a_seconds)
         ("b_seconds", e.b_seconds);
}

void members(CostPoint& p, auto visit) {
    visit("arm", p.arm)("optimizer", p.optimizer)("vocabulary", p.vocabulary)
         ("not_run", p.not_run)("steps", p.steps)("forward_seconds", p.forward_seconds)
         ("backward_seconds", p.backward_seconds)("update_seconds", p.update_seconds)
         ("step_seconds", p.step_seconds)("fastest_seconds", p.fastest_seconds)
         ("slowest_seconds", p.slowest_seconds)("memory", p.memory)
         ("multiply_adds", p.multiply_adds)("bytes_moved", p.bytes_moved)
         ("least_seconds", p.least_seconds);
}

void members(CostShape& s, auto visit) {
    visit("batch", s.batch)("length", s.length)("embedding_dim", s.embedding_dim)
         ("hidden_size", s.hidden_size)("cell", s.cell)("bidirectional", s.bidirectional);
}

void members(CostRun& c, auto visit) {
    visit("shape", c.shape)("machine_flops_per_second", c.flops_per_second)
         ("machine_bytes_per_second", c.bytes_per_second)("points", c.points);
}

void members(Neighbor& n, auto visit) {
    visit("word", n.word)("similarity", n.similarity);
}

void members(WordNeighbors& w, auto visit) {
    visit("word", w.word)("before", w.before)("after", w.after);
}

void members(MapPoint& p, auto visit) {
    visit("word", p.word)("x", p.x)("y", p.y)("weight", p.weight);
}

void members(Machine& m, auto visit) {
    visit("machine_processor", m.processor)("machine_system", m.system)
         ("machine_compiler", m.compiler)("machine_flags", m.flags)("machine_commit", m.commit)
         ("machine_date", m.date)("machine_threads", m.threads)
         ("machine_flops_per_second", m.flops_per_second)
         ("machine_bytes_per_second", m.bytes_per_second);
}

void members(Results& r, auto visit) {
    visit("name", r.name)("config", r.config)("labels", r.labels)
         ("train_examples", r.train_examples)("test_examples", r.test_examples)
         ("vocabulary", r.vocabulary)("arms", r.arms)("seeds", r.seeds)("environment", r.machine)
         ("missing", r.missing)("equality", r.equality)("cost_shape", r.cost_shape)
         ("cost", r.cost)("trained", r.trained)("summaries", r.summaries)
         ("comparisons", r.comparisons)("neighbors", r.neighbors)("map", r.map)
         ("map_variance_x", r.map_variance[0])("map_variance_y", r.map_variance[1]);
}

template <class T>
Json write(const T& record);
template <class T>
Json write(const std::vector<T>& items);

Json write(bool value) { return value; }
Json write(Index value) { return value; }
Json write(double value) { return value; }
Json write(const std::string& value) { return value; }

Json write(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json write(const std::vector<bool>& bits) { // as a string of 0 and 1
    std::string text;
    for (const bool bit : bits) text += bit ? '1' : '0';
    return text;
}

struct Writer {
    Json::Object& object;
    template <class T>
    const Writer& operator()(const char* name, const T& value) const {
        object.emplace_back(name, write(value));
        return *this;
    }
};

template <class T>
Json write(const T& record) {
    Json::Object object;
    // members() is for reading, too, and so takes what it may not change here.
    members(const_cast<T&>(record), Writer{object});
    return object;
}

template <class T>
Json write(const std::vector<T>& items) {
    Json::Array array;
    for (const T& item : items) array.push_back(write(item));
    return array;
}

class Reader {
public:
    Reader(const Json& json, const std::string& place) : json_(json), place_(place) {}

    template <class T>
    const Reader& operator()(const char* name, T& value) const {
        const Json* member = json_.find(name);
        if (!member) fail(name, "is missing");
        take(*member, value, name);
        return *this;
    }

private:
    void take(const Json& json, bool& value, const char* name) const {
        value = typed<bool>(json, name);
    }
    void take(const Json& json, Index& value, const char* name) const {
        const std::int64_t number = typed<std::int64_t>(json, name);
        if (number < 0) fail(name, "is negative");
        value = static_cast<Index>(number);
    }
    void take(const Json& json, double& value, const char*) const {
        value = json.number(); // null, as NaN is written, becomes NaN again
    }
    void take(const Json& json, std::string& value, const char* name) const {
        value = typed<std::string>(json, name);
    }
    void take(const Json& json, std::vector<bool>& bits, const char* name) const {
        for (const char bit : typed<std::string>(json, name)) bits.push_back(bit == '1');
    }
    template <class T>
    void take(const Json& json, std::vector<T>& items, const char* name) const {
        for (const Json& element : typed<Json::Array>(json, name))
            take(element, items.emplace_back(), name);
    }
    template <class T>
    void take(const Json& json, T& record, const char*) const {
        members(record, Reader(json, place_));
    }

    template <class T>
    const T& typed(const Json& json, const char* name) const {
        const T* value = json.as<T>();
        if (!value) fail(name, std::string("is ") + json.type_name());
        return *value;
    }
    [[noreturn]] void fail(const char* name, const std::string& problem) const {
        throw Error(ExitCode::kBadData, place_ + ": \"" + name + "\" " + problem);
    }

    const Json& json_;
    const std::string& place_;
};

} // namespace

Json to_json(const TrainedRun& run) { return write(run); }
Json to_json(const EqualityRun& run) { return write(run); }
Json to_json(const CostRun& run) { return write(run); }
Json to_json(const Results& results) { return write(results); }

void from_json(const Json& json, TrainedRun& run, const std::string& place) {
    members(run, Reader(json, place));
}
void from_json(const Json& json, EqualityRun& run, const std::string& place) {
    members(run, Reader(json, place));
}
void from_json(const Json& json, CostRun& run, const std::string& place) {
    members(run, Reader(json, place));
}

} // namespace textrnn
