// Counts the examples of each set; finds equal texts by their sorted hashes.
#include "data/corpus.h"
#include "data/first_rows.h"
#include "io/text.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace textrnn {

namespace {

using Hashes = std::vector<std::pair<std::uint64_t, Index>>; // with labels, sorted

struct Set {
    std::string name, file;
    const Dataset& data;
    Hashes hashes{};
    std::map<std::string, Index> figures{}; // by their names in JSON
    std::vector<Index> labels{};            // [C] texts of each label
};

void count_texts(Set& set, std::span<const Set> earlier) {
    const Dataset& data = set.data;
    std::vector<Index> lengths;
    Index tokens = 0, cut = 0, duplicates = 0, contradictions = 0;
    for (Index i = 0; i < data.size(); ++i) {
        lengths.push_back(data.facts[i].tokens);
        tokens += lengths[i];
        cut += lengths[i] > data.length(i);
        ++set.labels[data.labels[i]];
        set.hashes.push_back({data.facts[i].hash, data.labels[i]});
    }
    std::ranges::sort(lengths);
    std::ranges::sort(set.hashes);
    for (Index first = 0, end = 0; first < data.size(); first = end) { // equal texts
        while (end < data.size() && set.hashes[end].first == set.hashes[first].first) ++end;
        duplicates += end - first - 1;
        const bool has_one_label = set.hashes[first].second == set.hashes[end - 1].second;
        contradictions += has_one_label ? 0 : end - first;
    }
    const auto count = [&](auto is_counted) {
        return static_cast<Index>(std::ranges::count_if(data.facts, is_counted));
    };
    const Index empty = static_cast<Index>(std::ranges::count(lengths, 0u));
    auto& f = set.figures = {
        {"texts", data.size()}, {"cut", cut}, {"duplicates", duplicates}, {"empty", empty},
        {"with_escapes", count(&TextFacts::has_escapes)},
        {"with_marks", count(&TextFacts::has_marks)}, {"unspaced", count(&TextFacts::is_unspaced)},
        {"in_quotes", count(&TextFacts::is_quoted)},
        {"with_other_label", contradictions}, {"tokens", tokens},
        {"tokens_used", data.ids.size() - empty}, // an empty text becomes <unk>
        {"tokens_unknown", static_cast<Index>(std::ranges::count(data.ids, kUnkId)) - empty}};
    for (const Index p : {50u, 90u, 99u, 100u}) // percentiles by nearest rank
        f["tokens_p" + std::to_string(p)] = lengths[(p * lengths.size() + 99) / 100 - 1];
    for (const Set& other : earlier)
        f["also_in_" + other.name] = count([&](const TextFacts& text) {
            return std::ranges::binary_search(other.hashes, text.hash, {},
                                              &Hashes::value_type::first);
        });
}

std::string mean_text(Index tokens, Index texts) { return grouped((tokens + texts / 2) / texts); }

// "train a.tsv: 5,150 texts, 12 labels (billing 1,204 ... other 31), 92 tokens a text ..."
std::string line_of(Set& set, const Corpus& corpus) {
    auto& f = set.figures;
    std::vector<Index> counts = set.labels; // of the labels in this set
    std::erase(counts, 0u);
    const auto most = std::ranges::minmax_element(set.labels).max; // the last of equals
    const auto least = std::ranges::find(set.labels, std::ranges::min(counts));
    const auto label = [&](auto texts) {
        const auto number = static_cast<Index>(texts - set.labels.begin());
        const std::string name = printable(corpus.labels[number]);
        const bool is_plain = name.size() <= 40 && (name[0] < '0' || name[0] > '9');
        return (is_plain ? name : excerpt(name)) + " " + grouped(*texts);
    };
    const std::string line = set.name + " " + printable(set.file) + ": " + grouped(f["texts"]) +
                             " texts, " + grouped(counts.size()) +
                             (counts.size() == 1 ? " label (" : " labels (") + label(most) +
                             (counts.size() > 2    ? " ... " + label(least)
                              : counts.size() == 2 ? ", " + label(least) : "") + "), ";
    if (&set.data == &corpus.train)
        return line + mean_text(f["tokens"], f["texts"]) + " tokens a text (longest " +
               grouped(f["tokens_p100"]) + "), " +
               grouped(corpus.vocabulary.size() - kFirstWordId) + " words\n";
    return line + percent(ratio(f["tokens_unknown"], f["tokens_used"])) +
           " of tokens unknown, " + grouped(f["also_in_train"]) + " texts also in train\n";
}

// A missing value: of SQL's exports, R, pandas and Excel.
constexpr std::string_view kMissing[] = {"\\N", "NULL", "null", "NA",  "N/A", "n/a",
                                          "NaN",  "nan",  "None", "#N/A", "<NA>"};

// `column`: of the labels; "" for a directory.
void check_labels(Json::Array& warnings, const Set& train, const Corpus& corpus,
                  const std::string& column) {
    const auto& [labels, texts] = std::tie(corpus.labels, train.labels);
    std::vector<std::string> rare;
    std::map<std::string, std::string> known; // a label by its words in lower case
    Tokens words;
    Index quoted = 0;
    for (Index i = 0; i < labels.size(); ++i) {
        std::string letters;
        tokenize(labels[i], {.tokenizer = "whitespace"}, words);
        for (const std::string_view word : words.words) letters += word;
        const std::string bare = replaced(letters, {{'"', ""}, {'\'', ""}, {'`', ""}});
        quoted += bare.size() + 2 == letters.size() && letters.front() == letters.back();
        letters = bare;
        const bool is_number = letters.find_first_not_of("0123456789.") == letters.npos;
        if (is_number && letters.ends_with(".0")) letters.resize(letters.size() - 2);
        const auto [other, is_new] = known.try_emplace(letters, labels[i]);
        if (!is_new)
            warnings.push_back("labels " + excerpt(other->second) + " and " + excerpt(labels[i]) +
                               " differ only in case, blanks, quotes or \".0\": give them one "
                               "name");
        if (std::ranges::count(kMissing, labels[i]) > 0)
            warnings.push_back("the label " + excerpt(labels[i]) + " is " +
                               "a missing value in many programs: remove these rows, or rename it");
        if (labels[i].find('\xcc') < labels[i].size()) // of U+0300 to U+033F
            warnings.push_back("the label " + excerpt(labels[i]) + " contains combining marks: "
                               "compose them with uconv -x any-nfc");
        if (texts[i] < 5) rare.push_back(labels[i]);
    }
    if (quoted == labels.size())
        warnings.push_back("all labels are in quotes: remove these, or set data.quoting");
    const auto has_semicolon = [](auto& label) { return label.find(';') < label.size(); };
    if (2 * std::ranges::count_if(labels, has_semicolon) > std::ssize(labels))
        warnings.push_back("most labels contain a semicolon; if it separates columns, set "
                           "data.separator = \";\"");
    const Index first = corpus.train.labels[0];
    if (labels.size() > 2 && labels.size() * 2 > corpus.train.size())
        warnings.push_back(grouped(labels.size()) + " labels in " + grouped(corpus.train.size()) +
                           " texts: " +
                           (column.empty() ? "name the directory above the labels' directories"
                                           : "is data.label_column = " + excerpt(column) +
                                                 " an id or the text?"));
    else if (texts[first] == 1 && position_of(column) > 0)
        warnings.push_back(train.file + ": only the first text has the label " +
                           excerpt(labels[first]) + "; if it is a header, name its columns in "
                           "data.text_column and data.label_column");
    else if (!rare.empty())
        warnings.push_back("fewer than 5 training texts have the label " + listed(rare) +
                           ": add texts, or merge labels");
}

// The tokens of three texts as the model reads them, set apart by blanks.
Json::Array first_texts(const Dataset& data, const Vocabulary& vocabulary) {
    Json::Array texts;
    for (Index i = 0; i < std::min<Index>(data.size(), 3); ++i) {
        std::string text;
        for (const TokenId id : data.tokens(i))
            text += (text.empty() ? "" : " ") + vocabulary.word(id);
        texts.push_back(text);
    }
    return texts;
}

constexpr struct {
    const char* figure;
    Index percent; // of the texts, above which it is worth a warning
    const char* what;
} kTextWarnings[] = {
    {"empty", 10, "are empty: is data.text_column right?"},
    {"unspaced", 50, "have tokens as long as sentences: text.tokenizer = \"characters\""},
    {"with_escapes", 1, "contain \\n, \\\" or &amp; as written: text.unescape = true, unless these "
                        "are LaTeX or paths"},
    {"in_quotes", 50, "begin and end with ': if these enclose the texts, remove them"},
    {"with_marks", 1, "contain combining marks: compose them, if possible, with uconv -x any-nfc"},
    {"with_other_label", 0, "occur again with another label: correct or remove them"},
    {"also_in_train", 0, "are also in train: remove them, or accuracy is too high"},
    {"also_in_dev", 0, "are also in dev: remove them, or accuracy is too high"}};

} // namespace

std::string note_lines(const ReadNotes& notes) {
    std::string lines;
    for (const std::string& note : notes) lines += "  " + printable_line(note) + "\n";
    return lines;
}

std::string summary_lines(const Texts& texts) {
    const Dataset& data = texts.data;
    return grouped(data.size()) + " texts, " + mean_text(data.ids.size(), data.size()) +
           " tokens a text, " + grouped(texts.vocabulary.size() - kFirstWordId) + " words\n" +
           note_lines(data.notes);
}

Summary summarize(const Corpus& corpus, const DataOptions& data) {
    std::string lines, files;
    for (const std::string& file : data.train)
        files += (files.empty() ? "" : ", ") + input_name(file);
    std::vector<Set> sets{{"train", files, corpus.train}};
    if (corpus.dev.size() > 0) sets.push_back({"dev", input_name(data.dev), corpus.dev});
    if (corpus.test.size() > 0) sets.push_back({"test", input_name(data.test), corpus.test});
    Json::Array objects, warnings;
    for (Set& set : sets) {
        set.labels.resize(corpus.labels.size());
        count_texts(set, std::span(sets).first(objects.size()));
        lines += line_of(set, corpus);
        lines += note_lines(set.data.notes);
        if (objects.empty())
            check_labels(warnings, set, corpus,
                         std::filesystem::is_directory(data.train[0]) ? ""
                                                                      : data.reader.label_column);
        for (const auto& [figure, percent, what] : kTextWarnings)
            if (const Index n = set.figures[figure]; n * 100 > percent * set.data.size())
                warnings.push_back(set.name + ": " + grouped(n) + " texts " + what);
        if (!objects.empty() && 2 * set.figures["tokens_unknown"] > set.figures["tokens_used"])
            warnings.push_back(set.name + ": over half of the tokens are unknown: has the file the "
                               "columns and the language of train?");
        const Json::Array notes(set.data.notes.begin(), set.data.notes.end());
        Json::Object object{{"set", set.name}, {"file", set.file}, {"notes", notes}}, labels;
        object.insert(object.end(), set.figures.begin(), set.figures.end());
        for (Index i = 0; i < set.labels.size(); ++i)
            labels.emplace_back(corpus.labels[i], set.labels[i]);
        object.emplace_back("labels", labels);
        object.emplace_back("first_texts", first_texts(set.data, corpus.vocabulary));
        objects.push_back(object);
    }
    Json::Object words;
    for (const Index least : {1u, 2u, 5u}) {
        const auto is_kept = [&](Index count) { return count >= least; };
        words.emplace_back("min_freq_" + std::to_string(least),
                           std::ranges::count_if(corpus.word_counts, is_kept));
    }
    for (const Json& warning : warnings)
        lines += "warning: " + printable_line(*warning.as<std::string>()) + "\n";
    return {lines, Json::Object{{"sets", objects}, {"words", words}, {"warnings", warnings}}};
}

} // namespace textrnn
