// One function a table: a header, and a row for each thing found.
#include "ablation/report_tables.h"

#include "ablation/figures.h"

namespace textrnn {

namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : ", ") + part;
    return all;
}

std::string words_of(const std::vector<Neighbor>& neighbors) {
    std::vector<std::string> parts;
    for (const Neighbor& n : neighbors) parts.push_back(n.word + " " + decimal(n.similarity, 2));
    return joined(parts);
}

std::string known(Index n) { return n ? grouped(n) : ""; }

std::string known_rate(double rate, const char* unit) {
    return rate > 0 ? with_unit(rate, unit) : "";
}

std::string bytes(double n) { return with_unit(n, "B"); }

} // namespace

TextTable equality_table(const Results& r) {
    TextTable table{"Two models side by side on the same batches",
                    {"run", "largest difference of the loss", "of a parameter", "which one",
                     "equal predictions", "steps", "a", "b", "time of a, of b"},
                    {}};
    for (const EqualityRun& e : r.equality) {
        table.rows.push_back({e.name, brief(e.loss_difference), brief(e.parameter_difference),
                              e.parameter.empty() ? "none" : e.parameter,
                              grouped(e.equal_predictions) + " of " + grouped(e.predictions),
                              grouped(e.steps) + " of " + grouped(e.whole),
                              e.a_input + ", " + e.a_optimizer, e.b_input + ", " + e.b_optimizer,
                              seconds_text(e.a_seconds) + ", " + seconds_text(e.b_seconds)});
    }
    return table;
}

TextTable cost_table(const Results& r) {
    TextTable table{"A training step on one thread: medians",
                    {"arm", "optimizer", "V", "step", "fastest", "slowest", "forward", "backward",
                     "update", "least possible", "memory", "multiply-adds", "bytes moved"},
                    {}};
    for (const CostPoint& p : r.cost) {
        const auto measured = [&](double value) { return p.not_run.empty() ? seconds_text(value) : "–"; };
        table.rows.push_back({p.arm, p.optimizer, grouped(p.vocabulary),
                              p.not_run.empty() ? seconds_text(p.step_seconds) : "not run",
                              measured(p.fastest_seconds), measured(p.slowest_seconds),
                              measured(p.forward_seconds), measured(p.backward_seconds),
                              measured(p.update_seconds), seconds_text(p.least_seconds),
                              p.not_run.empty() ? bytes(p.memory) : "–",
                              with_unit(p.multiply_adds, ""), bytes(p.bytes_moved)});
    }
    return table;
}

TextTable not_run_table(const Results& r) {
    TextTable table{"Points that were not run", {"arm", "optimizer", "V", "why"}, {}};
    for (const CostPoint& p : r.cost)
        if (!p.not_run.empty())
            table.rows.push_back({p.arm, p.optimizer, grouped(p.vocabulary), p.not_run});
    return table;
}

TextTable summary_table(const Results& r) {
    TextTable table{"Test accuracy of each arm",
                    {"arm", "runs", "mean", "standard deviation", "parameters", "time to train"},
                    {}};
    for (const ArmSummary& s : r.summaries)
        table.rows.push_back({s.arm, grouped(s.runs), share(s.accuracy), share(s.deviation),
                              grouped(s.parameters), seconds_text(s.seconds)});
    return table;
}

TextTable comparison_table(const Results& r) {
    TextTable table{"Every pair of arms",
                    {"a", "b", "a minus b", "seeds", "p over seeds", "texts", "p over texts"},
                    {}};
    for (const ArmComparison& c : r.comparisons)
        table.rows.push_back({c.a, c.b, c.identical ? "identical" : points(c.difference),
                              grouped(c.seeds), chance(c.p_seeds), grouped(c.examples),
                              chance(c.p_examples)});
    return table;
}

TextTable run_table(const Results& r) {
    TextTable table{"Every trained run",
                    {"arm", "seed", "best epoch", "of", "dev accuracy", "test accuracy",
                     "test loss", "time to train", "directory"},
                    {}};
    for (const TrainedRun& t : r.trained)
        table.rows.push_back({t.arm, std::to_string(t.seed), grouped(t.best_epoch),
                              grouped(t.epochs.size()), share(t.dev_accuracy),
                              share(t.test_accuracy), decimal(t.test_loss, 4),
                              seconds_text(t.seconds), t.id});
    return table;
}

TextTable neighbor_table(const Results& r) {
    TextTable table{"Nearest words by cosine, before and after training",
                    {"word", "before", "after"},
                    {}};
    for (const WordNeighbors& n : r.neighbors)
        table.rows.push_back({n.word, words_of(n.before), words_of(n.after)});
    return table;
}

TextTable machine_table(const Results& r) {
    const Machine& m = r.machine;
    TextTable table{"Where and how", {"what", "value"}, {}};
    std::vector<std::string> seeds;
    for (const Index seed : r.seeds) seeds.push_back(std::to_string(seed));
    table.rows = {{"processor", m.processor},
                  {"system", m.system},
                  {"compiler", m.compiler},
                  {"flags", m.flags},
                  {"commit", m.commit},
                  {"date", m.date},
                  {"threads of training", known(m.threads)},
                  {"arithmetic, one thread", known_rate(m.flops_per_second, "FLOP/s")},
                  {"reading memory, one thread", known_rate(m.bytes_per_second, "B/s")},
                  {"texts for training", known(r.train_examples)},
                  {"texts for testing", known(r.test_examples)},
                  {"words in the vocabulary", known(r.vocabulary)},
                  {"labels", joined(r.labels)},
                  {"arms", joined(r.arms)},
                  {"seeds", joined(seeds)}};
    for (auto& row : table.rows)
        if (row[1].empty()) row[1] = "unknown";
    return table;
}

std::string shape_sentence(const CostShape& s) {
    return "Measured on synthetic batches of " + grouped(s.batch) + " texts of " +
           grouped(s.length) + " words; embedding D = " + grouped(s.embedding_dim) +
           ", hidden size H = " + grouped(s.hidden_size) + ", " +
           (s.bidirectional ? "bidirectional " : "") + s.cell + ".";
}

} // namespace textrnn
