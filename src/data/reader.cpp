// The table of readers, and the choice of a reader for "auto".
#include "data/reader.h"

#include "core/error.h"
#include "core/registry.h"
#include "io/file.h"
#include "io/text.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace textrnn {

namespace {

constexpr ReaderEntry kReaders[] = {
    {"tsv", ".tsv .tab ", read_tsv},
    {"csv", ".csv ", read_csv},
    {"jsonl", ".jsonl .ndjson .json ", read_jsonl},
    {"fasttext", ".ft .fasttext ", read_fasttext},
    {"folder", "", read_folder},
};

} // namespace

std::string format_of(const std::string& path, const ReaderOptions& options) {
    if (options.format != "auto") return options.format;
    std::error_code ignored; // the reader reports a missing file
    if (path != "-" && std::filesystem::is_directory(path, ignored)) return "folder";
    std::string extension = std::filesystem::path(path).extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), ascii_lower);
    if (extension.empty()) return "";
    for (const ReaderEntry& entry : kReaders)
        if (std::string_view(entry.extensions).find(extension + " ") != std::string_view::npos)
            return entry.name;
    return "";
}

std::span<const ReaderEntry> readers() { return kReaders; }

void read_examples(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    const std::string known = format_of(path, options), format = known.empty() ? "tsv" : known;
    const ReaderEntry* reader = find_named(kReaders, format);
    if (reader == nullptr)
        throw Error(ExitCode::kBadConfig, "unknown format " + excerpt(format) +
                                              suggestion(format, names_of(kReaders)));
    bool is_empty = true;
    reader->read(path, options, [&](Example& example) {
        is_empty = false;
        if (has_control_character(example.label))
            refuse_line(input_name(path), example.line,
                        "the label " + excerpt(example.label) + " contains a control character");
        use(example);
    });
    if (is_empty) throw Error(ExitCode::kBadData, input_name(path) + ": no examples");
}

void refuse_line(const std::string& file, std::size_t line, const std::string& problem) {
    const std::string place = line == 0 ? file : file + ":" + std::to_string(line);
    throw Error(ExitCode::kBadData, place + ": " + problem);
}

} // namespace textrnn
