// Combines results; computes means per arm, and compares lookup with each other arm.
#include "ablation/worker.h"

#include "ablation/statistics.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace textrnn {

namespace {

using Runs = std::vector<const TrainedRun*>;

Runs runs_of(const Results& results, const std::string& arm) { // ordered as results.trained
    Runs runs;
    for (const TrainedRun& run : results.trained)
        if (run.arm == arm) runs.push_back(&run);
    return runs;
}

std::vector<double> values_of(const Runs& runs, double TrainedRun::*member) {
    std::vector<double> values;
    for (const TrainedRun* run : runs) values.push_back(run->*member);
    return values;
}

// Precondition: there is a run. `target`: the dev accuracy for ArmSummary::reached.
ArmSummary summary_of(const std::string& arm, const Runs& runs, double target) {
    const std::vector<double> accuracies = values_of(runs, &TrainedRun::test_accuracy);
    std::vector<double> reached;
    for (const TrainedRun* run : runs)
        if (const auto at = std::ranges::find_if(
                run->epochs, [&](const EpochFigures& e) { return e.dev_accuracy >= target; });
            at != run->epochs.end())
            reached.push_back(at->seconds);
    return {arm, runs.size(), runs[0]->parameters, runs[0]->learning_rate, mean(accuracies),
            standard_deviation(accuracies), mean(values_of(runs, &TrainedRun::seconds)),
            reached.size(), reached.empty() ? std::optional<double>() : mean(reached)};
}

// For each test text, the share of the runs that are right.
std::vector<double> shares_of(const Runs& runs, Index texts) {
    std::vector<double> shares(texts);
    for (const TrainedRun* run : runs)
        for (Index i = 0; i < texts; ++i) shares[i] += run->right[i] ? 1 : 0;
    for (double& share : shares) share /= static_cast<double>(runs.size());
    return shares;
}

ArmComparison compare(const Results& results, const std::string& a, const std::string& b) {
    const auto left = runs_of(results, a), right = runs_of(results, b);
    ArmComparison c;
    std::tie(c.a, c.b) = std::tie(a, b);
    const auto x = values_of(left, &TrainedRun::test_accuracy),
               y = values_of(right, &TrainedRun::test_accuracy);
    c.difference = mean(x) - mean(y);
    c.examples = results.test_examples;
    Index equal = 0;
    for (const TrainedRun* run : left)
        for (const TrainedRun* other : right) {
            c.seeds += run->seed == other->seed;
            equal += run->seed == other->seed && run->right == other->right;
        }
    c.identical = c.seeds > 0 && equal == c.seeds;
    if (c.identical) return c;
    std::vector<double> by_text = shares_of(left, c.examples);
    const std::vector<double> others = shares_of(right, c.examples);
    for (Index i = 0; i < c.examples; ++i) by_text[i] -= others[i];
    if (const auto test = welch_t_test(x, y))
        std::tie(c.seeds_low, c.seeds_high, c.p_seeds) = std::tie(test->low, test->high, test->p);
    if (const auto test = paired_t_test(by_text))
        std::tie(c.examples_low, c.examples_high, c.p_examples) =
            std::tie(test->low, test->high, test->p);
    return c;
}

using PValue = std::optional<double> ArmComparison::*;
void correct(std::vector<ArmComparison>& comparisons, PValue p, PValue corrected) {
    std::vector<double> values;
    for (const ArmComparison& c : comparisons)
        if (c.*p) values.push_back(*(c.*p));
    values = holm(values);
    for (auto value = values.begin(); ArmComparison& c : comparisons)
        if (c.*p) c.*corrected = *value++;
}

// Fills summaries and comparisons from results.trained and results.arms.
void summarise(Results& results) {
    const Runs lookup = runs_of(results, "lookup");
    double target = std::numeric_limits<double>::infinity(); // not reached
    if (!lookup.empty()) target = 0.99 * mean(values_of(lookup, &TrainedRun::dev_accuracy));
    for (const std::string& arm : results.arms) {
        const Runs runs = runs_of(results, arm);
        if (runs.empty()) continue;
        results.summaries.push_back(summary_of(arm, runs, target));
        if (arm != "lookup" && !lookup.empty())
            results.comparisons.push_back(compare(results, "lookup", arm));
    }
    correct(results.comparisons, &ArmComparison::p_seeds, &ArmComparison::p_seeds_corrected);
    correct(results.comparisons, &ArmComparison::p_examples, &ArmComparison::p_examples_corrected);
}

} // namespace

Results collect(const Config& config, const std::vector<Run>& runs, const std::string& out) {
    Results results;
    results.config = to_toml(config, false);
    results.arms = config.ablation.arms;
    for (Index k = 0; k < config.ablation.seeds; ++k)
        results.seeds.push_back(config.train.seed + k);
    results.machine = describe_machine();
    const Corpus corpus = load_corpus(config.data, config.text, config.vocabulary);
    results.labels = corpus.labels;
    results.train_examples = corpus.train.size();
    results.test_examples = corpus.test.size();
    results.vocabulary = corpus.vocabulary.size();
    for (const Run& run : runs)
        if (!add_result(run, out, results)) results.missing.push_back(run.id);
    summarise(results);
    if (const auto lookup = runs_of(results, "lookup"); !lookup.empty())
        results.neighbors =
            neighbors_of(load_model(run_directory(out, lookup[0]->id)), config.ablation.words);
    return results;
}

} // namespace textrnn
