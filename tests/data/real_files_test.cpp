// Files as people have them: headers, separators, quotes, line ends, encodings, bad rows.
#include "sample_files.h"

#include "catch.h"

using namespace textrnn;

namespace {

struct Case {
    const char* what;
    const char* file;
    std::string content;
    std::string expected; // the examples, or the start of the error
    std::string note{};   // the first note begins so
    ReaderOptions options{};
};

void check_cases(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        INFO(c.what << ": " << c.content);
        const SampleFiles files;
        const std::string path = files.write(c.file, c.content);
        std::vector<Example> examples;
        ReadNotes notes;
        const std::string error = error_of([&] {
            notes = read_examples(path, c.options, [&](Example& e) { examples.push_back(e); });
        });
        const std::string found = error.empty() ? flat(examples) : files.shortened(error);
        CHECK(found.substr(0, error.empty() ? found.size() : c.expected.size()) == c.expected);
        const std::string note = notes.empty() ? "" : files.shortened(notes[0]);
        const std::string expected = c.note.empty() ? "" : c.file + (": " + c.note);
        CHECK(note.substr(0, c.note.empty() ? note.size() : expected.size()) == expected);
    }
}

ReaderOptions positions(const char* text, const char* label) {
    return {.text_column = {text}, .label_column = label};
}
const std::string kRows = "nice a,pos\nbad b,neg\nfine c,pos\npoor d,neg\n";
const std::string kRead = "pos|nice a|2;neg|bad b|3;pos|fine c|4;neg|poor d|5;";
const std::string kFrom1 = "pos|nice a|1;neg|bad b|2;pos|fine c|3;neg|poor d|4;";
const std::string kRecordNote =
    "row 1 is read as a record (if a header, set data.header = \"yes\")";
const std::string kQuotesNote =
    "texts keep their quotes (if wrong, set data.quoting = \"csv\")";
const std::string kHeaderNote = "row 1 is a header (if not, set data.header = \"no\")";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}
// The text `count` times; # becomes 1, 2, ...
std::string numbered(int count, const std::string& text) {
    std::string all;
    for (int i = 1; i <= count; ++i) all += replaced(text, "#", std::to_string(i));
    return all;
}

} // namespace

TEST_CASE("a header is told from a row", "[real_files]") {
    ReaderOptions no_header = positions("1", "2"), header = no_header;
    std::string shuffled, shuffled_read;
    for (int i = 0; i < 12; ++i) {
        const std::string number = std::to_string(i * 5 % 12), line = std::to_string(i + 2);
        shuffled += "\"" + number + "\"\t\"good\"\t\"" + (i % 2 ? "pos" : "neg") + "\"\n";
        shuffled_read += std::string(i % 2 ? "pos" : "neg") + "|good|" + line + ";";
    }
    no_header.header = "no";
    header.header = "yes";
    ReaderOptions known_header = header;
    known_header.known_labels = {"neg", "pos"};
    ReaderOptions known_swapped = known_header;
    known_swapped.text_column = {"2"};
    known_swapped.label_column = "1";
    check_cases({
        {"positions with a header", "a.csv", "text,label\n" + kRows, kRead,
         kHeaderNote + "; text column: \"text\"",
         positions("1", "2")},
        {"pandas' header, by position", "a.csv", "0,1\n" + kRows, kRead, kHeaderNote,
         positions("1", "2")},
        {"pandas' header, by name", "a.csv", "0,1\n" + kRows, kRead, "", positions("0", "1")},
        {"no header", "a.csv", kRows, kFrom1, "", positions("1", "2")},
        {"no header, row 1 without label", "a.csv", "fine_phone,\n" + kRows,
         "65: a.csv:1: the label is empty", "", positions("1", "2")},
        {"a first row with a label of its own, and marks", "a.csv", "So so.,meh\n" + kRows,
         "meh|So so.|1;" + kRead, "", positions("1", "2")},
        {"the user says no", "a.csv", "text,label\n" + kRows, "label|text|1;" + kRead, "",
         no_header},
        {"the user says yes", "a.csv", "Great!,pos\n" + kRows, kRead, "", header},
        {"header no, but names",
         "a.csv",
         kRows,
         "78: data.header = \"no\" needs positions",
         "",
         {.header = "no"}},
        {"an index column without name", "a.csv",
         "text,label\n0,nice a,pos\n1,bad b,neg\n2,fine c,pos\n", kRead.substr(0, 38),
         "column 1 has no name"},
        {"R's row names of a shuffled table", "a.tsv", "\"text\"\t\"label\"\n" + shuffled,
         shuffled_read, "column 1 has no name"},
        {"a header that ends in a comma", "a.csv", "text,label,\n" + kRows, kRead},
        {"blanks after labels, no header", "a.csv", replaced(kRows, "\n", " \n"), kFrom1, "",
         positions("1", "2")},
        {"empty labels", "a.csv", "so good;\nbad;\nfine;\n", "|so good|1;|bad|2;|fine|3;",
         kRecordNote, {.text_column = {"1"}, .label_column = "2", .labels_optional = true}},
        {"fastText with the label at the end", "a.tsv", "so good __label__a\nbad __label__b\n",
         "65: a.tsv:1: expected a table; set data.format = \"fasttext\""},
        {"pandas' header of one column", "a.csv", "0\nso good\nbad\n", "|so good|2;|bad|3;",
         kHeaderNote, {.text_column = {"1"}, .label_column = "2", .labels_optional = true}},
        {"rows that end in commas", "a.csv", "text,label\n" + replaced(kRows, "\n", ",\n"), kRead},
        {"rows that end in several commas", "a.csv", "text,label\n" + replaced(kRows, "\n", ",,\n"),
         kRead},
        {"a header that ends in several commas", "a.csv", "text,label,,\n" + kRows, kRead},
        {"a header with fewer names than the rows have columns, by position", "a.csv",
         "text,label\n" + replaced(kRows, ",", ", or so,"),
         "65: a.csv:2: expected 2 comma-separated columns, found 3", "", positions("1", "2")},
        {"Hive's separator", "a.csv", "a\1x\n\nb\1y\nc\1x\nd\1y\ne\1x\nf\1y\ng\1x\nh\1y\ni\1x\n",
         "x|a|1;y|b|3;x|c|4;y|d|5;x|e|6;y|f|7;x|g|8;y|h|9;x|i|10;", "",
         {.text_column = {"1"}, .label_column = "2", .separator = "\1"}},
        {"row 1 without the text's column", "a.csv", "pos\nneg,b\npos,c\nneg,d\n",
         "65: a.csv:1: expected 2 comma-separated columns, found 1", "", positions("2", "1")},
        {"a header whose name is a label, too", "a.csv", "text,spam\na,spam\nb,ham\n",
         "spam|text|1;spam|a|2;ham|b|3;", kRecordNote, positions("1", "2")},
        {"data.header = \"yes\", and a column without a name", "a.csv", ",text\npos,a\nneg,b\n",
         "pos|a|2;neg|b|3;", "", known_swapped},
        {"data.header = \"yes\", and a record in row 1", "a.csv", "a,pos\nb,neg\n", "neg|b|2;",
         "row 1 has a known label, but is not read", known_header},
        {"text in columns without a name", "a.csv", "label,text,,\npos,a,b,\nneg,c,,\n",
         "pos|a|2;neg|c|3;", "columns without a name are not read; rows with text there: 1"},
        {"backslashes before quotes, as R writes them", "a.tsv",
         "\"text\"\t\"label\"\n\"so \\\"good\\\"\nand so\"\t\"pos\"\n\"bad\"\t\"neg\"\n"
         "\"so so\"\t\"neg\"\n",
         "pos|so \"good\"\nand so|2;neg|bad|4;neg|so so|5;"},
        {"a backslash before a stray quote", "a.tsv",
         "text\tlabel\n\"x\"\tpos\n\"y\"\tneg\n\"a \\\"b\" c:\\\\d\"\tpos\n",
         "pos|x|2;neg|y|3;pos|a \\\"b\" c:\\\\d|4;"},
        {"backslashes before quotes and tabs, the labels plain", "a.tsv",
         "text\tlabel\n\"so \\\"a\tb\\\"\"\tpos\n\"c \\\"d\\\" \\e\"\tneg\n\"f\"\tneg\n",
         "pos|so \"a\tb\"|2;neg|c \"d\" \\e|3;neg|f|4;"},
        {"examples in an array of objects, after an array of names", "a.jsonl",
         "{\"columns\": [\"text\"], \"data\": [ {\"text\": \"a\", \"label\": \"b\"}]}",
         "65: a.jsonl:1: no member \"text\" (found: \"columns\", \"data\"); set data.text_column; "
         "or the examples are in \"data\"; convert it: jq -c '.\"data\"[]' a.jsonl | "},
        {"a line of a vertical tab in fastText is not blank", "a.ft", "__label__a x\n\v\n",
         "65: a.ft:2: expected __label__LABEL before the text, found \"\""},
        {"blank lines in fastText without labels", "a.ft", "so, good\n\nbad\n",
         "|so, good|1;|bad|3;", "blank lines are not read: 1", {.labels_optional = true}},
        {"blank lines in one column", "a.csv", "text\na\n\n\nb\n\n", "|a|2;|b|5;",
         "blank lines are not read: 2", {.labels_optional = true}},
        {"comment lines", "a.csv", "# mine\n#\ntext,label\nx,pos\n", "pos|x|4;",
         "row 1 is in line 3"},
        {"decimal commas in labels", "a.csv", "4,5;so good\n3,0;so, so\n4,5;fine\n3,0;bad\n",
         "4,5|so good|1;3,0|so, so|2;4,5|fine|3;3,0|bad|4;", "the separator is \";\"",
         positions("2", "1")},
        {"decimal commas in the last column", "a.csv", "good;4,5\nbad;1,5\nfine;4,5\n",
         "4,5|good|1;1,5|bad|2;4,5|fine|3;", "the separator is \";\"", positions("1", "2")},
        {"CR within a quoted text", "a.tsv", "text\tlabel\n\"a\rb\"\tpos\nplain\tneg\nso\tpos\n",
         "pos|a\rb|2;neg|plain|3;pos|so|4;"},
        {"blanks around names and labels", "a.csv", "text , label\nx,pos \ny, neg\xc2\xa0\n",
         "pos|x|2;neg|y|3;"},
        {"two text columns",
         "a.csv",
         "c,t,d\npos,A,\"b, c\"\n",
         "pos|A\nb, c|2;",
         "",
         {.text_column = {"t", "d"}, .label_column = "c"}},
    });
}

TEST_CASE("the separator is found", "[real_files]") {
    const std::string named = "text,label\n" + kRows;
    ReaderOptions bar = positions("1", "2");
    bar.separator = "|";
    std::vector<Case> cases{
        {"a separator by option", "a.csv", "a,b|pos\nc,d|neg\n", "pos|a,b|1;neg|c,d|2;", "", bar},
        {"Excel's line", "a.csv", "sep=;\ntext;label\na,b;pos\n", "pos|a,b|3;", "the separator is"},
        {"Excel's line in other spellings", "a.csv", "Sep=; \ntext;label\na,b;pos\n", "pos|a,b|3;",
         "the separator is"},
        {"commas in texts", "a.csv", "text;label\na, b;pos\nc, d, e;neg\n",
         "pos|a, b|2;neg|c, d, e|3;", "the separator is \";\""},
        {"Excel's line against a set separator", "a.csv", "sep=;\na,b|pos\nc,d|neg\n",
         "pos|a,b|2;neg|c,d|3;", "row 1 is in line 2", bar},
        {"a text column with semicolons", "a.csv", "text\n1; good place\n2; bad place\n",
         "|1; good place|2;|2; bad place|3;", "", {.labels_optional = true}},
        {"lists in the texts", "a.csv", "pos,a|b|c\nneg,a|d|e\npos,b|b|a\nneg,a|c|b\n",
         "pos|a|b|c|1;neg|a|d|e|2;pos|b|b|a|3;neg|a|c|b|4;", "", positions("2", "1")},
        {"labels with bars", "a.csv", "x y,a|b\nz,c|d\nw,a|b\nv v,c|d\n",
         "a|b|x y|1;c|d|z|2;a|b|w|3;c|d|v v|4;", "", positions("1", "2")},
        {"labels with commas", "a.tsv", "x, y\ta,b\nz, z\tc,d\nw, w\ta,b\nv, v\tc,d\n",
         "a,b|x, y|1;c,d|z, z|2;a,b|w, w|3;c,d|v, v|4;", "", positions("1", "2")},
        {"another character", "a.csv", "text:label\na:pos\n",
         "65: a.csv:1: no column \"text\" in the header (found: \"text:label\"); set "
         "data.text_column and data.label_column to names or positions from 1, or "
         "data.separator"},
        {"a blank after the label", "a.txt", "0 good film\n1 bad film\n0 fine one\n0 nice\n1 no\n",
         "65: a.txt:1: no column 2: the rows have 1 tab-separated columns; convert it: sed "
         "'s/ /\\t/' a.txt |",
         "", positions("2", "1")},
        {"a column named __label__", "a.csv", "id,__label__,text\n1,pos,a b\n",
         "65: a.csv:1: no column \"label\" in the header"},
        {"fastText lines", "a.csv", "__label__pos a\n__label__neg b\n",
         "65: a.csv:1: expected a table; set data.format = \"fasttext\""},
        {"commas in a TSV", "a.tsv", "a,b\tpos\nc,d\tneg\n", "pos|a,b|1;neg|c,d|2;", "",
         positions("1", "2")},
    };
    for (const char* separator : {";", "|", "\t"}) {
        cases.push_back({"with a header", "a.csv", replaced(named, ",", separator), kRead,
                         "the separator is "});
        cases.push_back({"by position", "a.csv", replaced(kRows, ",", separator), kFrom1,
                         "the separator is ", positions("1", "2")});
    }
    check_cases(cases);
}

TEST_CASE("quotes that enclose a field are told from quotes of the text", "[real_files]") {
    ReaderOptions none, csv, known, unlabelled = positions("1", "2");
    known.known_labels = {"a", "b"};
    unlabelled.known_labels = {"neg", "pos"};
    unlabelled.labels_optional = true;
    const std::string big(std::size_t{2100} << 10, 'x'); // longer than the rows that are read first
    none.quoting = "none";
    csv.quoting = "csv";
    std::string long_rows, long_read, long_csv, long_csv_read; // 12 rows per 64 KiB
    for (int row = 0; row < 100; ++row) {
        const std::string label = row % 2 ? "neg" : "pos";
        std::string text(5000, 'x');
        const std::string tenth = "l" + std::to_string(row % 10); // of 10 labels
        long_csv += text + "," + tenth + "\n";
        long_csv_read += tenth + "|" + text + "|" + std::to_string(row + 2) + ";";
        text[2500] = '\n';
        for (int line = 0; line < 6; ++line) text += "\n" + std::string(50, 'y');
        long_rows += "\"" + text + "\"\t" + label + "\n";
        long_read += label + "|" + text + "|" + std::to_string(8 * row + 1) + ";";
    }
    const std::string quote_note = "line ";
    check_cases({
        {"backslashes", "a.csv", "text,label\n\"the \\\"nice, \\\\ x\\\" a\",pos\n\"b\",neg\n",
         "pos|the \"nice, \\ x\" a|2;neg|b|3;"},
        {"a backslash before a closing quote", "a.csv", "text,label\n\"C:\\\",pos\n",
         "pos|C:\\|2;"},
        {"blanks before a quote", "a.csv", "text, label\n\"a, b\", \"pos\"\n", "pos|a, b|2;"},
        {"single quotes", "a.csv", "text,label\n'a, b',pos\n",
         "65: a.csv:2: expected 2 comma-separated columns, found 3; convert it: csvformat -q "
         "\"'\""},
        {"quotes as characters", "a.csv", "text,label\nsay \"a\" b,pos\n\"c,neg\n",
         "pos|say \"a\" b|2;neg|\"c|3;", "", none},
        {"a TSV with stray quotes", "a.tsv",
         "label\ttext\npos\t\"a\" b\nneg\t\"c\npos\td\"\nneg\t\"e\"\npos\tf\n",
         "pos|\"a\" b|2;neg|\"c|3;pos|d\"|4;neg|\"e\"|5;pos|f|6;", kQuotesNote + ": 1"},
        {"a TSV by Excel", "a.tsv",
         "text\tlabel\nso good\tpos\n\"good, cheap\"\tpos\nbad\tneg\n\"slow, rude\"\tneg\n",
         "pos|so good|2;pos|\"good, cheap\"|3;neg|bad|4;neg|\"slow, rude\"|5;",
         kQuotesNote + ": 2"},
        {"marks in texts of one column", "a.csv", "title\nGood; cheap\nBad; slow\nNice; small\n",
         "|Good; cheap|2;|Bad; slow|3;|Nice; small|4;", kHeaderNote, unlabelled},
        {"names between semicolons", "a.csv", "text;id\nGood, cheap;1\nBad;2\n",
         "1|Good, cheap|2;2|Bad|3;", kHeaderNote, unlabelled},
        {"fastText by pandas", "a.ft", "__label__pos \"so good\"\n__label__neg bad\n",
         "pos|\"so good\"|1;neg|bad|2;", "texts keep their quotes (if wrong, remove these): 1"},
        {"a TSV by pandas", "a.tsv",
         "label\ttext\npos\t\"a\tb\"\nneg\t\"c\nd\n\ne\"\npos\t\"say \"\"f\"\"\"\nneg\tg\n",
         "pos|a\tb|2;neg|c\nd\n\ne|3;pos|say \"f\"|7;neg|g|8;"},
        {"a TSV by pandas, the text first", "a.tsv", "text\tlabel\n\"c\nd\"\tneg\nx\tpos\ny\tpos\n",
         "neg|c\nd|2;pos|x|4;pos|y|5;"},
        {"a TSV with a quoted column", "a.tsv", "text\tlabel\n\"a\"\t\"pos\"\n\"b\"\t\"neg\"\n",
         "pos|a|2;neg|b|3;"},
        {"a TSV with quotes everywhere", "a.tsv",
         "\"text\"\t\"label\"\n\"a\"\t\"pos\"\n\"b\"\t\"neg\"\n", "pos|a|2;neg|b|3;"},
        {"a TSV with quotes everywhere, in a text, too, and line ends", "a.tsv",
         "\"text\"\t\"label\"\n\"a\"\t\"pos\"\n\"say \"\"b\"\"\"\t\"neg\"\n\"c\nd\n\"\t\"neg\"\n",
         "pos|a|2;neg|say \"b\"|3;neg|c\nd\n|4;"},
        {"a TSV as CSV", "a.tsv", "text\tlabel\n\"a\"\tpos\nb\tneg\n", "pos|a|2;neg|b|3;", "", csv},
        {"a TSV by pandas, a tab before a line end", "a.tsv",
         "text\tlabel\nx\tpos\ny\tneg\n\"one\ttab\nnext line\"\tpos\nz\tneg\n",
         "pos|x|2;neg|y|3;pos|one\ttab\nnext line|4;neg|z|6;", quote_note + "4 has"},
        {"a TSV by pandas, a tab after a line end", "a.tsv",
         "label\ttext\npos\tx\nneg\ty\npos\t\"one\nnext\tline\"\nneg\tz\n",
         "pos|x|2;neg|y|3;pos|one\nnext\tline|4;neg|z|6;", quote_note + "4 has"},
        {"a TSV with two stray quotes in rows that follow each other", "a.tsv",
         "label\ttext\npos\tx\nneg\ty\npos\t\"one\nneg\tline\"\nneg\tz\n",
         "pos|x|2;neg|y|3;pos|\"one|4;neg|line\"|5;neg|z|6;"},
        {"a TSV with a stray quote in the first row of a label, late in the file", "a.tsv",
         "label\ttext\na\tx\na\t" + big + "\nb\t\"one\na\tline\"\n",
         "a|x|2;a|" + big + "|3;b|\"one|4;a|line\"|5;"},
        {"a TSV sorted by label, the text first", "a.tsv",
         "text\tlabel\nx\ta\n" + big + "\ta\n\"one\tb\nline\tb\nz\"\tb\n",
         "a|x|2;a|" + big + "|3;b|\"one|4;b|line|5;b|z\"|6;", quote_note + "4 has an open quote"},
        {"a TSV with a stray quote, and labels known before", "a.tsv",
         "text\tlabel\nx\ta\n\"one\tb\nline\ta\nz\"\tb\n",
         "a|x|2;b|\"one|3;a|line|4;b|z\"|5;", "", known},
        {"a TSV sorted by label, with a stray quote in a label's last row", "a.tsv",
         "label\ttext\na\tx\na\t" + big + "\nb\t\"one\nc\tline\nc\tz\"\nc\tu\n",
         "a|x|2;a|" + big + "|3;b|\"one|4;c|line|5;c|z\"|6;c|u|7;", quote_note + "4 has"},
        {"a TSV by pandas, with lines that end in a tab", "a.tsv",
         "text\tlabel\nx\ta\ny\tb\nz\ta\nw\tb\n\"Score:\t\nhome\t\naway\"\ta\n",
         "a|x|2;b|y|3;a|z|4;b|w|5;a|Score:\t\nhome\t\naway|6;", quote_note + "6 has"},
        {"a TSV by pandas, with lists in the texts", "a.tsv",
         "label\ttext\npos\tx\nneg\t\"a:\n-\tone\n-\ttwo\"\npos\ty\n",
         "pos|x|2;neg|a:\n-\tone\n-\ttwo|3;pos|y|6;", quote_note + "3 has"},
        {"a TSV by pandas, with lines that begin with a tab, and a missing label", "a.tsv",
         "label\ttext\n\tx\npos\t\"def f():\n\treturn 1\"\nneg\tz\n",
         "|x|2;pos|def f():\n\treturn 1|3;neg|z|5;", quote_note + "3 has",
         {.labels_optional = true}},
        {"a TSV of long rows, with a stray quote late", "a.tsv", long_rows + "\"The\" film\tpos\n",
         long_read + "pos|\"The\" film|801;", "", positions("1", "2")},
        {"a header above long rows", "a.csv", "opinion,outcome\n" + long_csv, long_csv_read,
         kHeaderNote, positions("1", "2")},
        {"a TSV without labels", "a.tsv", "id\ttext\n1\tx\n2\t\"one\n3\tline\"\n4\ty\n",
         "|x|2;|\"one|3;|line\"|4;|y|5;", quote_note + "3 has", {.labels_optional = true}},
        {"a TSV with quotes around some labels", "a.tsv",
         "label\ttext\n\"pos\"\tx\nneg\ty\npos\tz\nneg\tu\n",
         "\"pos\"|x|2;neg|y|3;pos|z|4;neg|u|5;", "some labels have quotes"},
        {"a TSV with quotes everywhere and one row", "a.tsv",
         "\"text\"\t\"label\"\n\"a\"\t\"pos\"\n", "pos|a|2;"},
        {"a TSV with one row and a stray quote", "a.tsv", "text\tlabel\n\"a\"\tpos\n",
         "pos|\"a\"|2;", kQuotesNote + ": 1"},
    });
}

TEST_CASE("line ends of all systems", "[real_files]") {
    const std::string named = "text,label\n" + kRows;
    for (const char* file : {"a.csv", "a.tsv"})
        for (const std::string end : {"\r\n", "\r\r\n", "\r"}) {
            const std::string text = replaced(named, "\n", end);
            CHECK(read_sample(file, text) == kRead);
            CHECK(read_sample(file, text + "\x1a") == kRead);
            CHECK(read_sample(file, text.substr(0, text.size() - end.size()) + "\x1a") == kRead);
        }
    CHECK(read_sample("a.csv", replaced(named, "\n", "\r") + "\n") == kRead);
    CHECK(read_sample("a.csv", "text,label\r\"a\nb\",pos\rc,neg\r")
              .find("; convert it: tr '\\r' '\\n' < a.csv |") < 200);
    const std::string json = "{\"text\":\"a\",\"label\":\"pos\"}";
    CHECK(read_sample("a.jsonl", json + "\r" + json) == "pos|a|1;pos|a|2;");
    CHECK(read_sample("a.ft", "__label__a b\r\r\n__label__b c\x1a") == "a|b|1;b|c|2;");
    CHECK(read_sample("a.csv", "text,label\na,pos\n \t \n\r\nb,neg\n") == "pos|a|2;neg|b|5;");
    const std::string big(std::size_t{70} << 10, 'x');
    for (const std::string file : {"a.csv", "a.tsv"}) {
        const std::string separator = file == "a.csv" ? "," : "\t";
        const std::string rows = "a\r" + big + separator + "pos\nb" + separator + "neg\n";
        CHECK(read_sample(file, rows, positions("1", "2")) == "pos|a\r" + big + "|1;neg|b|2;");
        CHECK(
            read_sample(file, replaced(rows, "\n", "\r"), positions("1", "2")).starts_with("65: "));
        const std::string last = std::string((std::size_t{64} << 10) - 5, 'x') + separator + "pos";
        CHECK(read_sample(file, last + "\r\nb" + separator + "neg\r\n", positions("1", "2"))
                  .ends_with("|1;neg|b|2;"));
    }
}

TEST_CASE("files that are not UTF-8 text are named with a command", "[real_files]") {
    const auto utf16 = [](const std::string& text, bool is_big) {
        std::string wide;
        for (const char c : text) (wide += is_big ? '\0' : c) += is_big ? c : '\0';
        return wide;
    };
    using namespace std::string_literals;
    const std::vector<std::array<std::string, 2>> cases{
        {"\xff\xfe" + utf16(kRows, false), "UTF-16; convert it: iconv -f utf-16 -t utf-8 a.csv |"},
        {utf16(kRows, false), "UTF-16; convert it: iconv -f utf-16le"},
        {"\xef\xbb\xbf" "e\0b\0c\0\x96ll"s, "UTF-16; convert it: iconv -f utf-16le"},
        {utf16(kRows, true), "UTF-16; convert it: iconv -f utf-16be"},
        {"-N-N,\0p\0o\0s\0\n\0"s, "UTF-16; convert it: iconv -f utf-16le"},
        {"\0g,\0p\0o\0s\0\n\0"s, "UTF-16; convert it: iconv -f utf-16le"},
        {"N-N-\0,\0p\0o\0s\0\n"s, "UTF-16; convert it: iconv -f utf-16be"},
        {"a\0 \0\x0a\x30W\0\x0b\x30 \0\x0a\x30,\0p\0\n\0"s, // U+300A
         "UTF-16; convert it: iconv -f utf-16le"},
        {"\x0a\x0e,\0p\0\x0a\x0e\n\0"s, "UTF-16; convert it: iconv -f utf-16le"}, // U+0E0A
        {"\x0a\x4e\x2d\x4e\x0a\x4e\x87\x65\x0a\x4e,\0p\0\n\0"s, // U+4E0A
         "UTF-16; convert it: iconv -f utf-16le"},
        {"\xff\xfe\0\0t\0\0\0"s, "UTF-32; convert it: iconv -f utf-32"},
        {"\0\0\xfe\xff\0\0\0t"s, "UTF-32; convert it: iconv -f utf-32"},
        {"ARROW1\0\0"s, "Arrow data; convert it: duckdb"},
        {"text,label\n\x1b$B$3$N1G2h\x1b(B,pos\n", "ISO-2022-JP; convert it: iconv -f iso-2022-jp"},
        {"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer; convert it: git lfs"},
        {"\x1f\x8b\x08", "gzip data; convert it: gunzip -c a.csv | textrnn"},
        {"PK\3\4....xl/worksheets", "an Excel workbook; convert it: xlsx2csv a.csv"},
        {"PK\3\4....a.csv",
         "a zip archive (if of several files, unpack it); convert it: unzip -p a.csv |"},
        {"\x1f\x9d\x90", "compress data; convert it: gunzip -c a.csv | textrnn"},
        {"\x89HDF\r\n\x1a\n" + std::string(40, '\0'), "binary data"},
        {"t\0\0\0e\0\0\0x\0\0\0t\0\0\0"s, "binary data"},
        {"PAR1\x15", "Parquet data; convert it: duckdb -csv -c \"from read_parquet('\"a.csv\"')\""},
        {"7z\xbc\xaf\x27\x1c",
         "a 7z archive (if of several files, unpack it); convert it: 7z x -so a.csv |"},
        {std::string(257, '\0') + "ustar  ",
         "a tar archive (if of several files, unpack it); convert it: tar -xOf a.csv |"},
    };
    for (const auto& [content, expected] : cases)
        CHECK(read_sample("a.csv", content)
                  .find("65: a.csv: expected UTF-8 text, found " + expected) == 0);
    CHECK(read_sample("a.csv", "text,label\na,neg\0\nab,neg\0\nx,pos\ny,pos\nz,pos\n"s)
              .find("65: a.csv:2:6: expected text, found a NUL byte") == 0);
    const auto hint = [](const char* bytes) {
        return read_sample("a.csv", std::string("text,label\n") + bytes + ",pos\n");
    };
    CHECK(hint("caf\xe9").find(
              ", \"é\" in windows-1252 and latin1 (if not, change -f); convert it: iconv -f windows-1252 -t "
              "utf-8 a.csv | textrnn ... - --format csv (evaluate: --data -; train: --set "
              "data.train=- --set data.format=csv; for a folder, ") != std::string::npos);
    CHECK(hint("don\x92t").find(", \"’\" in windows-1252") != std::string::npos);
    CHECK(hint("\xba\xdc\xba\xc3").find("iconv -f ENCODING") != std::string::npos);
    for (const char* text : {"\xd5\xe2\xb2\xbf\xb5\xe7\xd3\xb0\xa3\xac\xb7\xc7", // GBK: 这部电影，非
                             "\xcb\xb9\xd1\xa7\xb4\xd5 \xe1\xc2\xe8\xc1\xd2\xa1"}) // TIS-620: หนังดี แย่มาก
        CHECK(hint(text).find("iconv -f ENCODING") != std::string::npos);
    for (const char* text :
         {"\xe2 \xf2\xe5\xec\xed\xee", "\xff, \xc1\xd6\xd6\xd7", "a\xe8 \xbf\xc0\xe8\xe9"})
        CHECK(hint(text).find("iconv -f ENCODING") != std::string::npos);
    for (const std::string& bytes :
         {"\x93NUMPY\1\0v\0"s, "\x80\4\x95\0a"s, "a\0\0\0\0"s, "\0\0\0a\0\0\0b"s}) {
        const std::string found = read_sample("a.tsv", bytes);
        CHECK(found.ends_with(": expected text, found binary data"));
    }
    const auto json = read_sample("a.json", "[{\"text\": \"a\"}]"),
               book = read_sample("a", "PK\3\4..xl/");
    CHECK(json.find("| textrnn ... - --format jsonl ") != std::string::npos);
    CHECK(book.find("| textrnn ... - --format csv ") != std::string::npos);
    CHECK(read_sample("a", "PK\3\4....").find("| textrnn ... - (evaluate: --data -; train: --set "
                                              "data.train=-; for") != std::string::npos);
    CHECK(read_sample("a.csv.gz", "\x1f\x8b\x08").find(" - --format csv ") < 200);
    CHECK(read_sample("csv/a.ft.txt", "\x1f\x8b\x08").find(" - --format fasttext ") < 200);
    CHECK(read_sample("b.v2/a.ft.txt.gz", "\x1f\x8b\x08").find(" - --format fasttext ") < 200);
    CHECK(hint("a\xff").find("iconv -f windows-1252") != std::string::npos);
    CHECK(hint("a\xff,pos\né,neg\nü").find("; other bytes are UTF-8; to replace") < 100);
    CHECK(hint("b\x9d").find("iconv -f ENCODING") < 100); // no character in windows-1252
    CHECK(hint("é\xff").find("; other bytes are UTF-8") != std::string::npos);
}

TEST_CASE("rows that do not have the header's columns are refused, not shifted", "[real_files]") {
    const std::string expected = "65: a.csv:2: expected 2 comma-separated columns, found ";
    std::string many = "id,label,a long name of a column\n";
    for (int i = 0; i < 80; ++i) many += "1,pos\n";
    check_cases({
        {"another separator", "a.csv", "label,text\npos;a\nneg;b\npos;c\n", expected + "1"},
        {"too few fields in all rows",
         "a.csv",
         many,
         "65: a.csv:2: expected 3 comma-separated columns, found 2",
         "",
         {.text_column = {"a long name of a column"}}},
        {"a long name in the header, one field in the rows",
         "a.csv",
         "label,a long name of a column\npos;a\nneg;b\npos;c\n",
         expected + "1",
         "",
         {.text_column = {"a long name of a column"}}},
        {"commas in all texts", "a.csv", "label,text\npos,a, b, c\nneg,d, e, f\npos,g, h, i\n",
         expected + "4"},
        {"one comma in all texts", "a.csv", "text,label\na, b,pos\nd, e,neg\ng, h,pos\n",
         expected + "3"},
        {"rows in quotes", "a.csv",
         "label,text\n\"pos,\"\"a, b\"\"\"\n\"neg,\"\"c, d\"\"\"\n\"pos,\"\"e, f\"\"\"\n",
         expected + "1; the row as a whole is in quotes; convert it: sed "
                    "'1s/^\\xef\\xbb\\xbf//; s/^\"//; s/\"\\r*$//; "},
        {"numeric labels and commas in texts",
         "a.csv",
         "stars,text\n5,good film, really\n1,bad film, awful\n4,nice one, yes\n",
         "65: a.csv:2: expected 2 comma-separated columns, found 3",
         "",
         {.label_column = "stars"}},
        {"rows and header in quotes", "a.csv", "\"label,text\"\n\"pos,a\"\n\"neg,b\"\n",
         "65: a.csv:1: no column \"text\" in the header (found: \"label,text\"); the row as a "
         "whole is "
         "in quotes; convert it: sed"},
        {"rows in quotes, by position", "a.csv", "\"pos,a\"\n\"neg,b\"\n",
         "65: a.csv:1: no column 2: the rows have 1 comma-separated columns; the row as a whole is "
         "in "
         "quotes; convert it: sed",
         "", positions("2", "1")},
        {"two names in one",
         "a.csv",
         "title,body,label\na,b,pos\n",
         "65: a.csv:1: no column \"title,body\" in the header (found: \"title\", \"body\", "
         "\"label\"); "
         "several columns are written [\"title\", \"body\"]",
         "",
         {.text_column = {"title,body"}}},
        {"a value after the last comma", "a.csv",
         "label,text\npos,a,\nneg,b,\npos,c,see mail\nneg,d,\n",
         "65: a.csv:4: expected 2 comma-separated columns, found 3"},
        {"rows that end in different numbers of commas", "a.csv",
         "label,text,a,b\npos,x,y\nneg,x,y\npos,x,y,z,\nneg,x,y,z,,\npos,x,y,z,,,\n",
         "65: a.csv:2: expected 4 comma-separated columns, found 3"},
        {"a position that no row has", "a.csv", "pos,a\nneg,b\n",
         "65: a.csv:1: no column 3: the rows have 2 comma-separated columns", "",
         positions("3", "1")},
        {"a label in apostrophes", "a.csv", "text,label\na,'80s'\nb,war\n", "'80s'|a|2;war|b|3;"},
        {"labels in single quotes that belong to them", "a.csv", "text,label\na,'pos'\nb,'neg'\n",
         "'pos'|a|2;'neg'|b|3;", "", {.quoting = "none"}},
        {"fields in single quotes", "a.csv", "text,label\n'a','pos'\n'b','neg'\n",
         "65: a.csv:2: expected double quotes around fields, found single quotes; convert it: "
         "csvformat -q \"'\" a.csv"},
        {"a text in single quotes that is cut", "a.csv", "'pos';'a; b'\n'neg';'c; d'\n",
         "65: a.csv:1: expected double quotes around fields, found single quotes", "",
         positions("2", "1")},
        {"some rows end in a comma", "a.csv",
         "label,text\npos,a\nneg,b,\npos,c,\nneg,d,\npos,e,\n",
         "pos|a|2;neg|b|3;pos|c|4;neg|d|5;pos|e|6;"},
        {"a title above the header", "a.csv", "Our table\ntext,label\na,pos\nb,neg\n",
         "65: a.csv:1: the header is in the next row; convert it: tail -n +2 a.csv | "},
        {"a comment without a blank", "a.csv", "#2026\ntext,label\na,pos\nb,neg\n",
         "65: a.csv:1: the header is in the next row; convert it: tail -n +2 a.csv | "},
        {"a header without the columns after a comment, lines that end in CR", "a.csv",
         "# mine\rx,y\ra,b\r", "65: a.csv:2: no column \"text\" in the header"},
        {"a header that is not UTF-8",
         "a.csv",
         "texte,libell\xe9\na,pos\n",
         "65: a.csv:1:13: invalid UTF-8 (byte 0xe9)",
         "",
         {.label_column = "libell\xc3\xa9"}},
    });
}

TEST_CASE("texts without labels are not split at their own separators", "[real_files]") {
    ReaderOptions first = positions("1", "2");
    first.labels_optional = true;
    first.known_labels = {"neg", "pos"};
    ReaderOptions named{.labels_optional = true};
    named.known_labels = first.known_labels;
    ReaderOptions unknown = first;
    unknown.known_labels = {};
    const std::string note = "row 1 is read as a record";
    check_cases({
        {"a comma in one text", "a.tsv", "good, but stale\n", "|good, but stale|1;", note, first},
        {"commas in most texts", "a.tsv", "a, b\nc, d\ne, f, g\nh\n",
         "|a, b|1;|c, d|2;|e, f, g|3;|h|4;", note, first},
        {"semicolons in a CSV", "a.csv", "a; b\nc; d\n", "|a; b|1;|c; d|2;", note, first},
        {"with labels", "a.csv", "a;pos\nb;neg\n", "pos|a|1;neg|b|2;", note, first},
        {"a comment above rows with labels", "a.csv", "# mine\na,pos\nb,neg\n",
         "pos|a|2;neg|b|3;", note, first},
        {"a comment above quoted labels", "a.csv", "# mine\n\"good, a\",\"pos\"\n\"bad\",\"neg\"\n",
         "pos|good, a|2;neg|bad|3;", note, first},
        {"a comment above empty labels", "a.csv", "# mine\ngood,\nbad, neg\n",
         "|good|2;neg|bad|3;", note, first},
        {"a comment above a header", "a.csv", "\"# mine\"\ntext,label\ngood,pos\n",
         "pos|good|3;", kHeaderNote, first},
        {"a comment above quotes", "a.tsv", "# mine\nThe \"best\" film\tpos\nbad\tneg\n",
         "pos|The \"best\" film|2;neg|bad|3;", note, first},
        {"a comment above an unusual header", "a.csv",
         "# mine\nopinion;outcome\ngood;pos\nbad;neg\n",
         "pos|good|3;neg|bad|4;", kHeaderNote, first},
        {"a comment above other labels", "a.csv", "# mine\n\ngood,1\nbad,2\n", "1|good|3;2|bad|4;",
         note, first},
        {"a comment above a text of two lines", "a.csv", "# mine\n\"a\nb\",pos\nbad,neg\n",
         "pos|a\nb|2;neg|bad|4;", "row 1 is in line 2", positions("1", "2")},
        {"a comment, labels unknown", "a.csv", "# mine\ngood,a\nbad,b\n", "a|good|2;b|bad|3;", note,
         unknown},
        {"a hashtag above texts", "a.csv", "# good\nbad\n", "|# good|1;|bad|2;", note, first},
        {"a hashtag in quotes", "a.csv", "\"# good\"\n\"a, b\"\nbad\n",
         "|# good|1;|a, b|2;|bad|3;", note, first},
        {"a hashtag above texts with commas", "a.tsv", "# good\na, b\nc, d\n",
         "|# good|1;|a, b|2;|c, d|3;", note, first},
        {"a header above texts without labels", "a.csv", "Text,Art\na b,\nc d,\n",
         "|a b|2;|c d|3;", kHeaderNote, first},
        {"a quote in the first row", "a.csv", "the \"end\",pos\nx,neg\n",
         "65: a.csv:1:5: found a quote within an unquoted field", "", first},
        {"ids in place of labels", "a.csv", "text,label\na b,1\nc d,2\n", "1|a b|2;2|c d|3;",
         "column 2 has no label of the model", named},
        {"labels in place of texts", "a.csv", "text,label\ngood film,pos\nbad,neg\n",
         "|pos|2;|neg|3;",
         "column 2 has labels of the model (data.label_column; texts are in data.text_column)",
         {.text_column = {"2"}, .label_column = "3", .header = "yes", .labels_optional = true,
          .known_labels = {"neg", "pos"}}},
        {"JSON in a CSV", "a.csv", "{\"text\": \"a\", \"label\": \"pos\"}\n",
         "65: a.csv:1: expected a table; set data.format = \"jsonl\""},
        {"JSON, the format set for another file", "a.jsonl",
         "{\"text\": \"a\", \"label\": \"b\"}\n",
         "65: a.jsonl:1: expected a table; set data.format = \"auto\"", "", {.format = "csv"}},
        {"an unknown separator", "a.csv", "label^text\npos^a b\npos^a c\nneg^d e\nneg^d f\n",
         "65: a.csv:1: no column \"text\" in the header (found: \"label^text\"); set data."},
        {"labels before blanks", "a.csv", "pos a b\npos a c\nneg d e\nneg d f\npos g\n",
         "65: a.csv:1: no column \"text\" in the header (found: \"pos a b\"); convert it: sed"},
        {"single quotes in the header, too", "a.csv", "'text','label'\n'a','b'\n",
         "65: a.csv:1: no column \"text\" in the header (found: \"'text'\", \"'label'\"); convert "
         "it: csvformat -q"},
        {"a hashtag", "a.csv", "# a tag\nb\n", "|# a tag|1;|b|2;", note, first},
        {"a quote in one of two rows", "a.csv", "text\n\"a\nb\"\n5\" c\n",
         "65: a.csv:4:2: found a quote within an unquoted field", "", {.labels_optional = true}},
    });
}

TEST_CASE("labels that repeat tell separator and header", "[real_files]") {
    const std::string decimals = "pos;a b;0,5\nneg;c d;1,5\npos;e f;2,5\nneg;g h;3,5\n";
    std::string third, scores = "label;text;score\n", rows, read_1, read_2;
    for (int line = 2; line < 12; ++line) rows += "pos|a|" + std::to_string(line) + ";";
    for (int i = 0; i < 12; ++i) {
        const std::string label = i % 2 ? "neg" : "pos", score = "0," + std::to_string(i);
        third += label + ";" + score + ";w\n";
        scores += label + ";w;" + score + "\n";
        read_1 += label + "|w|" + std::to_string(i + 1) + ";";
        read_2 += label + "|w|" + std::to_string(i + 2) + ";";
    }
    check_cases({
        {"decimal commas", "a.csv", decimals, "pos|a b|1;neg|c d|2;pos|e f|3;neg|g h|4;",
         "the separator is \";\"", positions("2", "1")},
        {"bars and thousands", "a.csv", replaced(replaced(decimals, ",", ",00"), ";", "|"),
         "pos|a b|1;neg|c d|2;pos|e f|3;neg|g h|4;", "the separator is \"|\"", positions("2", "1")},
        {"a third column", "a.csv", third, read_1, "the separator is \";\"", positions("3", "1")},
        {"a header and decimal commas", "a.csv", scores, read_2, "row 1 is a header",
         positions("2", "1")},
        {"a quoted TSV without header", "a.tsv",
         "\"pos\"\t\"a\"\n\"neg\"\t\"b\"\n\"pos\"\t\"c\"\n\"neg\"\t\"d\"\n\"pos\"\t\"e\"\n",
         "pos|a|1;neg|b|2;pos|c|3;neg|d|4;pos|e|5;", "", positions("2", "1")},
        {"usual names over two rows", "a.tsv", "label\ttext\npos\tgood film\nneg\tbad film\n",
         "pos|good film|2;neg|bad film|3;", kHeaderNote, positions("2", "1")},
        {"an index of pandas", "a.csv", ",0,1\n0,pos,a\n1,neg,b\n2,pos,c\n3,neg,d\n",
         "pos|a|2;neg|b|3;pos|c|4;neg|d|5;", kHeaderNote, positions("3", "2")},
        {"digits in row 1 that are columns", "a.csv", "3,1,first\n1,0,good\n0,1,bad\n",
         "3|first|1;1|good|2;0|bad|3;", "", positions("3", "1")},
        {"pandas' header in another order", "a.csv", "1,0\n1,good\n0,bad\n1,nice\n0,poor\n",
         "1|good|2;0|bad|3;1|nice|4;0|poor|5;", kHeaderNote, positions("2", "1")},
        {"numbers that are no header", "a.csv", "1,1\n1,good\n0,bad\n1,nice\n0,poor\n",
         "1|1|1;1|good|2;0|bad|3;1|nice|4;0|poor|5;", "", positions("2", "1")},
        {"numbers beyond the columns", "a.csv", "1,3\n1,good\n0,bad\n1,nice\n0,poor\n",
         "1|3|1;1|good|2;0|bad|3;1|nice|4;0|poor|5;", "", positions("2", "1")},
        {"pandas' header of positions", "a.csv", "1,2\npos,a\nneg,b\n", "pos|a|2;neg|b|3;",
         "row 1 has the names of the columns", positions("2", "1")},
        {"stars and votes", "a.csv", "1,good film,2\n3,bad film,0\n1,nice one,1\n3,so,4\n",
         "1|good film|1;3|bad film|2;1|nice one|3;3|so|4;", "", positions("2", "1")},
        {"pandas' header, of which a number is a label", "a.csv",
         "0,1\n1,good\n0,bad\n1,nice\n0,poor\n", "1|good|2;0|bad|3;1|nice|4;0|poor|5;", kHeaderNote,
         positions("2", "1")},
        {"pandas' header after an index, of which a number is a label", "a.csv",
         ",0,1\n0,1,good\n1,0,bad\n", "1|good|2;0|bad|3;", kHeaderNote, positions("3", "2")},
        {"an empty text in row 1", "a.csv", ",0\na b,1\nc d,0\n", "0||1;1|a b|2;0|c d|3;", "",
         positions("1", "2")},
        {"numbers alone", "a.csv", "0,1\n1,5\n0,7\n", "0|1|1;1|5|2;0|7|3;", "",
         positions("2", "1")},
        {"a decimal comma in each row", "a.csv",
         "sch\xc3\xb6n 1;pos;3,5\nmies 1;neg;4,0\nsch\xc3\xb6n 2;pos;3,5\nmies 2;neg;4,0\n",
         "pos|sch\xc3\xb6n 1|1;neg|mies 1|2;pos|sch\xc3\xb6n 2|3;neg|mies 2|4;",
         "the separator is \";\"", positions("1", "2")},
        {"a decimal comma between bars", "a.csv", "1,5|a|pos\n2,5|b|neg\n3,5|c|pos\n4,5|d|neg\n",
         "pos|a|1;neg|b|2;pos|c|3;neg|d|4;", "the separator is \"|\"", positions("2", "3")},
        {"digits between semicolons", "a.csv",
         "pos,1; 2; 3\nneg,3; 1; 2\npos,2; 3; 1\nneg,3; 2; 1\n",
         "pos|1; 2; 3|1;neg|3; 1; 2|2;pos|2; 3; 1|3;neg|3; 2; 1|4;", "", positions("2", "1")},
        {"a separator whose rows break off", "a.csv",
         "0,good | 2\n0,\"a, 2\"\n1,\"3,5\"\n1,rated 2\n",
         "0|good | 2|1;0|a, 2|2;1|3,5|3;1|rated 2|4;", "", positions("2", "1")},
        {"usual names that occur again", "a.csv", "text,review\ncode,print\ntext,hello\n",
         "text|review|1;code|print|2;text|hello|3;", kRecordNote, positions("2", "1")},
        {"a TSV by pandas, all texts with line ends, by position", "a.tsv",
         "pos\t\"a\nb\"\tx\nneg\t\"c\nd\"\ty\npos\t\"e\nf\"\tz\n",
         "pos|a\nb|1;neg|c\nd|3;pos|e\nf|5;", "", positions("2", "1")},
        {"a TSV by pandas, some texts with line ends, by position", "a.tsv",
         "pos\t\"a\nb\"\t1\nneg\tc\t2\npos\td\t3\nneg\t\"e\nf\"\t4\n",
         "pos|a\nb|1;neg|c|3;pos|d|4;neg|e\nf|5;", "", positions("2", "1")},
        {"a tag in row 1", "a.csv", "#love it,pos\nbad,neg\n", "pos|#love it|1;neg|bad|2;", "",
         positions("1", "2")},
        {"missing values in a quoted TSV", "a.tsv",
         "\"label\"\t\"text\"\n\"pos\"\t\"a\"\n\"neg\"\t\"b\"\nNA\t\"c\"\n",
         "pos|a|2;neg|b|3;NA|c|4;"},
        {"a quoted TSV with a tab in a later line", "a.tsv",
         "\"label\"\t\"text\"\n" + replaced("@@@@@@@@@@", "@", "\"pos\"\t\"a\"\n") +
             "\"neg\"\t\"f\ng\th\"\n\"neg\"\t\"i\"\n",
         rows + "neg|f\ng\th|12;neg|i|14;"},
        {"a comment with a comma", "a.tsv", "# made by tool, v2\nlabel\ttext\npos\ta\n", "pos|a|3;",
         "row 1 is in line 2"},
    });
}

TEST_CASE("records without labels", "[real_files]") {
    ReaderOptions second = positions("2", "9"), first = positions("1", "1"), named,
                  both = positions("1", "2");
    for (ReaderOptions* options : {&second, &first, &named, &both}) options->labels_optional = true;
    named.text_column = {"1"};
    ReaderOptions known = positions("2", "1");
    known.known_labels = {"neg", "pos", "meh", "so"};
    check_cases({
        {"texts alone, by position", "a.tsv", "good film\nbad film\n", "|good film|1;|bad film|2;",
         kRecordNote, first},
        {"a text column by position, the label by name", "a.csv", "good film,5\nbad,4\n",
         "|good film|1;|bad|2;", kRecordNote, named},
        {"digits in a row", "a.csv", "good film,1\nbad film,2\n", "|good film|1;|bad film|2;",
         kRecordNote, named},
        {"an id beside texts", "a.csv", "id,text\n1,good\n2,bad\n3,nice\n",
         "1|good|2;2|bad|3;3|nice|4;", kHeaderNote, positions("2", "1")},
        {"a label of the model in row 1", "a.csv", "pos,a\nneg,b\nneg,c\nneg,d\nneg,e\n",
         "pos|a|1;neg|b|2;neg|c|3;neg|d|4;neg|e|5;", "", known},
        {"a header, and a model of more labels than the file has", "a.csv",
         "category of it,words\nneg,b\nneg,c\nneg,d\nneg,e\n", "neg|b|2;neg|c|3;neg|d|4;neg|e|5;",
         kHeaderNote, known},
        {"a header over texts", "a.csv", "id,text\n1,good\n2,bad\n", "|good|2;|bad|3;", kHeaderNote,
         second},
        {"a header, and a model that knows the labels of all rows", "a.csv",
         "verdict,phrase\npos,good\nneg,bad\n", "pos|good|2;neg|bad|3;", kHeaderNote, known},
        {"a label that the model does not know", "a.csv", "new,good\npos,nice\nother,bad\n",
         "new|good|1;pos|nice|2;other|bad|3;", "", known},
        {"20 rows with a semicolon each", "a.csv", numbered(20, "nice film;7\n"),
         numbered(20, "7|nice film|#;"), kRecordNote, both},
        {"19 texts with a semicolon each", "a.csv", numbered(19, "so; so\n"),
         numbered(19, "|so; so|#;"), kRecordNote, both},
        {"Excel's line above texts", "a.csv", "sep=;\ntext;id\ngood;1\nbad;2\n",
         "1|good|3;2|bad|4;", kHeaderNote, both},
        {"a header over two texts", "a.csv", "verdict,title,body\npos,good,a\nneg,bad,b\n",
         "pos|good\na|2;neg|bad\nb|3;", kHeaderNote + "; text column: \"title\", ...",
         {.text_column = {"2", "3"}, .label_column = "1", .known_labels = {"neg", "pos"}}},
        {"one column, perhaps with a header", "a.csv", "phrase\ngood\nbad\n",
         "|phrase|1;|good|2;|bad|3;", kRecordNote, first},
    });
}

TEST_CASE("a bad byte spoils its record, not the lines after it", "[real_files]") {
    const std::string content = "label,text\npos,\"a \xe9\nok,fine\nz\"\nneg,b\n";
    CHECK(read_sample("a.csv", content).starts_with("65: a.csv:2:8: invalid UTF-8"));
    CHECK(read_sample("a.csv", content, {.bad_rows = "skip"}) == "neg|b|5;");
    std::string places;
    ReaderOptions records{.labels_optional = true};
    records.on_bad_row = [&](const Example& place, const std::string&) {
        places += std::to_string(place.line) + " ";
    };
    CHECK(read_sample("a.csv", content, records) == "neg|b|5;");
    CHECK(places == "2 ");
}

TEST_CASE("JSON in the shapes of public files", "[real_files]") {
    ReaderOptions dotted{.text_column = {"review.text"}, .label_column = "stars"}, replace;
    replace.invalid_utf8 = "replace";
    check_cases({
        {"floats", "a.jsonl", "{\"text\":\"a\",\"label\":5.0}\n{\"text\":\"a\",\"label\":-1e2}",
         "5|a|1;-100|a|2;"},
        {"members that are not read", "a.jsonl",
         "{\"x\":NaN,\"y\":{\"z\":\"\\ud800\",\"z\":[-Infinity,\"]\\\"}\"]},\"text\":\"a\","
         "\"label\":1}",
         "1|a|1;"},
        {"a member of a member", "a.jsonl",
         "{\"stars\":1,\"review\":{\"id\":[1],\"text\":\"a\"}}\n{\"stars\":2,\"review.text\":"
         "\"b\"}",
         "1|a|1;2|b|2;", "", dotted},
        {"null", "a.jsonl", "{\"text\":null,\"label\":1}",
         "65: a.jsonl:1: expected \"text\" to be a string, found null"},
        {"a lone surrogate", "a.jsonl", "{\"text\":\"a\\ud83d\\u0041\\udc00\",\"label\":1}",
         "1|a\xef\xbf\xbd"
         "A\xef\xbf\xbd|1;",
         "", replace},
        {"an array", "a.json", "[{\"text\":\"a\",\"label\":1}]",
         "65: a.json: expected one object per line, found an array; convert it: jq -c '.[]' a.json "
         "|"},
        {"columns", "a.json", "{\"text\":{\"0\":\"a\"},\"label\":{\"0\":1}}",
         "65: a.json:1: expected \"text\" to be a string, found an object; convert it: jq -c "
         "'[to_entries[] | .key as $k | [.value[]? | {($k): .}]] | transpose[] | add' "
         "a.json | textrnn ... - --format jsonl "},
        {"arrays", "a.jsonl", "[\"a\", 1]\n", "65: a.jsonl:1:1: expected an object, found '['"},
        {"pretty-printed", "a.json", "{\n \"text\": \"a\",\n \"label\": 1\n}\n",
         "65: a.json: expected one object per line, found an object over several lines; convert "
         "it: "
         "jq -c . a.json |"},
        {"no extension", "data", "{\"text\":\"a\",\"label\":1}", "1|a|1;"},
        {"objects without line ends", "a.json", "{\"text\":\"a\",\"label\":1}{\"text\":\"b\"}",
         "65: a.json:1: expected one object per line, found several; convert it: jq -c . a.json | "
         "textrnn ... - --format jsonl "},
        {"commas after the objects, CRLF", "a.json",
         "{\"text\":\"a\",\"label\":1},\r\n{\"text\":\"b\",\"label\":1}\r\n",
         "65: a.json: expected one object per line, found commas after the objects; convert it: "
         "sed "
         "'s/,[[:space:]]*$//' a.json"},
        {"a lone surrogate that is not replaced", "a.jsonl", "{\"text\":\"\\ud83d\",\"label\":1}",
         "65: a.jsonl:1:10: expected the code point of a character, found U+d83d; to replace it, "
         "set "
         "data.invalid_utf8 = \"replace\""},
        {"one member as text and label",
         "a.jsonl",
         "{\"text\":\"a\",\"label\":1}",
         "78: data.text_column and data.label_column: expected different columns, found \"text\", "
         "\"text\"",
         "",
         {.label_column = "text"}},
        {"one member as two texts",
         "a.jsonl",
         "{\"text\":\"a\",\"label\":1}",
         "78: data.text_column and data.label_column: expected different columns, found \"text\", "
         "\"text\", \"label\"",
         "",
         {.text_column = {"text", "text"}}},
    });
}

TEST_CASE("fastText in other spellings", "[real_files]") {
    check_cases({
        {".ft.txt", "a.ft.txt", "__label__a x\n", "a|x|1;"},
        {"a comma", "a.ft", "__label__a x\n__label__neg,the y\n", "a|x|1;neg,the|y|2;",
         "the label of line 2 contains a comma"},
        {"blanks at the start", "a.ft", " \t__label__a x\n", "a|x|1;"},
        {"several labels", "a.ft", "__label__a __label__b x\n", "65: a.ft:1: expected one label"},
        {"with bars", "a.ft", "__label__a|__label__b x\n", "65: a.ft:1: expected one label"},
        {"lines in quotes", "a.txt", "\"__label__pos good, nice\"\n",
         "65: a.txt:1: expected __label__LABEL before the text, found \"\\\"__label__pos\"; "
         "convert it: "
         "sed '1s/^\\xef\\xbb\\xbf//; s/^\"//; s/\"\\r*$//"},
        {"several labels that nothing reads", "a.ft", "__label__a __label__b x\n", "a|x|1;", "",
         {.labels_optional = true}},
        {"the label at the end", "a.ft", "x __label__a\n", "65: a.ft:1: expected __label__LABEL"},
    });
}

TEST_CASE("bad rows are skipped, counted and named", "[real_files]") {
    ReaderOptions skip, records;
    skip.bad_rows = "skip";
    check_cases({
        {"csv", "a.csv", "text,label\na,pos\nb,\nc,neg,x\nd, \ne\xff,pos\n\"f\" g,pos\nh,pos\n",
         "pos|a|2;pos|h|8;",
         "skipped bad rows: 5; 1 with \"expected 2 comma-separated columns\" (a.csv:4); 1 with "
         "\"invalid UTF-8\" (a.csv:6:2); 1 with \"text follows the closing quote of this field\" "
         "(a.csv:7:1); 2 with \"the label is empty\" (a.csv:3, a.csv:5)",
         skip},
        {"an open quote spoils only its row", "a.csv", "text,label\n\"a,pos\nb,neg\n\"c\",pos\n",
         "neg|b|3;pos|c|4;", "skipped bad rows: 1", skip},
        {"a quote that is open at the end, before a bad byte", "a.csv",
         "text,label\n\"a,pos\nb,neg\nc\xff,pos\nd,neg\n", "neg|b|3;neg|d|5;",
         "skipped bad rows: 2; 1 with \"invalid UTF-8\" (a.csv:4:2); 1 with \"the quote is never "
         "closed\" (a.csv:2:1)",
         skip},
        {"a quote with \\\" that is open at the end, before a bad byte", "a.csv",
         "text,label\n\"a \\\"x,pos\nb,neg\nc\xff,pos\nd,neg\n", "neg|b|3;neg|d|5;",
         "skipped bad rows: 2; 1 with \"invalid UTF-8\" (a.csv:4:2)", skip},
        {"a line over 16 MiB in an open quote", "a.csv",
         "text,label\n\"a,pos\nb,neg\n" + std::string(kMaxLineBytes + 1, 'x') + "\nd,neg\n",
         "neg|b|3;neg|d|5;",
         "skipped bad rows: 2; 1 with \"the line is longer than 16 MiB\" "
         "(a.csv:4)",
         skip},
        {"a repeated header", "a.csv", "text,label\na,pos\ntext,label\nb,neg\n", "pos|a|2;neg|b|4;",
         "skipped bad rows: 1; 1 with \"the row repeats the header\" (a.csv:3)", skip},
        {"one problem for all labels", "a.csv",
         "text,label\na,pos\nb,\"c\td\"\ne,\"f\tg\"\nh" + std::string(1, '\0') + "i,pos\n",
         "pos|a|2;",
         "skipped bad rows: 3; 2 with \"expected a label without control characters\" (a.csv:3, "
         "a.csv:4); 1 with \"expected text, found a NUL byte\" (a.csv:5:2)", skip},
        {"joined files with byte order marks", "a.csv",
         "\xef\xbb\xbftext,label\na,pos\n\xef\xbb\xbftext,label\nb,neg\n", "pos|a|2;neg|b|4;",
         "skipped bad rows: 1; 1 with \"the row repeats the header\" (a.csv:3)", skip},
        {"an example that occurs again is no header", "a.csv",
         "yes,pos\nno,neg\nmaybe,neg\nyes,pos\nnever,neg\n",
         "pos|yes|1;neg|no|2;neg|maybe|3;pos|yes|4;neg|never|5;", "", positions("1", "2")},
        {"joined files, by position", "a.csv",
         "text,label\n" + kRows + "text,label\n" + kRows + "text,label\n" + kRows,
         "65: a.csv:6: the row repeats the header (or set data.header)", "",
         positions("1", "2")},
        {"a repeated header, in quotes", "a.tsv", "text\tlabel\na\tpos\ntext\tlabel\n",
         "65: a.tsv:3: the row repeats the header (or set data.header)"},
        {"marks in a quoted value", "a.jsonl",
         "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":[\";\"]}\n", "1|a|1;",
         "skipped bad rows: 1; 1 with \"expected \"label\" to be a string\" (a.jsonl:2)", skip},
        {"jsonl", "a.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":2}\n{\n[]\n", "1|a|1;",
         "skipped bad rows: 3", skip},
        {"fasttext", "a.ft", "__label__a __label__b x\n__label__a y\nz\n", "a|y|2;",
         "skipped bad rows: 2", skip},
        {"all", "a.csv", "text,label\na,\n", "65: a.csv: no examples; skipped bad rows: 1", "",
         skip},
    });
    std::string bad;
    records.labels_optional = true;
    records.on_bad_row = [&](const Example& place, const std::string&) {
        bad += std::to_string(place.line) + " ";
    };
    CHECK(read_sample("a.csv", "id,text\n1,a\n2\n3,c\n", records) == "|a|2;|c|4;");
    CHECK(bad == "3 ");
    CHECK(read_sample("a.jsonl", "{\"text\":\"a\"}\n[1]\n", records) == "|a|1;");
    CHECK(read_sample("a.ft", "a b\n__label__x c\n", records) == "|a b|1;x|c|2;");
    CHECK(bad == "3 2 ");
}

TEST_CASE("folders of label files, and files beside folders", "[real_files]") {
    const SampleFiles files;
    files.write("data/pos.txt", "a\n\nb\n");
    files.write("data/neg.txt", "c");
    CHECK(flat(all_examples(files.path("data"), {})) == "neg|c|1;pos|a|1;pos|b|3;");
    files.write("data/neg.txt", "c\n\xff\n");
    const auto read = [&](const ReaderOptions& options) {
        std::vector<Example> examples = all_examples(files.path("data"), options);
        return flat(examples) + " " + files.shortened(examples[0].file);
    };
    CHECK(files.shortened(error_of([&] { read({}); })).starts_with("65: data/neg.txt:2:"));
    CHECK(read({.bad_rows = "skip"}) == "neg|c|1;pos|a|1;pos|b|3; data/neg.txt");
    files.write("tables/a.csv", "text\nx\n");
    files.write("tables/b.csv", "text\ny\n");
    for (const bool labels_optional : {false, true})
        CHECK(files.shortened(error_of([&] {
            all_examples(files.path("tables"), {.labels_optional = labels_optional});
        })) == "65: tables: expected a folder or a .txt file per label, found \"a.csv\"; name the "
               "file instead of the folder");
    files.write("data/neg/1.txt", "d");
    for (const char* name : {"desktop.ini", "Desktop.ini", "thumbs.db"})
        files.write(std::string("data/neg/") + name, "\xff");
    files.write("data/__pycache__/a.pyc", "\xff");
    files.write("data/__MACOSX/1.txt", "\xff");
    CHECK(flat(all_examples(files.path("data"), {})) == "neg|d|0;");
}
