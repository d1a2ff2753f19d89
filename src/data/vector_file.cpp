// Reads and writes files of word vectors. All rows are parsed and checked, so that a damaged file
// is refused whatever the vocabulary is.
#include "data/vector_file.h"

#include "io/file.h"
#include "io/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

namespace textrnn {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{4} << 20, kChunkBytes = std::size_t{256} << 10;
constexpr std::string_view kSeparators = " \t";
constexpr std::size_t kNone = std::string_view::npos;

// Parses a number at `begin` and returns its end; nullptr if there is none. A number too small for
// a Real becomes 0, a number too large infinite.
const char* parse_number(const char* begin, const char* end, Real& value) {
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error == std::errc::result_out_of_range) {
        double wide = std::numeric_limits<double>::infinity(); // unchanged if out of range, too
        std::from_chars(begin, end, wide);
        value = static_cast<Real>(wide);
    }
    return error == std::errc::invalid_argument ? nullptr : stop;
}

class VectorReader {
public:
    VectorReader(const std::string& path, const Vocabulary& vocabulary, Tensor table)
        : name_(input_name(path)), stream_(open_input(path)), vocabulary_(vocabulary),
          table_(table), row_(table.cols), found_(table.rows) {}

    std::vector<bool> read() {
        const std::string line(next_line());
        std::istringstream header(line); // "ROWS D" in word2vec's formats
        Index rows = 0, dim = 0, read = 0;
        if (!(header >> rows >> dim && header.eof())) {
            take_text_row(line);
            while (next_text_row()) {}
            return std::move(found_);
        }
        if (dim != row_.size()) refuse_dimension(name_, "embedding.weight", dim, row_.size());
        is_binary_ = is_binary_ahead();
        while (read <= rows && (is_binary_ ? next_binary_row() : next_text_row())) ++read;
        if (read != rows)
            refuse("the first line announces " + std::to_string(rows) + " words, the file has " +
                   (read > rows ? "more" : "only " + std::to_string(read)));
        return std::move(found_);
    }

private:
    [[noreturn]] void refuse(const std::string& problem) const {
        const std::string place = is_binary_ ? ": byte " + std::to_string(offset_)
                                             : ":" + std::to_string(line_number_);
        throw Error(ExitCode::kBadData, name_ + place + ": " + problem);
    }

    // Reads more bytes; false at the end of the file, or if the buffer is full.
    bool fill() {
        const std::size_t size = unread_.size();
        std::memmove(buffer_.get(), unread_.data(), size);
        stream_->read(buffer_.get() + size,
                      static_cast<std::streamsize>(std::min(kChunkBytes, kBufferBytes - size)));
        if (stream_->bad()) fail_system(ExitCode::kIo, name_, "reading failed");
        const auto more = static_cast<std::size_t>(stream_->gcount());
        unread_ = {buffer_.get(), size + more};
        return more > 0;
    }
    bool has(std::size_t count) { // `count` unread bytes; false: the file ends before
        while (unread_.size() < count && fill()) {}
        return unread_.size() >= count;
    }
    // Number of unread bytes before the next byte c; all, if the buffer is full or the file ends.
    std::size_t size_before(char c) {
        for (std::size_t searched = 0;;) {
            const std::size_t at = unread_.find(c, searched);
            searched = unread_.size();
            if (at != kNone || !fill()) return std::min(at, searched);
        }
    }
    // The view is valid until the next fill().
    std::string_view take(std::size_t count) {
        const std::string_view taken = unread_.substr(0, count);
        unread_.remove_prefix(taken.size());
        offset_ += taken.size();
        return taken;
    }

    // The next line without its end and trailing blanks.
    std::string_view next_line() {
        ++line_number_;
        const std::size_t size = size_before('\n');
        if (size == kBufferBytes) refuse("the line is longer than 4 MiB");
        const std::string_view line = take(size + 1);
        return line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
    }

    // True if the rows after the header have control characters, which floats hardly avoid, or if
    // the first row has no number after a blank.
    bool is_binary_ahead() {
        constexpr std::size_t kSample = 4096;
        has(kSample);
        const std::string_view sample = unread_.substr(0, kSample);
        for (const char c : sample)
            if (is_control_character(c) && c != '\t' && c != '\n' && c != '\r') return true;
        const std::string_view row = sample.substr(0, sample.find('\n'));
        Real value;
        for (std::size_t i = 0; (i = row.find_first_of(kSeparators, i)) != kNone;)
            if (parse_number(row.data() + ++i, row.data() + row.size(), value)) return false;
        return !row.empty();
    }

    bool next_text_row() { // false at the end of the file
        std::string_view line;
        while (line.empty() && has(1)) line = next_line();
        if (!line.empty()) take_text_row(line);
        return !line.empty();
    }

    void take_text_row(std::string_view line) {
        std::size_t begin = std::min(line.find_first_of(kSeparators), line.size());
        std::string_view rest = line.substr(begin);
        const Index count = parse_numbers(rest);
        if (count == row_.size() && rest.empty()) return store(line.substr(0, begin));
        if (count == 0) { // a word with blanks: the D last fields are numbers
            begin = line.size();
            for (Index i = 0; i < row_.size() && begin > 0 && begin != kNone; ++i)
                begin = line.find_last_of(kSeparators, begin - 1);
            std::string_view numbers = line.substr(std::min(begin, line.size()));
            if (parse_numbers(numbers) == row_.size() && numbers.empty())
                return store(line.substr(0, begin));
        }
        if (line_number_ == 1 && count > 0 && rest.empty())
            refuse_dimension(name_, "embedding.weight", count, row_.size());
        refuse("expected a word and " + std::to_string(row_.size()) + " numbers, found " +
               std::to_string(count) + (rest.empty() ? "" : ", then " + excerpt(rest)) +
               (line_number_ == 1 ? " (is the file compressed?)" : ""));
    }

    // Parses numbers, each after a separator, up to the first text that is none, which `text` then
    // begins with. Stores the first D in row_. Returns their count.
    Index parse_numbers(std::string_view& text) {
        const char *at = text.data(), *const end = at + text.size();
        Index count = 0;
        for (Real x; at != end; ++count) {
            const char* next = std::find_if(at, end, [](char c) { return c != ' ' && c != '\t'; });
            if (next == at || !(next = parse_number(next, end, x))) break;
            if (count < row_.size()) row_[count] = x;
            at = next;
        }
        text.remove_prefix(static_cast<std::size_t>(at - text.data()));
        return count;
    }

    bool next_binary_row() { // false at the end of the file
        if (has(1) && unread_[0] == '\n') take(1); // the end of the row before
        if (!has(1)) return false;
        const std::size_t size = size_before(' ');
        if (size > kChunkBytes || size == unread_.size())
            refuse("expected a word that ends in a blank");
        const std::size_t end = size + 1 + row_.size() * sizeof(float);
        const bool is_whole = has(end);
        const std::string_view word = unread_.substr(0, size);
        if (!is_whole) refuse("the file ends within the row of " + excerpt(word));
        for (Index i = 0; i < row_.size(); ++i) {
            float x;
            std::memcpy(&x, &unread_[size + 1 + i * sizeof x], sizeof x);
            row_[i] = x;
        }
        store(word);
        take(end);
        return true;
    }

    void store(std::string_view word) {
        for (const Real x : row_)
            if (!std::isfinite(x)) refuse("a number of " + excerpt(word) + " is NaN or infinite");
        TokenId id = vocabulary_.id(word);
        if (id == kUnkId && word == kBlankMark) id = vocabulary_.id(" ");
        if ((id == kUnkId && word != kUnkWord) || found_[id]) return;
        found_[id] = true;
        std::copy(row_.begin(), row_.end(), table_.row(id));
    }

    std::string name_;
    std::unique_ptr<std::istream> stream_;
    const Vocabulary& vocabulary_;
    Tensor table_;
    Storage row_; // of the current word
    std::vector<bool> found_;
    std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
    std::string_view unread_{buffer_.get(), 0}; // bytes of buffer_ that are not taken yet
    std::size_t offset_ = 0;                    // of unread_ in the file
    std::size_t line_number_ = 0;
    bool is_binary_ = false;
};

} // namespace

std::string mark_blanks(std::string_view word) {
    std::string marked;
    for (const char c : word) c == ' ' ? marked += kBlankMark : marked += c;
    return marked;
}

std::vector<bool> read_vectors(const std::string& path, const Vocabulary& words, Tensor table) {
    return VectorReader(path, words, table).read();
}

void refuse_dimension(const std::string& file, const std::string& tensor, Index found,
                      Index expected) {
    throw Error(ExitCode::kBadConfig, file + ": its vectors have " + std::to_string(found) +
                                          " numbers, the rows of " + tensor + " " +
                                          std::to_string(expected) +
                                          "; change model.embedding_dim or model.start");
}

void write_vectors(std::ostream& out, const Vocabulary& vocabulary, Tensor table, bool binary) {
    out << table.rows - kFirstWordId << ' ' << table.cols << '\n';
    for (TokenId id = kFirstWordId; id < table.rows && out; ++id) {
        std::string row = mark_blanks(vocabulary.word(id)) + (binary ? " " : "");
        if (vocabulary.word(id).empty() || row.find_first_of("\t\n\v\f\r") != kNone)
            throw Error(ExitCode::kBadData, "word2vec's format cannot hold the word " +
                                                excerpt(row) + " of the vocabulary");
        for (Index j = 0; j < table.cols; ++j) {
            const auto x = static_cast<float>(table(id, j));
            char digits[32];
            if (binary) row.append(reinterpret_cast<const char*>(&x), sizeof x);
            else row.append(" ").append(digits, std::to_chars(digits, std::end(digits), x).ptr);
        }
        out << (row += '\n');
    }
}

} // namespace textrnn
