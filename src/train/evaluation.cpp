// Threads take batches of texts in turn; each text's logits go to their own row of the result.
#include "train/evaluation.h"

#include "core/threads.h"

#include <algorithm>
#include <atomic>

namespace textrnn {

Predictor::Predictor(const Classifier& classifier, Threads& threads)
    : classifier_(classifier), threads_(threads), arenas_(threads.count()) {}

std::optional<Storage> Predictor::logits(const Dataset& data, const StopCallback& should_stop) {
    const Index classes = classifier_.options().classes;
    const auto batches = evaluation_batches(data, kPredictionBatch);
    Storage logits(data.size() * classes);
    std::atomic<bool> stopped = false;
    threads_.run(batches.size(), [&](Index i, Index worker) {
        if (should_stop && !stopped && should_stop()) stopped = true;
        if (stopped) return;
        arenas_[worker].reset();
        Tape tape(arenas_[worker], false);
        const Shard shard = pack_shards(data, batches[i], batches[i].size()).front();
        const ForwardContext context{tape, classifier_.parameters(), nullptr,
                                     Random(0, Stream::kDropout), false};
        const Tensor rows = classifier_.logits(context, shard.packed, shard.ids).value();
        for (Index b = 0; b < rows.rows; ++b)
            std::copy_n(rows.row(b), classes, logits.data() + shard.examples[b] * classes);
    });
    if (stopped) return std::nullopt;
    return logits;
}

namespace {

double ratio(Index part, Index whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void fill_class_figures(Evaluation& e) {
    const Index classes = e.confusion.size();
    for (Index c = 0; c < classes; ++c) {
        ClassFigures& figures = e.per_class[c];
        Index predicted = 0;
        for (Index k = 0; k < classes; ++k) {
            predicted += e.confusion[k][c];
            figures.support += e.confusion[c][k];
        }
        const Index right = e.confusion[c][c];
        figures.precision = ratio(right, predicted);
        figures.recall = ratio(right, figures.support);
        figures.f1 = ratio(2 * right, predicted + figures.support);
        e.macro_f1 += figures.f1 / static_cast<double>(classes);
    }
}

} // namespace

Evaluation evaluate_logits(const Storage& logits, const std::vector<Index>& labels,
                           Index classes) {
    Evaluation e;
    e.examples = labels.size();
    e.per_class.resize(classes);
    e.confusion.assign(classes, std::vector<Index>(classes));
    Index right = 0;
    for (Index i = 0; i < labels.size(); ++i) {
        const Real* row = logits.data() + i * classes;
        const auto predicted = static_cast<Index>(std::max_element(row, row + classes) - row);
        e.right.push_back(predicted == labels[i]);
        right += predicted == labels[i];
        e.confusion[labels[i]][predicted] += 1;
        e.loss += negative_log_likelihood(row, classes, labels[i]);
    }
    e.accuracy = ratio(right, e.examples);
    e.loss /= static_cast<double>(std::max<Index>(1, e.examples));
    fill_class_figures(e);
    return e;
}

std::optional<Evaluation> evaluate(const Classifier& classifier, const Dataset& data,
                                   Threads& threads, const Predictor::StopCallback& should_stop) {
    const auto logits = Predictor(classifier, threads).logits(data, should_stop);
    if (!logits) return std::nullopt;
    return evaluate_logits(*logits, data.labels, classifier.options().classes);
}

Json to_json(const Evaluation& e, const std::vector<std::string>& labels) {
    Json::Object per_class;
    Json::Array confusion;
    for (Index c = 0; c < labels.size(); ++c) {
        const ClassFigures& f = e.per_class[c];
        per_class.emplace_back(labels[c], Json::Object{{"precision", f.precision},
                                                       {"recall", f.recall},
                                                       {"f1", f.f1},
                                                       {"support", f.support}});
        confusion.emplace_back(Json::Array(e.confusion[c].begin(), e.confusion[c].end()));
    }
    return Json::Object{{"examples", e.examples},   {"accuracy", e.accuracy},
                        {"loss", e.loss},           {"macro_f1", e.macro_f1},
                        {"per_class", per_class},   {"confusion", confusion},
                        {"labels", Json::Array(labels.begin(), labels.end())}};
}

} // namespace textrnn
