// textrnn train, pretrain and data. The first two print a progress line and one line per epoch to
// stderr; train prints the results on dev and test to stdout, data its summary.
#include "cli/arguments.h"
#include "cli/terminal.h"
#include "core/threads.h"
#include "pretrain/pretrainer.h"
#include "train/run_directory.h"

#include <iostream>

namespace textrnn {

static std::string epoch_text(const TrainProgress& p) {
    return "epoch " + std::to_string(p.epoch) + "/" + std::to_string(p.epochs);
}

static std::string speed_text(const TrainProgress& p, double seconds) {
    return "  " + with_prefix(p.tokens_per_second) + " tokens/s  " + duration(seconds);
}

// Keeps a reference: the ProgressLine must outlive the events.
static TrainEvents train_events(ProgressLine& line, bool quiet) {
    TrainEvents events;
    events.should_stop = [] { return stop_signal() != 0; };
    events.step = [&line](const TrainProgress& p) {
        line.update(p.fraction, epoch_text(p) + "  loss " + fixed(p.train_loss, 4) +
                                    speed_text(p, p.seconds_left) + " left");
    };
    events.data = [quiet](const std::string& lines) {
        catch_stop_signals(); // while data are read, a signal ends the program: nothing is lost
        if (!quiet) std::cerr << lines << std::flush;
    };
    if (quiet) return events;
    events.start = [](const StartCoverage& c) {
        std::cerr << "model.start: vectors for " << grouped(c.words) << " of "
                  << grouped(c.vocabulary) << " words, "
                  << percent(c.token_share) << " of the training tokens; " << c.tensors
                  << " other tensors" << std::endl;
    };
    events.epoch = [&line](const TrainProgress& p, const auto& dev, bool is_best) {
        line.clear();
        std::cerr << epoch_text(p) << "  train loss " << fixed(p.train_loss, 4);
        if (dev)
            std::cerr << "  dev loss " << fixed(dev->loss, 4) << "  dev accuracy "
                      << percent(dev->accuracy) << (is_best ? " best" : "     ");
        std::cerr << speed_text(p, p.seconds) << std::endl;
    };
    return events;
}

// Calls work(config, directory, resume, threads, events), which returns false if it was stopped.
static void run(const Arguments& arguments, auto work) {
    const std::string& path = arguments.operand(0);
    const Config config = load_config(path, arguments.all("--set"));
    const std::string directory = arguments.last("--out").value_or("runs/" + run_name(path));
    Threads threads(arguments.threads());
    const bool quiet = arguments.has("--quiet");
    ProgressLine line(!quiet);
    const bool is_finished =
        work(config, directory, arguments.has("--resume"), threads, train_events(line, quiet));
    line.clear();
    if (!is_finished) // the exit code that shells give a command ended by a signal
        throw Error(static_cast<ExitCode>(128 + stop_signal()),
                    "stopped; to continue, run the same command with --resume");
    if (!quiet) std::cerr << "the model is " << printable(directory) << "/model.safetensors\n";
}

static bool train_classifier(const Config& config, const std::string& directory, bool resume,
                             Threads& threads, const TrainEvents& events) {
    const auto outcome = train(config, directory, resume, threads, events);
    const auto print = [](const char* data, const Scores& scores) {
        std::cout << data << " accuracy " << percent(scores.accuracy) << "  loss "
                  << fixed(scores.loss, 4) << "  macro F1 " << fixed(scores.macro_f1, 4) << "\n";
    };
    if (outcome && events.epoch) {
        if (config.data.dev.empty()) std::cerr << "data.dev is empty: the last epoch is kept";
        else std::cerr << "best epoch " << outcome->best_epoch;
        if (outcome->epochs < config.train.epochs)
            std::cerr << "; train.patience ended the run after epoch " << outcome->epochs;
        if (config.train.calibrate)
            std::cerr << "; temperature " << significant(outcome->temperature, 3);
        std::cerr << std::endl;
    }
    if (outcome && !config.data.dev.empty()) print("dev ", outcome->dev);
    if (outcome && outcome->test) print("test", *outcome->test);
    return outcome.has_value();
}

static void tell_data(const Arguments& arguments) {
    const Config config = load_config(arguments.operand(0), arguments.all("--set"));
    const Corpus corpus = load_corpus(config.data, config.text, config.vocabulary);
    const Summary summary = summarize(corpus, config.data);
    std::cout << (arguments.has("--json") ? summary.figures.dump()
                                          : summary.lines + summary.figures.pretty()) << "\n";
}

const std::vector<Option> kOptions{
    kSetOption,
    {"--out", "DIR", "run directory (default: runs/ and the config's name)"},
    kThreadsOption,
    {"--resume", nullptr, "continue from the run directory's checkpoint, if any"},
    {"--quiet", nullptr, "print no progress"}};

const Command kTrain{
    "train", "CONFIG", 1, 1,
    "train the model that a config file describes\n\n"
    "Writes to the run directory: config.toml (all keys), metrics.jsonl (epochs,\n"
    "then test), curve.svg (a chart of it), model.safetensors (of the best epoch) and\n"
    "checkpoint.safetensors (for --resume). Moves the files of an earlier run to\n"
    "previous-N. On SIGINT or SIGTERM, saves a checkpoint and exits with code 130 or\n"
    "143.",
    kOptions,
    [](const Arguments& arguments) { run(arguments, train_classifier); }};

const Command kData{
    "data", "CONFIG", 1, 1,
    "tell what the data of a config contain\n\n"
    "Prints the lines that train prints first, and for each set figures: texts by\n"
    "label, lengths in tokens, unknown tokens, duplicates (with_other_label: of\n"
    "another label), texts also in train or dev, cut at text.max_length (cut), within\n"
    "'single quotes' (in_quotes), with escapes like \\n or &amp; (with_escapes), with\n"
    "combining marks (with_marks), without blanks between words (unspaced).",
    {kSetOption, kJsonOption}, tell_data};

const Command kPretrain{
    "pretrain", "CONFIG", 1, 1,
    "learn word vectors or a language model from texts\n\n"
    "Trains the embedding layer (language_model: also the RNN) on the texts of\n"
    "pretrain.text by pretrain.method. Writes the same files as train, and moves\n"
    "those of an earlier run to previous-N. A classifier starts from\n"
    "model.safetensors with model.start.",
    kOptions,
    [](const Arguments& arguments) { run(arguments, pretrain); }};

} // namespace textrnn
