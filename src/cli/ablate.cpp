// textrnn ablate: does the runs that compare input layers, and writes the report.
#include "ablation/report.h"
#include "ablation/worker.h"
#include "cli/arguments.h"
#include "cli/terminal.h"
#include "core/registry.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "train/run_directory.h"

#include <filesystem>
#include <iostream>
#include <set>

namespace textrnn {

namespace {

// Throws Error(kBadConfig) for a config that cannot be ablated, Error(kNoInput) for missing data.
Config read_config(const std::string& path, const std::vector<std::string>& settings) {
    const Config config = load_config(path, settings);
    const auto need = [&path](bool is_met, const char* what) {
        if (!is_met) refuse_config(path + ": an ablation needs " + what);
    };
    need(!config.data.dev.empty(), "data.dev, to choose the best epoch");
    need(!config.data.test.empty(), "data.test, to compare the arms");
    need(config.model.cell != "none", "a cell; the arm bag_of_words has none already");
    const AblationOptions& o = config.ablation;
    const auto differ = [](const auto& values) {
        return std::set(values.begin(), values.end()).size() == values.size();
    };
    need(differ(o.arms) && differ(o.vocabulary_sizes) && differ(o.widths) && differ(o.search),
         "different arms, vocabulary sizes, widths and search rates, each once");
    const auto embeds = [&config](const std::string& arm) {
        return find_named(input_layers(), arm_config(config, arm).model.input)->embed != nullptr;
    };
    const std::string& start = config.train.start;
    need(config.train.seed + o.seeds - 1 <= 1'000'000'000, // the largest train.seed
         "train.seed + ablation.seeds <= 10^9 + 1");
    std::vector<std::string> files = config.data.train;
    files.insert(files.end(), {config.data.dev, config.data.test});
    if (!start.empty()) files.push_back(model_path(start));
    for (const std::string& file : files) {
        need(file != "-" && !is_other(status_of(file)),
             "files, which it reads for every run; standard input or a pipe is read only once");
        if (share_of(file) == 0 && !is_directory(status_of(file))) open_input(file);
    }
    need(start.empty() || is_model(start) || std::ranges::all_of(o.arms, embeds),
         "arms with an embedding (not one_hot_direct, one_hot_narrow) for vectors as model.start");
    return config;
}

class Ablation {
public:
    explicit Ablation(const Arguments& arguments) : arguments_(arguments) {}

    // Lists the runs, or does runs and writes the report, by the options.
    void run() {
        if (arguments_.has("--list")) {
            for (Index i = 0; i < runs_.size(); ++i) std::cout << i << "\t" << runs_[i].id << "\n";
            return;
        }
        const bool collects = arguments_.has("--collect"), does_one = arguments_.has("--index");
        if (collects && does_one) arguments_.refuse("--index and --collect exclude each other");
        std::vector<Index> numbers = numbers_below(collects ? 0 : runs_.size());
        if (does_one) numbers = {arguments_.number("--index", 0, runs_.size() - 1, 0)};
        if (collects && !is_directory(status_of(out_)))
            throw Error(ExitCode::kNoInput, out_ + ": no such directory, so no runs to collect");
        catch_stop_signals();
        make_directories(out_);
        const bool is_new = // no ablation has written here: the files may be the user's
            !std::filesystem::exists(lock_) && finished_runs().empty();
        const bool begins_anew = !collects && !does_one && !arguments_.has("--resume");
        if (is_new && begins_anew && std::filesystem::exists(out_ + "/runs"))
            throw Error(ExitCode::kNoCreate, out_ + "/runs: not written by textrnn ablate; choose "
                                                    "another directory with --out");
        if (is_new || begins_anew) set_earlier_aside(!begins_anew);
        for (const std::string& name : files_) // replace_file() would write into a pipe, and wait
            if (const std::string path = out_ + "/" + name;
                std::filesystem::exists(path) && !std::filesystem::is_regular_file(path))
                throw Error(ExitCode::kNoCreate, path + ": expected a file; use --out");
        const auto shared = lock_file(lock_, Lock::kShared);
        if (const auto count = runs_of_other_data(); count > 0)
            std::cerr << "the data have changed: " << count << " finished runs have other data\n";
        work(numbers);
        if (!does_one) report();
        if (failed_) throw Error(ExitCode::kRuntime, "a run failed");
    }

private:
    // Moves the report and, unless `keeps_runs`, runs/ to previous-N. If another worker is running,
    // does nothing if `keeps_runs`, else throws.
    void set_earlier_aside(bool keeps_runs) const {
        const auto alone = lock_file(lock_);
        if (!alone && keeps_runs) return;
        if (!alone)
            throw Error(ExitCode::kNoCreate, out_ + ": another ablation is running here; share its "
                                                    "runs with --resume, or use --out");
        std::vector<std::string> files = files_;
        if (!keeps_runs) files.push_back("runs"); // last: a report can be written again
        if (const std::string previous = set_aside(out_, files); !previous.empty())
            std::cerr << "earlier files are now in " << printable(previous) << "\n";
    }

    // How many finished runs differ from a run of the grid in their data only.
    std::ptrdiff_t runs_of_other_data() const {
        return std::ranges::count_if(finished_runs(), [&](const std::string& id) {
            return std::ranges::any_of(runs_, [&](const Run& run) {
                const std::size_t stem = run.id.size() - run.data.size();
                return id != run.id && id.starts_with(std::string_view(run.id).substr(0, stem));
            });
        });
    }

    // The ids of all finished runs in out_, of any config and data.
    std::vector<std::string> finished_runs() const {
        std::error_code ignored; // there may be no runs yet
        std::vector<std::string> ids = names_in(out_ + "/runs", ignored);
        std::erase_if(ids, [&](const std::string& id) {
            return !std::filesystem::is_regular_file(run_directory(out_, id) + kResult);
        });
        return ids;
    }

    // Does the runs, and at the end waits for the runs of other workers.
    void work(std::vector<Index> numbers) {
        while (!numbers.empty()) {
            std::erase_if(numbers, [&](Index i) {
                return stop_signal() || attempt(i) != Outcome::kBusy;
            });
            if (!numbers.empty()) wait_for_others();
        }
        end_if_stopped();
    }

    static void end_if_stopped() {
        if (stop_signal())
            throw Error(static_cast<ExitCode>(128 + stop_signal()),
                        "stopped; the same command with --resume continues");
    }

    static void wait_for_others() {
        end_if_stopped();
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }

    // Does run i, and prints its end or error.
    Outcome attempt(Index i) {
        const std::string number =
            "[" + std::to_string(i + 1) + "/" + std::to_string(runs_.size()) + "] ";
        const std::string title = number + runs_[i].id + ": ";
        const Stopwatch watch;
        const auto show = [&](double done, const std::string& text) {
            const double left = watch.seconds() / done * (1 - done);
            progress_.update(done, number + text + "  " + duration(left) + " left");
        };
        std::string failure;
        try {
            const auto should_stop = [] { return stop_signal() != 0; };
            const Outcome outcome = do_run(runs_[i], out_, threads_, {show, should_stop});
            progress_.clear();
            if (outcome == Outcome::kDone) std::cout << title << "done" << std::endl;
            if (outcome == Outcome::kDoneBefore && !arguments_.has("--quiet"))
                std::cerr << title << "done before\n";
            return outcome;
        } catch (const Error& error) {
            if (error.code() != ExitCode::kRuntime) throw;
            failure = printable_line(error.what()); // e.g. a loss became NaN
        } catch (const std::bad_alloc&) {
            failure = "out of memory";
        }
        progress_.clear();
        std::cerr << title << "failed: " << failure << "\n";
        failed_ = true;
        return Outcome::kDone; // the other runs are still possible
    }

    // One process at a time: the last to write has seen the most runs.
    void report() const {
        std::shared_ptr<void> lock;
        while (!(lock = lock_file(out_ + "/report.lock"))) wait_for_others();
        remove_partial_files(out_, files_);
        const std::vector<std::string> finished = finished_runs(); // others may end meanwhile
        Results results = collect(config_, runs_, out_);
        results.name = name_;
        const std::string file = out_ + "/results.json";
        const std::string text = record_to_json(results).pretty() + "\n";
        const bool is_other = std::filesystem::exists(file) && read_file(file) != text;
        const bool has_others = // training runs, but none of this config and data
            results.trained.empty() &&
            std::ranges::any_of(finished, [](auto& id) { return id.starts_with("train-"); });
        if ((results.missing.size() == runs_.size() && (is_other || !finished.empty())) ||
            (is_other && has_others))
            throw Error(ExitCode::kNoInput, out_ + ": has the report of other runs, and no run of "
                                                   "this config is finished; use --out");
        const Chart cost = step_chart(results), widths = width_chart(results);
        const std::string contents[] = {
            text, report_html(results), charts_svg({cost}, "not all"), charts_svg({cost}, "all"),
            charts_svg({widths}, "not all"), charts_svg({widths}, "all")};
        for (Index i = 0; i < files_.size(); ++i) replace_file(out_ + "/" + files_[i], contents[i]);
        for (const std::string& sentence : answer_sentences(results))
            std::cout << printable(sentence) << "\n";
        for (const std::string& id : results.missing) std::cerr << "not done: " << id << "\n";
        std::cerr << "the report is " << printable(out_) << "/report.html\n";
    }

    const std::vector<std::string> files_{"results.json",  "report.html",      "cost-light.svg",
                                          "cost-dark.svg", "widths-light.svg", "widths-dark.svg"};
    const Arguments& arguments_;
    const Config config_ = read_config(arguments_.operand(0), arguments_.all("--set"));
    const std::vector<Run> runs_ = plan_runs(config_, data_hash(config_.data));
    const std::string name_ = run_name(arguments_.operand(0));
    const std::string out_ = arguments_.last("--out").value_or("runs/" + name_);
    const std::string lock_ = out_ + "/ablation.lock";
    Threads threads_{arguments_.threads()};
    ProgressLine progress_{!arguments_.has("--quiet")};
    bool failed_ = false;
};

} // namespace

const Command kAblate{
    "ablate", "CONFIG", 1, 1,
    "compare one-hot input with an embedding lookup\n\n"
    "Does the runs that the config's section [ablation] selects: measures the cost of\n"
    "a step as the vocabulary grows, tests whether models are equal, and trains every\n"
    "arm with every seed. Then writes results.json, report.html and two of its charts\n"
    "as SVG. Workers that share the directory can share the runs: with --index each\n"
    "does one, with --resume all do the unfinished runs. The trained runs as CSV:\n"
    "  jq -r '.trained[] | [.arm, .seed, .test_accuracy] | @csv' DIR/results.json",
    {kSetOption,
     {"--out", "DIR", "directory (default: runs/ and the config's name)"},
     kThreadsOption,
     {"--resume", nullptr, "keep finished runs; without it, they move to previous-N"},
     {"--list", nullptr, "print the runs, one per line, and do none"},
     {"--index", "K", "do only the run that --list numbers K"},
     {"--collect", nullptr, "do no run; write the report of the finished runs"},
     {"--quiet", nullptr, "print no progress within runs"}},
    [](const Arguments& arguments) { Ablation(arguments).run(); }};

} // namespace textrnn
