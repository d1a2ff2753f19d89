// The table of readers, the choice of a reader for "auto", and what all readers share.
#include "data/reader.h"

#include "core/registry.h"
#include "data/first_rows.h"
#include "io/utf8.h"

#include <filesystem>

namespace textrnn {

constexpr ReaderEntry kReaders[] = {
    {"tsv", read_tsv},
    {"csv", read_csv},
    {"jsonl", read_jsonl},
    {"fasttext", read_fasttext},
    {"folder", read_folder},
};

std::string format_by_content(std::string_view head) {
    head.remove_prefix(std::min(head.find_first_not_of(kBlankBytes), head.size()));
    head = head.substr(0, head.find('\n')); // a pipe may have no more yet
    if (head.starts_with("__label__") || head.starts_with("\"__label__")) return "fasttext";
    const std::size_t second = std::min(head.find_first_not_of(" \t\r", 1), head.size());
    const std::string_view rest = head.substr(second, 1);
    const bool is_json = // also "{" or "[" alone
        (head.starts_with('{') && rest.find_first_not_of("\"}") == rest.npos) ||
        (head.starts_with('[') && rest.find_first_not_of('{') == rest.npos);
    return is_json ? "jsonl" : "tsv";
}

// Whether the first line of a file looks like JSON, fastText or a table: it has a tab, a known
// label at the label's position, the names of the texts' columns, or only usual names of columns.
static bool is_like_record(const std::string& line, const Source& source) {
    if (format_by_content(line) != "tsv" || line.find('\t') < line.size()) return true;
    const ReaderOptions& options = source.options;
    const Fields wanted = options.columns(true);
    Source part = head_source(source, line);
    const Rows rows = find_first_rows(part, ',').rows;
    if (rows.empty()) return false;
    const Fields& row = rows[0];
    const std::size_t label = position_of(wanted.back());
    const auto has = [&](auto& name) { return std::ranges::count(row, name) > 0; };
    return (label > 0 && may_have_label(row, label - 1, options.known_labels) &&
            !row[label - 1].empty()) ||
           (position_of(wanted[0]) == 0 && std::ranges::all_of(options.text_column, has)) ||
           (row.size() > 1 && std::ranges::all_of(row, is_usual_name));
}

std::string format_of(const std::string& path, const ReaderOptions& options) {
    if (options.format != "auto" && !options.format.empty()) return options.format;
    if (path != "-" && is_directory(status_of(path))) return "folder";
    const std::string ending = std::filesystem::path(path).extension().string();
    if (const auto format = format_by_ending(ending); !format.empty()) return std::string(format);
    const bool is_fasttext =
        names_file(path) && format_by_content(read_file(path, 512)) == "fasttext";
    return is_fasttext ? "fasttext" : "lines";
}

std::span<const ReaderEntry> readers() { return kReaders; }

ReadNotes read_examples(const std::string& path, const ReaderOptions& options,
                        const UseExample& use) {
    std::string format = format_of(path, options);
    Source source{input_name(path), options, use};
    if (format == "folder" && (path == "-" || is_regular_file(status_of(path))))
        throw Error(ExitCode::kNoInput,
                    source.name + ": expected a folder; set another data.format (or --format)");
    if (format != "folder") source.lines.emplace(open_lines(path, options.replaces_invalid()));
    if (format == "lines") format = format_by_content(source.lines->head_with_line());
    const bool is_by_line = format == "jsonl" || format == "fasttext"; // must not wait for 64 KiB
    if (source.lines && !names_file(path)) // open_lines() has checked a file
        refuse_foreign_kind(is_by_line ? source.lines->head_with_line() : source.lines->head(),
                            source.name);
    find_named(kReaders, format)->read(source);
    return source.finish();
}

ReadNotes read_texts(const std::string& path, ReaderOptions options, const UseExample& use) {
    options.labels_optional = true;
    if (options.format.empty() || format_of(path, options) != "lines")
        return read_examples(path, options, use);
    Source source{input_name(path), options, use, open_lines(path, options.replaces_invalid())};
    source.is_empty = false;
    const auto add = [&](std::string& line) {
        if (source.line == 1 && options.format == "auto" && is_like_record(line, source))
            source.notes.push_back("each line is a text (if the lines have columns, use --set "
                                   "data.format=tsv, jsonl or fasttext)");
        source.add("", std::move(line));
    };
    source.for_each_line(add, true);
    return source.finish();
}

void refuse_equal_columns(const std::string& found) {
    refuse_config("data.text_column and data.label_column: expected different columns, found " +
                  found);
}

void refuse_line(const std::string& file, std::size_t line, const std::string& problem) {
    refuse(line == 0 ? file : file + ":" + std::to_string(line), problem);
}

// The message of a bad row is "name:line:column: problem, found ...; hint".
void Source::handle(const Error& error) {
    const std::string message = error.what();
    if (error.code() != ExitCode::kBadData) throw; // the current exception
    if (options.on_bad_row) {
        is_empty = false;
        return options.on_bad_row({{}, {}, file.empty() ? line : 0, file}, message);
    }
    if (options.bad_rows != "skip")
        throw Error(error.code(), message + "; data.bad_rows = \"skip\" leaves such rows out");
    const std::size_t end = message.find(": ", std::min(name.size(), message.size()));
    const std::string_view text = std::string_view(message).substr(end + 2);
    std::string problem(text.substr(0, std::min(text.find("; "), text.find(" ("))));
    if (!problem.starts_with("expected text,")) // keeps "expected text, found a NUL byte"
        problem.resize(std::min(problem.find(", "), problem.size()));
    const bool is_kept = bad.size() < 20 || bad.contains(problem); // limits memory and the note
    auto& [count, places] = bad[is_kept ? problem : "another problem"];
    if (++count <= 3) places += (count == 1 ? "" : ", ") + message.substr(0, end);
}

std::size_t Source::for_each_line(const std::function<void(std::string& line)>& use_line,
                                  bool uses_blank) {
    std::string text;
    std::size_t blank = 0; // lines
    for (bool has_more = true; has_more;) {
        try_row([&] {
            line = lines->line_number() + 1; // also if next() throws
            has_more = lines->next(text);
            if (!has_more) return;
            if (uses_blank || text.find_first_not_of(" \t\r\x1a") < text.size()) use_line(text);
            else if (options.refuses_blank) refuse("the line is blank");
            else ++blank;
        });
        if (options.on_wait && lines->would_wait()) options.on_wait();
    }
    return blank;
}

void Source::note_count(const char* what, std::size_t count) {
    if (count > 0) notes.push_back(std::string(what) + ": " + grouped(count));
}

void Source::add(std::string_view label, std::string text) {
    label = trimmed(label);
    if (label.empty() && !options.labels_optional) refuse("the label is empty");
    if (std::ranges::any_of(label, is_control_character))
        refuse("expected a label without control characters, found " + excerpt(label) +
               (file.empty() ? "; are labels and texts swapped?" : ""));
    Example example{std::string(label), std::move(text), line, file};
    use(example);
    is_empty = false;
}

ReadNotes Source::finish() {
    std::string list;
    std::size_t total = 0;
    for (const auto& [problem, rows] : bad) {
        list += "; " + grouped(rows.first) + " with \"" + problem + "\" (" + rows.second +
                (rows.first > 3 ? ", ...)" : ")");
        total += rows.first;
    }
    if (total > 0) notes.insert(notes.begin(), "skipped bad rows: " + grouped(total) + list);
    if (is_empty)
        textrnn::refuse(name, "no examples; " + (total > 0 ? notes[0]
                                                 : lines   ? "it is empty, or has only a header"
                                                           : "it has no texts"));
    for (std::string& note : notes) note = name + ": " + note;
    return std::move(notes);
}

} // namespace textrnn
