// Generates the texts of a shape and counts the floating-point operations of a pass over them:
// 2 per multiply-add of the forward pass, and twice as many for the backward pass.
#include "bench/series.h"

#include "ablation/statistics.h"
#include "core/registry.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "train/evaluation.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

const Cell& cell_of(const std::string& name) {
    return *find_named(cells(), name == "rnn" ? "rnn_tanh" : name);
}

// The length of an IMDB review is about e^(5.16 + 0.75 z) tokens, z standard normal: median 174,
// mean 230.
std::vector<Index> lengths_of(const BenchShape& shape) {
    if (shape.length > 0) return std::vector<Index>(2 * shape.batch, shape.length);
    Random random(1, Stream::kShuffle);
    std::vector<Index> lengths(16 * shape.batch);
    for (Index& length : lengths)
        length = static_cast<Index>(
            std::clamp(std::exp(5.16 + 0.75 * random.normal()), 1.0, 400.0));
    return lengths;
}

Dataset texts_of(const BenchShape& shape) {
    const Index words = shape.words > 0 ? shape.words : shape.vocabulary;
    return zipf_texts(lengths_of(shape), words, shape.vocabulary);
}

// Multiply-adds of one forward pass over all batches: the input projection W_ih x runs once per
// distinct id of a shard, the recurrent product W_hh h once per token. The classifier is left out.
double multiply_adds(const BenchShape& shape, const std::string& cell, const Dataset& data,
                     Index words) {
    return static_cast<double>(cell_of(cell).gates * shape.hidden *
                               (shape.dim * words + shape.hidden * data.ids.size()));
}

// Distinct ids per shard, summed. A batch of a prediction is one shard.
Index words_to_predict(const Dataset& data) {
    return words_of_shards(data, evaluation_batches(data, kPredictionBatch), kPredictionBatch);
}

// Forward and backward are sums over the shards of a step.
constexpr struct {
    const char* name;
    double StepResult::*seconds;
} kPhases[] = {{"step_ms", &StepResult::seconds},
               {"pack", &StepResult::packing_seconds},
               {"forward", &StepResult::forward_seconds},
               {"backward", &StepResult::backward_seconds},
               {"reduce", &StepResult::reduction_seconds},
               {"clip", &StepResult::clip_seconds},
               {"update", &StepResult::update_seconds}};

} // namespace

ClassifierOptions model_of(const BenchShape& shape, const std::string& cell) {
    ClassifierOptions options;
    options.vocabulary_size = shape.vocabulary;
    options.classes = 2;
    options.embedding_dim = shape.dim;
    options.hidden_size = shape.hidden;
    options.cell = cell_of(cell).name;
    return options;
}

BenchSeries::BenchSeries(const BenchShape& shape, std::string cell, std::string optimizer,
                         Index threads)
    : shape_(shape), cell_(std::move(cell)), optimizer_(std::move(optimizer)), threads_(threads),
      data_(texts_of(shape)), batches_(training_batches(data_, shape.batch, 1, 0)) {
    const bool trains = !optimizer_.empty();
    const Index shard_size = TrainOptions{}.shard_size;
    const Index words =
        trains ? words_of_shards(data_, batches_, shard_size) : words_to_predict(data_);
    operations_ = (trains ? 6 : 2) * multiply_adds(shape_, cell_, data_, words);
}

void BenchSeries::visit(double operations) {
    Threads threads(threads_);
    const auto times = static_cast<Index>(std::clamp(operations / operations_, 1.0, 30.0));
    const double seconds = optimizer_.empty() ? predict(times, threads) : train(times, threads);
    rates_.push_back(static_cast<double>(times * data_.ids.size()) / seconds);
}

double BenchSeries::train(Index times, Threads& threads) {
    StepTimingOptions options;
    options.config.model = model_of(shape_, cell_);
    options.config.optimizer.name = optimizer_;
    options.warm_up_steps = batches_.size();
    options.timed_steps = times * batches_.size();
    const StepTimes measured = measure_steps(options, data_, batches_, threads);
    bytes_ = measured.bytes;
    const auto steps = static_cast<double>(options.timed_steps);
    for (const auto& [name, member] : kPhases) {
        double sum = 0;
        for (const StepResult& step : measured.steps) sum += step.*member;
        phases_[name].push_back(sum / steps);
    }
    return steps * phases_["step_ms"].back();
}

double BenchSeries::predict(Index times, Threads& threads) const {
    Classifier classifier(model_of(shape_, cell_));
    fill(classifier.parameters());
    classifier.pack_weights(Precision::kFull); // as `predict` does
    Predictor predictor(classifier, threads);
    predictor.logits(data_);
    const Stopwatch watch;
    for (Index call = 0; call < times; ++call) predictor.logits(data_);
    return watch.seconds();
}

void BenchSeries::add_rates(Json::Object& row) const {
    row.emplace_back("tokens_per_s", std::round(median(rates_)));
    row.emplace_back("min", std::round(*std::min_element(rates_.begin(), rates_.end())));
    row.emplace_back("max", std::round(*std::max_element(rates_.begin(), rates_.end())));
}

Json::Object BenchSeries::speed_row(double peak) const {
    Json::Object row{{"shape", shape_.name}, {"cell", cell_}};
    if (!optimizer_.empty()) row.emplace_back("optimizer", optimizer_);
    add_rates(row);
    const double speed = median(rates_) * operations_ / static_cast<double>(data_.ids.size());
    row.emplace_back("gflop_per_s", speed / 1e9);
    row.emplace_back("of_peak", speed / peak);
    if (!optimizer_.empty()) row.emplace_back("step_mb", bytes_ / 1e6);
    return row;
}

Json::Object BenchSeries::phases_row() const {
    Json::Object row{{"shape", shape_.name}, {"cell", cell_}, {"optimizer", optimizer_}};
    for (const auto& [name, member] : kPhases)
        row.emplace_back(name, 1e3 * median(phases_.at(name)));
    return row;
}

Json::Object BenchSeries::sweep_row(const char* sweep, Index value) const {
    Json::Object row{
        {"sweep", sweep}, {"value", value}, {"step_ms", 1e3 * median(phases_.at("step_ms"))}};
    add_rates(row);
    row.emplace_back("step_mb", bytes_ / 1e6);
    return row;
}

} // namespace textrnn
