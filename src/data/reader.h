// Readers: turn a file of some format into labelled texts.
#pragma once

#include "io/file.h"

#include <functional>
#include <map>
#include <optional>

namespace textrnn {

struct Example {
    std::string label, text;
    std::size_t line = 0;  // the line where the example begins, from 1; 0: it is a whole file
    std::string file = {}; // in a folder: the file that has the text; else ""
};

// Called for each example, in file order; may move the strings out of it. Readers keep no examples.
using UseExample = std::function<void(Example&)>;

// Sentences about a reader's decisions and skipped rows, e.g. "a.csv: row 1 is a header".
using ReadNotes = std::vector<std::string>;
inline constexpr const char* kBlankNote = "blank lines are not read";

struct ReaderOptions {
    // A name of readers(), or "auto": see format_of(). Only for read_texts(), not in the config:
    // "lines" (a text per line), and "": as "auto", but format_by_content() replaces "lines".
    std::string format = "auto";
    // Names of columns in the header (JSONL: members; "a.b": member b of the object a), or
    // positions from 1. Several texts are joined by line ends.
    std::vector<std::string> text_column{"text"};
    std::string label_column = "label";
    // Of TSV and CSV. header: "auto", "yes", "no". separator: "auto", or one character. quoting:
    // "auto", "csv", "none".
    std::string header = "auto", separator = "auto", quoting = "auto";
    std::string bad_rows = "error";     // "error", or "skip" and count them
    std::string invalid_utf8 = "error"; // "error", or "replace" by U+FFFD

    // Not in the config. True: labels may be missing (JSONL: they are not read).
    bool labels_optional = false;
    // The labels of the training data. Readers use them to find a table's separator and header, the
    // end of a TSV's row with an open quote, and with labels_optional the form of a folder.
    std::vector<std::string> known_labels{};
    // If set, replaces bad_rows: it receives each bad row's message and place, and reading goes on.
    // The place has the line, or in a folder the file and line 0; label and text are empty.
    std::function<void(const Example& place, const std::string& message)> on_bad_row{};
    bool refuses_blank = false; // for_each_line(): a blank line is a bad row, not skipped
    // If set, called whenever the next line is not available yet (a pipe), and at a file's end. Not
    // called for TSV, CSV and folders with a file per text.
    std::function<void()> on_wait{};

    bool replaces_invalid() const { return invalid_utf8 == "replace"; }
    std::vector<std::string> columns(bool with_label) const { // the texts', then the label's
        std::vector<std::string> all = text_column;
        if (with_label) all.push_back(label_column);
        return all;
    }
};

// Throws Error(kBadData) "file:line: problem", or "file: problem" if `line` is 0.
[[noreturn]] void refuse_line(const std::string& file, std::size_t line,
                              const std::string& problem);
// Throws Error(kBadConfig): two of the columns (texts' or label's) are the same.
[[noreturn]] void refuse_equal_columns(const std::string& found);

// The file that a reader reads, with what all readers share: bad rows, labels, notes.
struct Source {
    // Calls row(). If it throws Error(kBadData), the row is bad: by the options, handle() throws or
    // counts the error, or calls on_bad_row. A template: a std::function would allocate per row.
    template <class Row>
    void try_row(const Row& row) {
        try {
            row();
        } catch (const Error& error) {
            handle(error);
        }
    }
    void handle(const Error&);
    // Calls use(line) for each line, through try_row(). Unless `uses_blank`, skips blank lines, and
    // returns their number.
    std::size_t for_each_line(const std::function<void(std::string& line)>& use,
                              bool uses_blank = false);
    // Trims the label, and calls use(). Throws Error(kBadData) for a label that is empty (unless
    // labels are optional) or has control characters.
    void add(std::string_view label, std::string text);
    [[noreturn]] void refuse(const std::string& problem) const {
        refuse_line(file.empty() ? name : file, line, problem);
    }
    void note_count(const char* what, std::size_t count); // adds the note "WHAT: COUNT", unless 0
    ReadNotes finish(); // throws Error(kBadData) if there was no row, or all were skipped

    const std::string name;
    const ReaderOptions& options;
    const UseExample& use;
    std::optional<LineReader> lines{};
    std::size_t line = 0; // of the current row
    std::string file{};   // in a folder: the file that has the current text; else ""
    ReadNotes notes{}; // without the file's name
    // By problem, or "another problem": the number of bad rows, the places of the first three.
    std::map<std::string, std::pair<std::size_t, std::string>> bad{};
    bool is_empty = true;
};

// All readers throw Error(kNoInput) if the path is missing or unreadable, Error(kBadData)
// "file:line:column: ..." (some without column or line) for malformed content, Error(kIo) if
// reading fails (a file that is one text: Error(kNoInput)), and Error(kBadConfig) for equal columns
// (TSV, CSV, JSONL) and for names of columns with header "no" (TSV, CSV).

// Columns separated by options.separator; if "auto", by the character of a first line "sep=;", else
// by the tab, comma, semicolon or bar that fits the first rows best (find_first_rows; default: the
// tab in read_tsv, the comma in read_csv). In CSV (RFC 4180), a "quoted ""field""" may contain
// separators and line ends; if RFC 4180 fails, \" and \\ are read as " and \. With tabs and
// quoting "auto", quotes enclose a field only if it contains a tab, a line end or doubled quotes,
// or if is_column_enclosed() (in a table of two rows: if this is true of all columns).
void read_tsv(Source& source);
void read_csv(Source& source);
// One JSON object per line. The label is a string, a whole number, true or false.
void read_jsonl(Source& source);
// One "__label__positive the text" per line.
void read_fasttext(Source& source);
// Reads a directory of one of three forms:
//  1  positive/1.txt  a subdirectory per label, a file per text
//  2  positive.txt    a file per label, a text per line; at most 20 files, none named train, ...
//  3  1.txt           a file per text; only with labels_optional (Example::label has no meaning)
// The form is 1 if there are subdirectories, else 2. If labels_optional: 1 if there are
// subdirectories, and no .txt files or a subdirectory with a known label's name; 2 if there are
// .txt files, all with known labels' names, and no subdirectories; else 3. These rules ignore
// README.txt, LICENSE.txt and unsup.txt. Form 2 skips them and files not named *.txt. Form 1 skips
// files beside the subdirectories, and unsup/ (IMDB) beside another subdirectory; it refuses
// subdirectories that are all data sets, such as train/, if there are no .txt files and no known
// label's name. All forms skip .hidden, 1.txt~, ...
void read_folder(Source& source);

struct ReaderEntry {
    const char* name; // "tsv", "csv", "jsonl", "fasttext", "folder"
    void (*read)(Source& source);
};

std::span<const ReaderEntry> readers(); // the table; io/utf8.h has the formats of file endings

// Returns options.format unless it is "auto" or "". For these: "folder" for a directory; else the
// format of the path's extension; else "fasttext" if a regular file's content looks like fastText
// (throws as read_file does); else "lines", also for standard input. If the result is "lines",
// read_examples() calls format_by_content(), and read_texts() does so if the option is "".
std::string format_of(const std::string& path, const ReaderOptions& options);

// "fasttext" or "jsonl" if the first line of `head` that is not blank looks like it, else "tsv".
std::string format_by_content(std::string_view head);

// Reads by the format: "", "auto" or a name in readers(). Throws as the readers and
// Source::finish() do, and Error(kNoInput) for a file as "folder".
ReadNotes read_examples(const std::string& path, const ReaderOptions& options,
                        const UseExample& use);

// Reads texts whose labels may be missing. In the format "lines", each line is a text, also a
// blank line, and an empty file is no error. If "auto" chose "lines" and the first line looks like
// JSON, fastText or a table, a note suggests other formats. Throws as read_examples does.
ReadNotes read_texts(const std::string& path, ReaderOptions options, const UseExample& use);

} // namespace textrnn
