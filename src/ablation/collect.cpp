// Combines results; computes means per arm, and compares lookup with every other arm.
#include "ablation/worker.h"
#include "train/step.h"
#include "train/trainer.h"

#include <filesystem>

namespace textrnn {

using Runs = std::vector<const TrainedRun*>;

static Runs runs_of(const Results& results, const std::string& arm) { // ordered as results.trained
    Runs runs;
    for (const TrainedRun& run : results.trained)
        if (run.arm == arm) runs.push_back(&run);
    return runs;
}

static std::vector<double> values_of(const Runs& runs, double TrainedRun::*member) {
    std::vector<double> values;
    for (const TrainedRun* run : runs) values.push_back(run->*member);
    return values;
}

// Precondition: there is a run. `target`: the dev accuracy for ArmSummary::reached.
static ArmSummary summary_of(const std::string& arm, const Runs& runs, double target) {
    const std::vector<double> accuracies = values_of(runs, &TrainedRun::test_accuracy);
    std::vector<double> reached;
    for (const TrainedRun* run : runs) {
        const auto is_enough = [&](double accuracy) { return accuracy >= target; };
        const auto at = std::ranges::find_if(run->epochs, is_enough, &EpochFigures::dev_accuracy);
        if (at != run->epochs.end()) reached.push_back(at->seconds);
    }
    return {arm, runs.size(), runs[0]->parameters, runs[0]->learning_rate, mean(accuracies),
            standard_deviation(accuracies), mean(values_of(runs, &TrainedRun::seconds)),
            reached.size(), reached.empty() ? NAN : mean(reached)};
}

// The share of the runs that are right on test text i.
static double share_right(const Runs& runs, Index i) {
    const auto is_right = [i](const TrainedRun* run) -> bool { return run->right[i]; };
    return static_cast<double>(std::ranges::count_if(runs, is_right)) /
           static_cast<double>(runs.size());
}

static ArmComparison compare(const Results& results, const std::string& a, const std::string& b) {
    const auto left = runs_of(results, a), right = runs_of(results, b);
    const auto x = values_of(left, &TrainedRun::test_accuracy),
               y = values_of(right, &TrainedRun::test_accuracy);
    ArmComparison c{a, b, mean(x) - mean(y), 0, results.test_examples};
    Index equal = 0;
    for (const TrainedRun* run : left)
        for (const TrainedRun* other : right) {
            c.seeds += run->seed == other->seed;
            equal += run->seed == other->seed && run->right == other->right;
        }
    c.identical = equal > 0 && equal == std::max(left.size(), right.size());
    if (c.identical) return c;
    std::vector<double> by_text;
    for (Index i = 0; i < c.examples; ++i)
        by_text.push_back(share_right(left, i) - share_right(right, i));
    c.over_seeds = welch_t_test(x, y);
    c.over_examples = paired_t_test(by_text);
    return c;
}

static void correct(std::vector<ArmComparison>& comparisons, MeanTest ArmComparison::*test) {
    std::vector<double> p;
    for (const ArmComparison& c : comparisons) p.push_back((c.*test).p);
    p = holm(p);
    for (Index i = 0; i < p.size(); ++i) (comparisons[i].*test).corrected_p = p[i];
}

// Fills summaries and comparisons from results.trained and results.arms.
static void summarise(Results& results) {
    const Runs lookup = runs_of(results, "lookup");
    const double target = // without lookup, no run reaches it
        lookup.empty() ? INFINITY : 0.99 * mean(values_of(lookup, &TrainedRun::dev_accuracy));
    for (const std::string& arm : results.arms) {
        const Runs runs = runs_of(results, arm);
        if (runs.empty()) continue;
        results.summaries.push_back(summary_of(arm, runs, target));
        if (arm != "lookup" && !lookup.empty())
            results.comparisons.push_back(compare(results, "lookup", arm));
    }
    correct(results.comparisons, &ArmComparison::over_seeds);
    correct(results.comparisons, &ArmComparison::over_examples);
}

// The model that a finished run trained from `initial`. Throws Error(kBadData) for another model.
static Model trained_model(const std::string& directory, const Model& initial) try {
    const std::string file = directory + "/model.safetensors";
    if (!std::filesystem::is_regular_file(file)) refuse(file, "missing, or no file");
    Model model = load_model(file);
    if (!is_same_training(model, initial) ||
        model.config.train.epochs != initial.config.train.epochs)
        refuse(file, "not the model of this run");
    return model;
} catch (const Error& error) {
    throw Error(error.code(), error.what() + ("; remove " + directory) + " to repeat the run");
}

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
    const auto lookup = runs_of(results, "lookup");
    std::vector<std::string> words = config.ablation.words;
    std::erase(words, "");
    if (lookup.empty() || words.empty()) return results;
    Config own = std::ranges::find(runs, lookup[0]->id, &Run::id)->config;
    own.learning_rate = lookup[0]->learning_rate; // the search's
    Model initial = initial_model(own, corpus); // no file contains it
    const Model trained = trained_model(run_directory(out, lookup[0]->id), initial);
    start_from_file(initial, corpus);
    const auto nearest = [&](const Classifier& classifier, TokenId id) {
        if (id == kUnkId) return std::vector<Neighbor>{};
        return nearest_neighbors(classifier.table().tensor(), trained.vocabulary, {id}, {}, 5);
    };
    for (const std::string& word : words) {
        const TokenId id = trained.vocabulary.id(word);
        results.neighbors.push_back(
            {word, nearest(initial.classifier, id), nearest(trained.classifier, id)});
    }
    return results;
}

} // namespace textrnn
