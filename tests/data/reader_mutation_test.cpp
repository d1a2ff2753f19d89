// Random changes of valid files: the readers return examples of valid UTF-8 or throw an Error of
// one line.
#include "core/random.h"
#include "data/tokenizer.h"
#include "io/utf8.h"
#include "sample_files.h"

#include "catch.h"

#include <iterator>

using namespace textrnn;

namespace {

struct Sample {
    const char* name;
    const char* content;
};

constexpr Sample kSamples[] = {
    {"a.tsv", "label\ttext\npos\tA fine caf\xC3\xA9.\nneg\tno \"good\", at all\r\n\npos\t\n"},
    {"a.csv", "label,text\npos,\"A \"\"fine\"\" caf\xC3\xA9,\nindeed\"\r\nneg,\"\"\npos,x\n"},
    {"a.jsonl", "{\"label\": \"pos\", \"text\": \"A \\u00e9 \\n \xC3\xA9\"}\n\n"
                "{\"text\": \"b\", \"label\": -12, \"x\": [1.5e3, null, {\"y\": true}]}\n"},
    {"a.ft", "__label__pos A fine caf\xC3\xA9.\n__label__neg no\tgood\n\n__label__a\n"},
};

// Bytes with a meaning in one of the formats, and bytes that make UTF-8 malformed.
constexpr char kBytes[] = {'"', '"', '"', '\\', '\\', ',', ',', '\t', '\n', '\r', '{', '}', '[',
                           ']', ':', '_', ' ', '0', '-', 'a', '\0', '\x80', '\xC3', '\xE2', '\xED',
                           '\xF0', '\xFF', '\xEF', '\xBB', '\xBF'};

std::string mutated(std::string text, Random& random) {
    for (std::uint64_t n = 1 + random.below(4); n > 0 && !text.empty(); --n) {
        const std::size_t at = random.below(text.size());
        const char byte = kBytes[random.below(std::size(kBytes))];
        switch (random.below(5)) {
        case 0: text[at] = byte; break;
        case 1: text.insert(at, 1, byte); break;
        case 2: text.erase(at, 1 + random.below(4)); break;
        case 3: text.resize(at); break;
        default: {
            const std::size_t from = random.below(text.size());
            text.insert(at, text.substr(from, random.below(20)));
        }
        }
    }
    return text;
}

void check_result(const std::vector<Example>& examples) {
    REQUIRE(!examples.empty());
    for (const Example& example : examples) {
        REQUIRE(!example.label.empty());
        REQUIRE(find_invalid_utf8(example.label) == std::string::npos);
        REQUIRE(find_invalid_utf8(example.text) == std::string::npos);
        for (const TokenizerEntry& tokenizer : tokenizers()) {
            Tokens tokens;
            tokenizer.tokenize(example.text, {}, tokens);
            for (const std::string_view token : tokens.words) {
                REQUIRE(!token.empty());
                REQUIRE(find_invalid_utf8(token) == std::string::npos);
            }
        }
    }
}

} // namespace

TEST_CASE("mutated files give examples or an Error", "[reader]") {
    const SampleFiles files;
    Random random(11, Stream::kGradcheck);
    for (const Sample& sample : kSamples) {
        std::size_t read = 0, refused = 0;
        for (int round = 0; round < 3000; ++round) {
            const std::string content = mutated(sample.content, random);
            const std::string path = files.write(sample.name, content);
            ReaderOptions options;
            if (round % 2 == 1) options.invalid_utf8 = "replace";
            INFO(sample.name << ": " << content);
            try {
                check_result(all_examples(path, options));
                ++read;
            } catch (const Error& error) {
                const std::string message = error.what();
                REQUIRE(error.code() == ExitCode::kBadData);
                REQUIRE(message.find(path) == 0);
                REQUIRE(message.find('\n') == std::string::npos);
                REQUIRE(find_invalid_utf8(message) == std::string::npos);
                REQUIRE(!message.ends_with('.'));
                ++refused;
            }
        }
        CHECK(read > 100);
        CHECK(refused > 100);
    }
}
