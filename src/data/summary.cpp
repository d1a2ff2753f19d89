// Counts with one pass per figure; finds equal texts by their sorted hashes.
#include "data/summary.h"

#include "io/text.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace textrnn {

namespace {

using Figures = std::map<std::string, Index>; // by their names in JSON

// Hashes with labels, sorted.
std::vector<std::pair<std::uint64_t, Index>> hashes_of(const Dataset& data) {
    std::vector<std::pair<std::uint64_t, Index>> hashes;
    for (Index i = 0; i < data.size(); ++i)
        hashes.emplace_back(data.facts[i].hash, data.labels[i]);
    std::ranges::sort(hashes);
    return hashes;
}

// Texts of `data` that also occur in `other`.
Index overlap(const Dataset& data, const Dataset& other) {
    const auto hashes = hashes_of(other);
    return static_cast<Index>(std::ranges::count_if(data.facts, [&](const TextFacts& text) {
        const auto at = std::ranges::lower_bound(hashes, std::pair(text.hash, Index{0}));
        return at != hashes.end() && at->first == text.hash;
    }));
}

Figures figures_of(const Dataset& data, const Corpus& corpus) {
    const auto hashes = hashes_of(data);
    std::vector<Index> lengths;
    Index cut = 0, duplicates = 0, contradictions = 0;
    for (Index i = 0; i < data.size(); ++i) {
        lengths.push_back(data.facts[i].tokens);
        cut += lengths[i] > data.length(i);
        if (i == 0 || hashes[i].first != hashes[i - 1].first) continue;
        ++duplicates;
        contradictions += hashes[i].second != hashes[i - 1].second;
    }
    const auto count = [](const auto& items, auto value, auto member) {
        return static_cast<Index>(std::ranges::count(items, value, member));
    };
    const Index empty = count(data.facts, 0u, &TextFacts::tokens);
    Figures figures{{"texts", data.size()},
                    {"texts_also_in_dev", &data == &corpus.test ? overlap(data, corpus.dev) : 0},
                    {"texts_also_in_train", &data == &corpus.train ? 0 : overlap(data, corpus.train)},
                    {"texts_cut", cut},
                    {"texts_duplicate", duplicates},
                    {"texts_with_other_label", contradictions},
                    {"texts_empty", empty},
                    {"texts_with_escapes", count(data.facts, true, &TextFacts::has_escapes)},
                    {"texts_with_marks", count(data.facts, true, &TextFacts::has_marks)},
                    {"texts_unspaced", count(data.facts, true, &TextFacts::is_unspaced)},
                    {"tokens", std::accumulate(lengths.begin(), lengths.end(), Index{0})},
                    {"tokens_used", data.ids.size() - empty},
                    // Without the <unk> that stands for an empty text.
                    {"tokens_unknown", count(data.ids, kUnkId, std::identity{}) - empty}};
    std::ranges::sort(lengths);
    for (const Index p : {50, 90, 99, 100}) // percentiles by nearest rank
        figures["tokens_p" + std::to_string(p)] = lengths[(p * lengths.size() + 99) / 100 - 1];
    return figures;
}

// "5,150 texts, 12 labels (billing 1,204 ... other 31), " and more; of train, if words > 0.
std::string line_of(Figures& f, const std::vector<std::pair<Index, std::string>>& labels,
                    Index words) {
    const auto [least, most] = std::ranges::minmax(labels);
    const std::string line =
        grouped(f["texts"]) + " texts, " + grouped(labels.size()) + " labels (" + most.second +
        " " + grouped(most.first) + (labels.size() > 2 ? " ... " : ", ") + least.second + " " +
        grouped(least.first) + "), ";
    if (words > 0)
        return line + grouped(f["tokens"] / f["texts"]) + " tokens a text (longest " +
               grouped(f["tokens_p100"]) + "), " + grouped(words) + " words";
    const auto used = static_cast<double>(std::max<Index>(f["tokens_used"], 1));
    return line + percent(static_cast<double>(f["tokens_unknown"]) / used) +
           " of tokens unknown, " + grouped(f["texts_also_in_train"]) + " texts also in train";
}

constexpr struct {
    const char* figure;
    Index least; // percent of the texts, above which it is worth a warning
    const char* what;
} kWarnings[] = {
    {"texts_unspaced", 50, "have tokens as long as sentences: text.tokenizer = \"characters\""},
    {"texts_with_escapes", 1, "contain \\n, \\\" or &amp; as written: text.unescape = true"},
    {"texts_with_marks", 1, "contain combining marks: compose them with uconv -x any-nfc"},
    {"texts_with_other_label", 0, "repeat a text with another label: correct or remove them"},
    {"texts_also_in_train", 0, "are also in train: remove them, or accuracy is too high"},
    {"texts_also_in_dev", 0, "are also in dev: remove them, or accuracy is too high"}};

} // namespace

Summary summarize(const Corpus& corpus, const DataOptions& data) {
    Summary summary;
    std::string warnings, files;
    for (const Corpus::File& file : corpus.files) files += (files.empty() ? "" : ", ") + file.name;
    Json::Array sets;
    const auto add = [&](const std::string& name, const std::string& file, const Dataset& set) {
        if (set.size() == 0) return;
        std::vector<std::pair<Index, std::string>> labels;
        for (const std::string& label : corpus.labels) labels.emplace_back(0, printable(label));
        for (const Index label : set.labels) ++labels[label].first;
        Figures f = figures_of(set, corpus);
        const Index words = &set == &corpus.train ? corpus.vocabulary.size() - kFirstWordId : 0;
        summary.lines += name + " " + printable(file) + ": " + line_of(f, labels, words) + "\n";
        for (const auto& [figure, least, what] : kWarnings)
            if (f[figure] * 100 > least * set.size())
                warnings += "warning: " + name + ": " + grouped(f[figure]) + " texts " + what + "\n";
        Json::Object object{{"set", name}, {"file", file}}, counts;
        object.insert(object.end(), f.begin(), f.end());
        for (const auto& [texts, label] : labels) counts.emplace_back(label, texts);
        object.emplace_back("labels", counts);
        sets.push_back(object);
    };
    add("train", files, corpus.train);
    add("dev", data.dev, corpus.dev);
    add("test", data.test, corpus.test);
    Json::Object vocabulary;
    for (const Index least : {1, 2, 5})
        vocabulary.emplace_back(
            "min_freq_" + std::to_string(least),
            std::ranges::count_if(corpus.word_counts, [&](Index n) { return n >= least; }));
    summary.figures = Json::Object{{"sets", sets}, {"vocabulary", vocabulary}};
    summary.lines += warnings;
    return summary;
}

} // namespace textrnn
