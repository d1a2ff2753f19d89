// BenchSeries: repeated timings of a model on generated texts, either of training steps or of
// predictions.
#pragma once

#include "ablation/step_timing.h"
#include "io/json.h"

#include <map>
#include <string>
#include <vector>

namespace textrnn {

struct BenchShape {
    const char* name;
    Index vocabulary, dim, hidden, batch; // V, D, H, B
    Index length;    // tokens per text; 0: lengths distributed as in IMDB
    Index words = 0; // distinct ids in the texts, spread over the vocabulary; 0: all V
};

// A classifier with two classes; `cell` is "rnn", "gru" or "lstm".
ClassifierOptions model_of(const BenchShape&, const std::string& cell);

class BenchSeries {
public:
    // Times training steps with this optimizer, or predictions if `optimizer` is empty.
    BenchSeries(const BenchShape&, std::string cell, std::string optimizer, Index threads);

    // Adds one timing: runs all batches once to warm up, then all batches again, 1 to 30 times, for
    // about `operations` floating-point operations.
    void visit(double operations);

    // Table rows with medians over the visits. Precondition: visit() has been called.
    Json::Object speed_row(double peak) const; // tokens/s, and its share of `peak` operations/s
    Json::Object phases_row() const;           // milliseconds per phase of a training step
    Json::Object sweep_row(const char* sweep, Index value) const;

private:
    double train(Index times, Threads&);         // -> seconds
    double predict(Index times, Threads&) const; // -> seconds
    void add_rates(Json::Object& row) const;

    BenchShape shape_;
    std::string cell_, optimizer_;
    Index threads_;
    Dataset data_;
    std::vector<std::vector<Index>> batches_;
    double operations_;         // per pass over all batches
    std::vector<double> rates_; // tokens per second, per visit
    std::map<std::string, std::vector<double>> phases_; // seconds per step, per visit
    double bytes_ = 0;          // memory of the model, its optimizer and its steps
};

} // namespace textrnn
