// Writes the answer in sentences. Most sentences say "not run" for a missing figure.
#include "ablation/report.h"
#include "io/text.h"

namespace textrnn {

// The measured points of a series, by rising V.
static std::vector<CostPoint> measured(const Results& r, const std::string& arm,
                                       const std::string& optimizer, const std::string& texts) {
    std::vector<CostPoint> points = r.cost;
    std::erase_if(points, [&](const CostPoint& p) {
        return p.series() != std::tie(arm, optimizer, texts) || !p.not_run.empty();
    });
    return points;
}

// "63.6 times as long as OF (547 ms against 8.6 ms)"
static std::string times_text(double a, double b, const std::string& of) {
    return brief(a / b) + " times as long as " + of + " (" + seconds_text(a) + " against " +
           seconds_text(b) + ")";
}

// The cost at the largest V that was measured with one_hot.
static std::string cost_sentence(const Results& r) {
    const auto one_hots = measured(r, "one_hot", "adam", "same");
    std::optional<CostPoint> one_hot, lookup, csr;
    if (!one_hots.empty()) one_hot = one_hots.back();
    for (const auto& [arm, point] : {std::pair{"lookup", &lookup}, {"one_hot_csr", &csr}})
        for (const CostPoint& p : measured(r, arm, "adam", "same"))
            if (one_hot && p.vocabulary == one_hot->vocabulary) *point = p;
    if (!lookup) return "What the multiplication costs: not run.";
    return "With " + grouped(lookup->vocabulary) + " words in the vocabulary, a training step with "
           "adam and one_hot, which multiplies whole one-hot rows, takes " +
           times_text(one_hot->step_seconds, lookup->step_seconds, "with lookup") +
           "; forward and backward alone " +
           times_text(one_hot->forward_seconds + one_hot->backward_seconds,
                      lookup->forward_seconds + lookup->backward_seconds, "with lookup") +
           (csr ? "; a step with one_hot_csr, which stores only the ones of the rows, " +
                      seconds_text(csr->step_seconds) + "." : ".");
}

static std::string growth_sentence(const Results& r) {
    constexpr const char* kPairs[][3] = {
        {"lazy_adam", "same", "the same texts"},
        {"lazy_adam", "natural", "texts that use the whole vocabulary"},
        {"adam", "same", "the same texts"}};
    std::string text = "A step with lookup in a larger vocabulary", start = ": with ";
    for (const auto& [optimizer, texts, meaning] : kPairs) {
        const auto points = measured(r, "lookup", optimizer, texts);
        text += std::exchange(start, "; with ") + optimizer + " on " + meaning + ", ";
        text += points.size() < 2 ? "not run at two sizes"
                                  : "V = " + grouped(points.back().vocabulary) + " takes " +
                    times_text(points.back().step_seconds, points.front().step_seconds,
                               "V = " + grouped(points.front().vocabulary));
    }
    return text + ".";
}

static std::string parity_sentence(const Results& r) {
    std::string own, ordered;
    for (const ParityRun& run : r.parity)
        if (run.b_input.starts_with("one_hot"))
            (run.b_input == "one_hot" ? own : ordered) +=
                "; " + run.b_optimizer + " " + brief(run.loss_difference) + " and " +
                brief(run.parameter_difference);
    for (std::string* text : {&own, &ordered}) *text = text->empty() ? "not run" : text->substr(2);
    return "lookup and one_hot, trained side by side: the largest differences of a loss and of a "
           "weight, if one_hot adds in lookup's order: " + ordered +
           "; in its own order, which rounds differently: " + own + ".";
}

static std::string interval_text(const MeanTest& test, const std::string& over) {
    if (std::isnan(test.low)) return "no interval over " + over;
    return points_text(test.low) + " to " + points_text(test.high) + " over " + over + ", which " +
           (test.low <= 0 && test.high >= 0 ? "does not exclude 0" : "excludes 0") +
           " (p " + p_value_text(test.corrected_p) + " if corrected for all comparisons)";
}

static std::string comparison_text(const ArmComparison& c) {
    if (c.identical)
        return c.a + " and " + c.b + ": identical (each seed is right on the same texts)";
    return c.a + " minus " + c.b + ": " + points_text(c.difference) + " points; " +
           interval_text(c.over_seeds, "other seeds") + ", " +
           interval_text(c.over_examples, "other texts");
}

std::vector<std::string> answer_sentences(const Results& r) {
    std::string accuracy = "Test accuracy, mean ± standard deviation over seeds: ";
    for (const ArmSummary& s : r.summaries)
        accuracy += s.arm + " " + percent(s.accuracy) +
                    (s.runs == 1 ? " (1 seed); "
                                 : " ± " + percent(s.deviation) + " (" + grouped(s.runs) +
                                       " seeds); ");
    accuracy.replace(accuracy.size() - 2, 2, r.summaries.empty() ? ": not run." : ".");
    std::vector<std::string> answer{cost_sentence(r), growth_sentence(r), parity_sentence(r),
                                    accuracy};
    for (const ArmComparison& c : r.comparisons) answer.push_back(comparison_text(c));
    return answer;
}

} // namespace textrnn
