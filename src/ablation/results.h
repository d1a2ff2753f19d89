// Results: everything an ablation measures, as plain data, from which the report is written.
// members() gives each member its name in JSON; io/json_record.h writes and reads records by it.
#pragma once

#include "ablation/statistics.h"
#include "train/word_vectors.h"

#include <tuple>

namespace textrnn {

struct EpochFigures {
    Index epoch = 0;    // from 1
    double seconds = 0; // training time from the start of the run to the end of this epoch
    double train_loss = 0, dev_loss = 0, dev_accuracy = 0;
};
void members(EpochFigures& e, auto visit) {
    visit("epoch", e.epoch)("seconds", e.seconds)("train_loss", e.train_loss)
         ("dev_loss", e.dev_loss)("dev_accuracy", e.dev_accuracy);
}

// One arm (grid.h) trained with one seed.
struct TrainedRun {
    std::string arm; // as in arm_config()
    Index seed = 0;
    std::string id;       // name of the run's directory
    Index parameters = 0; // number of trained values
    Index width = 0;      // embedding dimension
    double learning_rate = 0;
    Index best_epoch = 0;
    double dev_accuracy = 0; // best epoch's; 0: the kSearch run diverged
    double test_accuracy = 0, test_loss = 0;
    double seconds = 0; // training time of all epochs
    std::vector<EpochFigures> epochs = {};
    std::string right = {}; // per test text 1 if predicted right, else 0; only in Results::trained
};
void members(TrainedRun& r, auto visit) {
    visit("arm", r.arm)("seed", r.seed)("id", r.id)("parameters", r.parameters)("width", r.width)
         ("learning_rate", r.learning_rate)("best_epoch", r.best_epoch)
         ("dev_accuracy", r.dev_accuracy)("test_accuracy", r.test_accuracy)
         ("test_loss", r.test_loss)("seconds", r.seconds)("epochs", r.epochs)("right", r.right);
}

struct ArmSummary {
    std::string arm;
    Index runs = 0;
    Index parameters = 0;
    double learning_rate = 0;
    double accuracy = 0, deviation = 0; // mean and standard deviation of the test accuracy
    double seconds = 0;                 // mean training time of a run
    // Runs with an epoch whose dev accuracy is >= 99% of the mean dev_accuracy of lookup's runs.
    Index reached = 0;
    double reached_seconds = NAN; // mean time of these runs to the end of their first such epoch
};
void members(ArmSummary& s, auto visit) {
    visit("arm", s.arm)("runs", s.runs)("parameters", s.parameters)
         ("learning_rate", s.learning_rate)("accuracy", s.accuracy)("deviation", s.deviation)
         ("seconds", s.seconds)("reached", s.reached)("reached_seconds", s.reached_seconds);
}

// Difference in mean test accuracy of two arms, a - b, with 95% intervals and p-values: over seeds
// (Welch's t-test of the runs' accuracies) and over texts (paired t-test; a text's value is the
// share of an arm's runs that predict its label). Intervals and p-values are NaN if `identical`, or
// if the t-test is (statistics.h).
struct ArmComparison {
    std::string a, b;
    double difference = 0;
    Index seeds = 0, examples = 0; // seeds that both arms have; test texts
    MeanTest over_seeds = {}, over_examples = {};
    bool identical = false; // equal seeds, and with each seed both arms have the same texts right
};
void members(ArmComparison& c, auto visit) {
    visit("a", c.a)("b", c.b)("difference", c.difference)("seeds", c.seeds)("examples", c.examples)
         ("seeds_low", c.over_seeds.low)("seeds_high", c.over_seeds.high)
         ("p_seeds", c.over_seeds.p)("p_seeds_corrected", c.over_seeds.corrected_p)
         ("examples_low", c.over_examples.low)("examples_high", c.over_examples.high)
         ("p_examples", c.over_examples.p)("p_examples_corrected", c.over_examples.corrected_p)
         ("identical", c.identical);
}

// Two models, a and b, trained side by side on the same batches.
struct ParityRun {
    std::string name; // e.g. "sgd, ordered alike" (b: one_hot_ordered); or "adam against lazy_adam"
    std::string a_input, a_optimizer, b_input, b_optimizer;
    Index steps = 0; // training steps compared
    Index whole = 0; // training steps of a complete run
    double loss_difference = 0;      // largest over all steps
    double parameter_difference = 0; // largest over all elements, after the last step
    std::string parameter = "";      // the parameter that differs most; "" if all are equal
    // Model b predicts up to 500 test texts, with its own final weights and then with a's.
    // Counts of texts: predicted; with equal logits; with equal predicted labels.
    Index predictions = 0, equal_predictions = 0, equal_labels = 0;
    double a_seconds = 0, b_seconds = 0; // sum over the steps
};
void members(ParityRun& r, auto visit) {
    visit("name", r.name)("a_input", r.a_input)("a_optimizer", r.a_optimizer)
         ("b_input", r.b_input)("b_optimizer", r.b_optimizer)("steps", r.steps)("whole", r.whole)
         ("loss_difference", r.loss_difference)("parameter_difference", r.parameter_difference)
         ("parameter", r.parameter)("predictions", r.predictions)
         ("equal_predictions", r.equal_predictions)("equal_labels", r.equal_labels)
         ("a_seconds", r.a_seconds)("b_seconds", r.b_seconds);
}

// Cost of a training step for one arm, optimizer and vocabulary size, on one thread.
struct CostPoint {
    std::string arm, optimizer;
    std::string texts; // "same": the same for each V; "natural": drawn from all V words
    Index vocabulary = 0;
    Index words = 0; // distinct token ids per shard, summed over the first batch
    Index steps = 0; // measured steps
    // Medians over the steps; quartiles of the step time (forward + backward + update, no packing).
    // update_seconds includes zeroing the gradients, their sum over the shards and their norm.
    double forward_seconds = 0, backward_seconds = 0, update_seconds = 0, step_seconds = 0;
    double lower_quartile_seconds = 0, upper_quartile_seconds = 0;
    double memory = 0; // bytes held by parameters, optimizer state, gradients and activations
    double multiply_adds = 0; // of a step, by a formula; also set if the point was not run
    double least_seconds = 0; // a lower bound: multiply_adds at the peak FLOP/s
    std::string doubt = "";   // why the seconds are doubtful, e.g. "wide quartiles"; "": steady
    std::string not_run = ""; // reason, e.g. "a step needs ..."; "": measured

    auto series() const { return std::tie(arm, optimizer, texts); } // a series has a point per V
};
void members(CostPoint& p, auto visit) {
    visit("arm", p.arm)("optimizer", p.optimizer)("texts", p.texts)("vocabulary", p.vocabulary)
         ("words", p.words)("steps", p.steps)("forward_seconds", p.forward_seconds)
         ("backward_seconds", p.backward_seconds)("update_seconds", p.update_seconds)
         ("step_seconds", p.step_seconds)("lower_quartile_seconds", p.lower_quartile_seconds)
         ("upper_quartile_seconds", p.upper_quartile_seconds)("memory", p.memory)
         ("multiply_adds", p.multiply_adds)("least_seconds", p.least_seconds)
         ("machine_doubt", p.doubt)("not_run", p.not_run);
}

struct CostRun { // result of the single run that measures all cost points
    double flops_per_second = 0; // of the machine that ran it
    std::vector<CostPoint> points;
};
void members(CostRun& c, auto visit) {
    visit("machine_flops_per_second", c.flops_per_second)("points", c.points);
}

struct Machine {
    std::string processor, build, date; // build: commit, compiler and its flags
    Index threads = 0;
    double flops_per_second = 0; // peak of one thread on CostRun's machine; a multiply-add is 2
};
Machine describe_machine(); // this machine and build; flops_per_second stays 0
void members(Machine& m, auto visit) {
    visit("machine_processor", m.processor)("machine_build", m.build)("machine_date", m.date)
         ("machine_threads", m.threads)("machine_flops_per_second", m.flops_per_second);
}

// Members whose JSON name contains "seconds", "per_second" or "machine" depend on the machine;
// CostPoint::memory depends on the SIMD width. If no run is missing and cost_seconds skipped no
// point, all others but `name` depend only on config, data and the use of fused multiply-add.
struct Results {
    std::string name;                // of the config file, e.g. "ablation-sst2"
    std::string config;              // complete, as TOML
    std::vector<std::string> labels; // of the classes
    Index train_examples = 0, test_examples = 0, vocabulary = 0;
    std::vector<std::string> arms; // that the config selects
    std::vector<Index> seeds;
    Machine machine;
    std::vector<std::string> missing; // ids of the grid's unfinished runs
    std::vector<ParityRun> parity;
    std::vector<CostPoint> cost; // sorted by series, then by V
    std::vector<TrainedRun> trained;
    std::vector<TrainedRun> searched; // one seed with each learning rate of ablation.search
    std::vector<TrainedRun> widths;   // other embedding dimensions: ablation.widths
    std::vector<ArmSummary> summaries;      // of arms with finished runs, ordered as `arms`
    std::vector<ArmComparison> comparisons; // lookup with every other arm
    std::vector<WordNeighbors> neighbors;
};
void members(Results& r, auto visit) {
    visit("name", r.name)("config", r.config)("labels", r.labels)
         ("train_examples", r.train_examples)("test_examples", r.test_examples)
         ("vocabulary", r.vocabulary)("arms", r.arms)("seeds", r.seeds)("environment", r.machine)
         ("missing", r.missing)("equality", r.parity)("cost", r.cost)
         ("trained", r.trained)("searched", r.searched)("widths", r.widths)
         ("summaries", r.summaries)("comparisons", r.comparisons)("neighbors", r.neighbors);
}

} // namespace textrnn
