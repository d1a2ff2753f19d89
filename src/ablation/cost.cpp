// A model is built for each point and visit, so that only one lies in memory at a time.
#include "ablation/cost.h"

#include "ablation/grid.h"
#include "ablation/limits.h"
#include "ablation/report_text.h"
#include "ablation/statistics.h"
#include "ablation/step_timing.h"
#include "core/threads.h"

#include <algorithm>

namespace textrnn {

namespace {

constexpr Index kBatches = 4;      // different ones, used in turn
constexpr Index kTimedSteps = 3;   // a visit
constexpr Index kPasses = 6;       // of memory in an Adam update: w m v read and written

struct Series {
    const char* arm;
    const char* optimizer;
};
// one_hot's gradient is dense, and Adam is what one would use with it; the lookup is shown under
// both, as a dense update alone makes its cost grow.
constexpr Series kSeries[] = {{"lookup", "lazy_adam"},
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

// What goes through memory for the input layer and its update, where it is too large for caches.
double input_bytes(const CostPoint& point, const Parameters& parameters, double tokens,
                   double words) {
    double numbers = 0;
    for (const Parameter& p : parameters) {
        if (!p.is_table) continue;
        const auto rows = static_cast<double>(p.rows()), cols = static_cast<double>(p.cols());
        const bool updates_all = point.optimizer == "adam";
        numbers += kPasses * cols * (updates_all ? rows : words); // the update
        if (p.sparse_gradient)
            numbers += 4 * words * cols; // rows picked, and their gradients added
        else // one-hot rows written, and read by two products; the table; its gradient added up
            numbers += 3 * tokens * rows + 4 * rows * cols;
    }
    return numbers * sizeof(Real);
}

Index smallest_size(const Config& config) {
    const std::vector<Index>& sizes = config.ablation.vocabulary_sizes;
    return *std::min_element(sizes.begin(), sizes.end());
}

// The same at every size: words of the smallest vocabulary, spread over this one.
Dataset texts_of(const Config& config, Index vocabulary) {
    const Index words = smallest_size(config);
    Dataset data = zipf_texts(
        std::vector<Index>(kBatches * config.train.batch_size, config.ablation.cost_length), words);
    spread_words(data, words, vocabulary);
    return data;
}

class Meter {
public:
    Meter(const Config& config, CostPoint point)
        : config_(config), point_(std::move(point)), data_(texts_of(config, point_.vocabulary)),
          batches_(evaluation_batches(data_, config.train.batch_size)) {
        const Classifier classifier(options_of(config_, point_));
        const Index batch = config_.train.batch_size, tokens = batch * config_.ablation.cost_length;
        const Index words =
            words_of_shards(data_, std::span(batches_).first(1), config_.train.shard_size);
        point_.multiply_adds = step_multiply_adds(classifier, {batch, tokens, words});
        point_.bytes_moved = input_bytes(point_, classifier.parameters(),
                                         static_cast<double>(tokens), static_cast<double>(words));
        refuse_beyond_memory(static_cast<double>(tokens));
    }

    const CostPoint& point() const { return point_; }
    bool runs() const { return point_.not_run.empty(); }
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
        if (!runs()) return result;
        result.steps = step_.size();
        result.forward_seconds = median(forward_);
        result.backward_seconds = median(backward_);
        result.update_seconds = median(update_);
        result.step_seconds = median(step_);
        result.fastest_seconds = *std::min_element(step_.begin(), step_.end());
        result.slowest_seconds = *std::max_element(step_.begin(), step_.end());
        return result;
    }

private:
    void refuse_beyond_memory(double tokens) {
        if (point_.arm != "one_hot") return;
        const double gigabytes =
            tokens * static_cast<double>(point_.vocabulary * sizeof(Real)) / 1e9;
        if (gigabytes <= config_.ablation.cost_memory) return;
        refuse("the one-hot rows of a step need " + brief(gigabytes) +
               " GB, and ablation.cost_memory is " + brief(config_.ablation.cost_memory));
    }

    Config config_;
    CostPoint point_;
    Dataset data_;
    std::vector<std::vector<Index>> batches_;
    std::vector<double> forward_, backward_, update_, step_; // seconds
};

std::vector<Meter> make_meters(const Config& config) {
    const std::vector<std::string>& arms = config.ablation.arms;
    std::vector<Index> sizes = config.ablation.vocabulary_sizes;
    std::sort(sizes.begin(), sizes.end());
    std::vector<Meter> meters;
    for (const Series& series : kSeries) {
        if (std::find(arms.begin(), arms.end(), series.arm) == arms.end()) continue;
        for (const Index size : sizes) {
            CostPoint point;
            point.arm = series.arm;
            point.optimizer = series.optimizer;
            point.vocabulary = size;
            meters.emplace_back(config, std::move(point));
        }
    }
    return meters;
}

// After a point has been visited: larger vocabularies of its kind must not take too long.
void refuse_slow(std::vector<Meter>& meters, const Meter& done, double limit) {
    if (done.step_seconds() <= limit) return;
    const std::string why = "a step with " + std::to_string(done.point().vocabulary) +
                            " words took " + brief(done.step_seconds()) +
                            " s, and ablation.cost_seconds is " + brief(limit);
    for (Meter& meter : meters)
        if (meter.point().arm == done.point().arm && meter.runs() &&
            meter.point().optimizer == done.point().optimizer &&
            meter.point().vocabulary > done.point().vocabulary)
            meter.refuse(why);
}

CostShape shape_of(const Config& config) {
    const Index batch = config.train.batch_size;
    const Dataset data = texts_of(config, smallest_size(config));
    const auto batches = evaluation_batches(data, batch);
    return {batch,
            config.ablation.cost_length,
            words_of_shards(data, std::span(batches).first(1), config.train.shard_size),
            config.model.embedding_dim,
            config.model.hidden_size,
            config.model.cell,
            config.model.bidirectional};
}

} // namespace

double step_multiply_adds(const Classifier& classifier, const Classifier::Load& load) {
    double sum = 0;
    for (Index p = 0; p < classifier.parameters().size(); ++p)
        sum += (classifier.parameters()[p].is_table ? 2 : 3) * classifier.multiply_adds(p, load);
    return sum;
}

std::optional<CostRun> measure_cost(const Config& config, const ContinueCallback& progressed) {
    CostRun run;
    run.shape = shape_of(config);
    run.flops_per_second = measure_flops_per_second();
    run.bytes_per_second = measure_bytes_per_second();
    std::vector<Meter> meters = make_meters(config);
    std::vector<Index> order(meters.size()); // arms next to each other, sizes ascending
    for (Index i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        return meters[a].point().vocabulary < meters[b].point().vocabulary;
    });
    const Index rounds = config.ablation.cost_rounds, visits = rounds * order.size();
    for (Index visit = 0; visit < visits; ++visit) {
        Meter& meter = meters[order[visit % order.size()]];
        if (meter.runs()) {
            meter.visit();
            refuse_slow(meters, meter, config.ablation.cost_seconds);
        }
        if (!progressed(static_cast<double>(visit + 1) / static_cast<double>(visits))) return {};
    }
    for (const Meter& meter : meters)
        run.points.push_back(meter.result(run.flops_per_second, run.bytes_per_second));
    return run;
}

} // namespace textrnn
