// Measures the cost points in rounds. Each visit to a point builds its model anew, so that only one
// model is in memory at a time.
#include "ablation/cost.h"

#include "ablation/grid.h"
#include "ablation/limits.h"
#include "ablation/statistics.h"
#include "ablation/step_timing.h"
#include "core/threads.h"
#include "io/format.h"

#include <algorithm>
#include <functional>

namespace textrnn {

namespace {

constexpr Index kBatches = 4;    // distinct batches, used in turn
constexpr Index kTimedSteps = 3; // per visit
constexpr Index kPasses = 6;     // over the table in an Adam update: read and write w, m and v

struct ArmOptimizer {
    const char* arm;
    const char* optimizer;
};
// The gradient of one_hot is dense, so adam is its usual optimizer. lookup has both, because only a
// dense update makes its cost grow with V.
constexpr ArmOptimizer kArmOptimizers[] = {{"lookup", "lazy_adam"},
                                           {"lookup", "adam"},
                                           {"one_hot", "adam"},
                                           {"one_hot_direct", "lazy_adam"}};

ClassifierOptions options_of(const Config& config, const CostPoint& point) {
    ClassifierOptions options = arm_config(config, point.arm).model;
    options.vocabulary_size = point.vocabulary;
    options.classes = 2;
    options.word_dropout = options.embedding_dropout = options.layer_dropout =
        options.classifier_dropout = 0;
    return options;
}

// Memory traffic of the input layer and its update, if the table exceeds the caches.
double input_bytes(const CostPoint& point, const Parameters& parameters, const TextCounts& counts) {
    const auto tokens = static_cast<double>(counts.tokens);
    const auto words = static_cast<double>(counts.unique_tokens);
    double numbers = 0;
    for (const Parameter& p : parameters) {
        if (!p.is_table) continue;
        const auto rows = static_cast<double>(p.rows()), cols = static_cast<double>(p.cols());
        numbers += kPasses * cols * (point.optimizer == "adam" ? rows : words); // update
        if (p.sparse_gradient)
            numbers += 4 * words * cols; // copy rows, accumulate their gradients
        else // write one-hot rows, read them in two products; table, gradient, sum of gradients
            numbers += 3 * tokens * rows + 4 * rows * cols;
    }
    return numbers * sizeof(Real);
}

Index smallest_size(const Config& config) {
    const std::vector<Index>& sizes = config.ablation.vocabulary_sizes;
    return *std::min_element(sizes.begin(), sizes.end());
}

// The same texts at every size: words of the smallest vocabulary, spread over the larger one.
Dataset texts_of(const Config& config, Index vocabulary) {
    const Index words = smallest_size(config);
    Dataset data = zipf_texts(
        std::vector<Index>(kBatches * config.train.batch_size, config.ablation.cost_length), words);
    spread_words(data, words, vocabulary);
    return data;
}

TextCounts counts_of(const Config& config, const Dataset& data,
                     std::span<const std::vector<Index>> batches) {
    const Index texts = config.train.batch_size;
    return {texts, texts * config.ablation.cost_length,
            words_of_shards(data, batches.first(1), config.train.shard_size)};
}

struct CostMeasurement {
    CostPoint point;
    Dataset data;
    std::vector<std::vector<Index>> batches;
    std::vector<TimedStep> steps = {}; // measured so far

    bool is_refused() const { return !point.not_run.empty(); }
};

CostMeasurement prepare(const Config& config, CostPoint point) {
    Dataset data = texts_of(config, point.vocabulary);
    auto batches = evaluation_batches(data, config.train.batch_size);
    const TextCounts counts = counts_of(config, data, batches);
    const Classifier classifier(options_of(config, point));
    point.multiply_adds = step_multiply_adds(classifier.parameters(), counts);
    point.bytes_moved = input_bytes(point, classifier.parameters(), counts);
    const double limit = config.ablation.cost_memory;
    const double gigabytes =
        static_cast<double>(counts.tokens * point.vocabulary * sizeof(Real)) / 1e9;
    if (point.arm == "one_hot" && gigabytes > limit)
        point.not_run = "the one-hot rows of a step need " + significant(gigabytes, 3) +
                        " GB, and ablation.cost_memory is " + significant(limit, 3);
    return {std::move(point), std::move(data), std::move(batches)};
}

std::vector<CostMeasurement> prepare_all(const Config& config) {
    const std::vector<std::string>& arms = config.ablation.arms;
    std::vector<Index> sizes = config.ablation.vocabulary_sizes;
    std::sort(sizes.begin(), sizes.end());
    std::vector<CostMeasurement> all;
    for (const auto& [arm, optimizer] : kArmOptimizers) {
        if (std::find(arms.begin(), arms.end(), arm) == arms.end()) continue;
        for (const Index size : sizes) {
            CostPoint point;
            point.arm = arm;
            point.optimizer = optimizer;
            point.vocabulary = size;
            all.push_back(prepare(config, std::move(point)));
        }
    }
    return all;
}

void measure(const Config& config, CostMeasurement& measurement) {
    StepTimingOptions options;
    options.model = options_of(config, measurement.point);
    options.optimizer = measurement.point.optimizer;
    options.shard_size = config.train.shard_size;
    options.learning_rate = 1e-4;
    options.clip_norm = config.train.clip_norm;
    options.timed_steps = kTimedSteps;
    Threads one_thread(1);
    const StepTimes times =
        measure_steps(options, measurement.data, measurement.batches, one_thread);
    measurement.point.memory = times.bytes;
    measurement.steps.insert(measurement.steps.end(), times.steps.begin(), times.steps.end());
}

double update_seconds(const StepResult& step) {
    return step.reduction_seconds + step.clip_seconds + step.update_seconds;
}
double step_seconds(const StepResult& step) {
    return step.forward_seconds + step.backward_seconds + update_seconds(step);
}

std::vector<double> times_of(const CostMeasurement& measurement, auto seconds) {
    std::vector<double> times;
    for (const TimedStep& step : measurement.steps) times.push_back(seconds(step));
    return times;
}

// If a step takes longer than `limit` seconds, larger vocabularies of its arm and optimizer are not
// run.
void limit_time(std::vector<CostMeasurement>& all, const CostMeasurement& done, double limit) {
    const double seconds = median(times_of(done, step_seconds));
    if (seconds <= limit) return;
    for (CostMeasurement& other : all) {
        CostPoint& point = other.point;
        if (point.arm == done.point.arm && point.optimizer == done.point.optimizer &&
            point.vocabulary > done.point.vocabulary && !other.is_refused())
            point.not_run = "a step with " + std::to_string(done.point.vocabulary) +
                            " words took " + significant(seconds, 3) +
                            " s, and ablation.cost_seconds is " + significant(limit, 3);
    }
}

CostPoint result_of(const CostMeasurement& measurement, const CostRun& run) {
    CostPoint point = measurement.point;
    point.least_seconds = std::max(2 * point.multiply_adds / run.flops_per_second,
                                   point.bytes_moved / run.bytes_per_second);
    if (measurement.is_refused()) return point;
    const std::vector<double> steps = times_of(measurement, step_seconds);
    const auto [fastest, slowest] = std::minmax_element(steps.begin(), steps.end());
    point.steps = steps.size();
    point.step_seconds = median(steps);
    point.fastest_seconds = *fastest;
    point.slowest_seconds = *slowest;
    point.forward_seconds = median(times_of(measurement, std::mem_fn(&TimedStep::forward_seconds)));
    point.backward_seconds =
        median(times_of(measurement, std::mem_fn(&TimedStep::backward_seconds)));
    point.update_seconds = median(times_of(measurement, update_seconds));
    return point;
}

CostShape shape_of(const Config& config) {
    const Dataset data = texts_of(config, smallest_size(config));
    const auto batches = evaluation_batches(data, config.train.batch_size);
    return {config.train.batch_size, config.ablation.cost_length,
            counts_of(config, data, batches).unique_tokens, config.model.embedding_dim,
            config.model.hidden_size, config.model.cell, config.model.bidirectional};
}

double multiply_adds(const Parameter& p, const TextCounts& counts) {
    if (p.shape.size() != 2 || p.sparse_gradient) return 0; // a bias is added, a row is copied
    const Index times = p.used_per == UsedPer::kText          ? counts.texts
                        : p.used_per == UsedPer::kUniqueToken ? counts.unique_tokens
                                                              : counts.tokens;
    return static_cast<double>(p.rows() * p.cols() * times);
}

} // namespace

double forward_multiply_adds(const Parameters& parameters, const TextCounts& counts) {
    double sum = 0;
    for (const Parameter& p : parameters) sum += multiply_adds(p, counts);
    return sum;
}

double step_multiply_adds(const Parameters& parameters, const TextCounts& counts) {
    double sum = 0;
    for (const Parameter& p : parameters) sum += (p.is_table ? 2 : 3) * multiply_adds(p, counts);
    return sum;
}

std::optional<CostRun> measure_cost(const Config& config, const ContinueCallback& progressed) {
    CostRun run{shape_of(config), measure_flops_per_second(), measure_bytes_per_second(), {}};
    std::vector<CostMeasurement> all = prepare_all(config);
    std::vector<CostMeasurement*> order; // by size: all arms of a size one after another
    for (CostMeasurement& measurement : all) order.push_back(&measurement);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return a->point.vocabulary < b->point.vocabulary;
    });
    const Index visits = config.ablation.cost_rounds * order.size();
    for (Index visit = 0; visit < visits; ++visit) {
        CostMeasurement& next = *order[visit % order.size()];
        if (!next.is_refused()) {
            measure(config, next);
            limit_time(all, next, config.ablation.cost_seconds);
        }
        if (!progressed(static_cast<double>(visit + 1) / static_cast<double>(visits))) return {};
    }
    for (const CostMeasurement& measurement : all)
        run.points.push_back(result_of(measurement, run));
    return run;
}

} // namespace textrnn
