// Measures the cost points in rounds. Each visit to a point builds its model anew, so that only one
// model is in memory at a time.
#include "ablation/measure.h"

#include "ablation/statistics.h"
#include "ablation/step_timing.h"
#include "core/threads.h"
#include "io/text.h"

#include <algorithm>
#include <functional>

namespace textrnn {

namespace {

constexpr Index kBatches = 4; // distinct batches, used in turn
constexpr Index kPasses = 6;  // over the table in an Adam update: read and write w, m and v

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

// Of a training step at this point, without dropout.
Config config_of(const Config& config, const CostPoint& point) {
    Config step;
    step.model = arm_config(config, point.arm).model;
    step.model.vocabulary_size = point.vocabulary;
    step.model.classes = 2;
    step.model.word_dropout = step.model.embedding_dropout = step.model.layer_dropout =
        step.model.classifier_dropout = 0;
    step.optimizer.name = point.optimizer;
    step.learning_rate = 1e-4;
    step.train.shard_size = config.train.shard_size;
    step.train.clip_norm = config.train.clip_norm;
    return step;
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

// The same texts at every size: words of the smallest vocabulary, spread over the larger ones.
struct Workload {
    const Config& config;
    std::vector<Index> sizes; // of vocabularies, ascending
    Dataset texts;            // of the smallest vocabulary
    std::vector<std::vector<Index>> batches;
    TextCounts counts; // of a batch
};

Workload workload_of(const Config& config) {
    const Index batch = config.train.batch_size, length = config.ablation.cost_length;
    std::vector<Index> sizes = config.ablation.vocabulary_sizes;
    std::sort(sizes.begin(), sizes.end());
    const Dataset texts = zipf_texts(std::vector<Index>(kBatches * batch, length), sizes[0]);
    const auto batches = evaluation_batches(texts, batch);
    const Index words =
        words_of_shards(texts, std::span(batches).first(1), config.train.shard_size);
    return {config, sizes, texts, batches, {batch, batch * length, words}};
}

struct CostMeasurement {
    CostPoint point;
    std::vector<TimedStep> steps = {}; // measured so far
};

// With the counts of the point, and the reason if it is too large to be run.
CostMeasurement prepare(const Workload& work, CostPoint point) {
    const Classifier classifier(config_of(work.config, point).model);
    point.multiply_adds = step_multiply_adds(classifier.parameters(), work.counts);
    point.bytes_moved = input_bytes(point, classifier.parameters(), work.counts);
    const double limit = work.config.ablation.cost_memory;
    const double gigabytes =
        static_cast<double>(work.counts.tokens * point.vocabulary * sizeof(Real)) / 1e9;
    if (point.arm == "one_hot" && gigabytes > limit)
        point.not_run = "the one-hot rows of a step need " + significant(gigabytes, 3) +
                        " GB, and ablation.cost_memory is " + significant(limit, 3);
    return {point};
}

std::vector<CostMeasurement> prepare_all(const Workload& work) {
    const std::vector<std::string>& arms = work.config.ablation.arms;
    std::vector<CostMeasurement> all;
    for (const auto& [arm, optimizer] : kArmOptimizers)
        if (std::find(arms.begin(), arms.end(), arm) != arms.end())
            for (const Index size : work.sizes)
                all.push_back(prepare(work, {arm, optimizer, size}));
    return all;
}

void measure(const Workload& work, CostMeasurement& measurement) {
    Dataset texts = work.texts;
    spread_words(texts, work.sizes[0], measurement.point.vocabulary);
    Threads one_thread(1);
    const StepTimes times = measure_steps({config_of(work.config, measurement.point)}, texts,
                                          work.batches, one_thread);
    measurement.point.memory = times.bytes;
    measurement.steps.insert(measurement.steps.end(), times.steps.begin(), times.steps.end());
}

double update_seconds(const StepResult& step) {
    return step.reduction_seconds + step.clip_seconds + step.update_seconds;
}
double step_seconds(const StepResult& step) {
    return step.forward_seconds + step.backward_seconds + update_seconds(step);
}

// `seconds`: a function or a member of TimedStep.
double median_of(const CostMeasurement& measurement, auto seconds) {
    std::vector<double> times;
    for (const TimedStep& step : measurement.steps) times.push_back(std::invoke(seconds, step));
    return median(times);
}

// If a step takes longer than `limit` seconds, larger vocabularies of its arm and optimizer are not
// run.
void limit_time(std::vector<CostMeasurement>& all, const CostMeasurement& done, double limit) {
    const double seconds = median_of(done, step_seconds);
    if (seconds <= limit) return;
    for (CostMeasurement& other : all) {
        CostPoint& point = other.point;
        if (point.arm == done.point.arm && point.optimizer == done.point.optimizer &&
            point.vocabulary > done.point.vocabulary && point.not_run.empty())
            point.not_run = "a step with " + std::to_string(done.point.vocabulary) +
                            " words took " + significant(seconds, 3) +
                            " s, and ablation.cost_seconds is " + significant(limit, 3);
    }
}

CostPoint result_of(const CostMeasurement& measurement, const CostRun& run) {
    CostPoint point = measurement.point;
    point.least_seconds = std::max(2 * point.multiply_adds / run.flops_per_second,
                                   point.bytes_moved / run.bytes_per_second);
    if (!point.not_run.empty()) return point;
    point.steps = measurement.steps.size();
    point.fastest_seconds = point.slowest_seconds = step_seconds(measurement.steps[0]);
    for (const TimedStep& step : measurement.steps) {
        point.fastest_seconds = std::min(point.fastest_seconds, step_seconds(step));
        point.slowest_seconds = std::max(point.slowest_seconds, step_seconds(step));
    }
    point.step_seconds = median_of(measurement, step_seconds);
    point.forward_seconds = median_of(measurement, &TimedStep::forward_seconds);
    point.backward_seconds = median_of(measurement, &TimedStep::backward_seconds);
    point.update_seconds = median_of(measurement, update_seconds);
    return point;
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

std::optional<CostRun> measure_cost(const Config& config, const WorkerEvents& events) {
    const Workload work = workload_of(config);
    std::vector<CostMeasurement> all = prepare_all(work);
    const Index visits = config.ablation.cost_rounds * all.size();
    for (Index visit = 0; visit < visits;) // in each round by size: all arms one after another
        for (const Index size : work.sizes)
            for (CostMeasurement& next : all) {
                if (next.point.vocabulary != size) continue;
                if (next.point.not_run.empty()) {
                    measure(work, next);
                    limit_time(all, next, config.ablation.cost_seconds);
                }
                events.progress(static_cast<double>(++visit) / static_cast<double>(visits),
                                "cost of a step");
                if (events.should_stop()) return {};
            }
    CostRun run{{config.train.batch_size, config.ablation.cost_length, work.counts.unique_tokens,
                 config.model.embedding_dim, config.model.hidden_size, config.model.cell,
                 config.model.bidirectional},
                measure_flops_per_second(), measure_bytes_per_second(), {}};
    for (const CostMeasurement& measurement : all)
        run.points.push_back(result_of(measurement, run));
    return run;
}

} // namespace textrnn
