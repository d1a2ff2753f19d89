// The answer in three sentences. A sentence says "not run" for every figure that is missing.
#include "ablation/report.h"
#include "ablation/report_text.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

constexpr double kFlat = 1.15;         // largest step time over smallest that counts as "flat"
constexpr double kSignificance = 0.05; // a smaller p counts as more than chance

// The first item with the value; nullptr if there is none.
template <class T>
const T* find(const std::vector<T>& items, std::string T::*member, const std::string& value) {
    const auto at = std::find_if(items.begin(), items.end(),
                                 [&](const T& item) { return item.*member == value; });
    return at == items.end() ? nullptr : &*at;
}

bool is_equal(const ParityRun& run) {
    return run.loss_difference == 0 && run.parameter_difference == 0;
}

std::string differences(const ParityRun* run) {
    if (!run) return "not run";
    return (is_equal(*run) ? "0" : brief(run->loss_difference) + " in the loss and " +
                                       brief(run->parameter_difference) + " in a parameter") +
           " (" + grouped(run->steps) + " steps)";
}

std::string parity_sentence(const Results& r) {
    std::vector<std::string> found;
    bool is_known = false, is_exact = true;
    for (const std::string optimizer : {"sgd", "adagrad", "adam"}) {
        const ParityRun* run = find(r.parity, &ParityRun::name, optimizer);
        is_known = is_known || run;
        is_exact = is_exact && (!run || is_equal(*run));
        found.push_back("under " + optimizer + " " + differences(run));
    }
    if (!is_known) return "Whether one-hot and lookup give the same result: not run.";
    return std::string("A lookup and one-hot rows times the table ") +
           (is_exact ? "train to the same numbers, bit for bit"
                     : "do not give the same bits everywhere") +
           ": the largest difference of any loss or parameter is " + joined(found) + ".";
}

// Ordered by vocabulary size.
std::vector<CostPoint> measured_points(const Results& r, const std::string& arm,
                                       const std::string& optimizer) {
    std::vector<CostPoint> found;
    for (const CostPoint& p : r.cost)
        if (p.arm == arm && p.optimizer == optimizer && p.not_run.empty()) found.push_back(p);
    return found;
}

// one_hot against lookup with adam, at the smallest and the largest V that both were measured at.
std::string multiplication_cost(const Results& r) {
    std::vector<std::string> found;
    for (const CostPoint& one_hot : measured_points(r, "one_hot", "adam"))
        for (const CostPoint& lookup : measured_points(r, "lookup", "adam"))
            if (lookup.vocabulary == one_hot.vocabulary)
                found.push_back(seconds_text(one_hot.step_seconds) + " at V = " +
                                grouped(one_hot.vocabulary) + ", " +
                                brief(one_hot.step_seconds / lookup.step_seconds) +
                                " times lookup's " + seconds_text(lookup.step_seconds));
    if (found.empty()) return "What the multiplication costs was not measured";
    return "With adam, a training step of one_hot takes " + found.front() +
           (found.size() > 1 ? ", and " + found.back() : "");
}

std::string cost_sentence(const Results& r) {
    const std::string cost = multiplication_cost(r) + "; lookup with lazy_adam";
    const auto lazy = measured_points(r, "lookup", "lazy_adam");
    if (lazy.size() < 2) return cost + ": not run at two sizes.";
    const double ratio = lazy.back().step_seconds / lazy.front().step_seconds;
    return cost + (ratio <= kFlat ? " stays flat" : " does not stay flat") + ": its step at V = " +
           grouped(lazy.back().vocabulary) + " takes " + fixed(ratio, 2) + " times that at V = " +
           grouped(lazy.front().vocabulary) + ".";
}

std::string verdict(const ArmComparison& c) {
    if (c.identical) return "the same predictions";
    if (!c.p_seeds && !c.p_examples) return "not testable against chance";
    const double seeds = c.p_seeds.value_or(NAN), examples = c.p_examples.value_or(NAN);
    const char* const kVerdicts[2][2] = {
        {"not beyond chance", "beyond chance from text to text only"},
        {"beyond chance from seed to seed only", "beyond chance"}};
    return kVerdicts[seeds < kSignificance][examples < kSignificance] +
           (": p over seeds " + p_value_text(seeds)) + ", over texts " + p_value_text(examples);
}

std::string lookup_against(const Results& r, const std::string& other) {
    for (const ArmComparison& c : r.comparisons) // the order of a pair is the config's
        if ((c.a == "lookup" && c.b == other) || (c.a == other && c.b == "lookup"))
            return "lookup minus " + other + " is " +
                   points_text(c.a == "lookup" ? c.difference : -c.difference) + " (" +
                   verdict(c) + ")";
    return "lookup against " + other + " was not run";
}

std::string reached(const Results& r, const std::string& arm) {
    const ArmSummary* s = find(r.summaries, &ArmSummary::arm, arm);
    if (!s) return arm + " was not run";
    return arm + " reaches " + percent(s->accuracy) + " ± " + percent(s->deviation) + " over " +
           grouped(s->runs) + (s->runs == 1 ? " seed" : " seeds");
}

std::string accuracy_sentence(const Results& r) {
    if (r.summaries.empty()) return "Which accuracy each arm reaches: not run.";
    return "On the test texts " + reached(r, "lookup") + ", " + reached(r, "one_hot_direct") +
           ", " + reached(r, "bag_of_words") + " (mean ± standard deviation); " +
           lookup_against(r, "one_hot_direct") + ", " + lookup_against(r, "bag_of_words") + ".";
}

} // namespace

std::vector<std::string> answer_sentences(const Results& r) {
    return {parity_sentence(r), cost_sentence(r), accuracy_sentence(r)};
}

} // namespace textrnn
