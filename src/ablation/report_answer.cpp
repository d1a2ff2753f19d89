// The answer in sentences. A sentence says "not run" for every figure that is missing.
#include "ablation/report.h"
#include "io/text.h"

namespace textrnn {

namespace {

// The measured points of a series, by rising V.
std::vector<const CostPoint*> measured(const Results& r, const std::string& arm,
                                       const std::string& optimizer, const std::string& texts) {
    std::vector<const CostPoint*> points;
    for (const CostPoint& p : r.cost)
        if (p.arm == arm && p.optimizer == optimizer && p.texts == texts && p.not_run.empty())
            points.push_back(&p);
    return points;
}

// "63.6 times as long as OF (547 ms against 8.6 ms)"
std::string times_text(double a, double b, const std::string& of) {
    return brief(a / b) + " times as long as " + of + " (" + seconds_text(a) + " against " +
           seconds_text(b) + ")";
}

std::string cost_sentence(const Results& r) {
    const auto one_hots = measured(r, "one_hot", "adam", "same");
    for (const CostPoint* lookup : measured(r, "lookup", "adam", "same"))
        if (const CostPoint* last = one_hots.empty() ? nullptr : one_hots.back();
            last && last->vocabulary == lookup->vocabulary)
            return "With " + grouped(lookup->vocabulary) +
                   " words, one_hot computes forward and backward " +
                   times_text(last->forward_seconds + last->backward_seconds,
                              lookup->forward_seconds + lookup->backward_seconds, "lookup") +
                   ", and a whole step with adam " +
                   times_text(last->step_seconds, lookup->step_seconds, "lookup") + ".";
    return "What the multiplication costs: not run.";
}

std::string growth_sentence(const Results& r) {
    std::string text;
    const auto add = [&](const char* optimizer, const char* texts, const char* meaning) {
        text += (text.empty() ? "A step of lookup in a larger vocabulary: with " : "; with ");
        text += std::string(optimizer) + " on " + meaning + " ";
        const auto points = measured(r, "lookup", optimizer, texts);
        if (points.size() < 2) return void(text += "not run at two sizes");
        const CostPoint &first = *points.front(), &last = *points.back();
        text += "at V = " + grouped(last.vocabulary) + " " +
                times_text(last.step_seconds, first.step_seconds,
                           "at V = " + grouped(first.vocabulary));
    };
    add("lazy_adam", "same", "the same texts");
    add("lazy_adam", "natural", "texts that use the whole vocabulary");
    add("adam", "same", "the same texts");
    return text + ".";
}

std::string parity_sentence(const Results& r) {
    std::string text;
    for (const ParityRun& run : r.parity)
        if (run.a_input != run.b_input)
            text += "; " + run.name + " " + brief(run.loss_difference) + " and " +
                    brief(run.parameter_difference);
    if (text.empty()) return "Whether one-hot and lookup give the same result: not run.";
    return "Largest differences between lookup and one_hot, trained side by side, in a loss and in "
           "a parameter: " + text.substr(2) + ".";
}

std::string interval_text(const std::optional<double>& low, const std::optional<double>& high,
                          const std::optional<double>& p, const char* over) {
    if (!low) return std::string("no interval over ") + over;
    return points_text(*low) + " to " + points_text(*high) + " over " + over + ", which " +
           (*low <= 0 && *high >= 0 ? "does not exclude 0" : "excludes 0") + " (p " +
           p_value_text(*p) + ")";
}

std::string comparison_text(const ArmComparison& c) {
    if (c.identical)
        return c.a + " and " + c.b + ": identical (each seed is right on the same texts)";
    return c.a + " minus " + c.b + ": " + points_text(c.difference) + " points; " +
           interval_text(c.seeds_low, c.seeds_high, c.p_seeds_corrected, "other seeds") + ", " +
           interval_text(c.examples_low, c.examples_high, c.p_examples_corrected, "other texts");
}

} // namespace

std::vector<std::string> answer_sentences(const Results& r) {
    std::string accuracy = "Test accuracy, mean ± standard deviation: ";
    for (const ArmSummary& s : r.summaries)
        accuracy += s.arm + " " + percent(s.accuracy) + " ± " + percent(s.deviation) + " (" +
                    grouped(s.runs) + " seeds); ";
    accuracy.replace(accuracy.size() - 2, 2, r.summaries.empty() ? ": not run." : ".");
    std::vector<std::string> answer{cost_sentence(r), growth_sentence(r), parity_sentence(r),
                                    accuracy};
    for (const ArmComparison& c : r.comparisons) answer.push_back(comparison_text(c));
    return answer;
}

} // namespace textrnn
