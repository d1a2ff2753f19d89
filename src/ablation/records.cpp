// Lists the JSON name of every member once per struct; io/json_record.h writes and reads with the
// same list.
#include "ablation/records.h"

#include "io/json_record.h"

namespace textrnn {

static void members(EpochFigures& e, auto visit) {
    visit("epoch", e.epoch)("seconds", e.seconds)("train_loss", e.train_loss)
         ("dev_loss", e.dev_loss)("dev_accuracy", e.dev_accuracy);
}

static void members(TrainedRun& r, auto visit) {
    visit("arm", r.arm)("seed", r.seed)("id", r.id)("parameters", r.parameters)
         ("best_epoch", r.best_epoch)("dev_accuracy", r.dev_accuracy)
         ("test_accuracy", r.test_accuracy)("test_loss", r.test_loss)("seconds", r.seconds)
         ("epochs", r.epochs)("right", r.right);
}

static void members(ArmSummary& s, auto visit) {
    visit("arm", s.arm)("runs", s.runs)("parameters", s.parameters)("accuracy", s.accuracy)
         ("deviation", s.deviation)("seconds", s.seconds);
}

static void members(ArmComparison& c, auto visit) {
    visit("a", c.a)("b", c.b)("difference", c.difference)("seeds", c.seeds)
         ("examples", c.examples)("p_seeds", c.p_seeds)("p_examples", c.p_examples)
         ("identical", c.identical);
}

static void members(ParityRun& r, auto visit) {
    visit("name", r.name)("a_input", r.a_input)("a_optimizer", r.a_optimizer)
         ("b_input", r.b_input)("b_optimizer", r.b_optimizer)("steps", r.steps)("whole", r.whole)
         ("loss_difference", r.loss_difference)("parameter_difference", r.parameter_difference)
         ("parameter", r.parameter)("predictions", r.predictions)
         ("equal_predictions", r.equal_predictions)("a_seconds", r.a_seconds)
         ("b_seconds", r.b_seconds);
}

static void members(CostPoint& p, auto visit) {
    visit("arm", p.arm)("optimizer", p.optimizer)("vocabulary", p.vocabulary)
         ("not_run", p.not_run)("steps", p.steps)("forward_seconds", p.forward_seconds)
         ("backward_seconds", p.backward_seconds)("update_seconds", p.update_seconds)
         ("step_seconds", p.step_seconds)("fastest_seconds", p.fastest_seconds)
         ("slowest_seconds", p.slowest_seconds)("memory", p.memory)
         ("multiply_adds", p.multiply_adds)("bytes_moved", p.bytes_moved)
         ("least_seconds", p.least_seconds);
}

static void members(CostShape& s, auto visit) {
    visit("batch", s.batch)("length", s.length)("words", s.words)
         ("embedding_dim", s.embedding_dim)("hidden_size", s.hidden_size)("cell", s.cell)
         ("bidirectional", s.bidirectional);
}

static void members(CostRun& c, auto visit) {
    visit("shape", c.shape)("machine_flops_per_second", c.flops_per_second)
         ("machine_bytes_per_second", c.bytes_per_second)("points", c.points);
}

static void members(Neighbor& n, auto visit) {
    visit("word", n.word)("similarity", n.similarity);
}

static void members(WordNeighbors& w, auto visit) {
    visit("word", w.word)("before", w.before)("after", w.after);
}

static void members(Machine& m, auto visit) {
    visit("machine_processor", m.processor)("machine_system", m.system)
         ("machine_compiler", m.compiler)("machine_flags", m.flags)("machine_commit", m.commit)
         ("machine_date", m.date)("machine_threads", m.threads)
         ("machine_flops_per_second", m.flops_per_second)
         ("machine_bytes_per_second", m.bytes_per_second);
}

static void members(Results& r, auto visit) {
    visit("name", r.name)("config", r.config)("labels", r.labels)
         ("train_examples", r.train_examples)("test_examples", r.test_examples)
         ("vocabulary", r.vocabulary)("arms", r.arms)("seeds", r.seeds)("environment", r.machine)
         ("missing", r.missing)("equality", r.parity)("cost_shape", r.cost_shape)
         ("cost", r.cost)("trained", r.trained)("summaries", r.summaries)
         ("comparisons", r.comparisons)("neighbors", r.neighbors);
}

Json to_json(const TrainedRun& run) { return record_to_json(run); }
Json to_json(const ParityRun& run) { return record_to_json(run); }
Json to_json(const CostRun& run) { return record_to_json(run); }
Json to_json(const Results& results) { return record_to_json(results); }

void from_json(const Json& json, TrainedRun& run, const std::string& place) {
    record_from_json(json, run, place);
}
void from_json(const Json& json, ParityRun& run, const std::string& place) {
    record_from_json(json, run, place);
}
void from_json(const Json& json, CostRun& run, const std::string& place) {
    record_from_json(json, run, place);
}

} // namespace textrnn
