// Predictions for a whole data set, and measures of their quality: accuracy, loss, F1, confusion.
#pragma once

#include "data/batches.h"
#include "io/json.h"
#include "nn/classifier.h"

namespace textrnn {

class Threads;

// Texts that one thread predicts at a time. Has no influence on the predictions.
inline constexpr Index kPredictionBatch = 32;

// Computes logits, divided by the classifier's temperature. Keeps references: classifier and
// threads must outlive it. Calls share its memory: one call at a time.
class Predictor {
public:
    Predictor(const Classifier& classifier, Threads& threads);

    // Logits [examples, C] in the order of `data`. Other texts do not change a text's logits.
    Storage logits(const Dataset& data);

    // Calls use(example, its logits [C], valid during the call) for every example, in any order and
    // from several threads: memory need not hold all logits. Threads call should_stop() before each
    // batch, possibly at the same time. Returns false if should_stop() returned true.
    using StopCallback = std::function<bool()>;
    using UseLogits = std::function<void(Index example, const Real* logits)>;
    bool predict(const Dataset& data, const StopCallback& should_stop, const UseLogits& use);

private:
    const Classifier& classifier_;
    Threads& threads_;
    std::vector<Arena> arenas_; // [threads]
};

struct Judgement { // of one prediction
    Index predicted = 0;    // the first of the largest logits
    double loss = 0;        // NaN if a logit is not finite or the probabilities' sum is not about 1
    double probability = 0; // of the predicted label
};
Judgement judge(const Real* logits, Index classes, Index label);
inline constexpr const char* kOverflowText = // about a Judgement whose loss is NaN
    "the prediction overflows: the weights of the model are too large";

struct ClassFigures {
    Index support = 0;                        // examples whose label is this class
    double precision = 0, recall = 0, f1 = 0; // 0 where the quotient is 0 / 0
};

struct Scores {
    double accuracy = 0;
    double loss = 0;     // mean of -log(probability of the label); NaN if a prediction overflows
    double macro_f1 = 0; // mean f1 of the classes that occur as a label or a prediction
    bool operator==(const Scores&) const = default;
};

struct Evaluation : Scores {
    double ece = 0; // expected calibration error (Guo et al. 2017, eq. 3), 15 bins of equal width
    std::vector<bool> right;             // [examples] whether the prediction is the label
    std::vector<Judgement> judgements;   // [examples]
    std::vector<ClassFigures> per_class; // [C]
    std::map<std::pair<Index, Index>, Index> confusion; // (label, prediction): count, if not 0
};

// The figures of the examples with these labels and judgements.
Evaluation summarise(std::vector<Judgement>, const std::vector<Index>& labels, Index classes);

// Evaluates the predictions for labelled data; std::nullopt if should_stop() returned true.
std::optional<Evaluation> evaluate(const Classifier&, const Dataset&, Threads&,
                                   const Predictor::StopCallback& should_stop = {});

// Returns the temperature from 1/20 to 20 with the least loss on the labelled data; 1 if there are
// none. Sets the classifier's temperature to 1, not to the result.
double fit_temperature(Classifier&, const Dataset&, Threads&);

// `labels` are the names of the C classes.
Json to_json(const Evaluation&, const std::vector<std::string>& labels);

} // namespace textrnn
