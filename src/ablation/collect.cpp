// Combines results; computes means per arm and significance tests per pair of arms.
#include "ablation/worker.h"

#include "ablation/statistics.h"
#include "ablation/word_vectors.h"

#include <algorithm>

namespace textrnn {

namespace {

constexpr Index kNeighbors = 5, kWords = 8; // neighbours per word; words if the config has none

// Runs of one arm, in the order of results.trained.
std::vector<const TrainedRun*> runs_of(const Results& results, const std::string& arm) {
    std::vector<const TrainedRun*> runs;
    for (const TrainedRun& run : results.trained)
        if (run.arm == arm) runs.push_back(&run);
    return runs;
}

// Precondition: there is at least one run.
ArmSummary summary_of(const std::string& arm, const std::vector<const TrainedRun*>& runs) {
    std::vector<double> accuracies, seconds;
    for (const TrainedRun* run : runs) {
        accuracies.push_back(run->test_accuracy);
        seconds.push_back(run->seconds);
    }
    return {arm, runs.size(), runs.front()->parameters, mean(accuracies),
            standard_deviation(accuracies), mean(seconds)};
}

// Pairs by seed the differences in test accuracy, and by test text the differences in the share of
// seeds that predict the text right.
ArmComparison compare(const Results& results, const std::string& a, const std::string& b) {
    bool is_identical = true;
    std::vector<double> by_seed, by_text;
    for (const TrainedRun* left : runs_of(results, a))
        for (const TrainedRun* right : runs_of(results, b)) {
            if (left->seed != right->seed) continue;
            by_seed.push_back(left->test_accuracy - right->test_accuracy);
            by_text.resize(left->right.size());
            for (Index i = 0; i < by_text.size(); ++i)
                by_text[i] += static_cast<double>(left->right[i]) -
                              static_cast<double>(right->right[i]);
            is_identical = is_identical && left->right == right->right;
        }
    for (double& difference : by_text) difference /= static_cast<double>(by_seed.size());
    return {a, b, mean(by_seed), by_seed.size(), by_text.size(),
            paired_t_test(by_seed), paired_t_test(by_text), is_identical};
}

// Initialises the model in `directory` once more, to compare its word vectors before and after
// training.
std::vector<WordNeighbors> neighbors_in(const std::string& directory, const Config& config,
                                        const Corpus& corpus) {
    const Model trained = load_model(directory);
    Classifier initial = make_classifier(trained.config, trained.vocabulary.size(),
                                         trained.labels.size());
    initial.initialise(trained.config.train.seed);
    const auto nearest = [&](const Classifier& classifier, TokenId id) {
        return nearest_neighbors(classifier.table().tensor(), trained.vocabulary, {id}, {},
                                 kNeighbors);
    };
    std::vector<std::string> words = config.ablation.words;
    std::erase(words, "");
    if (words.empty()) words = telling_words(corpus, kWords);
    std::vector<WordNeighbors> neighbors;
    for (const std::string& word : words)
        if (const TokenId id = trained.vocabulary.id(word); id != kUnkId)
            neighbors.push_back({word, nearest(initial, id), nearest(trained.classifier, id)});
    return neighbors;
}

// Fills summaries and comparisons from results.trained and results.arms.
void summarise(Results& results) {
    for (const std::string& arm : results.arms)
        if (const auto runs = runs_of(results, arm); !runs.empty())
            results.summaries.push_back(summary_of(arm, runs));
    for (Index i = 0; i < results.summaries.size(); ++i)
        for (Index j = i + 1; j < results.summaries.size(); ++j) {
            const ArmComparison comparison =
                compare(results, results.summaries[i].arm, results.summaries[j].arm);
            if (comparison.seeds > 0) results.comparisons.push_back(comparison);
        }
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
        results.neighbors = neighbors_in(run_directory(out, lookup[0]->id), config, corpus);
    return results;
}

} // namespace textrnn
