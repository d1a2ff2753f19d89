// textrnn predict: prints one answer per record of a file (line, row, file of a folder), in order.
// Predicts available lines together. Prints all answers before it waits for input, except for TSV
// and CSV, whose rows may have several lines.
#include "cli/study.h"
#include "core/registry.h"
#include "core/threads.h"
#include "data/corpus.h"
#include "train/evaluation.h"

#include <iostream>

namespace textrnn {

namespace {

// Limits of a batch of records: texts, bytes of the texts, logits.
constexpr Index kMostTexts = 1024, kMostBytes = Index{2} << 20, kMostLogits = Index{1} << 20;

// Answers the records of FILE. Of an Example `place`, only line and file are used.
class RecordPredictor {
public:
    explicit RecordPredictor(const Arguments& arguments) : arguments_(arguments) {}

    // Throws the first error of a record; with --keep-going, Error(kBadData) after the last record.
    void run() {
        ReaderOptions reader = model_.config.data.reader;
        reader.on_bad_row = [this](const Example& place, const std::string& message) {
            answer_pending(); // the records before the error
            answer_error(ExitCode::kBadData, message, place);
        };
        reader.on_wait = [this] { answer_pending(); };
        reader.refuses_blank = keeps_going_; // each line has an answer
        try {
            std::cerr << note_lines(read_texts(path_, reader, [this](Example& e) { add(e); }));
        } catch (...) {
            answer_pending();
            throw;
        }
        answer_pending();
        if (errors_ > 0)
            throw Error(ExitCode::kBadData,
                        input_name(path_) + ": " + std::to_string(errors_) + " of " +
                            std::to_string(answered_) + " records have errors");
    }

private:
    void add(Example& record) {
        bytes_ += record.text.size();
        record.label = std::string(); // frees its memory
        pending_.push_back(std::move(record));
        if (pending_.size() == kMostTexts || bytes_ > kMostBytes ||
            pending_.size() * model_.labels.size() > kMostLogits)
            answer_pending();
    }

    void answer_pending() {
        bytes_ = 0;
        answer_all(std::exchange(pending_, {}));
        flush_stdout();
    }

    // Predicts the records together; without the memory for that, one by one.
    void answer_all(std::span<const Example> records) {
        Storage logits;
        try {
            Dataset texts;
            Tokens tokens;
            for (const Example& record : records) {
                tokenize(record.text, model_.config.text, tokens);
                texts.add(tokens.words, model_.vocabulary);
            }
            if (!predictor_) predictor_.emplace(model_.classifier, threads_);
            logits = predictor_->logits(texts);
        } catch (const std::bad_alloc&) {
            predictor_.reset(); // frees its memory
            if (records.size() == 1)
                return refuse(records[0], "out of memory; try a shorter text");
            for (const Example& record : records) answer_all({&record, 1});
            return;
        }
        for (Index i = 0; i < records.size(); ++i)
            answer(logits.data() + i * model_.labels.size(), records[i]);
    }

    void answer(const Real* logits, const Example& place) {
        const Judgement best = judge(logits, model_.labels.size(), 0);
        if (std::isnan(best.loss)) return refuse(place, kOverflowText);
        const std::string& label = model_.labels[best.predicted];
        const bool is_escaped = keeps_going_ && label.find_first_of("!\\") == 0;
        const std::string line = (is_escaped ? "\\" : "") + printable(label) + '\t';
        if (!json_) return print(place, line + fixed(best.probability, 6), {});
        const std::vector<Real> all = softmax(logits, model_.labels.size());
        Json::Object probabilities;
        for (Index c = 0; c < all.size(); ++c)
            probabilities.emplace_back(model_.labels[c], static_cast<double>(all[c]));
        print(place, "", {{"label", label},
                          {"probability", best.probability},
                          {"probabilities", probabilities}});
    }

    // Prints the line, or with --json the object and the place.
    void print(const Example& place, const std::string& line, Json::Object object) {
        if (json_ && !place.file.empty()) object.emplace_back("file", place.file);
        if (json_ && place.line > 0) object.emplace_back("line", place.line);
        std::cout << (json_ ? Json(object).dump() : line) << "\n";
        ++answered_;
    }

    // Without --keep-going, throws the error.
    void answer_error(ExitCode code, const std::string& line, const Example& place) {
        const std::string text = printable_line(line);
        if (!keeps_going_)
            throw Error(code, text + "; to go on after such a record, use --keep-going");
        print(place, "!error\t" + text, {{"error", text}});
        std::cout.flush();
        ++errors_;
    }

    void refuse(const Example& place, const std::string& problem) {
        const std::string line = input_name(path_) + ":" + std::to_string(place.line);
        answer_error(ExitCode::kRuntime, (place.file.empty() ? line : place.file) + ": " + problem,
                     place);
    }

    const Arguments& arguments_;
    const std::string path_ = arguments_.file();
    const Model model_ = load_for(arguments_, true);
    const bool json_ = arguments_.has("--json"), keeps_going_ = arguments_.has("--keep-going");
    Threads threads_{arguments_.threads()};
    std::optional<Predictor> predictor_;
    std::vector<Example> pending_; // read, but not answered
    Index bytes_ = 0;              // of the pending texts
    Index answered_ = 0;           // records
    Index errors_ = 0;             // records that were answered by an error
};

} // namespace

void set_reader(const Arguments& arguments, Config& config, bool by_ending) {
    const std::string_view column_keys[] = {"data.text_column", "data.label_column", "data.header",
                                            "data.separator", "data.quoting"};
    ReaderOptions& reader = config.data.reader;
    std::vector<std::string> settings = arguments.all("--set");
    bool has_columns = false;
    for (const std::string& setting : settings) {
        if (!setting.starts_with("data."))
            arguments.refuse("--set " + setting + ": expected data.KEY=VALUE");
        has_columns |= std::ranges::count(column_keys, setting.substr(0, setting.find('='))) > 0;
    }
    if (by_ending) {
        reader.format = has_columns ? "" : "auto";
        reader.bad_rows = "error"; // an answer per record
    }
    const auto format = arguments.last("--format");
    std::vector<std::string> formats = names_of(readers());
    formats.push_back("auto");
    if (by_ending) formats.push_back("lines");
    if (format && std::ranges::find(formats, *format) == formats.end())
        arguments.refuse("--format: expected one of " + listed(formats) + ", found " +
                         excerpt(*format));
    if (arguments.has("--replace-invalid")) settings.push_back("data.invalid_utf8=replace");
    change_config(config, settings);
    if (format) reader.format = by_ending && *format == "auto" ? "" : *format;
}

Model load_for(const Arguments& arguments, bool by_ending) {
    Model model = load_model(arguments.operand(0));
    set_reader(arguments, model.config, by_ending);
    const bool is_half = arguments.has("--half");
    if (is_half && !model.classifier.has_fused_rnn())
        arguments.refuse("--half needs a model with an RNN, of model.implementation = \"fused\" "
                         "and a cell that has it");
    model.classifier.pack_weights(is_half ? Precision::kHalf : Precision::kFull);
    return model;
}

const Command kPredict{
    "predict", "MODEL [FILE|-]", 1, 2,
    "predict the label of each record of a file\n\n"
    "Prints label<TAB>probability for every record of FILE (default: standard input),\n"
    "also for empty texts. MODEL is a model.safetensors or a run directory. A record\n"
    "is a row of a .csv, .tsv, .jsonl or fastText file (labels may be missing), a\n"
    "file of a folder, or else a line. With --keep-going, the answer to a record with\n"
    "an error is !error<TAB>REASON (with --json: {\"error\": REASON}), and the exit\n"
    "code is 65; a label that begins with ! or \\ is printed with a \\ in front.",
    {kFormatOption, kDataOption, kJsonOption,
     {"--keep-going", nullptr, "answer a bad record by an error, and go on"},
     {"--replace-invalid", nullptr, "replace NUL and bytes that are not UTF-8 by U+FFFD"},
     kHalfOption, kThreadsOption},
    [](const Arguments& arguments) { RecordPredictor(arguments).run(); }};

} // namespace textrnn
