// The answer in sentences. A sentence says "not run" for every figure that is missing.
#include "ablation/report.h"
#include "io/text.h"

namespace textrnn {

namespace {

// The measured point with the largest V of the arm and optimizer; nullptr if there is none.
// `vocabulary` 0: any V.
const CostPoint* find_cost(const Results& r, const std::string& arm, const std::string& optimizer,
                           Index vocabulary = 0) {
    const CostPoint* found = nullptr;
    for (const CostPoint& p : r.cost)
        if (p.arm == arm && p.optimizer == optimizer && p.not_run.empty() &&
            (vocabulary == 0 || p.vocabulary == vocabulary))
            found = &p;
    return found;
}

// "63.6 times as long as OF (547 ms against 8.6 ms)"
std::string times_text(double a, double b, const std::string& of) {
    return brief(a / b) + " times as long as " + of + " (" + seconds_text(a) + " against " +
           seconds_text(b) + ")";
}

std::string cost_sentence(const Results& r) {
    const CostPoint* one_hot = find_cost(r, "one_hot", "adam");
    const CostPoint* lookup =
        one_hot ? find_cost(r, "lookup", "adam", one_hot->vocabulary) : nullptr;
    if (!lookup) return "What the multiplication costs: not run.";
    return "With " + grouped(lookup->vocabulary) +
           " words, one_hot computes forward and backward " +
           times_text(one_hot->forward_seconds + one_hot->backward_seconds,
                      lookup->forward_seconds + lookup->backward_seconds, "lookup") +
           ", and a whole step with adam " +
           times_text(one_hot->step_seconds, lookup->step_seconds, "lookup") + ".";
}

std::string growth_sentence(const Results& r) {
    std::string text = "A step on the same texts in a larger vocabulary: ";
    for (const std::string optimizer : {"lazy_adam", "adam"}) {
        const CostPoint *last = find_cost(r, "lookup", optimizer), *first = last;
        for (const CostPoint& p : r.cost)
            if (p.arm == "lookup" && p.optimizer == optimizer && p.not_run.empty() &&
                p.vocabulary < first->vocabulary)
                first = &p;
        text += "lookup with " + optimizer + " ";
        text += first == last
                    ? "was not run at two sizes"
                    : "at V = " + grouped(last->vocabulary) + " takes " +
                          times_text(last->step_seconds, first->step_seconds,
                                     "at V = " + grouped(first->vocabulary));
        text += optimizer == "adam" ? "." : "; ";
    }
    return text;
}

std::string parity_sentence(const Results& r) {
    std::string text;
    for (const ParityRun& run : r.parity) {
        if (run.a_input == run.b_input) continue;
        text += (text.empty() ? "under " : "; under ") + run.name + " " +
                brief(run.loss_difference) + " in a loss, " + brief(run.parameter_difference) +
                " in a parameter";
    }
    if (text.empty()) return "Whether one-hot and lookup give the same result: not run.";
    return "Largest differences between lookup and one_hot, trained side by side with sums in the "
           "same order: " + text + ".";
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
