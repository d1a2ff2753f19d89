// textrnn ablate: does the grid of runs that compares input layers, alone or together with other
// workers, and writes the report.
#include "ablation/report.h"
#include "ablation/worker.h"
#include "cli/arguments.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "io/file.h"
#include "io/text.h"
#include "io/json.h"
#include "io/posix.h"
#include "train/run_directory.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <set>
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
    const std::set arms(options.arms.begin(), options.arms.end());
    const std::set sizes(options.vocabulary_sizes.begin(), options.vocabulary_sizes.end());
    refuse_if(arms.size() < options.arms.size() || sizes.size() < options.vocabulary_sizes.size(),
              "different arms and vocabulary sizes, each once");
    std::vector<std::string> files = config.data.train;
    files.insert(files.end(), {config.data.dev, config.data.test});
    for (const std::string& file : files) {
        std::error_code ignored; // open_input reports it
        const auto status = std::filesystem::status(file, ignored);
        refuse_if(file == "-" || is_other(status),
                  "data files: it cannot read standard input or a pipe again for every run");
        if (!is_directory(status)) open_input(file);
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

class Ablation {
public:
    explicit Ablation(const Arguments& arguments)
        : arguments_(arguments), config_(read_config(arguments)),
          runs_(plan_runs(config_, data_hash(config_.data))),
          name_(run_name(arguments.operand(0))),
          out_(arguments.last("--out").value_or("runs/" + name_)), threads_(arguments.threads()),
          progress_(!arguments.has("--quiet")) {}

    // Does what the options select. Returns the exit code.
    int run() {
        if (arguments_.has("--list")) {
            for (Index i = 0; i < runs_.size(); ++i)
                std::cout << i << "\t" << runs_[i].id << "\n";
            return 0;
        }
        const bool does_one = arguments_.has("--index"), does_none = arguments_.has("--collect");
        const Index index = arguments_.number("--index", 0, runs_.size() - 1, 0);
        catch_stop_signals();
        make_directories(out_);
        if (!does_one && !does_none && !arguments_.has("--resume")) set_earlier_aside();
        const auto in_use = wait_for_lock("lock", Lock::kShared);
        note_other_data();
        if (does_one) return work(index, index + 1);
        const int code = does_none ? 0 : work(0, runs_.size());
        if (!stop_signal()) report();
        return code;
    }

private:
    // Moves an earlier ablation to previous-N; throws if another process shares out_/lock. `runs`
    // are last: the reports of runs can be written again.
    void set_earlier_aside() const {
        const auto alone = lock_file(out_ + "/lock");
        if (!alone)
            throw Error(ExitCode::kNoCreate,
                        out_ + ": another ablation is running in this directory; share its runs "
                               "with --resume, or choose another directory with --out");
        set_aside(out_, files_);
    }

    // nullptr: a stop signal arrived.
    std::shared_ptr<void> wait_for_lock(const std::string& name, Lock kind) const {
        std::shared_ptr<void> lock;
        while (!(lock = lock_file(out_ + "/" + name, kind)) && !stop_signal())
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        return lock;
    }

    // Names the finished runs that differ from a run of the grid in their data only.
    void note_other_data() const {
        std::error_code ignored; // there may be no runs yet
        Index count = 0;
        for (const std::string& id : names_in(out_ + "/runs", ignored))
            for (const Run& run : runs_) {
                const Index same = run.id.size() - run.data.size();
                count += id.size() == run.id.size() && id != run.id &&
                         id.starts_with(run.id.substr(0, same)) &&
                         std::filesystem::exists(result_file(out_, id));
            }
        if (count > 0)
            std::cerr << "the data have changed: " << count << " finished runs of other data stay in "
                      << out_ << "/runs and do not count\n";
    }

    // Does the runs in [first, last), and at the end waits for the runs of other workers. Returns
    // the exit code.
    int work(Index first, Index last) {
        std::vector<Index> busy;
        for (Index i = first; i < last && !stop_signal(); ++i)
            if (attempt(i, first, last) == Outcome::kBusy) busy.push_back(i);
        for (const Index i : busy)
            while (!stop_signal() && attempt(i, first, last) == Outcome::kBusy)
                std::this_thread::sleep_for(std::chrono::milliseconds(500));
        progress_.clear();
        if (stop_signal()) {
            std::cerr << "stopped; the same command with --resume continues\n";
            return 128 + stop_signal();
        }
        return failed_ ? static_cast<int>(ExitCode::kRuntime) : 0;
    }

    // Does run i of the runs in [first, last), and prints its result or error.
    Outcome attempt(Index i, Index first, Index last) {
        const std::string number =
            "[" + std::to_string(i + 1) + "/" + std::to_string(runs_.size()) + "] ";
        WorkerEvents events;
        events.should_stop = [] { return stop_signal() != 0; };
        events.progress = [&](double done, const std::string& text) {
            const double fraction =
                (static_cast<double>(i - first) + done) / static_cast<double>(last - first);
            const double left = watch_.seconds() / fraction * (1 - fraction);
            progress_.update(fraction, number + text + "  about " + duration(left) + " left");
        };
        const std::string title = number + runs_[i].id + ": ";
        try {
            const Outcome outcome = do_run(runs_[i], out_, threads_, events);
            progress_.clear();
            if (outcome == Outcome::kDone) print_result(title, runs_[i]);
            if (outcome == Outcome::kDoneBefore && !arguments_.has("--quiet"))
                std::cerr << title << "done before\n";
            return outcome;
        } catch (const Error& error) {
            if (error.code() != ExitCode::kRuntime) throw;
            progress_.clear(); // e.g. a loss became NaN: the other runs are still possible
            std::cerr << title << "failed: " << printable_line(error.what()) << "\n";
            failed_ = true;
            return Outcome::kDone;
        }
    }

    // Prints one line: the numbers in the run's result.
    void print_result(const std::string& title, const Run& run) const {
        const std::string file = result_file(out_, run.id);
        std::cout << title;
        const Json result = Json::parse(read_file(file), file);
        for (const auto& [name, value] : *result.as<Json::Object>())
            if (const double number = value.number(); !std::isnan(number))
                std::cout << " " << name << " " << significant(number, 4);
        std::cout << std::endl;
    }

    // One process at a time: the last to write has seen the most runs.
    void report() const {
        const auto lock = wait_for_lock("report.lock", Lock::kExclusive);
        if (!lock) return;
        remove_partial_files(out_, files_);
        Results results = collect(config_, runs_, out_);
        results.name = name_;
        replace_file(out_ + "/results.json", record_to_json(results).pretty() + "\n");
        replace_file(out_ + "/results.csv", report_csv(results));
        replace_file(out_ + "/report.md", report_markdown(results));
        replace_file(out_ + "/report.html", report_html(results));
        for (const std::string& sentence : answer_sentences(results))
            std::cout << sentence << "\n";
        for (const std::string& id : results.missing) std::cerr << "not done: " << id << "\n";
        std::cerr << "the report is " << out_ << "/report.html\n";
    }

    const std::vector<std::string> files_{"results.json", "results.csv", "report.md", "report.html",
                                          "runs"}; // in out_
    const Arguments& arguments_;
    Config config_;
    std::vector<Run> runs_;
    std::string name_, out_;
    Threads threads_;
    ProgressLine progress_;
    Stopwatch watch_;
    bool failed_ = false;
};

} // namespace

const Command kAblate{
    "ablate", "CONFIG",
    "compare one-hot input with an embedding lookup\n\n"
    "Does a grid of runs: measures the cost of a step as the vocabulary grows, trains models\n"
    "side by side to test whether they are equal, and trains every arm with every seed. Then\n"
    "writes results.json, results.csv, report.md and report.html. The config's section\n"
    "[ablation] selects the runs. Several workers, also on different machines that share the\n"
    "directory, can share the grid: with --index each does one run, with --resume they do all\n"
    "unfinished runs together. A finished run counts for its config and its data only.",
    1, 1,
    {kSetOption,
     {"--out", "DIR", "directory of runs and report (default: runs/ and the config's name)"},
     {"--arms", "LIST", "ablation.arms, e.g. lookup,one_hot"},
     {"--seeds", "N", "ablation.seeds, runs per arm"},
     {"--vocab-sizes", "LIST", "ablation.vocabulary_sizes, e.g. 1000,10000"},
     kThreadsOption,
     {"--resume", nullptr, "keep finished runs; without it, they move to previous-N"},
     {"--list", nullptr, "print the runs, one per line, and do none"},
     {"--index", "K", "do only run K of the list"},
     {"--collect", nullptr, "do no run; write the report of the finished runs"},
     kQuietOption},
    [](const Arguments& arguments) { return Ablation(arguments).run(); }};

} // namespace textrnn
