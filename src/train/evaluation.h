// Evaluation: predictions for a whole data set, and the figures that say how good they are.
#pragma once

#include "data/batches.h"
#include "io/json.h"
#include "nn/classifier.h"

#include <functional>
#include <string>
#include <vector>

namespace textrnn {

class Threads;

// Texts at a time; has no influence on what is predicted.
inline constexpr Index kPredictionBatch = 32;

// What it predicts with must outlive it. It keeps the memory of one call for the next.
class Predictor {
public:
    Predictor(const Classifier& classifier, Threads& threads);

    // [examples, C] in the order of the data. A text's row is the same to the last bit whatever
    // other texts are in the data. `stopped` is asked between batches; when it says so, the rest is
    // left out and the result is empty.
    Storage logits(const Dataset& data, const std::function<bool()>& stopped = {});

private:
    const Classifier& classifier_;
    Threads& threads_;
    std::vector<Arena> arenas_; // one a thread
};

struct ClassFigures {
    Index support = 0; // examples of this class
    double precision = 0, recall = 0, f1 = 0; // 0 where undefined
};

struct Evaluation {
    Index examples = 0;
    double accuracy = 0;
    double loss = 0; // mean negative log likelihood, natural logarithm
    double macro_f1 = 0;
    std::vector<bool> right;                   // [examples]
    std::vector<ClassFigures> per_class;       // [C]
    std::vector<std::vector<Index>> confusion; // [true class][predicted class]
};

Evaluation evaluate_logits(const Storage& logits, const std::vector<Index>& labels, Index classes);

Json to_json(const Evaluation&, const std::vector<std::string>& labels);

} // namespace textrnn
