// A model is built for each visit to a point, so that only one is in memory at a time.
#include "ablation/cost.h"

#include "ablation/grid.h"
#include "ablation/statistics.h"
#include "ablation/step_timing.h"
#include "core/limits.h"
#include "core/threads.h"
#include "io/format.h"

#include <algorithm>

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

// One point of the cost chart, and the steps that it has been measured in.
class CostMeasurement {
public:
    CostMeasurement(const Config& config, CostPoint point)
        : config_(config), point_(std::move(point)), data_(texts_of(config, point_.vocabulary)),
          batches_(evaluation_batches(data_, config.train.batch_size)) {
        const Classifier classifier(options_of(config_, point_));
        const TextCounts counts = counts_of(config, data_, batches_);
        point_.multiply_adds = step_multiply_adds(classifier.parameters(), counts);
        point_.bytes_moved = input_bytes(point_, classifier.parameters(), counts);
        if (point_.arm == "one_hot") limit_memory(counts.tokens);
    }

    const CostPoint& point() const { return point_; }
    bool is_refused() const { return !point_.not_run.empty(); }
    void refuse(std::string why) { point_.not_run = std::move(why); }

    void visit() {
        StepTimingOptions options;
        options.model = options_of(config_, point_);
        options.optimizer = point_.optimizer;
        options.shard_size = config_.train.shard_size;
        options.learning_rate = 1e-4;
        options.clip_norm = config_.train.clip_norm;
        options.timed_steps = kTimedSteps;
        Threads one_thread(1);
        const StepTimes times = measure_steps(options, data_, batches_, one_thread);
        point_.memory = times.bytes;
        for (const StepResult& step : times.steps) {
            forward_.push_back(step.forward_seconds);
            backward_.push_back(step.backward_seconds);
            update_.push_back(step.reduction_seconds + step.clip_seconds + step.update_seconds);
            step_.push_back(forward_.back() + backward_.back() + update_.back());
        }
    }

    double step_seconds() const { return median(step_); }

    CostPoint result(double flops_per_second, double bytes_per_second) const {
        CostPoint result = point_;
        result.least_seconds = std::max(2 * point_.multiply_adds / flops_per_second,
                                        point_.bytes_moved / bytes_per_second);
        if (is_refused()) return result;
        result.steps = step_.size();
        result.forward_seconds = median(forward_);
        result.backward_seconds = median(backward_);
        result.update_seconds = median(update_);
        result.step_seconds = step_seconds();
        result.fastest_seconds = *std::min_element(step_.begin(), step_.end());
        result.slowest_seconds = *std::max_element(step_.begin(), step_.end());
        return result;
    }

private:
    void limit_memory(Index tokens) {
        const double limit = config_.ablation.cost_memory; // GB
        const double needed =
            static_cast<double>(tokens * point_.vocabulary * sizeof(Real)) / 1e9;
        if (needed > limit)
            refuse("the one-hot rows of a step need " + significant(needed, 3) +
                   " GB, and ablation.cost_memory is " + significant(limit, 3));
    }

    Config config_;
    CostPoint point_;
    Dataset data_;
    std::vector<std::vector<Index>> batches_;
    std::vector<double> forward_, backward_, update_, step_; // seconds of each measured step
};

std::vector<CostMeasurement> make_measurements(const Config& config) {
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
            all.emplace_back(config, std::move(point));
        }
    }
    return all;
}

// If a step takes longer than `limit` seconds, larger vocabularies of its arm and optimizer are not
// run.
void limit_time(std::vector<CostMeasurement>& all, const CostMeasurement& slow, double limit) {
    if (slow.step_seconds() <= limit) return;
    const CostPoint& point = slow.point();
    for (CostMeasurement& other : all)
        if (other.point().arm == point.arm && other.point().optimizer == point.optimizer &&
            other.point().vocabulary > point.vocabulary && !other.is_refused())
            other.refuse("a step with " + std::to_string(point.vocabulary) + " words took " +
                         significant(slow.step_seconds(), 3) +
                         " s, and ablation.cost_seconds is " + significant(limit, 3));
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
    std::vector<CostMeasurement> all = make_measurements(config);
    std::vector<CostMeasurement*> order; // by size: all arms of a size one after another
    for (CostMeasurement& measurement : all) order.push_back(&measurement);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return a->point().vocabulary < b->point().vocabulary;
    });
    const Index visits = config.ablation.cost_rounds * order.size();
    for (Index visit = 0; visit < visits; ++visit) {
        CostMeasurement& next = *order[visit % order.size()];
        if (!next.is_refused()) {
            next.visit();
            limit_time(all, next, config.ablation.cost_seconds);
        }
        if (!progressed(static_cast<double>(visit + 1) / static_cast<double>(visits))) return {};
    }
    for (const CostMeasurement& measurement : all)
        run.points.push_back(measurement.result(run.flops_per_second, run.bytes_per_second));
    return run;
}

} // namespace textrnn
