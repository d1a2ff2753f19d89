// All rows are parsed and checked: a damaged file is refused whatever the vocabulary is.
#include "data/vector_file.h"

#include "io/file.h"
#include "io/text.h"
#include "io/utf8.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

namespace textrnn {

namespace {

constexpr std::size_t kLongestWord = std::size_t{256} << 10; // bytes, in the binary format
constexpr std::string_view kSeparators = " \t";
constexpr char kBlankMark[] = "\xe2\x96\x81"; // mark_blanks()
constexpr std::size_t kNone = std::string_view::npos;
static_assert(sizeof(Real) == sizeof(float), "the binary format has floats");

// Parses a number and returns its end, or nullptr. A number too small for a Real becomes 0, a
// number too large infinite.
const char* parse_number(const char* begin, const char* end, Real& value) {
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error == std::errc::result_out_of_range) {
        const bool is_small = std::string_view(begin, stop).find('-', 1) != kNone; // 1e-400
        double wide = is_small ? 0 : std::numeric_limits<double>::infinity();
        std::from_chars(begin, end, wide); // keeps 0 or infinity beyond double's range
        value = static_cast<Real>(wide);
    }
    return error == std::errc::invalid_argument ? nullptr : stop;
}

class VectorReader {
public:
    VectorReader(const std::string& path, const Vocabulary& vocabulary, Tensor table)
        : name_(input_name(path)), lines_(open_input(path), name_, true), vocabulary_(vocabulary),
          table_(table), row_(table.cols), found_(table.rows) {}

    std::vector<bool> read() {
        const std::string_view head = lines_.head(), start = head.substr(0, head.find('\n'));
        // After "ROWS D", floats may have NUL bytes in the places of UTF-16's.
        const bool has_counts = start.find_first_not_of("0123456789 \r") == kNone;
        const std::string kind = has_counts ? "" : foreign_kind(head, name_);
        if (!kind.empty())
            textrnn::refuse(name_, "expected word vectors, found " +
                                       kind.substr(0, kind.find(';')) + "; unpack it to a file" +
                                       (kind.starts_with("UTF") ? " in UTF-8" : ""));
        next_line();
        std::istringstream header(line_); // "ROWS D" in word2vec's formats
        Index rows = 0, dim = 0;
        const bool has_header = // ">>" would read "-1" as 2^64 - 1
            line_.find('-') == kNone && header >> rows >> dim && header.eof();
        if (!has_header) take_text_row();
        else if (dim != row_.size()) refuse_dimension(name_, "embedding.weight", dim, row_.size());
        is_binary_ = has_header && is_binary_ahead();
        const auto next = [&] { return is_binary_ ? next_binary_row() : next_text_row(); };
        while ((read_ < rows || !has_header) && next()) ++read_;
        if (has_header && (read_ < rows || next()))
            refuse("the first line announces " + std::to_string(rows) + " words, the file has " +
                   (read_ < rows ? "only " + std::to_string(read_) : "more"));
        return std::move(found_);
    }

private:
    [[noreturn]] void refuse(const std::string& problem) const {
        const std::size_t line = std::max<std::size_t>(lines_.line_number(), 1);
        const std::string place = is_binary_ ? ": word " + std::to_string(read_ + 1)
                                             : ":" + std::to_string(line);
        textrnn::refuse(name_ + place, problem);
    }

    bool next_line() { // sets line_, without trailing blanks; false at the end of the file
        const bool is_read = lines_.next(line_);
        line_.resize(line_.find_last_not_of(" \t\r") + 1);
        return is_read;
    }

    // False if the first row is a word and D numbers. Otherwise true if the sample has control
    // characters, as floats nearly always do, or its first line has no number after a blank.
    bool is_binary_ahead() {
        const std::string_view sample = lines_.head();
        const std::size_t begin = sample.find_first_not_of(" \t\r\n");
        std::string_view first = sample.substr(std::min(begin, sample.size()));
        first = first.substr(0, first.find('\n'));
        first = first.substr(0, first.find_last_not_of(" \t\r") + 1);
        first.remove_prefix(std::min(first.find_first_of(kSeparators), first.size()));
        if (parse_numbers(first) == row_.size() && first.empty()) return false;
        for (const char c : sample)
            if (is_control_character(c) && c != '\t' && c != '\n' && c != '\r') return true;
        const std::string_view row = sample.substr(0, sample.find('\n'));
        Real value;
        for (std::size_t i = 0; (i = row.find_first_of(kSeparators, i)) != kNone;)
            if (parse_number(row.data() + ++i, row.data() + row.size(), value)) return false;
        return !row.empty();
    }

    bool next_text_row() { // false at the end of the file
        do {
            if (!next_line()) return false;
        } while (line_.empty());
        take_text_row();
        return true;
    }

    void take_text_row() {
        const std::string_view line = line_;
        std::size_t begin = std::min(line.find_first_of(kSeparators), line.size());
        std::string_view rest = line.substr(begin);
        const Index count = parse_numbers(rest);
        if (count == row_.size() && rest.empty()) return store(line.substr(0, begin));
        if (count == 0) { // a word with blanks: the D last fields are numbers
            begin = line.size();
            for (Index i = 0; i < row_.size() && begin > 0 && begin != kNone; ++i)
                begin = line.find_last_of(kSeparators, begin - 1);
            std::string_view numbers = line.substr(std::min(begin, line.size()));
            if (parse_numbers(numbers) == row_.size()) return store(line.substr(0, begin));
        }
        if (lines_.line_number() == 1 && count > 0 && rest.empty())
            refuse_dimension(name_, "embedding.weight", count, row_.size());
        refuse("expected a word and " + std::to_string(row_.size()) + " numbers, found " +
               std::to_string(count) + (rest.empty() ? "" : ", then " + excerpt(rest)));
    }

    // Parses numbers, each after a separator, and removes them from the start of `text`. Stores the
    // first D in row_. Returns their count.
    Index parse_numbers(std::string_view& text) {
        const char *at = text.data(), *const end = at + text.size();
        Index count = 0;
        for (Real x; at != end; ++count) {
            const char* next = std::find_if(at, end, [](char c) { return c != ' ' && c != '\t'; });
            if (next == at || !(next = parse_number(next, end, x))) break;
            if (next != end && *next != ' ' && *next != '\t') break; // "info" begins with "inf"
            if (count < row_.size()) row_[count] = x;
            at = next;
        }
        text.remove_prefix(static_cast<std::size_t>(at - text.data()));
        return count;
    }

    bool next_binary_row() { // false at the end of the file
        if (lines_.head(1).starts_with('\n')) lines_.skip(1); // the end of the row before
        if (lines_.head(1).empty()) return false;
        const std::size_t bytes = row_.size() * sizeof(Real);
        std::size_t size = lines_.head(256).find(' ');
        if (size == kNone) size = lines_.head(kLongestWord + 1).find(' ');
        if (size > kLongestWord) refuse("expected a word that ends in a blank");
        const std::string_view rest = lines_.head(size + 1 + bytes);
        const std::string_view word = rest.substr(0, size), numbers = rest.substr(size + 1);
        if (numbers.size() < bytes) refuse("the file ends within the row of " + excerpt(word));
        std::memcpy(row_.data(), numbers.data(), bytes);
        store(word);
        lines_.skip(size + 1 + bytes);
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
    LineReader lines_;
    const Vocabulary& vocabulary_;
    Tensor table_;
    Storage row_; // of the current word
    std::vector<bool> found_;
    std::string line_;
    Index read_ = 0; // rows read
    bool is_binary_ = false;
};

} // namespace

std::string mark_blanks(std::string_view word) { return replaced(word, {{' ', kBlankMark}}); }

std::vector<bool> read_vectors(const std::string& path, const Vocabulary& words, Tensor table) {
    return VectorReader(path, words, table).read();
}

void refuse_dimension(const std::string& file, const std::string& tensor, Index found,
                      Index expected) {
    refuse_config(file + ": its vectors have " + std::to_string(found) + " numbers, the rows of " +
                  tensor + " " + std::to_string(expected) +
                  "; change model.embedding_dim or model.start");
}

void write_vectors(std::ostream& out, const Vocabulary& vocabulary, Tensor table, bool binary,
                   bool for_terminal) {
    out << table.rows - kFirstWordId << ' ' << table.cols << '\n';
    for (TokenId id = kFirstWordId; id < table.rows && out; ++id) {
        std::string row = mark_blanks(vocabulary.word(id)) + (binary ? " " : "");
        const bool is_twice = vocabulary.word(id) == " " && vocabulary.id(kBlankMark) != kUnkId;
        if (is_twice || vocabulary.word(id).empty() || row.find_first_of("\t\n\v\f\r") != kNone)
            throw Error(ExitCode::kBadData, "word2vec's format cannot hold the word " +
                                                excerpt(row) + " of the vocabulary");
        if (for_terminal) row = printable(row);
        for (Index j = 0; j < table.cols; ++j) {
            const Real x = table(id, j);
            char digits[32];
            if (binary) row.append(reinterpret_cast<const char*>(&x), sizeof x);
            else row.append(" ").append(digits, std::to_chars(digits, std::end(digits), x).ptr);
        }
        out << (row += '\n');
    }
}

} // namespace textrnn
