// The table of readers, the choice by "auto", and rules that all readers share.
#include "data/reader.h"

#include "sample_files.h"

#include "catch.h"

#include <iostream>
#include <sstream>

using namespace textrnn;

namespace {

constexpr const char* kTsv = "label\ttext\npos\tgood\n";

} // namespace

TEST_CASE("auto goes by the ending", "[reader]") {
    const std::string csv = "label,text\npos,good\n";
    const std::string json = "{\"label\": \"pos\", \"text\": \"good\"}\n";
    const std::string fasttext = "__label__pos good\n";
    for (const char* name : {"a.tsv", "a.tab", "a.txt", "a", "a.TSV", "a.unknown", "b.csv.bak"}) {
        CHECK(read_sample(name, kTsv) == "pos|good|2;");
    }
    for (const char* name : {"a.csv", "a.tsv.CSV"}) {
        CHECK(read_sample(name, csv) == "pos|good|2;");
    }
    for (const char* name : {"a.jsonl", "a.ndjson", "a.json"}) {
        CHECK(read_sample(name, json) == "pos|good|1;");
    }
    for (const char* name : {"a.ft", "a.fasttext"}) {
        CHECK(read_sample(name, fasttext) == "pos|good|1;");
    }
    ReaderOptions options;
    options.format = "csv";
    CHECK(read_sample("a.tsv", csv, options) == "pos|good|2;");
}

TEST_CASE("a wrong file is told clearly", "[reader]") {
    ReaderOptions options;
    const SampleFiles files;
    files.write("train.tsv", kTsv);
    for (const ReaderEntry& entry : readers()) {
        options.format = entry.name;
        const std::string missing =
            error_of([&] { all_examples(files.path("none/such"), options); });
        CHECK(missing.find("66: ") == 0);
        CHECK(missing.find("none/such") != std::string::npos);
        const bool is_folder = options.format == "folder";
        const std::string wrong_kind = error_of(
            [&] { all_examples(files.path(is_folder ? "train.tsv" : ""), options); });
        CHECK(wrong_kind.find("66: ") == 0);
        const std::string problem = is_folder ? "expected a folder" : "expected a file, found a d";
        CHECK(wrong_kind.find(problem) != std::string::npos);
        if (is_folder)
            CHECK(error_of([&] { all_examples("-", options); }) ==
                  "66: stdin: expected a folder; set another data.format (or --format)");
    }
}

TEST_CASE("a line that looks like a table's is noted", "[reader]") {
    ReaderOptions names, positions{.text_column = {"2"}, .label_column = "1"};
    positions.known_labels = {"neg", "pos"};
    const auto notes_of = [](const std::string& line, const ReaderOptions& options) {
        const SampleFiles files;
        const std::string path = files.write("a", line + "\n");
        ReadNotes notes = read_texts(path, options, [](Example&) {});
        for (std::string& note : notes) note = files.shortened(note);
        return notes;
    };
    const ReadNotes note{"a: each line is a text (if the lines have columns, use --set "
                         "data.format=tsv, jsonl or fasttext)"};
    for (const char* line : {"id,label,text", "id\ttext", "\"text\";n", "{ \"text\": \"a\"}", "[",
                             " {\r"}) {
        INFO(line);
        CHECK(notes_of(line, names) == note);
    }
    for (const char* line : {"pos\ta b", "1\ta text", "\"neg\",a", "pos|a", "pos,\"a, b\"",
                             "id,text", "text;label", "id|text|label"}) {
        INFO(line);
        CHECK(notes_of(line, positions) == note);
        positions.format = "lines";
        CHECK(notes_of(line, positions).empty());
        positions.format = "auto";
    }
    for (const char* line : {"a text", "the label, he said", "1,2", "", "{x}", "posy|a"}) {
        INFO(line);
        CHECK(notes_of(line, names).empty());
        CHECK(notes_of(line, positions).empty());
    }
    names.separator = " ";
    CHECK(notes_of("text label", names) == note);
    CHECK(notes_of("a film", names).empty());
}

TEST_CASE("a bad line of texts is an error, or skipped and counted", "[reader]") {
    const SampleFiles files;
    const std::string path = files.write("a.txt", "one\n\nt\xffo\nthree\n");
    ReaderOptions options;
    std::vector<std::string> texts;
    const auto read = [&] {
        return read_texts(path, options, [&](Example& e) {
            texts.push_back(std::to_string(e.line) + " " + e.text);
        });
    };
    CHECK(files.shortened(error_of(read)).find("65: a.txt:3:2: ") == 0);
    CHECK(texts == std::vector<std::string>{"1 one", "2 "});
    texts.clear();
    options.bad_rows = "skip";
    const ReadNotes notes = read();
    CHECK(texts == std::vector<std::string>{"1 one", "2 ", "4 three"});
    REQUIRE(notes.size() == 1);
    CHECK(files.shortened(notes[0]).find("a.txt: skipped bad rows: 1; 1 with ") == 0);
}

TEST_CASE("an input without examples is an error", "[reader]") {
    for (const char* name : {"a.tsv", "a.csv", "a.jsonl", "a.ft"}) {
        for (const char* content : {"", "\n", "\xEF\xBB\xBF", "\r\n\n"}) {
            CHECK(read_sample(name, content) == std::string("65: ") + name + ": no examples; it is "
                                                "empty, or has only a header");
        }
    }
    CHECK(read_sample("a.tsv", "label\ttext\n") ==
          "65: a.tsv: no examples; it is empty, or has only a header");
    CHECK(read_sample("a.csv", "label,text") ==
          "65: a.csv: no examples; it is empty, or has only a header");
}

TEST_CASE("standard input is read as a file is", "[reader]") {
    std::istringstream input(kTsv + std::string("neg\n"));
    std::streambuf* const original = std::cin.rdbuf(input.rdbuf());
    const std::string error = error_of([] { all_examples("-", {}); });
    std::cin.rdbuf(original);
    CHECK(error.starts_with("65: stdin:3: expected 2 tab-separated columns, found 1"));
}

TEST_CASE("invalid UTF-8 is refused or replaced, in label and text", "[reader]") {
    ReaderOptions replace;
    replace.invalid_utf8 = "replace";
    const std::string r = "\xEF\xBF\xBD";
    const struct {
        const char* name;
        const char* content;
        const char* place;
        const char* hint = nullptr; // nullptr: the command
    } samples[] = {
        {"a.tsv", "label\ttext\npos\t\xC3\xA9 it\x92s\n", "a.tsv:2:9",
         "; other bytes are UTF-8"},
        {"a.csv", "label,text\npos,\"\xC3\xA9\n it\x92s\"\n", "a.csv:3:4",
         "; other bytes are UTF-8"},
        {"a.jsonl", "{\"label\":\"\xC3\xA9\",\"text\":\"it\x92s\"}\n", "a.jsonl:1:24",
         "; other bytes are UTF-8"},
        {"a.ft", "__label__a x\n__label__\x92 y\n", "a.ft:2:10"},
    };
    for (const auto& sample : samples) {
        const std::string file = sample.name, format = file == "a.ft" ? "fasttext" : "tsv";
        CHECK(read_sample(sample.name, sample.content) ==
              std::string("65: ") + sample.place + ": invalid UTF-8 (byte 0x92)" +
                  (sample.hint ? sample.hint
                               : ", \"’\" in windows-1252 (if not, change -f); convert it: iconv "
                                 "-f windows-1252 -t utf-8 " + file + " | textrnn ... - --format " +
                                     format + " (evaluate: --data -; train: --set data.train=- "
                                     "--set data.format=" + format + "; for a folder, "
                                     "several files, data.dev, data.test or pretrain.text: >NEW, "
                                     "and replace the file by NEW)") +
                  "; to replace such bytes, set data.invalid_utf8 = "
                  "\"replace\" (predict: --replace-invalid)");
        CHECK(read_sample(sample.name, sample.content, replace).find(r) != std::string::npos);
    }
    CHECK(read_sample("a.tsv", samples[0].content, replace) == "pos|\xC3\xA9 it" + r + "s|2;");
    CHECK(read_sample("a.ft", samples[3].content, replace) == "a|x|1;" + r + "|y|2;");
}

// Commands print one label per line.
TEST_CASE("labels with control characters are refused", "[reader]") {
    CHECK(read_sample("a.csv", "label,text\npos,a\n\"ne\ng\",b\n") ==
          "65: a.csv:3: expected a label without control characters, found \"ne\\ng\"; are "
          "labels and texts swapped?");
    CHECK(read_sample("a.tsv", "label\ttext\n\x1b[31m\ta\n") ==
          "65: a.tsv:2: expected a label without control characters, found \"\\u001b[31m\"; "
          "are labels and texts swapped?");
    const SampleFiles files;
    files.write("data/a\tb/1", "text");
    const std::string error = error_of([&] { all_examples(files.path("data"), {}); });
    CHECK(files.shortened(error) ==
          "65: data/a\tb/1: expected a label without control characters, found \"a\\tb\"");
}

TEST_CASE("NUL bytes are refused by every reader", "[reader]") {
    const std::string nul(1, '\0');
    const std::string expected = "expected text, found a NUL byte";
    const auto refuses = [&](const char* name, const std::string& start, const char* place) {
        return read_sample(name, start + nul).find(place + expected) == 0;
    };
    CHECK(refuses("a.tsv", "label\ttext\npos\ta", "65: a.tsv:2:6: "));
    CHECK(refuses("a.csv", "label,text\npos,a", "65: a.csv:2:6: "));
    CHECK(refuses("a.jsonl", "{}", "65: a.jsonl:1:3: "));
    CHECK(refuses("a.ft", "__", "65: a.ft:1:3: "));

    ReaderOptions replace;
    replace.invalid_utf8 = "replace";
    const std::string r = "\xEF\xBF\xBD";
    CHECK(read_sample("a.tsv", "label\ttext\npos\ta" + nul, replace) == "pos|a" + r + "|2;");
    CHECK(read_sample("a.csv", "label,text\npos,\"a\n" + nul + "\"", replace) ==
          "pos|a\n" + r + "|2;");
    CHECK(read_sample("a.ft", "__label__a " + nul + "b", replace) == "a|" + r + "b|1;");
    CHECK(read_sample("a.jsonl", "{\"label\":\"a\",\"text\":\"" + nul + "\"}", replace) ==
          "a|" + r + "|1;");
}
