// Every struct's members are listed once, with their names; writing and reading both follow the
// list.
#include "ablation/records.h"

#include "core/error.h"

#include <cmath>
#include <type_traits>

namespace textrnn {

namespace {

template <class Visit>
void members(EpochFigures& e, Visit visit) {
    visit("epoch", e.epoch);
    visit("seconds", e.seconds);
    visit("train_loss", e.train_loss);
    visit("dev_loss", e.dev_loss);
    visit("dev_accuracy", e.dev_accuracy);
}

template <class Visit>
void members(TrainedRun& r, Visit visit) {
    visit("arm", r.arm);
    visit("seed", r.seed);
    visit("id", r.id);
    visit("parameters", r.parameters);
    visit("best_epoch", r.best_epoch);
    visit("dev_accuracy", r.dev_accuracy);
    visit("test_accuracy", r.test_accuracy);
    visit("test_loss", r.test_loss);
    visit("seconds", r.seconds);
    visit("epochs", r.epochs);
    visit("right", r.right);
}

template <class Visit>
void members(ArmSummary& s, Visit visit) {
    visit("arm", s.arm);
    visit("runs", s.runs);
    visit("parameters", s.parameters);
    visit("accuracy", s.accuracy);
    visit("deviation", s.deviation);
    visit("seconds", s.seconds);
}

template <class Visit>
void members(ArmComparison& c, Visit visit) {
    visit("a", c.a);
    visit("b", c.b);
    visit("difference", c.difference);
    visit("seeds", c.seeds);
    visit("examples", c.examples);
    visit("p_seeds", c.p_seeds);
    visit("p_examples", c.p_examples);
    visit("identical", c.identical);
}

template <class Visit>
void members(EqualityRun& e, Visit visit) {
    visit("name", e.name);
    visit("a_input", e.a_input);
    visit("a_optimizer", e.a_optimizer);
    visit("b_input", e.b_input);
    visit("b_optimizer", e.b_optimizer);
    visit("steps", e.steps);
    visit("whole", e.whole);
    visit("loss_difference", e.loss_difference);
    visit("parameter_difference", e.parameter_difference);
    visit("parameter", e.parameter);
    visit("predictions", e.predictions);
    visit("equal_predictions", e.equal_predictions);
    visit("a_seconds", e.a_seconds);
    visit("b_seconds", e.b_seconds);
}

template <class Visit>
void members(CostPoint& p, Visit visit) {
    visit("arm", p.arm);
    visit("optimizer", p.optimizer);
    visit("vocabulary", p.vocabulary);
    visit("not_run", p.not_run);
    visit("steps", p.steps);
    visit("forward_seconds", p.forward_seconds);
    visit("backward_seconds", p.backward_seconds);
    visit("update_seconds", p.update_seconds);
    visit("step_seconds", p.step_seconds);
    visit("fastest_seconds", p.fastest_seconds);
    visit("slowest_seconds", p.slowest_seconds);
    visit("memory", p.memory);
    visit("multiply_adds", p.multiply_adds);
    visit("bytes_moved", p.bytes_moved);
    visit("least_seconds", p.least_seconds);
}

template <class Visit>
void members(CostShape& s, Visit visit) {
    visit("batch", s.batch);
    visit("length", s.length);
    visit("embedding_dim", s.embedding_dim);
    visit("hidden_size", s.hidden_size);
    visit("cell", s.cell);
    visit("bidirectional", s.bidirectional);
}

template <class Visit>
void members(CostRun& c, Visit visit) {
    visit("shape", c.shape);
    visit("machine_flops_per_second", c.flops_per_second);
    visit("machine_bytes_per_second", c.bytes_per_second);
    visit("points", c.points);
}

template <class Visit>
void members(Neighbor& n, Visit visit) {
    visit("word", n.word);
    visit("similarity", n.similarity);
}

template <class Visit>
void members(WordNeighbors& w, Visit visit) {
    visit("word", w.word);
    visit("before", w.before);
    visit("after", w.after);
}

template <class Visit>
void members(MapPoint& p, Visit visit) {
    visit("word", p.word);
    visit("x", p.x);
    visit("y", p.y);
    visit("weight", p.weight);
}

template <class Visit>
void members(Machine& m, Visit visit) {
    visit("machine_processor", m.processor);
    visit("machine_system", m.system);
    visit("machine_compiler", m.compiler);
    visit("machine_flags", m.flags);
    visit("machine_commit", m.commit);
    visit("machine_date", m.date);
    visit("machine_threads", m.threads);
    visit("machine_flops_per_second", m.flops_per_second);
    visit("machine_bytes_per_second", m.bytes_per_second);
}

template <class Visit>
void members(Results& r, Visit visit) {
    visit("name", r.name);
    visit("config", r.config);
    visit("labels", r.labels);
    visit("train_examples", r.train_examples);
    visit("test_examples", r.test_examples);
    visit("vocabulary", r.vocabulary);
    visit("arms", r.arms);
    visit("seeds", r.seeds);
    visit("environment", r.machine);
    visit("missing", r.missing);
    visit("equality", r.equality);
    visit("cost_shape", r.cost_shape);
    visit("cost", r.cost);
    visit("trained", r.trained);
    visit("summaries", r.summaries);
    visit("comparisons", r.comparisons);
    visit("neighbors", r.neighbors);
    visit("map", r.map);
    visit("map_variance_x", r.map_variance[0]);
    visit("map_variance_y", r.map_variance[1]);
}

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

template <class T>
Json write(const T& record) {
    Json::Object object;
    // members() is for reading, too, and so takes what it may not change here.
    members(const_cast<T&>(record), [&](const char* name, const auto& value) {
        object.emplace_back(name, write(value));
    });
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
    explicit Reader(std::string place) : place_(std::move(place)) {}

    template <class T>
    void read(const Json& json, T& record) const {
        members(record, [&](const char* name, auto& value) {
            const Json* member = json.find(name);
            if (!member) fail(name, "is missing");
            take(*member, value, name);
        });
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
        for (const Json& element : typed<Json::Array>(json, name)) {
            T& item = items.emplace_back();
            read(element, item);
        }
    }
    template <class T>
    void take(const Json& json, T& record, const char*) const {
        read(json, record);
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

    std::string place_;
};

} // namespace

Json to_json(const TrainedRun& run) { return write(run); }
Json to_json(const EqualityRun& run) { return write(run); }
Json to_json(const CostRun& run) { return write(run); }
Json to_json(const Results& results) { return write(results); }

void from_json(const Json& json, TrainedRun& run, const std::string& place) {
    Reader(place).read(json, run);
}
void from_json(const Json& json, EqualityRun& run, const std::string& place) {
    Reader(place).read(json, run);
}
void from_json(const Json& json, CostRun& run, const std::string& place) {
    Reader(place).read(json, run);
}

} // namespace textrnn
