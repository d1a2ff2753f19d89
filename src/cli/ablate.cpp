// textrnn ablate: the grid of runs that compares input layers, done here or by many workers, and
// the report of what they found.
#include "ablation/collect.h"
#include "ablation/records.h"
#include "ablation/report.h"
#include "ablation/worker.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/progress_line.h"
#include "core/error.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "io/file.h"
#include "io/posix.h"
#include "io/text.h"
#include "train/run_directory.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

namespace textrnn {

namespace {

// "a,b" as the TOML array of a setting.
std::string array_setting(const std::string& key, const std::string& list, bool quote) {
    std::string array;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const std::string item = list.substr(begin, end - begin);
        array += (array.empty() ? "" : ", ") + (quote ? "\"" + item + "\"" : item);
        begin = end + 1;
    }
    return key + "=[" + array + "]";
}

template <class T>
bool has_twice(std::vector<T> items) {
    std::sort(items.begin(), items.end());
    return std::adjacent_find(items.begin(), items.end()) != items.end();
}

Config read_config(const Arguments& arguments) {
    std::vector<std::string> settings = arguments.all("--set");
    if (const auto arms = arguments.last("--arms"))
        settings.push_back(array_setting("ablation.arms", *arms, true));
    if (const auto sizes = arguments.last("--vocab-sizes"))
        settings.push_back(array_setting("ablation.vocabulary_sizes", *sizes, false));
    if (const auto seeds = arguments.last("--seeds"))
        settings.push_back("ablation.seeds=" + *seeds);
    const Config config = load_config(arguments.operand(0), settings);
    const auto refuse = [&](const std::string& why) {
        throw Error(ExitCode::kBadConfig, arguments.operand(0) + ": an ablation needs " + why);
    };
    if (config.data.dev.empty()) refuse("data.dev, on which the best epoch is chosen");
    if (config.data.test.empty()) refuse("data.test, on which arms are compared");
    if (config.model.cell == "none")
        refuse("a cell; bag_of_words is the arm without one (model.cell is \"none\")");
    if (has_twice(config.ablation.arms) || has_twice(config.ablation.vocabulary_sizes))
        refuse("different arms and vocabulary sizes, each once");
    std::vector<std::string> files = config.data.train;
    files.insert(files.end(), {config.data.dev, config.data.test});
    for (const std::string& file : files) { // every run reads them: better to fail at once
        if (file == "-") refuse("files that can be read again and again, not \"-\"");
        if (!std::filesystem::is_directory(file)) open_input(file);
    }
    return config;
}

std::string describe(const ParityRun& e) {
    return e.a_input + " and " + e.b_input + " after " + std::to_string(e.steps) + " of " +
           std::to_string(e.whole) + " steps: largest difference " +
           shortest(e.loss_difference) + " in the loss, " +
           shortest(e.parameter_difference) + " in a parameter" +
           (e.parameter.empty() ? "" : " (" + e.parameter + ")") + "; " +
           std::to_string(e.equal_predictions) + " of " + std::to_string(e.predictions) +
           " predictions equal";
}

std::string describe(const TrainedRun& r) {
    return "test accuracy " + percent(r.test_accuracy) + ", best epoch " +
           std::to_string(r.best_epoch) + ", " + duration(r.seconds) + " of training";
}

std::string describe(const CostRun& c) {
    if (c.points.empty()) return "nothing to measure for these arms";
    std::string text;
    for (const CostPoint& p : c.points)
        if (p.vocabulary == c.points.back().vocabulary)
            text += (text.empty() ? "" : "; ") + p.arm + " with " + p.optimizer + " " +
                    (p.not_run.empty() ? fixed(p.step_seconds * 1e3, 2) + " ms a step" : "not run");
    return text + ", at " + std::to_string(c.points.back().vocabulary) + " words";
}

template <class Record>
std::string describe_file(const Json& json, const std::string& file) {
    Record record;
    from_json(json, record, file);
    return describe(record);
}

// The result of a run that is done, in a line.
std::string result_line(const Run& run, const std::string& out) {
    const std::string file = result_file(out, run);
    const Json json = Json::parse(read_file(file), file);
    const auto text = run.kind == RunKind::kTraining ? describe_file<TrainedRun>
                      : run.kind == RunKind::kParity ? describe_file<ParityRun>
                                                       : describe_file<CostRun>;
    return run.id + ": " + text(json, file);
}

class Ablation {
public:
    explicit Ablation(const Arguments& arguments)
        : config_(read_config(arguments)), runs_(plan_runs(config_)),
          name_(std::filesystem::path(arguments.operand(0)).stem().string()),
          out_(arguments.last("--out").value_or("runs/" + name_)),
          threads_(arguments.threads()), quiet_(arguments.has("--quiet")), progress_(!quiet_) {}

    const std::vector<Run>& runs() const { return runs_; }
    void set_earlier_aside() const {
        set_aside(out_, {"runs", "results.json", "results.csv", "report.md", "report.html"});
    }

    // Does the runs from `first` on, before `last`. Those that others are at come last, and are
    // waited for. Returns the exit code.
    int work(Index first, Index last) {
        first_ = first;
        last_ = last;
        std::vector<Index> busy;
        for (Index i = first; i < last && !stop_signal(); ++i)
            if (attempt(i) == Outcome::kBusy) busy.push_back(i);
        for (const Index i : busy)
            while (!stop_signal() && attempt(i) == Outcome::kBusy)
                std::this_thread::sleep_for(std::chrono::milliseconds(500));
        progress_.clear();
        if (stop_signal()) {
            std::cerr << "stopped; the same command with --resume goes on\n";
            return 128 + stop_signal();
        }
        return failed_ ? static_cast<int>(ExitCode::kRuntime) : 0;
    }

    void report() const {
        Results results = collect(config_, runs_, out_);
        results.name = name_;
        make_directories(out_);
        replace_file(out_ + "/results.json", to_json(results).pretty() + "\n");
        replace_file(out_ + "/results.csv", report_csv(results));
        replace_file(out_ + "/report.md", report_markdown(results));
        replace_file(out_ + "/report.html", report_html(results));
        for (const std::string& sentence : answer_sentences(results))
            std::cout << sentence << "\n";
        for (const std::string& id : results.missing) std::cerr << "not done: " << id << "\n";
        std::cerr << "the report is " << out_ << "/report.html\n";
    }

private:
    Outcome attempt(Index i) {
        const Run& run = runs_[i];
        const std::string number =
            "[" + std::to_string(i + 1) + "/" + std::to_string(runs_.size()) + "] ";
        WorkerEvents events;
        events.should_stop = [] { return stop_signal() != 0; };
        events.progress = [&](double done, const std::string& text) {
            const double fraction = (static_cast<double>(i - first_) + done) /
                                    static_cast<double>(last_ - first_);
            const double left = watch_.seconds() / fraction * (1 - fraction);
            progress_.update(fraction,
                             number + text + "  about " + duration(left) + " left");
        };
        try {
            const Outcome outcome = do_run(run, out_, threads_, events);
            progress_.clear();
            if (outcome == Outcome::kDone) std::cout << number << result_line(run, out_) << "\n";
            if (outcome == Outcome::kDoneBefore && !quiet_)
                std::cerr << number << run.id << ": done before\n";
            std::cout.flush();
            return outcome;
        } catch (const Error& error) {
            if (error.code() != ExitCode::kRuntime) throw;
            progress_.clear(); // e.g. a loss that became NaN: the other runs can still be done
            std::cerr << number << run.id << ": failed: " << printable_line(error.what()) << "\n";
            failed_ = true;
            return Outcome::kDone;
        }
    }

    Config config_;
    std::vector<Run> runs_;
    std::string name_, out_;
    Threads threads_;
    bool quiet_;
    ProgressLine progress_;
    Stopwatch watch_;
    Index first_ = 0, last_ = 0;
    bool failed_ = false;
};

int run(const Arguments& arguments) {
    Ablation ablation(arguments);
    const std::vector<Run>& runs = ablation.runs();
    if (arguments.has("--list")) {
        for (Index i = 0; i < runs.size(); ++i) std::cout << i << "\t" << runs[i].id << "\n";
        return 0;
    }
    catch_stop_signals();
    if (arguments.has("--index")) {
        const Index index = arguments.number("--index", 0, runs.size() - 1, 0);
        return ablation.work(index, index + 1);
    }
    int code = 0;
    if (!arguments.has("--collect")) {
        if (!arguments.has("--resume")) ablation.set_earlier_aside();
        code = ablation.work(0, runs.size());
        if (stop_signal()) return code;
    }
    ablation.report();
    return code;
}

} // namespace

const Command kAblate{
    "ablate", "CONFIG",
    "compare one-hot input with the lookup, and report\n\n"
    "Does a grid of runs: what a step costs as the vocabulary grows, models trained side by side\n"
    "to see whether they are equal, and every arm trained with every seed; then writes\n"
    "results.json, results.csv, report.md and report.html. Keys of the section [ablation] choose.\n"
    "The grid can be shared: each of many workers, on any machines that share the directory, does\n"
    "one run by --index, or all of them do whatever nobody has done yet, by --resume.",
    1, 1,
    {{"--set", "KEY=VALUE", "override a key of the config; may be repeated"},
     {"--out", "DIR", "directory of runs and report (default: runs/ and the config's name)"},
     {"--arms", "LIST", "ablation.arms, e.g. lookup,one_hot"},
     {"--seeds", "N", "ablation.seeds, runs of each arm"},
     {"--vocab-sizes", "LIST", "ablation.vocabulary_sizes, e.g. 1000,10000"},
     {"--threads", "N", "threads (default: all); accuracies are the same for any number"},
     {"--resume", nullptr, "keep runs that are done; otherwise they move to previous-N"},
     {"--list", nullptr, "print the runs, a line each, and do none"},
     {"--index", "K", "do run K of the list only"},
     {"--collect", nullptr, "only make the report, of the runs that are done"},
     {"--quiet", nullptr, "no progress"}},
    run};

} // namespace textrnn
