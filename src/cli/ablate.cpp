// textrnn ablate: does the grid of runs that compares input layers, alone or together with other
// workers, and writes the report.
#include "ablation/report.h"
#include "ablation/worker.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/progress_line.h"
#include "core/error.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "io/file.h"
#include "io/format.h"
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

// The list "a,b" as a setting with a TOML array: key=["a","b"], or key=[a,b] without a quote.
std::string array_setting(const std::string& key, const std::string& list,
                          const std::string& quote) {
    std::string array = quote;
    for (const char c : list) array += c == ',' ? quote + "," + quote : std::string(1, c);
    return key + "=[" + array + quote + "]";
}

template <class T>
bool has_duplicate(std::vector<T> items) {
    std::sort(items.begin(), items.end());
    return std::adjacent_find(items.begin(), items.end()) != items.end();
}

// Throws Error(kBadConfig) if an ablation needs more than the config has, and Error(kNoInput) if a
// data file cannot be opened.
void check_config(const Config& config, const std::string& path) {
    const auto refuse_if = [&path](bool is_bad, const char* needs) {
        if (is_bad) throw Error(ExitCode::kBadConfig, path + ": an ablation needs " + needs);
    };
    refuse_if(config.data.dev.empty(), "data.dev, to choose the best epoch");
    refuse_if(config.data.test.empty(), "data.test, to compare the arms");
    refuse_if(config.model.cell == "none",
              "a cell: the arm bag_of_words already trains a model with model.cell \"none\"");
    const AblationOptions& options = config.ablation;
    refuse_if(has_duplicate(options.arms) || has_duplicate(options.vocabulary_sizes),
              "different arms and vocabulary sizes, each once");
    std::vector<std::string> files = config.data.train;
    files.insert(files.end(), {config.data.dev, config.data.test});
    for (const std::string& file : files) {
        refuse_if(file == "-", "data files: it cannot read standard input again for every run");
        if (!std::filesystem::is_directory(file)) open_input(file);
    }
}

Config read_config(const Arguments& arguments) {
    std::vector<std::string> settings = arguments.all("--set");
    if (const auto arms = arguments.last("--arms"))
        settings.push_back(array_setting("ablation.arms", *arms, "\""));
    if (const auto sizes = arguments.last("--vocab-sizes"))
        settings.push_back(array_setting("ablation.vocabulary_sizes", *sizes, ""));
    if (const auto seeds = arguments.last("--seeds"))
        settings.push_back("ablation.seeds=" + *seeds);
    Config config = load_config(arguments.operand(0), settings);
    check_config(config, arguments.operand(0));
    return config;
}

void print(const ParityRun& r) {
    std::cout << r.a_input << " and " << r.b_input << " after " << r.steps << " of " << r.whole
              << " steps: largest difference " << shortest(r.loss_difference) << " in the loss, "
              << shortest(r.parameter_difference) << " in a parameter"
              << (r.parameter.empty() ? "" : " (" + r.parameter + ")") << "; "
              << r.equal_predictions << " of " << r.predictions << " predictions equal\n";
}

void print(const TrainedRun& r) {
    std::cout << "test accuracy " << percent(r.test_accuracy) << ", best epoch " << r.best_epoch
              << ", " << duration(r.seconds) << " of training\n";
}

void print(const std::vector<CostPoint>& points) {
    std::string text;
    for (const CostPoint& p : points)
        if (p.vocabulary == points.back().vocabulary)
            text += (text.empty() ? "a step at V = " + grouped(p.vocabulary) + ": " : ", ") +
                    p.arm + " with " + p.optimizer + " " +
                    (p.not_run.empty() ? with_prefix(p.step_seconds, "s") : "not run");
    std::cout << (text.empty() ? "these arms have no cost to measure" : text) << "\n";
}

// One line about a finished run.
void print_result(const std::string& number, const Run& run, const std::string& out) {
    Results results;
    add_result(run, out, results);
    std::cout << number << run.id << ": ";
    for (const TrainedRun& trained : results.trained) print(trained);
    for (const ParityRun& parity : results.parity) print(parity);
    if (run.kind == RunKind::kCost) print(results.cost);
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

    // Does the runs in [first, last); waits for the runs of other workers at the end. Returns the
    // exit code.
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
            std::cerr << "stopped; the same command with --resume continues\n";
            return 128 + stop_signal();
        }
        return failed_ ? static_cast<int>(ExitCode::kRuntime) : 0;
    }

    void report() const {
        Results results = collect(config_, runs_, out_);
        results.name = name_;
        make_directories(out_);
        replace_file(out_ + "/results.json", record_to_json(results).pretty() + "\n");
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
            if (outcome == Outcome::kDone) print_result(number, run, out_);
            if (outcome == Outcome::kDoneBefore && !quiet_)
                std::cerr << number << run.id << ": done before\n";
            std::cout.flush();
            return outcome;
        } catch (const Error& error) {
            if (error.code() != ExitCode::kRuntime) throw;
            progress_.clear(); // e.g. a loss became NaN: the other runs are still possible
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
    "compare one-hot input with an embedding lookup\n\n"
    "Does a grid of runs: measures the cost of a step as the vocabulary grows, trains models\n"
    "side by side to test whether they are equal, and trains every arm with every seed. Then\n"
    "writes results.json, results.csv, report.md and report.html. The config's section\n"
    "[ablation] selects the runs. Several workers, also on different machines that share the\n"
    "directory, can share the grid: with --index each does one run, with --resume they do all\n"
    "unfinished runs together.",
    1, 1,
    {{"--set", "KEY=VALUE", "override a key of the config; may be repeated"},
     {"--out", "DIR", "directory of runs and report (default: runs/ and the config's name)"},
     {"--arms", "LIST", "ablation.arms, e.g. lookup,one_hot"},
     {"--seeds", "N", "ablation.seeds, runs per arm"},
     {"--vocab-sizes", "LIST", "ablation.vocabulary_sizes, e.g. 1000,10000"},
     {"--threads", "N", "threads (default: all); accuracies are the same for any number"},
     {"--resume", nullptr, "keep finished runs; without it, they move to previous-N"},
     {"--list", nullptr, "print the runs, one per line, and do none"},
     {"--index", "K", "do only run K of the list"},
     {"--collect", nullptr, "do no run; write the report of the finished runs"},
     {"--quiet", nullptr, "print no progress"}},
    run};

} // namespace textrnn
