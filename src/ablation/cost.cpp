// Builds a model a point and visit, so that only one lies in memory at a time.
#include "ablation/cost.h"

#include "ablation/grid.h"
#include "ablation/report_text.h"
#include "ablation/statistics.h"
#include "core/limits.h"
#include "core/threads.h"
#include "train/step.h"

#include <algorithm>
#include <set>

namespace textrnn {

namespace {

constexpr Index kBatches = 4;      // different ones, used in turn
constexpr Index kWarmUpSteps = 2;  // in which the arena finds its size
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

// Ids by falling frequency, as a vocabulary has them; 0 and 1 are <pad> and <unk>.
Dataset zipf_texts(Index texts, Index length, Index vocabulary) {
    std::vector<double> cumulated;
    double sum = 0;
    for (Index rank = 1; rank + 1 < vocabulary; ++rank)
        cumulated.push_back(sum += 1 / static_cast<double>(rank));
    Random random(vocabulary, Stream::kShuffle);
    Dataset data;
    for (Index text = 0; text < texts; ++text) {
        for (Index t = 0; t < length; ++t) {
            const auto found = std::lower_bound(cumulated.begin(), cumulated.end(),
                                                random.uniform(0, sum));
            data.ids.push_back(static_cast<TokenId>(2 + (found - cumulated.begin())));
        }
        data.begins.push_back(data.ids.size());
        data.labels.push_back(text % 2);
    }
    return data;
}

// Any small values: normal ones take longer than the measurement.
void fill(Parameters& parameters) {
    for (Parameter& p : parameters) {
        p.value = Storage(p.rows() * p.cols());
        for (Index i = 0; i < p.value.size(); ++i)
            p.value[i] = static_cast<Real>(i * 2654435761u % 1024) / Real(1e4) - Real(0.05);
    }
}

ClassifierOptions options_of(const Config& config, const CostPoint& point) {
    ClassifierOptions options = arm_config(config, point.arm).model;
    options.vocabulary_size = point.vocabulary;
    options.classes = 2;
    options.word_dropout = options.embedding_dropout = options.layer_dropout =
        options.classifier_dropout = 0;
    return options;
}

double distinct_words(const Dataset& data, Index first, Index count) {
    const auto begin = data.ids.begin() + static_cast<std::ptrdiff_t>(data.begins[first]);
    const auto end = data.ids.begin() + static_cast<std::ptrdiff_t>(data.begins[first + count]);
    return static_cast<double>(std::set<TokenId>(begin, end).size());
}

// What goes through memory for the input layer and its update, where it is too large for caches.
double input_bytes(const CostPoint& point, const Parameters& parameters, double tokens,
                   double distinct) {
    double numbers = 0;
    for (const Parameter& p : parameters) {
        if (!p.is_table) continue;
        const auto rows = static_cast<double>(p.rows()), cols = static_cast<double>(p.cols());
        const bool updates_all = point.optimizer == "adam";
        numbers += kPasses * cols * (updates_all ? rows : distinct); // the update
        if (p.touched_rows)
            numbers += 4 * tokens * cols; // rows picked, and their gradients added
        else // one-hot rows written, and read by two products; the table; its gradient added up
            numbers += 3 * tokens * rows + 4 * rows * cols;
    }
    return numbers * sizeof(Real);
}

class Meter {
public:
    Meter(const Config& config, CostPoint point)
        : config_(config), point_(std::move(point)),
          data_(zipf_texts(kBatches * config.train.batch_size, config.ablation.cost_length,
                           point_.vocabulary)) {
        const Classifier classifier(options_of(config_, point_));
        const Index batch = config_.train.batch_size, tokens = batch * config_.ablation.cost_length;
        point_.multiply_adds = step_multiply_adds(classifier, batch, tokens);
        point_.bytes_moved = input_bytes(point_, classifier.parameters(),
                                         static_cast<double>(tokens),
                                         distinct_words(data_, 0, batch));
        refuse_beyond_memory(static_cast<double>(tokens));
    }

    const CostPoint& point() const { return point_; }
    bool runs() const { return point_.not_run.empty(); }
    void refuse(std::string why) { point_.not_run = std::move(why); }

    void visit() {
        Classifier classifier(options_of(config_, point_));
        fill(classifier.parameters());
        OptimizerOptions options;
        options.name = point_.optimizer;
        Optimizer optimizer(options, classifier.parameters());
        Threads one_thread(1);
        Workspace workspace(one_thread, classifier.parameters());
        for (Index step = 0; step < kWarmUpSteps + kTimedSteps; ++step) {
            const StepResult result =
                train_step(classifier, optimizer, workspace, shards(step % kBatches), {}, 1e-4,
                           config_.train.clip_norm, Random(0, Stream::kDropout));
            if (step < kWarmUpSteps) continue;
            forward_.push_back(result.forward_seconds);
            backward_.push_back(result.backward_seconds);
            update_.push_back(result.update_seconds);
            step_.push_back(forward_.back() + backward_.back() + update_.back());
        }
        point_.memory = workspace.bytes();
        for (Index p = 0; p < classifier.parameters().size(); ++p)
            point_.memory += static_cast<double>(
                sizeof(Real) * (classifier.parameters()[p].value.size() +
                                optimizer.state(p)[0].size() + optimizer.state(p)[1].size()));
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
    std::vector<Shard> shards(Index batch) const {
        std::vector<Index> examples(config_.train.batch_size);
        for (Index i = 0; i < examples.size(); ++i) examples[i] = batch * examples.size() + i;
        return pack_shards(data_, examples, config_.train.shard_size);
    }

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
    return {config.train.batch_size,   config.ablation.cost_length, config.model.embedding_dim,
            config.model.hidden_size, config.model.cell,           config.model.bidirectional};
}

} // namespace

double step_multiply_adds(const Classifier& classifier, Index batch, Index tokens) {
    double sum = 0;
    for (const Parameter& p : classifier.parameters()) {
        if (p.shape.size() != 2 || p.touched_rows) continue;
        const double times = p.is_table ? 2 : 3;
        const bool once_a_text = p.name == "classifier.weight";
        sum += times * static_cast<double>(p.rows() * p.cols() * (once_a_text ? batch : tokens));
    }
    return sum;
}

std::optional<CostRun> measure_cost(const Config& config, const Progressed& progressed) {
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
