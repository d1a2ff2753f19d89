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

// `figure`: a member of TrainedRun, or a function of a pointer to it.
static std::vector<double> values_of(const Runs& runs, auto figure) {
    std::vector<double> values;
    for (const TrainedRun* run : runs) values.push_back(std::invoke(figure, run));
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

// Precondition: both arms have a run.
static ArmComparison compare(const Runs& left, const Runs& right, Index test_texts) {
    const auto x = values_of(left, &TrainedRun::test_accuracy),
               y = values_of(right, &TrainedRun::test_accuracy);
    ArmComparison c{left[0]->arm, right[0]->arm, mean(x) - mean(y), 0, test_texts};
    for (const TrainedRun* run : left)
        c.seeds += static_cast<Index>(std::ranges::count(right, run->seed, &TrainedRun::seed));
    c.identical = std::ranges::equal(left, right, [](auto* run, auto* other) {
        return run->seed == other->seed && run->right == other->right;
    });
    if (c.identical) return c;
    std::vector<double> by_text; // difference of the shares of runs that are right
    for (Index i = 0; i < c.examples; ++i) {
        const auto is_right = [i](const TrainedRun* run) { return run->right[i] == '1'; };
        by_text.push_back(mean(values_of(left, is_right)) - mean(values_of(right, is_right)));
    }
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
            results.comparisons.push_back(compare(lookup, runs, results.test_examples));
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
    own.learning_rate = lookup[0]->learning_rate; // from the search, if any
    Model initial = initial_model(own, corpus); // no file contains it
    const Model trained = trained_model(run_directory(out, lookup[0]->id), initial);
    start_from_file(initial, corpus);
    const auto nearest = [&](const Classifier& classifier, TokenId id) {
        if (id == kUnkId) return std::vector<Neighbor>{};
        return nearest_neighbors(classifier.table().tensor(), trained.vocabulary, {{id, 1}}, 5);
    };
    for (const std::string& word : words) {
        const TokenId id = trained.vocabulary.id(word);
        results.neighbors.push_back(
            {word, nearest(initial.classifier, id), nearest(trained.classifier, id)});
    }
    return results;
}

} // namespace textrnn
