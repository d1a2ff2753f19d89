// Results as JSON: member for member as in results.h, so that nothing is said in one place only.
#include "ablation/results.h"

namespace textrnn {

namespace {

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json json_of(Index n) { return n; }

Json json_of(const std::string& text) { return text; }

Json json_of(const EpochFigures& e) {
    return Json::Object{{"epoch", e.epoch},
                        {"seconds", e.seconds},
                        {"train_loss", e.train_loss},
                        {"dev_loss", e.dev_loss},
                        {"dev_accuracy", e.dev_accuracy}};
}

Json json_of(const ArmSummary& s) {
    return Json::Object{{"arm", s.arm},
                        {"runs", s.runs},
                        {"parameters", s.parameters},
                        {"accuracy", s.accuracy},
                        {"deviation", s.deviation},
                        {"seconds", s.seconds}};
}

Json json_of(const ArmComparison& c) {
    return Json::Object{{"a", c.a},
                        {"b", c.b},
                        {"difference", c.difference},
                        {"seeds", c.seeds},
                        {"examples", c.examples},
                        {"p_seeds", or_null(c.p_seeds)},
                        {"p_examples", or_null(c.p_examples)},
                        {"identical", c.identical}};
}

Json json_of(const EqualityRun& e) {
    return Json::Object{{"name", e.name},
                        {"a_input", e.a_input},
                        {"a_optimizer", e.a_optimizer},
                        {"b_input", e.b_input},
                        {"b_optimizer", e.b_optimizer},
                        {"steps", e.steps},
                        {"whole", e.whole},
                        {"loss_difference", e.loss_difference},
                        {"parameter_difference", e.parameter_difference},
                        {"parameter", e.parameter},
                        {"predictions", e.predictions},
                        {"equal_predictions", e.equal_predictions},
                        {"a_seconds", e.a_seconds},
                        {"b_seconds", e.b_seconds}};
}

Json json_of(const CostPoint& c) {
    return Json::Object{{"arm", c.arm},
                        {"optimizer", c.optimizer},
                        {"vocabulary", c.vocabulary},
                        {"not_run", c.not_run},
                        {"steps", c.steps},
                        {"forward_seconds", c.forward_seconds},
                        {"backward_seconds", c.backward_seconds},
                        {"update_seconds", c.update_seconds},
                        {"step_seconds", c.step_seconds},
                        {"fastest_seconds", c.fastest_seconds},
                        {"slowest_seconds", c.slowest_seconds},
                        {"memory", c.memory},
                        {"multiply_adds", c.multiply_adds},
                        {"bytes_moved", c.bytes_moved},
                        {"least_seconds", c.least_seconds}};
}

Json json_of(const CostShape& s) {
    return Json::Object{{"batch", s.batch},
                        {"length", s.length},
                        {"embedding_dim", s.embedding_dim},
                        {"hidden_size", s.hidden_size},
                        {"cell", s.cell},
                        {"bidirectional", s.bidirectional}};
}

Json json_of(const Neighbor& n) {
    return Json::Object{{"word", n.word}, {"similarity", n.similarity}};
}

Json json_of(const MapPoint& p) {
    return Json::Object{{"word", p.word}, {"x", p.x}, {"y", p.y}, {"weight", p.weight}};
}

Json json_of(const Machine& m) {
    return Json::Object{{"processor", m.processor},
                        {"system", m.system},
                        {"compiler", m.compiler},
                        {"flags", m.flags},
                        {"commit", m.commit},
                        {"date", m.date},
                        {"threads", m.threads},
                        {"flops_per_second", m.flops_per_second},
                        {"bytes_per_second", m.bytes_per_second}};
}

// These two hold arrays themselves.
Json json_of(const TrainedRun&);
Json json_of(const WordNeighbors&);

template <class Item>
Json::Array json_array(const std::vector<Item>& items) {
    Json::Array array;
    for (const Item& item : items) array.push_back(json_of(item));
    return array;
}

Json json_of(const TrainedRun& run) {
    std::string right;
    for (const bool is_right : run.right) right += is_right ? '1' : '0';
    return Json::Object{{"arm", run.arm},
                        {"seed", run.seed},
                        {"id", run.id},
                        {"parameters", run.parameters},
                        {"best_epoch", run.best_epoch},
                        {"dev_accuracy", run.dev_accuracy},
                        {"test_accuracy", run.test_accuracy},
                        {"test_loss", run.test_loss},
                        {"seconds", run.seconds},
                        {"epochs", json_array(run.epochs)},
                        {"right", right}};
}

Json json_of(const WordNeighbors& n) {
    return Json::Object{
        {"word", n.word}, {"before", json_array(n.before)}, {"after", json_array(n.after)}};
}

} // namespace

Json to_json(const Results& r) {
    return Json::Object{{"name", r.name},
                        {"config", r.config},
                        {"labels", json_array(r.labels)},
                        {"train_examples", r.train_examples},
                        {"test_examples", r.test_examples},
                        {"vocabulary", r.vocabulary},
                        {"arms", json_array(r.arms)},
                        {"seeds", json_array(r.seeds)},
                        {"machine", json_of(r.machine)},
                        {"missing", json_array(r.missing)},
                        {"equality", json_array(r.equality)},
                        {"cost_shape", json_of(r.cost_shape)},
                        {"cost", json_array(r.cost)},
                        {"trained", json_array(r.trained)},
                        {"summaries", json_array(r.summaries)},
                        {"comparisons", json_array(r.comparisons)},
                        {"neighbors", json_array(r.neighbors)},
                        {"map", json_array(r.map)},
                        {"map_variance", Json::Array{r.map_variance[0], r.map_variance[1]}}};
}

} // namespace textrnn
