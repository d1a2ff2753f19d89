// Results: all that an ablation has found, as plain data. Everything that is reported, as JSON,
// CSV, Markdown or HTML, comes from here.
#pragma once

#include "core/tensor.h"
#include "io/json.h"

#include <optional>
#include <string>
#include <vector>

namespace textrnn {

struct EpochFigures {
    Index epoch = 0;    // from 1
    double seconds = 0; // of training, from the start of the run to the end of this epoch
    double train_loss = 0, dev_loss = 0, dev_accuracy = 0;
};

// One arm trained with one seed.
struct TrainedRun {
    std::string arm; // "lookup", "one_hot", "one_hot_direct", "bag_of_words"
    Index seed = 0;
    std::string id; // the run's directory
    Index parameters = 0;
    Index best_epoch = 0;
    double dev_accuracy = 0; // of the best epoch
    double test_accuracy = 0, test_loss = 0;
    double seconds = 0; // of training
    std::vector<EpochFigures> epochs;
    std::vector<bool> right; // [test examples] whether the prediction was
};

struct ArmSummary {
    std::string arm;
    Index runs = 0;
    Index parameters = 0;
    double accuracy = 0, deviation = 0; // of the test accuracy: mean, standard deviation
    double seconds = 0;                 // mean of a run's training
};

// Two arms' difference in test accuracy, a - b, held against chance in two ways: from seed to seed
// (would other seeds agree?) and from text to text (would another test set agree?).
struct ArmComparison {
    std::string a, b;
    double difference = 0; // mean over the seeds that both arms have
    Index seeds = 0;
    Index examples = 0;
    std::optional<double> p_seeds, p_examples; // two-sided paired t-tests; none when undefined
    bool identical = false; // every prediction of every seed is equally right
};

// Two models trained side by side on the same batches.
struct ParityRun {
    std::string name; // "sgd", ..., or "adam against lazy_adam"
    std::string a_input, a_optimizer, b_input, b_optimizer;
    Index steps = 0, whole = 0; // done, and in a whole training run
    double loss_difference = 0; // the largest of any step
    double parameter_difference = 0; // the largest of any element at the end
    std::string parameter;           // where that is; "" when there is none
    Index predictions = 0, equal_predictions = 0; // of test (or dev) texts, 500 at most: a's
                                                  // model loaded with b's input layer against b's
    double a_seconds = 0, b_seconds = 0; // of all steps
};

// What a training step costs with a vocabulary of some size, on one thread. Times are medians.
struct CostPoint {
    std::string arm, optimizer;
    Index vocabulary = 0;
    std::string not_run; // why, e.g. "its one-hot rows need 3.3 GB, the limit is 1 GB"; "": it ran
    Index steps = 0;     // measured
    double forward_seconds = 0, backward_seconds = 0, update_seconds = 0;
    double step_seconds = 0, fastest_seconds = 0, slowest_seconds = 0;
    double memory = 0; // bytes held: parameters, optimizer, gradients, activations
    // By counting, for the whole step (also where it was not run):
    double multiply_adds = 0, bytes_moved = 0;
    double least_seconds = 0; // if the machine did each at its limit, one after the other
};

struct CostShape { // of the synthetic batches
    Index batch = 0, length = 0;
    Index words = 0; // different ones of a batch, counted in each of its shards
    Index embedding_dim = 0, hidden_size = 0;
    std::string cell;
    bool bidirectional = false;
};

struct Neighbor {
    std::string word;
    double similarity = 0; // cosine
};

struct WordNeighbors {
    std::string word;
    std::vector<Neighbor> before, after; // training; nearest first
};

// A frequent word in the plane of the table's first two principal components.
struct MapPoint {
    std::string word;
    double x = 0, y = 0;
    double weight = 0; // in [-1, 1]: how much more often it stands in texts of the last label (1)
                       // than of the first (-1)
};

struct Machine {
    std::string processor, system, compiler, flags, commit, date;
    Index threads = 0;
    double flops_per_second = 0; // measured peak of fused multiply-adds (each 2), one thread
    double bytes_per_second = 0; // measured reading of memory, one thread
};

struct Results {
    std::string name;   // of the config, e.g. "ablation-sst2"
    std::string config; // all of it, as TOML
    std::vector<std::string> labels; // of the classes
    Index train_examples = 0, test_examples = 0, vocabulary = 0;
    std::vector<std::string> arms; // that were asked for
    std::vector<Index> seeds;
    Machine machine;
    std::vector<std::string> missing; // runs of the grid that are not finished
    std::vector<ParityRun> parity;
    CostShape cost_shape;
    std::vector<CostPoint> cost; // by series, then vocabulary
    std::vector<TrainedRun> trained;
    std::vector<ArmSummary> summaries;      // in the order of arms
    std::vector<ArmComparison> comparisons; // every pair
    std::vector<WordNeighbors> neighbors;
    std::vector<MapPoint> map;
    double map_variance[2] = {0, 0}; // share of the variance that each component has
};

// Members whose value another machine, or another run, may change have "seconds", "per_second" or
// "machine" in their name; all others are the same for the same config.
Json to_json(const Results&);

} // namespace textrnn
