// The table of readers, and "auto", which chooses among them.
#include "data/reader.h"

#include "core/error.h"
#include "data/messages.h"
#include "data/readers.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace textrnn {
namespace {

constexpr ReaderEntry kReaders[] = {
    {"tsv", ".tsv .tab .txt", read_tsv},
    {"csv", ".csv", read_csv},
    {"jsonl", ".jsonl .ndjson .json", read_jsonl},
    {"fasttext", ".ft .fasttext", read_fasttext},
    {"folder", "", read_folder},
};

// Whether `word` is one of `words`, which are set apart by single spaces.
bool contains_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (words.substr(0, end) == word) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

// Standard input, and files with no or an unknown ending, are taken for TSV.
std::string detect_format(const std::string& path) {
    std::error_code ignored; // a file that is missing is reported when it is opened
    if (path != "-" && std::filesystem::is_directory(path, ignored)) return "folder";
    std::string ending = std::filesystem::path(path).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    for (const ReaderEntry& entry : kReaders) {
        if (contains_word(entry.endings, ending)) return entry.name;
    }
    return "tsv";
}

const ReaderEntry& find_reader(const std::string& format) {
    std::vector<std::string> names{"auto"};
    for (const ReaderEntry& entry : kReaders) {
        if (format == entry.name) return entry;
        names.emplace_back(entry.name);
    }
    throw Error(ExitCode::kBadConfig, "data.format = " + excerpt(format) + ": expected one of " +
                                          listed(names) + suggestion(format, names));
}

} // namespace

std::span<const ReaderEntry> readers() { return kReaders; }

std::vector<Example> read_examples(const std::string& path, const ReaderOptions& options) {
    const std::string format = options.format == "auto" ? detect_format(path) : options.format;
    std::vector<Example> examples = find_reader(format).read(path, options);
    if (examples.empty()) throw Error(ExitCode::kBadData, input_name(path) + ": no examples");
    return examples;
}

} // namespace textrnn
