// Combines results; computes means per arm, and compares lookup with each other arm.
#include "ablation/worker.h"

#include "ablation/statistics.h"
#include "train/word_vectors.h"
#include "train/model_file.h"

#include <algorithm>
#include <tuple>

namespace textrnn {

namespace {

constexpr Index kNeighbors = 5; // shown per word

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

// Precondition: there is at least one run. `target`: the dev accuracy of ArmSummary::reached.
ArmSummary summary_of(const std::string& arm, const Runs& runs, double target) {
    const std::vector<double> accuracies = values_of(runs, &TrainedRun::test_accuracy);
    std::vector<double> reached;
    for (const TrainedRun* run : runs)
        if (const auto at = std::ranges::find_if(
                run->epochs, [&](const EpochFigures& e) { return e.dev_accuracy >= target; });
            at != run->epochs.end())
            reached.push_back(at->seconds);
    return {arm, runs.size(), runs.front()->parameters, mean(accuracies),
            standard_deviation(accuracies), mean(values_of(runs, &TrainedRun::seconds)),
            reached.size(), mean(reached)};
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
    const auto a_values = values_of(left, &TrainedRun::test_accuracy);
    const auto b_values = values_of(right, &TrainedRun::test_accuracy);
    c.difference = mean(a_values) - mean(b_values);
    c.examples = results.test_examples;
    Index equal = 0;
    for (const TrainedRun* x : left)
        for (const TrainedRun* y : right) {
            c.seeds += x->seed == y->seed;
            equal += x->seed == y->seed && x->right == y->right;
        }
    c.identical = c.seeds > 0 && equal == c.seeds;
    if (c.identical) return c;
    std::vector<double> by_text = shares_of(left, c.examples);
    const std::vector<double> others = shares_of(right, c.examples);
    for (Index i = 0; i < c.examples; ++i) by_text[i] -= others[i];
    if (const auto test = welch_t_test(a_values, b_values))
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

// The neighbours of `words` in the model, before and after training. Initialises it once more.
std::vector<WordNeighbors> neighbors_in(const std::string& directory,
                                        const std::vector<std::string>& words) {
    const Model trained = load_model(directory);
    Classifier initial = make_classifier(trained.config, trained.vocabulary.size(),
                                         trained.labels.size());
    initial.initialise(trained.config.train.seed);
    const auto nearest = [&](const Classifier& classifier, TokenId id) {
        return nearest_neighbors(classifier.table().tensor(), trained.vocabulary, {id}, {},
                                 kNeighbors);
    };
    std::vector<WordNeighbors> neighbors;
    for (const std::string& word : words)
        if (const TokenId id = trained.vocabulary.id(word); id != kUnkId)
            neighbors.push_back({word, nearest(initial, id), nearest(trained.classifier, id)});
    return neighbors;
}

// Fills summaries and comparisons from results.trained and results.arms.
void summarise(Results& results) {
    const Runs lookup = runs_of(results, "lookup");
    const double target = 0.99 * mean(values_of(lookup, &TrainedRun::dev_accuracy));
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
        results.neighbors = neighbors_in(run_directory(out, lookup[0]->id), config.ablation.words);
    return results;
}

} // namespace textrnn
