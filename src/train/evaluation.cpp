// Threads take batches of texts in turn, and pass each text's logits to a callback.
#include "train/evaluation.h"

#include "core/threads.h"
#include "io/json_record.h"

#include <numeric>

namespace textrnn {

Predictor::Predictor(const Classifier& classifier, Threads& threads)
    : classifier_(classifier), threads_(threads), arenas_(threads.count()) {}

Storage Predictor::logits(const Dataset& data) {
    const Index classes = classifier_.options().classes;
    Storage logits(data.size() * classes);
    predict(data, {}, [&](Index example, const Real* row) {
        std::copy_n(row, classes, logits.data() + example * classes);
    });
    return logits;
}

bool Predictor::predict(const Dataset& data, const StopCallback& should_stop,
                        const UseLogits& use) {
    const auto batches = evaluation_batches(data, kPredictionBatch);
    std::atomic<bool> stopped = false;
    threads_.run(batches.size(), [&](Index i, Index worker) {
        if (should_stop && !stopped && should_stop()) stopped = true;
        if (stopped) return;
        arenas_[worker].reset();
        Tape tape(arenas_[worker]);
        const Shard shard = pack_shards(data, batches[i], batches[i].size()).front();
        const ForwardContext context{tape, classifier_.parameters(), nullptr,
                                     Random(0, Stream::kDropout), false, nullptr,
                                     classifier_.packed_weights()};
        const Tensor rows = classifier_.logits(context, shard.packed, shard.ids).value();
        const auto temperature = static_cast<Real>(classifier_.temperature());
        for (Index k = 0; k < rows.size(); ++k) rows.data[k] /= temperature;
        for (Index b = 0; b < rows.rows; ++b) use(shard.examples[b], rows.row(b));
    });
    return !stopped;
}

static void members(ClassFigures& f, auto visit) {
    visit("precision", f.precision)("recall", f.recall)("f1", f.f1)("support", f.support);
}

Judgement judge(const Real* logits, Index classes, Index label) {
    const auto predicted = static_cast<Index>(std::max_element(logits, logits + classes) - logits);
    // If logits beyond about 3e4 are nearly equal, rounding can change the sum by more than 1e-3.
    const std::vector<Real> probabilities = softmax(logits, classes);
    const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    const auto is_finite = [](Real x) { return std::isfinite(x); };
    const bool is_valid =
        std::abs(sum - 1) < 1e-3 && std::all_of(logits, logits + classes, is_finite);
    return {predicted, is_valid ? negative_log_likelihood(logits, classes, label) : std::nan(""),
            static_cast<double>(probabilities[predicted])};
}

Evaluation summarise(std::vector<Judgement> judgements, const std::vector<Index>& labels,
                     Index classes) {
    Evaluation e;
    e.per_class.resize(classes);
    constexpr int kBins = 15;
    double gaps[kBins] = {}; // sums of probability minus accuracy
    std::vector<Index> right(classes), predicted(classes); // counts
    for (Index i = 0; i < labels.size(); ++i) {
        const auto [prediction, loss, probability] = judgements[i];
        e.right.push_back(prediction == labels[i]);
        // Bin b has the probabilities in (b / 15, (b + 1) / 15].
        const double bin = std::ceil(std::max(0.0, probability) * kBins); // of NaN: 0
        gaps[std::clamp(static_cast<int>(bin), 1, kBins) - 1] += probability - e.right.back();
        right[prediction] += e.right.back();
        predicted[prediction] += 1;
        e.per_class[labels[i]].support += 1;
        e.confusion[{labels[i], prediction}] += 1;
        e.loss += loss;
    }
    Index present = 0; // classes that a label or a prediction has
    for (Index c = 0; c < classes; ++c) present += predicted[c] + e.per_class[c].support > 0;
    for (Index c = 0; c < classes; ++c) {
        ClassFigures& figures = e.per_class[c];
        figures.precision = ratio(right[c], predicted[c]);
        figures.recall = ratio(right[c], figures.support);
        figures.f1 = ratio(2 * right[c], predicted[c] + figures.support);
        e.macro_f1 += figures.f1 / static_cast<double>(std::max(present, Index{1}));
    }
    e.accuracy = ratio(std::accumulate(right.begin(), right.end(), Index{0}), labels.size());
    const auto examples = static_cast<double>(std::max<Index>(1, labels.size()));
    e.loss /= examples;
    for (const double gap : gaps) e.ece += std::abs(gap) / examples;
    e.judgements = std::move(judgements);
    return e;
}

std::optional<Evaluation> evaluate(const Classifier& classifier, const Dataset& data,
                                   Threads& threads, const Predictor::StopCallback& should_stop) {
    const Index classes = classifier.options().classes;
    std::vector<Judgement> judgements(data.size());
    const auto use = [&](Index example, const Real* logits) {
        judgements[example] = judge(logits, classes, data.labels[example]);
    };
    if (!Predictor(classifier, threads).predict(data, should_stop, use)) return std::nullopt;
    return summarise(std::move(judgements), data.labels, classes);
}

// d/ds of the summed loss of softmax(s z), with s = 1 / temperature: E[z] - z_label. Grows with s.
static double loss_slope(const Storage& logits, const std::vector<Index>& labels, double s) {
    const Index classes = logits.size() / labels.size();
    std::vector<Real> scaled(classes);
    double slope = 0;
    for (Index i = 0; i < labels.size(); ++i) {
        const Real* const row = logits.data() + i * classes;
        std::transform(row, row + classes, scaled.begin(), [&](Real z) { return z * Real(s); });
        const std::vector<Real> p = softmax(scaled.data(), classes);
        slope += std::inner_product(p.begin(), p.end(), row, -static_cast<double>(row[labels[i]]));
    }
    return slope;
}

double fit_temperature(Classifier& classifier, const Dataset& data, Threads& threads) {
    classifier.set_temperature(1);
    const Storage logits = Predictor(classifier, threads).logits(data);
    double low = 1 / 20., high = 20;
    for (int i = 0; i < 40 && data.size() > 0; ++i) { // bisection; a temperature is 1 / s
        const double middle = std::sqrt(low * high);
        (loss_slope(logits, data.labels, 1 / middle) > 0 ? low : high) = middle;
    }
    return std::sqrt(low * high);
}

Json to_json(const Evaluation& e, const std::vector<std::string>& labels) {
    Json::Object per_class;
    Json::Array confusion;
    for (Index c = 0; c < labels.size(); ++c)
        per_class.emplace_back(labels[c], record_to_json(e.per_class[c]));
    for (const auto& [pair, count] : e.confusion)
        confusion.push_back(Json::Object{
            {"label", labels[pair.first]}, {"predicted", labels[pair.second]}, {"count", count}});
    return Json::Object{{"examples", e.judgements.size()}, {"accuracy", e.accuracy},
                        {"loss", e.loss}, {"macro_f1", e.macro_f1}, {"ece", e.ece},
                        {"per_class", per_class}, {"confusion", confusion},
                        {"labels", Json::Array(labels.begin(), labels.end())}};
}

} // namespace textrnn
