// Measures the cost points in rounds. Each visit to a point builds its model anew, so that only one
// model is in memory at a time.
#include "ablation/measure.h"

#include "ablation/statistics.h"
#include "ablation/step_timing.h"
#include "core/threads.h"
#include "io/text.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

constexpr Index kBatches = 4; // distinct batches, used in turn
constexpr Index kRepeats = 2; // of an unsteady point, after its rounds
constexpr double kMostGap = 0.15;  // between the phases' sum and the step, as a share of the step
constexpr double kMostSpread = 0.3; // between the quartiles, as a share of the median

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

// At least: the tables with two moments per value; of a dense input layer also the gradients of two
// shards, their sum, and one-hot rows.
double least_bytes(const Parameters& parameters, const TextCounts& counts) {
    double numbers = 0;
    for (const Parameter& p : parameters)
        if (p.is_table)
            numbers += static_cast<double>(p.sparse_gradient ? 3 * p.rows() * p.cols()
                                                             : 6 * p.rows() * p.cols() +
                                                                   counts.tokens * p.rows());
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
    const double limit = work.config.ablation.cost_memory;
    const double gigabytes = least_bytes(classifier.parameters(), work.counts) / 1e9;
    if (gigabytes > limit)
        point.not_run = "a step needs " + significant(gigabytes, 3) +
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
    summarise_steps(measurement.steps, measurement.point);
}

// If a step takes longer than `limit` seconds, larger vocabularies of its arm and optimizer are not
// run.
void limit_time(std::vector<CostMeasurement>& all, const CostPoint& done, double limit) {
    if (done.step_seconds <= limit) return;
    for (auto& [point, steps] : all)
        if (point.arm == done.arm && point.optimizer == done.optimizer &&
            point.vocabulary > done.vocabulary && point.not_run.empty())
            point.not_run = "a step with " + std::to_string(done.vocabulary) + " words took " +
                            significant(done.step_seconds, 3) +
                            " s, and ablation.cost_seconds is " + significant(limit, 3);
}

// Measures an unsteady point again, without its earlier steps.
void repeat_if_unsteady(const Workload& work, CostMeasurement& measurement) {
    if (measurement.point.doubt.empty()) return;
    measurement.steps.clear();
    for (Index round = 0; round < work.config.ablation.cost_rounds; ++round)
        measure(work, measurement);
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

void summarise_steps(const std::vector<TimedStep>& steps, CostPoint& point) {
    std::vector<double> forward, backward, update, whole;
    for (const TimedStep& step : steps) {
        forward.push_back(step.forward_seconds);
        backward.push_back(step.backward_seconds);
        update.push_back(step.reduction_seconds + step.clip_seconds + step.update_seconds);
        whole.push_back(forward.back() + backward.back() + update.back());
    }
    point.steps = steps.size();
    point.forward_seconds = median(forward);
    point.backward_seconds = median(backward);
    point.update_seconds = median(update);
    point.step_seconds = median(whole);
    point.fastest_seconds = quantile(whole, 0);
    point.lower_quartile_seconds = quantile(whole, 0.25);
    point.upper_quartile_seconds = quantile(whole, 0.75);
    point.slowest_seconds = quantile(whole, 1);
    const double phases = point.forward_seconds + point.backward_seconds + point.update_seconds;
    const double spread = point.upper_quartile_seconds - point.lower_quartile_seconds;
    point.doubt = std::abs(phases - point.step_seconds) > kMostGap * point.step_seconds
                      ? "phases do not add up"
                  : spread > kMostSpread * point.step_seconds ? "wide quartiles"
                                                              : "";
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
                    limit_time(all, next.point, config.ablation.cost_seconds);
                }
                events.progress(static_cast<double>(++visit) / static_cast<double>(visits),
                                "cost of a step");
                if (events.should_stop()) return {};
            }
    for (Index repeat = 0; repeat < kRepeats; ++repeat)
        for (CostMeasurement& measurement : all) {
            repeat_if_unsteady(work, measurement);
            if (events.should_stop()) return {};
        }
    CostRun run{{config.train.batch_size, config.ablation.cost_length, work.counts.unique_tokens,
                 config.model.embedding_dim, config.model.hidden_size, config.model.cell,
                 config.model.bidirectional},
                measure_flops_per_second(), {}};
    for (auto& [point, steps] : all) {
        point.least_seconds = 2 * point.multiply_adds / run.flops_per_second;
        run.points.push_back(point);
    }
    return run;
}

} // namespace textrnn
