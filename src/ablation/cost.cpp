// Measures the cost points in rounds. Each measurement builds its own model: memory holds only one.
#include "ablation/worker.h"

#include "ablation/step_timing.h"
#include "core/threads.h"
#include "io/text.h"

namespace textrnn {

constexpr Index kBatches = 4, kRepeats = 2; // batches used in turn; repeats of an unsteady point
constexpr double kMostGap = 0.15;  // between the phases' sum and the step, as a share of the step
constexpr double kMostSpread = 0.3; // between the quartiles, as a share of the median

// The gradients of one_hot and one_hot_csr are dense, so adam is their usual optimizer. lookup also
// has adam: with equal texts, only a dense update makes its cost grow with V.
constexpr const char* kSeries[][3] = { // arm, optimizer, texts
    {"lookup", "lazy_adam", "same"},    {"lookup", "lazy_adam", "natural"},
    {"lookup", "adam", "same"},         {"one_hot", "adam", "same"},
    {"one_hot_csr", "adam", "same"},    {"one_hot_direct", "lazy_adam", "same"}};

// The config of a training step at this point, without dropout.
static Config config_of(const Config& config, const CostPoint& point) {
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

// A lower bound of a step's memory: the tables, with two moments per value; for a dense gradient, a
// gradient per shard, at most kGradientSets; for one_hot, its input [tokens, V].
static double least_bytes(const Parameters& parameters, const TextCounts& counts, Index sets) {
    Index numbers = 0;
    for (const Parameter& p : parameters) {
        if (p.is_table) numbers += (p.sparse_gradient ? 3 : 3 + sets) * p.rows() * p.cols();
        if (p.is_table && p.used_per == UsedPer::kToken) numbers += counts.tokens * p.rows();
    }
    return static_cast<double>(numbers * sizeof(Real));
}

// The texts of a point. They are not kept: only one point's texts are in memory at a time.
static Dataset texts_of(const Config& config, const CostPoint& point) {
    const AblationOptions& o = config.ablation;
    const Index words = point.texts == "natural" ? point.vocabulary
                                                 : std::ranges::min(o.vocabulary_sizes);
    const std::vector<Index> lengths(kBatches * config.train.batch_size, o.cost_length);
    return zipf_texts(lengths, words, point.vocabulary);
}

// Sets the point's counts, and `not_run` if it is too large.
static void prepare(const Config& config, CostPoint& point) {
    const AblationOptions& o = config.ablation;
    const Index batch = config.train.batch_size, shard_size = config.train.shard_size;
    const Dataset texts = texts_of(config, point);
    const auto batches = evaluation_batches(texts, batch);
    point.words = words_of_shards(texts, std::span(batches).first(1), shard_size);
    const TextCounts counts{batch, batch * o.cost_length, point.words};
    const Classifier classifier(config_of(config, point).model);
    point.multiply_adds = multiply_adds(Computation::kStep, classifier.parameters(), counts);
    const Index sets = std::min(kGradientSets, (batch - 1) / shard_size + 1);
    const double gigabytes = least_bytes(classifier.parameters(), counts, sets) / 1e9;
    if (gigabytes > o.cost_memory)
        point.not_run = "a step needs " + significant(gigabytes, 3) +
                        " GB, and ablation.cost_memory is " + significant(o.cost_memory, 3);
}

// Adds measured steps to `steps`, and sets the point's figures from all of `steps`.
static void measure(const Config& config, CostPoint& point, std::vector<StepResult>& steps) {
    const Dataset texts = texts_of(config, point);
    Threads one_thread(1);
    const StepTimes times =
        measure_steps({config_of(config, point)}, texts,
                      evaluation_batches(texts, config.train.batch_size), one_thread);
    point.memory = times.bytes;
    steps.insert(steps.end(), times.steps.begin(), times.steps.end());
    summarise_steps(steps, point);
}

// After a step over `limit` seconds, does not run the larger vocabularies of its series.
static void limit_time(std::vector<CostPoint>& all, const CostPoint& done, double limit) {
    if (done.step_seconds <= limit) return;
    for (CostPoint& p : all)
        if (p.series() == done.series() && p.vocabulary > done.vocabulary && p.steps == 0 &&
            p.not_run.empty())
            p.not_run = "a smaller step took " + significant(done.step_seconds, 3) +
                        " s, and ablation.cost_seconds is " + significant(limit, 3);
}

void summarise_steps(const std::vector<StepResult>& steps, CostPoint& point) {
    std::vector<double> forward, backward, update, whole;
    for (const StepResult& step : steps) {
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
    point.lower_quartile_seconds = quantile(whole, 0.25);
    point.upper_quartile_seconds = quantile(whole, 0.75);
    const double phases = point.forward_seconds + point.backward_seconds + point.update_seconds;
    const double spread = point.upper_quartile_seconds - point.lower_quartile_seconds;
    point.doubt = std::abs(phases - point.step_seconds) > kMostGap * point.step_seconds
                      ? "phases do not add up"
                  : spread > kMostSpread * point.step_seconds ? "wide quartiles"
                                                              : "";
}

std::vector<CostPoint> cost_points(const Config& config) {
    const std::vector<std::string>& arms = config.ablation.arms;
    std::vector<Index> sizes = config.ablation.vocabulary_sizes;
    std::ranges::sort(sizes);
    std::vector<CostPoint> points;
    for (const auto& [arm, optimizer, texts] : kSeries)
        if (std::ranges::count(arms, arm == std::string("one_hot_csr") ? "one_hot" : arm) > 0)
            for (const Index size : sizes) points.push_back({arm, optimizer, texts, size});
    return points;
}

std::optional<CostRun> measure_cost(const Config& config, const WorkerEvents& events) {
    const AblationOptions& o = config.ablation;
    std::vector<CostPoint> points = cost_points(config);
    for (CostPoint& point : points) prepare(config, point);
    std::vector<std::vector<StepResult>> steps(points.size()); // measured so far
    std::vector<Index> round = numbers_below(points.size()); // by size, then by series
    std::ranges::stable_sort(round, {}, [&](Index i) { return points[i].vocabulary; });
    const Index visits = o.cost_rounds * round.size();
    for (Index visit = 0; visit < visits; ++visit) {
        const Index i = round[visit % round.size()];
        if (points[i].not_run.empty()) {
            measure(config, points[i], steps[i]);
            limit_time(points, points[i], o.cost_seconds);
        }
        events.progress(ratio(visit + 1, visits), "cost of a step");
        if (events.should_stop()) return {};
    }
    for (Index repeat = 0; repeat < kRepeats; ++repeat)
        for (Index i = 0; i < points.size(); ++i) {
            if (points[i].doubt.empty()) continue;
            steps[i].clear();
            for (Index k = 0; k < o.cost_rounds; ++k) measure(config, points[i], steps[i]);
            if (events.should_stop()) return {};
        }
    const double speed = measure_flops_per_second();
    for (CostPoint& point : points) point.least_seconds = 2 * point.multiply_adds / speed;
    return CostRun{speed, std::move(points)};
}

} // namespace textrnn
