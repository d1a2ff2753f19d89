// Phases have clocks of their own where that costs nothing; those within the fused RNN are told
// apart by doing its large products again.
#include "cli/bench_series.h"

#include "ablation/statistics.h"
#include "core/gemm.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "train/evaluation.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

const Cell& cell_of(const std::string& name) {
    return *find_cell(name == "rnn" ? "rnn_tanh" : name);
}

// IMDB's reviews are e^(5.16 + 0.75 z) tokens long, z normal: 174 in the middle, 230 on average.
std::vector<Index> lengths_of(const Shape& shape) {
    if (shape.length > 0) return std::vector<Index>(2 * shape.batch, shape.length);
    Random random(1, Stream::kShuffle);
    std::vector<Index> lengths(16 * shape.batch);
    for (Index& length : lengths)
        length = static_cast<Index>(
            std::clamp(std::exp(5.16 + 0.75 * random.normal()), 1.0, 400.0));
    return lengths;
}

Dataset texts_of(const Shape& shape) {
    const Index words = shape.words > 0 ? shape.words : shape.vocabulary;
    Dataset data = zipf_texts(lengths_of(shape), words);
    spread_words(data, words, shape.vocabulary);
    return data;
}

const Index kShard = StepTimingOptions{}.shard_size;

// A prediction's batch is one shard.
Index words_to_predict(const Dataset& data) {
    return words_of_shards(data, evaluation_batches(data, kPredictionBatch), kPredictionBatch);
}

// Phases with a clock of their own. Forward and backward are added up over the threads.
constexpr struct {
    const char* name;
    double TimedStep::*seconds;
} kPhases[] = {{"step_ms", &TimedStep::seconds},
               {"pack", &TimedStep::packing_seconds},
               {"forward", &TimedStep::forward_seconds},
               {"backward", &TimedStep::backward_seconds},
               {"reduce", &TimedStep::reduction_seconds},
               {"clip", &TimedStep::clip_seconds},
               {"update", &TimedStep::update_seconds}};

} // namespace

ClassifierOptions model_of(const Shape& shape, const std::string& cell) {
    ClassifierOptions options;
    options.vocabulary_size = shape.vocabulary;
    options.classes = 2;
    options.embedding_dim = shape.dim;
    options.hidden_size = shape.hidden;
    options.cell = cell_of(cell).name;
    return options;
}

Series::Series(const Shape& shape, std::string cell, std::string optimizer, Index threads)
    : shape_(shape), cell_(std::move(cell)), optimizer_(std::move(optimizer)),
      threads_(threads), data_(texts_of(shape)),
      batches_(training_batches(data_, shape.batch, 1, 0)),
      words_(optimizer_.empty() ? words_to_predict(data_)
                                : words_of_shards(data_, batches_, kShard)),
      // A multiply-add counts as two; backward has two products for each of forward's.
      operations_((optimizer_.empty() ? 2.0 : 6.0) *
                  static_cast<double>(cell_of(cell_).gates * shape.hidden *
                                      (shape.dim * words_ + shape.hidden * data_.ids.size()))) {}

void Series::visit(double operations) {
    Threads threads(threads_);
    const auto times = static_cast<Index>(std::clamp(operations / operations_, 1.0, 30.0));
    const double seconds = optimizer_.empty() ? predict(times, threads) : train(times, threads);
    rates_.push_back(static_cast<double>(times * data_.ids.size()) / seconds);
}

double Series::train(Index times, Threads& threads) {
    StepTimingOptions options;
    options.model = model_of(shape_, cell_);
    options.optimizer = optimizer_;
    options.warm_up_steps = batches_.size();
    options.timed_steps = times * batches_.size();
    const StepTimes measured = measure_steps(options, data_, batches_, threads);
    bytes_ = measured.bytes;
    const auto steps = static_cast<double>(options.timed_steps);
    for (const auto& [name, member] : kPhases) {
        double sum = 0;
        for (const TimedStep& step : measured.steps) sum += step.*member;
        phases_[name].push_back(sum / steps);
    }
    time_products();
    return steps * phases_["step_ms"].back();
}

double Series::predict(Index times, Threads& threads) const {
    Classifier classifier(model_of(shape_, cell_));
    fill(classifier.parameters());
    Predictor predictor(classifier, threads);
    predictor.logits(data_);
    const Stopwatch watch;
    for (Index call = 0; call < times; ++call) predictor.logits(data_);
    return watch.seconds();
}

// Two phases lie within forward and backward: their products are done again, by themselves, as
// large as a shard has them.
void Series::time_products() {
    const Index tokens = kShard * data_.ids.size() / data_.size();
    const Index words = kShard * words_ / data_.size();
    const Index gates = cell_of(cell_).gates * shape_.hidden;
    Arena arena;
    const Tensor x = arena.zeros(words, shape_.dim), h = arena.zeros(tokens, shape_.hidden),
                 g = arena.zeros(tokens, gates), input_projection = g.slice(0, words),
                 w_ih = arena.zeros(gates, shape_.dim),
                 w_hh = arena.zeros(gates, shape_.hidden);
    const auto weight_gradients = [&] {
        gemm(arena, Trans::kYes, g, Trans::kNo, h, w_hh, Accumulate::kYes);
        gemm(arena, Trans::kYes, input_projection, Trans::kNo, x, w_ih, Accumulate::kYes);
    };
    weight_gradients(); // finds the arena's size
    const double shards = static_cast<double>(data_.ids.size()) /
                          static_cast<double>(tokens * batches_.size()); // of a step
    for (int run = 0; run < 3; ++run) {
        Stopwatch watch;
        gemm(arena, Trans::kNo, x, Trans::kYes, w_ih, input_projection, Accumulate::kYes);
        phases_["projection"].push_back(watch.lap() * shards);
        weight_gradients();
        phases_["weights"].push_back(watch.lap() * shards);
    }
}

void Series::add_rates(Json::Object& row) const {
    row.emplace_back("tokens_per_s", std::round(median(rates_)));
    row.emplace_back("min", std::round(*std::min_element(rates_.begin(), rates_.end())));
    row.emplace_back("max", std::round(*std::max_element(rates_.begin(), rates_.end())));
}

Json::Object Series::speed_row(double peak) const {
    Json::Object row{{"shape", shape_.name}, {"cell", cell_}};
    if (!optimizer_.empty()) row.emplace_back("optimizer", optimizer_);
    add_rates(row);
    const double speed = median(rates_) * operations_ / static_cast<double>(data_.ids.size());
    row.emplace_back("gflop_per_s", speed / 1e9);
    row.emplace_back("of_peak", speed / peak);
    if (!optimizer_.empty()) row.emplace_back("step_mb", bytes_ / 1e6);
    return row;
}

Json::Object Series::phases_row() const {
    Json::Object row{{"shape", shape_.name}, {"cell", cell_}, {"optimizer", optimizer_}};
    const auto ms = [&](const char* name) { return 1e3 * median(phases_.at(name)); };
    for (const char* name : {"step_ms", "pack", "projection"}) row.emplace_back(name, ms(name));
    row.emplace_back("recurrence", std::max(0.0, ms("forward") - ms("projection")));
    row.emplace_back("backward", std::max(0.0, ms("backward") - ms("weights")));
    for (const char* name : {"weights", "reduce", "clip", "update"})
        row.emplace_back(name, ms(name));
    return row;
}

Json::Object Series::sweep_row(const char* what, Index value) const {
    Json::Object row{
        {"sweep", what}, {"value", value}, {"step_ms", 1e3 * median(phases_.at("step_ms"))}};
    add_rates(row);
    row.emplace_back("step_mb", bytes_ / 1e6);
    return row;
}

} // namespace textrnn
