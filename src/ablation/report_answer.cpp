// The answer in three sentences. Each looks for its figures in the results, and says so when they
// are not there.
#include "ablation/report.h"
#include "ablation/report_text.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

constexpr double kFlat = 1.15;     // a step at the largest V against the smallest: still "flat"
constexpr double kUnlikely = 0.05; // p below it counts as more than chance

std::string same_sentence(const Results& r) {
    std::vector<std::string> found;
    bool is_known = false, is_exact = true;
    for (const std::string optimizer : {"sgd", "adagrad", "adam"}) {
        const auto e = std::find_if(r.parity.begin(), r.parity.end(), [&](const auto& run) {
            return run.a_input != run.b_input && run.a_optimizer == optimizer &&
                   run.b_optimizer == optimizer;
        });
        if (e == r.parity.end()) {
            found.push_back("under " + optimizer + " not run");
            continue;
        }
        is_known = true;
        const bool is_same = e->loss_difference == 0 && e->parameter_difference == 0;
        is_exact = is_exact && is_same;
        found.push_back("under " + optimizer + " " +
                        (is_same ? "0"
                                 : brief(e->loss_difference) + " in the loss and " +
                                       brief(e->parameter_difference) + " in a parameter") +
                        " (" + grouped(e->steps) + " steps)");
    }
    if (!is_known) return "Whether one-hot and lookup give the same result: not run.";
    const std::string answer = is_exact ? "train to the same numbers, bit for bit"
                                        : "do not give the same bits everywhere";
    return "A lookup and one-hot rows times the table " + answer +
           ": the largest difference of any loss or parameter is " + joined(found) + ".";
}

std::vector<CostPoint> points_run(const Results& r, const std::string& arm,
                                  const std::string& optimizer) { // by V
    std::vector<CostPoint> found;
    for (const CostPoint& p : r.cost)
        if (p.arm == arm && p.optimizer == optimizer && p.not_run.empty()) found.push_back(p);
    return found;
}

// What one_hot takes against lookup, at the smallest and at the largest V where both ran.
std::string multiplication_cost(const Results& r, const std::string& optimizer) {
    std::vector<std::string> found;
    for (const CostPoint& one_hot : points_run(r, "one_hot", optimizer))
        for (const CostPoint& lookup : points_run(r, "lookup", optimizer))
            if (lookup.vocabulary == one_hot.vocabulary)
                found.push_back(seconds_text(one_hot.step_seconds) + " at V = " +
                                grouped(one_hot.vocabulary) + ", " +
                                brief(one_hot.step_seconds / lookup.step_seconds) +
                                " times lookup's " + seconds_text(lookup.step_seconds));
    if (found.empty()) return "";
    return "With " + optimizer + ", a training step of one_hot takes " + found.front() +
           (found.size() > 1 ? ", and " + found.back() : "");
}

std::string cost_sentence(const Results& r) {
    std::string cost;
    for (const CostPoint& p : r.cost)
        if (cost.empty()) cost = multiplication_cost(r, p.optimizer);
    if (cost.empty()) cost = "What the multiplication costs was not measured";
    cost += "; lookup with lazy_adam";
    const auto lazy = points_run(r, "lookup", "lazy_adam");
    if (lazy.size() < 2) return cost + ": not run at two sizes.";
    const double ratio = lazy.back().step_seconds / lazy.front().step_seconds;
    return cost + (ratio <= kFlat ? " stays flat" : " does not stay flat") + ": its step at V = " +
           grouped(lazy.back().vocabulary) + " takes " + decimal(ratio, 2) +
           " times that at V = " + grouped(lazy.front().vocabulary) + ".";
}

std::string verdict(const ArmComparison& c) {
    if (c.identical) return "the same predictions";
    const double seeds = c.p_seeds.value_or(NAN), examples = c.p_examples.value_or(NAN);
    if (std::isnan(seeds) && std::isnan(examples)) return "not testable against chance";
    const bool for_seeds = seeds < kUnlikely, for_examples = examples < kUnlikely;
    const std::string verdict = for_seeds && for_examples ? "beyond chance"
                                : for_seeds    ? "beyond chance from seed to seed only"
                                : for_examples ? "beyond chance from text to text only"
                                               : "not beyond chance";
    return verdict + ": p over seeds " + chance(seeds) + ", over texts " + chance(examples);
}

// lookup against the other arm, whichever way round the pair is.
std::string lookup_against(const Results& r, const std::string& other) {
    for (const ArmComparison& c : r.comparisons) {
        const bool is_turned = c.a == other && c.b == "lookup";
        if (!is_turned && !(c.a == "lookup" && c.b == other)) continue;
        return "lookup minus " + other + " is " +
               points(is_turned ? -c.difference : c.difference) + " (" + verdict(c) + ")";
    }
    return "lookup against " + other + " was not run";
}

std::string accuracy_sentence(const Results& r) {
    if (r.summaries.empty()) return "Which accuracy each arm reaches: not run.";
    std::vector<std::string> reached;
    for (const std::string arm : {"lookup", "one_hot_direct", "bag_of_words"}) {
        const auto at = std::find_if(r.summaries.begin(), r.summaries.end(),
                                     [&](const ArmSummary& s) { return s.arm == arm; });
        reached.push_back(at == r.summaries.end()
                              ? arm + " was not run"
                              : arm + " reaches " + share(at->accuracy) + " ± " +
                                    share(at->deviation) + " over " + grouped(at->runs) +
                                    (at->runs == 1 ? " seed" : " seeds"));
    }
    return "On the test texts " + joined(reached) + " (mean ± standard deviation); " +
           lookup_against(r, "one_hot_direct") + ", " + lookup_against(r, "bag_of_words") + ".";
}

} // namespace

std::vector<std::string> answer_sentences(const Results& r) {
    return {same_sentence(r), cost_sentence(r), accuracy_sentence(r)};
}

} // namespace textrnn
