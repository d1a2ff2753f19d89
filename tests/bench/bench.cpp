// Measures every part of the benchmark once per round, so that a disturbance of the machine falls
// on one round of each part, and reports medians over the rounds.
#include "bench/bench.h"

#include "ablation/results.h"
#include "ablation/statistics.h"
#include "bench/series.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "core/registry.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "data/corpus.h"
#include "data/vocabulary_from.h"
#include "io/text.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <sstream>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

namespace textrnn {

namespace {

constexpr BenchShape kShapes[] = {{"small", 10'000, 32, 32, 32, 64},
                                  {"medium", 20'000, 100, 128, 32, 128},
                                  {"large", 30'000, 128, 512, 64, 256},
                                  {"imdb", 20'000, 100, 128, 32, 0}};
constexpr const BenchShape& kMedium = kShapes[1];
const std::vector<std::string> kQuickShapes{"small", "medium"};
const std::vector<std::string> kCells{"rnn", "gru", "lstm"};
const std::vector<std::string> kParts{"training", "inference", "sweeps", "text", "start"};
const std::vector<std::string> kLabels{"a", "b"};

constexpr const char* kPeakOfOne = "peak of one thread, GFLOP/s";
constexpr const char* kPeakOfAll = "peak of all threads at once, GFLOP/s";

constexpr double kVisit = 2e10, kQuickVisit = 1e9; // operations per visit of a series
constexpr Index kSingleTokens[] = {16, 256};
constexpr Index kSingleCalls = 100; // predictions of a single text, per round
constexpr Index kTexts = 3000, kTextTokens = 230; // generated texts as strings, tokens of each

// Largest resident memory of this process so far, in bytes.
double peak_memory() {
#if defined(__APPLE__)
    constexpr double kUnit = 1;
#else
    constexpr double kUnit = 1024;
#endif
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return kUnit * static_cast<double>(usage.ru_maxrss);
}

constexpr BenchShape with(BenchShape shape, Index BenchShape::*member, Index value) {
    shape.*member = value;
    return shape;
}

// Each sweep varies one size of the medium LSTM; member nullptr varies the number of threads. The
// vocabulary and the distinct ids of the texts vary separately.
constexpr BenchShape kThousandWords = with(kMedium, &BenchShape::words, 1000);
constexpr BenchShape kMillionRows = with(kMedium, &BenchShape::vocabulary, 1'000'000);
const struct {
    const char* what;
    const BenchShape& shape;
    Index BenchShape::*member;
    std::vector<Index> values;
} kSweeps[] = {
    {"vocabulary", kThousandWords, &BenchShape::vocabulary, {1000, 10'000, 100'000, 1'000'000}},
    {"words", kMillionRows, &BenchShape::words, {1000, 10'000, 100'000, 1'000'000}},
    {"length", kMedium, &BenchShape::length, {32, 128, 512}},
    {"hidden", kMedium, &BenchShape::hidden, {64, 128, 256}},
    {"batch", kMedium, &BenchShape::batch, {8, 32, 128}},
    {"threads", kMedium, nullptr, {1, 2, 4, 8, 16, 32, 64}}};

// Word n is n in base 12, with two letters per digit: about as long as an English word.
Vocabulary generated_vocabulary(Index size) {
    const std::string syllables = "bacedifoguhelaminoruseto";
    std::vector<std::string> words{"<pad>", "<unk>"};
    while (words.size() < size) {
        std::string word;
        for (Index n = words.size(); n > 0; n /= 12) word += syllables.substr(n % 12 * 2, 2);
        words.push_back(word);
    }
    return vocabulary_from(words, "vocabulary");
}

std::vector<Example> generated_texts(Index count, const Vocabulary& vocabulary) {
    const Dataset data = zipf_texts(std::vector<Index>(count, kTextTokens), vocabulary.size(),
                                    vocabulary.size());
    std::vector<Example> examples;
    for (Index text = 0; text < count; ++text) {
        examples.push_back({kLabels[text % 2], "", text + 1});
        for (const TokenId id : data.tokens(text))
            examples.back().text += vocabulary.word(id) + (id % 12 ? " " : ", ");
    }
    return examples;
}

// Value "a,b,c" of an option as a list; `otherwise` if the option is absent. Throws Error(kUsage)
// for a name that is not in `known`.
std::vector<std::string> names(const Arguments& arguments, const std::string& option,
                               const std::vector<std::string>& known,
                               const std::vector<std::string>& otherwise) {
    const std::optional<std::string> list = arguments.last(option);
    if (!list) return otherwise;
    std::vector<std::string> given;
    std::istringstream items(*list + ",");
    for (std::string name; std::getline(items, name, ',');) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            throw Error(ExitCode::kUsage, option + ": expected some of " + listed(known) +
                                              ", found " + excerpt(name) +
                                              suggestion(name, known));
        given.push_back(name);
    }
    return given;
}

class Bench {
public:
    explicit Bench(const Arguments&);

    Json run(); // measures all rounds

private:
    struct SweepPoint {
        const char* what;
        Index value;
        BenchSeries series;
    };

    bool does(const std::string& part) const {
        return std::find(parts_.begin(), parts_.end(), part) != parts_.end();
    }
    void add_series(const BenchShape&);
    void add_sweeps();
    void visit();
    void measure_peak();
    void predict_one_text();
    void read_texts();
    void start();
    Json results() const;

    bool quick_;
    std::vector<std::string> cells_, parts_;
    Index rounds_;
    Threads threads_;
    std::vector<BenchSeries> training_, inference_;
    std::vector<SweepPoint> sweeps_;
    std::map<std::string, std::vector<double>> figures_; // values per figure
};

Bench::Bench(const Arguments& arguments)
    : quick_(arguments.has("--quick")), cells_(names(arguments, "--cells", kCells, kCells)),
      parts_(names(arguments, "--parts", kParts, kParts)),
      rounds_(arguments.number("--rounds", 1, 1000, quick_ ? 1 : 3)),
      threads_(arguments.threads()) {
    const std::vector<std::string> all = names_of(kShapes);
    for (const auto& name : names(arguments, "--shapes", all, quick_ ? kQuickShapes : all))
        add_series(*find_named(kShapes, name));
    if (does("sweeps")) add_sweeps();
}

void Bench::add_series(const BenchShape& shape) {
    for (const std::string& cell : cells_) {
        if (does("inference")) inference_.emplace_back(shape, cell, "", threads_.count());
        if (!does("training")) continue;
        training_.emplace_back(shape, cell, "lazy_adam", threads_.count());
        training_.emplace_back(shape, cell, "adam", threads_.count());
    }
}

void Bench::add_sweeps() {
    for (const auto& [what, base, member, values] : kSweeps)
        for (const Index value : values) {
            const BenchShape shape = member ? with(base, member, value) : base;
            if (quick_ && shape.vocabulary > 100'000) continue;
            if (!member && value > std::thread::hardware_concurrency()) continue;
            const Index threads = member ? threads_.count() : value;
            sweeps_.push_back({what, value, BenchSeries(shape, "lstm", "lazy_adam", threads)});
        }
}

Json Bench::run() {
    ProgressLine progress(true);
    for (Index round = 0; round < rounds_; ++round) {
        progress.update(static_cast<double>(round) / static_cast<double>(rounds_), "measuring");
        visit();
    }
    return results();
}

void Bench::visit() {
    const double operations = quick_ ? kQuickVisit : kVisit;
    measure_peak();
    for (BenchSeries& series : training_) series.visit(operations);
    for (BenchSeries& series : inference_) series.visit(operations);
    for (SweepPoint& point : sweeps_) point.series.visit(operations);
    if (does("inference")) predict_one_text();
    if (does("text")) read_texts();
    if (does("start")) start();
}

void Bench::measure_peak() {
    figures_[kPeakOfOne].push_back(measure_flops_per_second() / 1e9);
    std::vector<double> each(threads_.count());
    threads_.run(each.size(), [&](Index i, Index) { each[i] = measure_flops_per_second(); });
    figures_[kPeakOfAll].push_back(std::accumulate(each.begin(), each.end(), 0.0) / 1e9);
}

void Bench::predict_one_text() {
    Threads one_thread(1);
    for (const std::string& cell : cells_) {
        Classifier classifier(model_of(kMedium, cell));
        fill(classifier.parameters());
        classifier.pack_weights(Precision::kFull); // as `predict` does
        Predictor predictor(classifier, one_thread);
        for (const Index tokens : kSingleTokens) {
            const Dataset text = zipf_texts(std::span(&tokens, 1), kMedium.vocabulary,
                                            kMedium.vocabulary);
            std::vector<double>& figures =
                figures_["text of " + std::to_string(tokens) + " tokens, " + cell + ", ms"];
            for (Index call = 0; call < kSingleCalls; ++call) {
                const Stopwatch watch;
                predictor.logits(text);
                figures.push_back(watch.seconds() * 1e3);
            }
        }
    }
}

void Bench::read_texts() {
    const Vocabulary vocabulary = generated_vocabulary(kMedium.vocabulary);
    const std::vector<Example> texts = generated_texts(kTexts, vocabulary);
    double bytes = 0;
    for (const Example& example : texts) bytes += static_cast<double>(example.text.size());
    Tokens tokens;
    Dataset data;
    const Stopwatch watch;
    for (const Example& example : texts) {
        tokenize(example.text, {}, tokens);
        data.add(tokens.words, vocabulary);
    }
    figures_["texts to ids, MB/s"].push_back(bytes / watch.seconds() / 1e6);
}

void Bench::start() {
    const Config config; // default sizes: those of the medium shape
    const Vocabulary words = generated_vocabulary(kMedium.vocabulary);
    Model saved{config, words, kLabels, make_classifier(config, words.size(), kLabels.size())};
    fill(saved.classifier.parameters());
    const std::filesystem::path path = std::filesystem::temp_directory_path() /
                                       ("textrnn_bench." + std::to_string(getpid()));
    save_model(path.string(), saved);
    const std::string line = generated_texts(1, words)[0].text;
    Stopwatch watch;
    Model model = load_model(path.string());
    model.classifier.pack_weights(Precision::kFull); // as `predict` does
    figures_["loading a medium model, ms"].push_back(watch.lap() * 1e3);
    Tokens tokens;
    Dataset data;
    tokenize(line, model.config.text, tokens);
    data.add(tokens.words, model.vocabulary);
    Predictor(model.classifier, threads_).logits(data);
    figures_["predicting its first line, ms"].push_back(watch.lap() * 1e3);
    std::filesystem::remove(path);
}

Json Bench::results() const {
    const std::vector<double>& peaks = figures_.at(kPeakOfAll);
    const double peak = 1e9 * *std::max_element(peaks.begin(), peaks.end());
    Json::Array training, phases, inference, sweeps, figures;
    for (const BenchSeries& series : training_) {
        training.emplace_back(series.speed_row(peak));
        phases.emplace_back(series.phases_row());
    }
    for (const BenchSeries& series : inference_) inference.emplace_back(series.speed_row(peak));
    for (const SweepPoint& point : sweeps_)
        sweeps.emplace_back(point.series.sweep_row(point.what, point.value));
    auto all = figures_;
    all["peak memory of this process, MB"] = {peak_memory() / 1e6};
    for (const auto& [what, values] : all)
        figures.emplace_back(
            Json::Object{{"what", what},
                         {"median", median(values)},
                         {"min", *std::min_element(values.begin(), values.end())},
                         {"max", *std::max_element(values.begin(), values.end())}});
    const Machine machine = describe_machine();
    return Json::Object{{"version", kVersion},
                        {"build", machine.build},
                        {"processor", machine.processor},
                        {"date", machine.date},
                        {"threads", threads_.count()},
                        {"rounds", rounds_},
                        {"training", training},
                        {"phases", phases},
                        {"inference", inference},
                        {"sweeps", sweeps},
                        {"figures", figures}};
}

} // namespace

Json run_bench(const Arguments& arguments) { return Bench(arguments).run(); }

} // namespace textrnn
