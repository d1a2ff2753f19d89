// Files: reading them whole and by lines, and that replace_file leaves the old content or the new
// content, and no temporary file.
#include "io/file.h"

#include "core/random.h"
#include "data/sample_files.h"

#include "catch.h"

#include <algorithm>
#include <sstream>
#include <vector>

using namespace textrnn;

namespace fs = std::filesystem;

namespace {

// "number: line" of each line, or the error at the end.
std::vector<std::string> lines_of(const std::string& content) {
    LineReader reader(std::make_unique<std::istringstream>(content), "in");
    std::vector<std::string> lines;
    std::string line;
    const std::string error = error_of([&] {
        while (reader.next(line))
            lines.push_back(std::to_string(reader.line_number()) + ": " + line);
    });
    if (!error.empty()) lines.push_back("error " + error);
    return lines;
}

using Lines = std::vector<std::string>;

// Endless text without a line end, which counts the bytes read.
class Endless : public std::streambuf {
public:
    std::size_t taken = 0;

private:
    int_type underflow() override {
        taken += chunk_.size();
        setg(chunk_.data(), chunk_.data(), chunk_.data() + chunk_.size());
        return traits_type::to_int_type(chunk_[0]);
    }
    std::string chunk_ = std::string(4096, 'x');
};

// A stream that fails after some text, as a broken disk does.
class Broken : public std::streambuf {
    int_type underflow() override {
        if (is_given_) throw std::runtime_error("broken");
        is_given_ = true;
        setg(text_, text_, text_ + 4);
        return traits_type::to_int_type(text_[0]);
    }
    char text_[4] = {'a', '\n', 'b', 'c'};
    bool is_given_ = false;
};

// A pipe whose writer writes one piece after the other.
class Pieces : public std::streambuf {
public:
    explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}

private:
    int_type underflow() override {
        if (next_ == pieces_.size()) return traits_type::eof();
        std::string& piece = pieces_[next_++];
        setg(piece.data(), piece.data(), piece.data() + piece.size());
        return traits_type::to_int_type(piece[0]);
    }
    std::vector<std::string> pieces_;
    std::size_t next_ = 0;
};

std::size_t count_in(const std::string& directory) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), {}));
}

} // namespace

TEST_CASE("lines end with LF, CRLF or the file", "[file]") {
    CHECK(lines_of("") == Lines{});
    CHECK(lines_of("\n") == Lines{"1: "});
    CHECK(lines_of("a") == Lines{"1: a"});
    CHECK(lines_of("a\nb\n") == Lines{"1: a", "2: b"});
    CHECK(lines_of("a\r\n\r\nb\r\nc") == Lines{"1: a", "2: ", "3: b", "4: c"});
    CHECK(lines_of("a\rb\n") == Lines{"1: a", "2: b"}); // an editor added the LF
    CHECK(lines_of("a\rb\r\n") == Lines{"1: a", "2: b"});
    std::string large; // the final LF lies behind the bytes that decide the line end
    for (int i = 0; i < 20; ++i) large += std::string(1 << 20, 'x') + "\r";
    CHECK(lines_of(large + "a\rb\n").at(21) == "22: b");
    CHECK(lines_of(large + "a\r\n").size() == 21);
    CHECK(lines_of("a\rb\nc\rd\n") == Lines{"1: a\rb", "2: c\rd"});
    LineReader service(std::make_unique<std::istringstream>("a\rb\n"), "stdin");
    std::string line;
    CHECK(service.next(line)); // the line before the next bytes arrive
    CHECK(line == "a\rb");
    CHECK(lines_of("a\r\r\n") == Lines{"1: a"});
    CHECK(lines_of("a\rb\r") == Lines{"1: a", "2: b"});
    CHECK(lines_of("a\r\rb") == Lines{"1: a", "2: ", "3: b"});
    CHECK(lines_of("a\r") == Lines{"1: a"});
    CHECK(lines_of("a\r\xff\rb").at(1).starts_with("error 65: in:2:1: invalid UTF-8"));
}

TEST_CASE("byte order marks are dropped at the start of a line", "[file]") {
    CHECK(lines_of("\xef\xbb\xbf") == Lines{});
    CHECK(lines_of("\xef\xbb\xbf\n") == Lines{"1: "});
    CHECK(lines_of("\xef\xbb\xbf"
                   "a\r\nb") == Lines{"1: a", "2: b"});
    CHECK(lines_of("a\n\xef\xbb\xbf"
                   "b") == Lines{"1: a", "2: b"}); // two files joined
}

TEST_CASE("a NUL byte is refused with its line and column", "[file]") {
    const std::string what =
        ": expected text, found a NUL byte; convert it: tr -d '\\0' < in | textrnn ... - "
        "(evaluate: --data -; train: --set data.train=-; for a folder, several files, data.dev, "
        "data.test or pretrain.text: >NEW, and replace the file by NEW); to replace such bytes, "
        "set data.invalid_utf8 = \"replace\" (predict: --replace-invalid)";
    CHECK(lines_of(std::string("a\nb\0c\n", 6)) == Lines{"1: a", "error 65: in:2:2" + what});
    CHECK(lines_of(std::string("\0", 1)) == Lines{"error 65: in:1:1" + what});
    CHECK(lines_of(std::string("\xc3\xa9\0", 3)) == Lines{"error 65: in:1:2" + what});
}

TEST_CASE("a NUL byte is replaced as malformed UTF-8 is", "[file]") {
    const std::string r = "\xef\xbf\xbd";
    const auto replaced = [](std::string text) {
        check_text(text, "in", 1, true);
        return text;
    };
    CHECK(replaced(std::string("a\0\0b", 4)) == "a" + r + r + "b");
    CHECK(replaced(std::string("\xe2\x82\0", 3)) == r + r);
    for (const std::string& foreign : {std::string("\x1f\x8b\x08"),
                                       std::string("\xff\xfe"
                                                   "a"),
                                       std::string("a\0b\0", 4)}) {
        const std::string error = error_of([&] { replaced(foreign); });
        CHECK(error.starts_with("65: in: expected UTF-8 text, found "));
    }
    CHECK(replaced(std::string("\xef\xbb\xbf\0\xff\xc3\xa9", 7)) == r + r + "\xc3\xa9");
}

TEST_CASE("after a line with an error, the next line is read", "[file]") {
    const std::string too_long(kMaxLineBytes + 1, 'x');
    const std::string content = "a\n\xff\n" + too_long + too_long + "\nb\n" + too_long + "\n" +
                                std::string(1, '\0') + "\n\nc\n" + too_long;
    LineReader reader(std::make_unique<std::istringstream>(content), "in");
    Lines found;
    for (std::string line; reader.line_number() < 20;) {
        bool is_read = true;
        std::string text = error_of([&] { is_read = reader.next(line); });
        if (!is_read) break;
        if (text.empty()) text = line;
        found.push_back(std::to_string(reader.line_number()) + " " + text.substr(0, 20));
    }
    CHECK(found == Lines{"1 a", "2 65: in:2:1: invalid ", "3 65: in:3: the line i", "4 b",
                         "5 65: in:5: the line i", "6 65: in:6:1: expected", "7 ", "8 c",
                         "9 65: in:9: the line i"});
    CHECK(reader.line_number() == 9);
}

TEST_CASE("lines across chunks come out whole", "[file]") {
    Random random(7, Stream::kGradcheck);
    std::string content;
    Lines expected;
    for (std::size_t i = 1; i <= 40; ++i) {
        const std::string line(random.below(20000), static_cast<char>('a' + i % 26));
        content += line + (i % 3 == 0 ? "\r\n" : "\n");
        expected.push_back(std::to_string(i) + ": " + line);
    }
    CHECK(lines_of(content) == expected);
}

TEST_CASE("an over-long line is refused without reading it whole", "[file]") {
    Endless endless;
    LineReader reader(std::make_unique<std::istream>(&endless), "in");
    std::string line;
    CHECK(error_of([&] { reader.next(line); }) == "65: in:1: the line is longer than 16 MiB");
    CHECK(endless.taken <= kMaxLineBytes + (std::size_t{128} << 10));

    CHECK(lines_of(std::string(kMaxLineBytes, 'x')).size() == 1);
    const Lines refused = lines_of("a\n" + std::string(kMaxLineBytes + 1, 'x') + "\nb\n");
    CHECK(refused == Lines{"1: a", "error 65: in:2: the line is longer than 16 MiB"});
}

TEST_CASE("a read that fails midway is an error, not an end", "[file]") {
    Broken broken;
    LineReader reader(std::make_unique<std::istream>(&broken), "in");
    std::string line;
    REQUIRE(reader.next(line));
    CHECK(line == "a");
    CHECK(error_of([&] { reader.next(line); }).find("74: in: reading failed") == 0);
}

TEST_CASE("a file that is cut while it is read is an error, not an end", "[file]") {
    const SampleFiles files;
    for (const std::uintmax_t left : {0u, 1000u, 250000u}) {
        const std::string path = files.write("f", std::string(150000, 'a') + "\n" +
                                                      std::string(150000, 'b') + "\n");
        LineReader lines = open_lines(path, false);
        std::string line;
        REQUIRE(lines.next(line));
        std::filesystem::resize_file(path, left);
        CHECK(error_of([&] { while (lines.next(line)) {} }) ==
              "74: " + path + ": became shorter while it was read");
    }
    LineReader other(std::make_unique<std::istringstream>("a"), files.path("g"), false, 4096);
    std::string line;
    CHECK(other.next(line)); // e.g. of /sys: a stated size, less content
    CHECK(!other.next(line));
}

TEST_CASE("only an unfinished line makes the reader wait", "[file]") {
    std::stringstream pipe;
    pipe << "a\nb\nc";
    LineReader reader(std::make_unique<std::istream>(pipe.rdbuf()), "in");
    std::string line;
    REQUIRE(reader.next(line));
    CHECK(!reader.would_wait());
    REQUIRE(reader.next(line));
    CHECK(line == "b");
    CHECK(reader.would_wait());
    pipe << "d\n";
    CHECK(!reader.would_wait());
    REQUIRE(reader.next(line));
    CHECK(line == "cd");
}

TEST_CASE("the first line of a pipe is there before the second is awaited", "[file]") {
    const auto head_of = [](std::vector<std::string> pieces, const Lines& expected) {
        Pieces pipe(std::move(pieces));
        LineReader reader(std::make_unique<std::istream>(&pipe), "in");
        const std::string head(reader.head_with_line());
        Lines lines;
        for (std::string line; reader.next(line);) lines.push_back(line);
        CHECK(lines == expected);
        return head;
    };
    CHECK(head_of({"a", "b\n", "c\n"}, {"ab", "c"}) == "ab\n");
    CHECK(head_of({"\n", "\xef\xbb\xbf", " \n", "[", "\n{", "}\n"}, {"", " ", "[", "{}"}) ==
          "\n\xef\xbb\xbf \n[\n{"); // blank lines do not count
    CHECK(head_of({}, {}).empty());
    CHECK(head_of({"a\rb", "\r"}, {"a", "b"}) == "a\rb\r");
    Endless source;
    LineReader reader(std::make_unique<std::istream>(&source), "in");
    reader.head_with_line();
    CHECK(source.taken == 64 * 1024);
}

TEST_CASE("files are read whole, and missing ones named", "[file]") {
    const SampleFiles files;
    const auto error = [&](const std::string& name) {
        return files.shortened(error_of([&] { read_file(files.path(name)); }));
    };
    const std::string bytes("a\0\r\n\xff", 5);
    CHECK(read_file(files.write("bytes", bytes)) == bytes);
    CHECK(read_file(files.write("empty", "")).empty());
    const std::string large(300001, 'x');
    CHECK(read_file(files.write("large", large)) == large);

    files.write("data/train.tsv", "x");
    CHECK(error("data/train.tvs") ==
          "66: data/train.tvs: no such file (did you mean data/train.tsv?)");
    CHECK(error("dtaa/train.tsv") == "66: dtaa/train.tsv: no such file");
    CHECK(error("quite/another") == "66: quite/another: no such file");
    CHECK(error("data") == "66: data: expected a file, found a directory");
    fs::create_symlink("lost.tsv", files.path("link.tsv"));
    fs::create_symlink("lost", files.path("folder"));
    CHECK(error("link.tsv") == "66: link.tsv: no such file (it is a link to lost.tsv)");
    CHECK(error("folder/train.tsv") == "66: folder/train.tsv: no such file");
    CHECK(error_of([] { read_file(""); }) == "66: \"\": no such file");
    CHECK(error_of([&] { (void)open_input(files.path("data")); }).find("66: ") == 0);
}

TEST_CASE("a file that cannot be read to its end is an error", "[file]") {
    if (!fs::exists("/proc/self/mem")) return; // opens, and fails at its first byte
    CHECK(error_of([] { read_file("/proc/self/mem"); }).find(
              "66: /proc/self/mem: cannot be read: ") == 0);
}

TEST_CASE("a file is replaced, and nothing is left beside it", "[file]") {
    const SampleFiles files;
    const std::string path = files.write("out/a", "old");
    const std::string directory = files.path("out");
    replace_file(path, std::string("new\0\n", 5));
    CHECK(read_file(path) == std::string("new\0\n", 5));
    replace_file(directory + "/b", "");
    CHECK(read_file(directory + "/b").empty());
    CHECK(count_in(directory) == 2);

    fs::permissions(path, fs::perms(0640));
    replace_file(path, "newer");
    CHECK(fs::status(path).permissions() == fs::perms(0640));
}

TEST_CASE("a link stays one, and the file it points to is replaced", "[file]") {
    const SampleFiles files;
    const std::string path = files.write("store/a", "old");
    const auto link = [&](const std::string& name, const std::string& to) {
        fs::create_symlink(to, files.path(name));
        replace_file(files.path(name), "by " + name);
        CHECK(fs::is_symlink(files.path(name)));
    };
    link("relative", "store/a");
    CHECK(read_file(path) == "by relative");
    link("absolute", path);
    CHECK(read_file(path) == "by absolute");
    link("dangling", "store/b");
    CHECK(read_file(files.path("store/b")) == "by dangling");

    fs::create_symlink("loop", files.path("loop"));
    const std::string error = error_of([&] { replace_file(files.path("loop"), "x"); });
    CHECK(files.shortened(error).find("73: loop: cannot be created: ") == 0);
    CHECK(count_in(files.path("store")) == 2);
    CHECK(count_in(files.path("")) == 5);
}

TEST_CASE("a replacement that fails keeps what was there", "[file]") {
    const SampleFiles files;
    const auto error = [&](const std::string& name) {
        return files.shortened(error_of([&] { replace_file(files.path(name), "new"); }));
    };
    files.write("directory/a", "old");
    CHECK(error("directory") == "73: directory: cannot be written: it is a directory");
    CHECK(error("missing/a") == "73: missing/a: cannot be created: No such file or directory");
    CHECK(error("directory/a/b") == "73: directory/a/b: cannot be created: Not a directory");
    const std::string long_name(300, 'x');
    CHECK(error("directory/" + long_name).find("cannot be created: File name too long") !=
          std::string::npos);
    CHECK(read_file(files.path("directory/a")) == "old");
    CHECK(count_in(files.path("directory")) == 1);
    CHECK(count_in(files.path("")) == 1);
}

TEST_CASE("in a read-only directory the old content is kept", "[file]") {
    const SampleFiles files;
    const std::string path = files.write("locked/a", "old");
    const std::string directory = files.path("locked");
    fs::permissions(directory, fs::perms(0555));
    // The superuser may write anyway; then the file must have the new content.
    const std::string error = error_of([&] { replace_file(path, "new"); });
    fs::permissions(directory, fs::perms(0755));
    CHECK(read_file(path) == (error.empty() ? "new" : "old"));
    const std::string denied = "73: locked/a: cannot be created: Permission denied";
    CHECK(files.shortened(error) == (error.empty() ? "" : denied));
    CHECK(count_in(directory) == 1);
}

TEST_CASE("a failure after the new content was written leaves nothing beside the old", "[file]") {
    const SampleFiles files;
    const std::string path = files.write("out/a", "old");
    fs::permissions(path, fs::perms(0200));
    // Syncing opens the file for reading, which only the superuser may do here.
    const std::string error = error_of([&] { replace_file(path, "new"); });
    fs::permissions(path, fs::perms(0600));
    CHECK(read_file(path) == (error.empty() ? "new" : "old"));
    CHECK((error.empty() || error.find("74: ") == 0));
    CHECK(count_in(files.path("out")) == 1);
}

TEST_CASE("a full disk is an error of writing", "[file]") {
    if (!fs::is_character_file("/dev/full")) return;
    CHECK(error_of([] { replace_file("/dev/full", "new"); }) ==
          "74: /dev/full: writing failed: No space left on device");
    CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("directories are made with their parents", "[file]") {
    const SampleFiles files;
    make_directories(files.path("a/b/c"));
    make_directories(files.path("a/b/c"));
    CHECK(fs::is_directory(files.path("a/b/c")));
    files.write("file", "x");
    for (const std::string name : {"file", "file/below"}) {
        const std::string error = error_of([&] { make_directories(files.path(name)); });
        CHECK(files.shortened(error) ==
              "73: " + name + ": the directory cannot be created: Not a directory");
    }
}

TEST_CASE("only temporary files of the given files are removed", "[file]") {
    const SampleFiles files;
    const std::string digits = "0123456789abcdef";
    files.write("a." + digits + ".partial", "x");
    files.write("b." + digits + ".partial", "x");
    std::vector<std::string> kept{"a", "a.0123456789abcdeX.partial", "a." + digits + "0.partial",
                                  "a.4711.partial", "a.partial", "c." + digits + ".partial",
                                  "thesis.partial"};
    for (const std::string& name : kept) files.write(name, "x");
    fs::create_directory(files.path("b.fedcba9876543210.partial"));
    fs::create_symlink(files.path("a"), files.path("a.fedcba9876543210.partial"));
    kept.insert(kept.end(), {"b.fedcba9876543210.partial", "a.fedcba9876543210.partial"});
    std::sort(kept.begin(), kept.end());
    remove_partial_files(files.path("."), {"a", "b"});
    std::error_code error;
    CHECK(names_in(files.path("."), error) == kept);
}

TEST_CASE("a link is not locked: its target may be another user's file", "[file]") {
    const SampleFiles files;
    std::filesystem::create_symlink("target", files.path("lock"));
    CHECK(error_of([&] { lock_file(files.path("lock")); }).find("lock: cannot be created") < 300);
    CHECK(!std::filesystem::exists(files.path("target")));
}

TEST_CASE("shared locks exclude exclusive locks", "[file]") {
    const SampleFiles files;
    const std::string path = files.write("lock", "");
    auto first = lock_file(path, Lock::kShared), second = lock_file(path, Lock::kShared);
    CHECK(second);
    CHECK(!lock_file(path));
    first.reset();
    CHECK(!lock_file(path));
    second.reset();
    first = lock_file(path);
    CHECK(first);
    CHECK(!lock_file(path));
    first.reset();
    CHECK(lock_file(path));
}
