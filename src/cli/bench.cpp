// textrnn bench: what training and predicting cost on this machine, measured on texts made up at
// random. Everything found is one JSON object, and the tables are printed from it.
#include "ablation/collect.h"
#include "ablation/statistics.h"
#include "cli/bench_series.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/progress_line.h"
#include "core/limits.h"
#include "core/registry.h"
#include "core/stopwatch.h"
#include "core/threads.h"
#include "data/corpus.h"
#include "io/posix.h"
#include "train/evaluation.h"
#include "train/model_file.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <numeric>
#include <thread>

namespace textrnn {

namespace {

constexpr Shape kShapes[] = {{"small", 10'000, 32, 32, 32, 64},
                             {"medium", 20'000, 100, 128, 32, 128},
                             {"large", 30'000, 128, 512, 64, 256},
                             {"imdb", 20'000, 100, 128, 32, 0}};
constexpr const Shape& kMedium = kShapes[1];
const std::vector<std::string> kQuickShapes{"small", "medium"};
const std::vector<std::string> kCells{"rnn", "gru", "lstm"};
const std::vector<std::string> kParts{"training", "inference", "sweeps", "text", "start"};
const std::vector<std::string> kLabels{"a", "b"};

constexpr const char* kPeakOfOne = "peak of one thread, GFLOP/s";
constexpr const char* kPeakOfAll = "peak of all threads at once, GFLOP/s";

constexpr double kVisit = 2e10, kQuickVisit = 1e9; // operations of one visit to a series
constexpr Index kSingleTokens = 256, kSingleCalls = 100; // of one text by itself, a visit
constexpr Index kTexts = 3000, kTextTokens = 230;   // of the text pipeline

constexpr Shape with(Shape shape, Index Shape::*member, Index value) {
    shape.*member = value;
    return shape;
}

// What is varied of the medium LSTM; nullptr: threads. A larger vocabulary has the same texts: how
// many different words they have is varied by itself.
constexpr Shape kThousandWords = with(kMedium, &Shape::words, 1000);
constexpr Shape kMillionRows = with(kMedium, &Shape::vocabulary, 1'000'000);
const struct {
    const char* what;
    const Shape& shape;
    Index Shape::*member;
    std::vector<Index> values;
} kSweeps[] = {
    {"vocabulary", kThousandWords, &Shape::vocabulary, {1000, 10'000, 100'000, 1'000'000}},
    {"words", kMillionRows, &Shape::words, {1000, 10'000, 100'000, 1'000'000}},
    {"length", kMedium, &Shape::length, {32, 128, 512}},
    {"hidden", kMedium, &Shape::hidden, {64, 128, 256}},
    {"batch", kMedium, &Shape::batch, {8, 32, 128}},
    {"threads", kMedium, nullptr, {1, 2, 4, 8, 16, 32, 64}}};

// Other words than English ones, of about as many letters: two for each digit to base 12.
Vocabulary made_up_vocabulary(Index size) {
    const std::string syllables = "bacedifoguhelaminoruseto";
    std::vector<std::string> words{"<pad>", "<unk>"};
    while (words.size() < size) {
        std::string word;
        for (Index n = words.size(); n > 0; n /= 12) word += syllables.substr(n % 12 * 2, 2);
        words.push_back(word);
    }
    return Vocabulary::from_words(words, "vocabulary");
}

Examples made_up_texts(Index count, const Vocabulary& vocabulary) {
    const Dataset data = zipf_texts(std::vector<Index>(count, kTextTokens), vocabulary.size());
    Examples examples;
    for (Index text = 0; text < count; ++text) {
        examples.push_back({kLabels[text % 2], "", text + 1});
        for (const TokenId id : data.tokens(text))
            examples.back().text += vocabulary.word(id) + (id % 12 ? " " : ", ");
    }
    return examples;
}

class Bench {
public:
    explicit Bench(const Arguments&);

    Json run(); // all rounds

private:
    struct Point { // of a sweep
        const char* what;
        Index value;
        Series series;
    };

    bool does(const std::string& part) const {
        return std::find(parts_.begin(), parts_.end(), part) != parts_.end();
    }
    void add_series(const Shape&);
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
    std::vector<Series> training_, inference_;
    std::vector<Point> sweeps_;
    std::map<std::string, std::vector<double>> figures_; // other ones, of each visit
};

Bench::Bench(const Arguments& arguments)
    : quick_(arguments.has("--quick")), cells_(arguments.names("--cells", kCells, kCells)),
      parts_(arguments.names("--parts", kParts, kParts)),
      rounds_(arguments.number("--rounds", 1, 1000, quick_ ? 1 : 3)),
      threads_(arguments.threads()) {
    const std::vector<std::string> all = names_of(kShapes);
    for (const auto& name : arguments.names("--shapes", all, quick_ ? kQuickShapes : all))
        add_series(*find_named(kShapes, name));
    if (does("sweeps")) add_sweeps();
}

void Bench::add_series(const Shape& shape) {
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
            const Shape shape = member ? with(base, member, value) : base;
            if (quick_ && shape.vocabulary > 100'000) continue;
            if (!member && value > std::thread::hardware_concurrency()) continue;
            const Index threads = member ? threads_.count() : value;
            sweeps_.push_back({what, value, Series(shape, "lstm", "lazy_adam", threads)});
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
    for (Series& series : training_) series.visit(operations);
    for (Series& series : inference_) series.visit(operations);
    for (Point& point : sweeps_) point.series.visit(operations);
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
    const Dataset text = zipf_texts(std::vector<Index>{kSingleTokens}, kMedium.vocabulary);
    Threads one_thread(1);
    for (const std::string& cell : cells_) {
        Classifier classifier(model_of(kMedium, cell));
        fill(classifier.parameters());
        Predictor predictor(classifier, one_thread);
        for (Index call = 0; call < kSingleCalls; ++call) {
            const Stopwatch watch;
            predictor.logits(text);
            figures_["text of 256 tokens, " + cell + ", ms"].push_back(watch.seconds() * 1e3);
        }
    }
}

void Bench::read_texts() {
    const Vocabulary vocabulary = made_up_vocabulary(kMedium.vocabulary);
    const Examples texts = made_up_texts(kTexts, vocabulary);
    double bytes = 0;
    for (const Example& example : texts) bytes += static_cast<double>(example.text.size());
    const Stopwatch watch;
    encode(texts, "texts", {}, vocabulary, kLabels);
    figures_["texts to ids, MB/s"].push_back(bytes / watch.seconds() / 1e6);
}

void Bench::start() {
    const Config config; // has the medium sizes
    const Vocabulary words = made_up_vocabulary(kMedium.vocabulary);
    Model made{config, words, kLabels, make_classifier(config, words, kLabels)};
    fill(made.classifier.parameters());
    const std::filesystem::path path = std::filesystem::temp_directory_path() /
                                       ("textrnn_bench." + std::to_string(process_id()));
    save_model(path.string(), made);
    const Examples line = made_up_texts(1, words);
    Stopwatch watch;
    const Model model = load_model(path.string());
    figures_["loading a medium model, ms"].push_back(watch.lap() * 1e3);
    Predictor(model.classifier, threads_)
        .logits(encode(line, "line", model.config.text, model.vocabulary, model.labels));
    figures_["predicting its first line, ms"].push_back(watch.lap() * 1e3);
    std::filesystem::remove(path);
}

Json Bench::results() const {
    const std::vector<double>& peaks = figures_.at(kPeakOfAll);
    const double peak = 1e9 * *std::max_element(peaks.begin(), peaks.end());
    Json::Array training, phases, inference, sweeps, figures;
    for (const Series& series : training_) {
        training.emplace_back(series.speed_row(peak));
        phases.emplace_back(series.phases_row());
    }
    for (const Series& series : inference_) inference.emplace_back(series.speed_row(peak));
    for (const Point& point : sweeps_)
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
                        {"build", machine.commit + ", " + machine.compiler + " " + machine.flags},
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

const std::pair<const char*, const char*> kTables[] = {
    {"training", "training; the work of a token is 6 G H H, and 6 G H D of each different word of\n"
                 "a shard"},
    {"phases", "phases of a step in ms; from projection to weights, added up over the threads;\n"
               "projection and weights (their gradients) are those products done alone"},
    {"inference", "predicting; the work of a token is 2 G H H, and 2 G H D of each different word\n"
                  "of a batch"},
    {"sweeps", "training steps of the medium lstm with lazy_adam as one size varies"},
    {"figures", "other figures"}};

int run(const Arguments& arguments) {
    const Json results = Bench(arguments).run();
    if (arguments.has("--json")) {
        std::cout << results.pretty() << "\n";
        return 0;
    }
    for (const char* name : {"version", "build", "processor", "date", "threads", "rounds"})
        std::cout << name << "  " << plain_text(*results.find(name)) << "\n";
    for (const auto& [name, title] : kTables) {
        const Json::Array& rows = *results.find(name)->as<Json::Array>();
        if (rows.empty()) continue;
        std::cout << "\n" << title << "\n";
        print_records(rows);
    }
    return 0;
}

} // namespace

const Command kBench{
    "bench", "",
    "measure what training and predicting cost on this machine\n\n"
    "Everything runs on texts made up at random. Shapes: small, medium and large texts of one\n"
    "length, and imdb: medium, with lengths like IMDB's. Cells: rnn, gru, lstm.",
    0, 0,
    {{"--json", nullptr, "print all figures as one JSON object"},
     {"--shapes", "LIST", "some of small,medium,large,imdb (default: all)"},
     {"--cells", "LIST", "some of rnn,gru,lstm (default: all)"},
     {"--parts", "LIST", "some of training,inference,sweeps,text,start (default: all)"},
     {"--threads", "N", "threads (default: all)"},
     {"--rounds", "N", "how often all is measured in turn (default: 3)"},
     {"--quick", nullptr, "one short round, of small and medium if not told otherwise"}},
    run};

} // namespace textrnn
