// One thing that `textrnn bench` measures: steps of a model on texts made up at random, or
// predictions of it.
#pragma once

#include "ablation/step_timing.h"
#include "io/json.h"

#include <map>
#include <string>
#include <vector>

namespace textrnn {

struct Shape {
    const char* name;
    Index vocabulary, dim, hidden, batch;
    Index length;    // of every text; 0: lengths like IMDB's
    Index words = 0; // of the texts, spread over the vocabulary; 0: all of it
};

ClassifierOptions model_of(const Shape&, const std::string& cell); // "rnn", "gru" or "lstm"

class Series {
public:
    // Predictions when there is no optimizer ("").
    Series(const Shape&, std::string cell, std::string optimizer, Index threads);

    // All batches once to warm up, and then as often as makes up that many operations.
    void visit(double operations);

    // Rows of tables: the median of the visits. How fast, and how much that is of `peak` operations
    // a second; what phases a step has; and speed as one thing grows.
    Json::Object speed_row(double peak) const;
    Json::Object phases_row() const;
    Json::Object sweep_row(const char* what, Index value) const;

private:
    double train(Index times, Threads&); // -> seconds
    double predict(Index times, Threads&) const;
    void time_products();
    void add_rates(Json::Object& row) const;

    Shape shape_;
    std::string cell_, optimizer_;
    Index threads_;
    Dataset data_;
    std::vector<std::vector<Index>> batches_;
    Index words_;               // of all batches once, each counted once a shard
    double operations_;         // of all batches once
    std::vector<double> rates_; // tokens a second, of each visit
    std::map<std::string, std::vector<double>> phases_; // seconds a step, of each visit
    double bytes_ = 0;
};

} // namespace textrnn
