// Compares two models in training: they step alternately, by TrainState::step.
#include "ablation/worker.h"

#include "core/stopwatch.h"
#include "train/evaluation.h"
#include "train/step.h"
#include "train/trainer.h"

namespace textrnn {

// Precondition: all values are finite.
static void compare_parameters(const Parameters& a, const Parameters& b, ParityRun& result) {
    for (Index p = 0; p < a.size(); ++p)
        for (Index i = 0; i < a[p].value.size(); ++i) {
            const double difference = std::fabs(static_cast<double>(a[p].value[i]) -
                                                static_cast<double>(b[p].value[i]));
            if (difference > result.parameter_difference) {
                result.parameter_difference = difference;
                result.parameter = a[p].name;
            }
        }
}

// Counts the texts for which b has equal logits, and equal labels, with its own and a's weights.
static void compare_predictions(const Model& a, const Model& b, Dataset data, Threads& threads,
                                ParityRun& result) {
    data.begins.resize(std::min(kMostPredictions, data.size()) + 1); // the first texts
    Classifier crossed = make_classifier(b.config, b.vocabulary.size(), b.labels.size());
    for (Index p = 0; p < crossed.parameters().size(); ++p)
        crossed.parameters()[p].value = a.classifier.parameters()[p].value;
    const Storage left = Predictor(crossed, threads).logits(data);
    const Storage right = Predictor(b.classifier, threads).logits(data);
    const Index classes = b.labels.size();
    result.predictions = data.size();
    for (Index i = 0; i < data.size(); ++i) {
        const Real *x = left.data() + i * classes, *y = right.data() + i * classes;
        result.equal_predictions += std::equal(x, x + classes, y);
        result.equal_labels += judge(x, classes, 0).predicted == judge(y, classes, 0).predicted;
    }
}

std::optional<ParityRun> compare_training(const Run& run, Threads& threads,
                                          const WorkerEvents& events) {
    const Config &a = run.config, &b = run.other;
    const Corpus corpus = load_corpus(a.data, a.text, a.vocabulary);
    TrainState first(initial_model(a, corpus), corpus, threads);
    TrainState second(initial_model(b, corpus), corpus, threads);
    for (TrainState* state : {&first, &second}) start_from_file(state->model(), corpus);
    const Index per_epoch = (corpus.train.size() + a.train.batch_size - 1) / a.train.batch_size;
    const Index whole = per_epoch * a.train.epochs, wanted = a.ablation.parity_steps;
    const Index steps = wanted == 0 ? whole : std::min(wanted, whole);
    ParityRun result{run.name, a.model.input, a.optimizer.name, b.model.input, b.optimizer.name};
    result.whole = whole;
    std::vector<std::vector<Index>> batches;
    for (; result.steps < steps; ++result.steps) {
        const Index epoch = result.steps / per_epoch, batch = result.steps % per_epoch;
        if (batch == 0)
            batches = training_batches(corpus.train, a.train.batch_size, a.train.seed, epoch);
        const ScheduleState now{result.steps, whole, epoch, 0};
        Stopwatch watch;
        const double loss = first.step(batches[batch], now).loss;
        result.a_seconds += watch.lap();
        const double difference = std::fabs(loss - second.step(batches[batch], now).loss);
        result.b_seconds += watch.lap();
        result.loss_difference = std::max(result.loss_difference, difference);
        events.progress(ratio(result.steps + 1, steps), run.name);
        if (events.should_stop()) return {};
    }
    for (TrainState* state : {&first, &second})
        check_finite(state->model().classifier.parameters(), (steps - 1) / per_epoch + 1, steps);
    compare_parameters(first.model().classifier.parameters(),
                       second.model().classifier.parameters(), result);
    compare_predictions(first.model(), second.model(), corpus.test, threads, result);
    return result;
}

} // namespace textrnn
