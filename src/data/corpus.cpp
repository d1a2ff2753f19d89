// Reads the training files once: numbers the words, then counts the occurrences of each number.
#include "data/corpus.h"

#include "core/random.h"
#include "core/registry.h"
#include "data/unicode.h"
#include "io/checksum.h"
#include "io/text.h"

#include <algorithm>

namespace textrnn {

// Keeps max_length tokens of the head, the tail, or both (the head gets the odd token). Both is
// best for reviews: Sun et al. 2019, "How to fine-tune BERT for text classification?".
static void cut_to_length(std::vector<std::string_view>& tokens, const TextOptions& options) {
    const Index most = options.max_length;
    if (most == 0 || tokens.size() <= most) return;
    const Index tail = options.keep == "head" ? 0 : options.keep == "tail" ? most : most / 2;
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(most - tail),
                 tokens.end() - static_cast<std::ptrdiff_t>(tail));
}

// Whether a combining mark from U+0300 to U+033F follows an ASCII, Greek or Cyrillic letter (other
// letters may be composed, NFC, already), or the text has a vowel of a decomposed Korean syllable
// (U+1140 to U+117F) or a voiced sound mark of kana (U+3099, U+309A).
static bool has_marks(std::string_view text) {
    for (std::size_t at = text.find('\xcc', 1); at < text.size(); at = text.find('\xcc', at + 1)) {
        const int last = text[at - 1] | 0x20; // lower case
        const char lead = text[std::max<std::size_t>(at, 2) - 2];
        if ((last >= 'a' && last <= 'z') || (lead >= '\xce' && lead <= '\xd1')) return true;
    }
    for (const char* const part : {"\xe1\x85", "\xe3\x82\x99", "\xe3\x82\x9a"})
        if (text.find(part) < text.size()) return true;
    return false;
}

// The number of characters of scripts without blanks between words: Thai, Lao, Tibetan, Burmese,
// Khmer, and U+3000 to U+3FFF (kana and others).
static std::size_t unspaced_characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const std::string_view bytes = text.substr(i - 1, 2);
        count += bytes[0] == '\xe3' || (bytes[0] == '\xe0' && bytes[1] >= '\xb8') ||
                 bytes == "\xe1\x80" || bytes == "\xe1\x81" || bytes == "\xe1\x9e" ||
                 bytes == "\xe1\x9f";
    }
    return count;
}

// Also sets `tokens`.
static TextFacts facts_of(std::string_view text, const TextOptions& options, Tokens& tokens) {
    const Index count = tokenize(text, options, tokens);
    const std::string_view inner = trimmed(options.unescape ? tokens.unescaped : text);
    Checksum hash(inner.size());
    hash.add(inner);
    const auto has = [text](auto part) { return text.find(part) != text.npos; };
    return {hash.value(), static_cast<std::uint32_t>(count),
            !options.unescape && (has('\\') || has('&')) && unescape(text) != text,
            text.size() > 1 && text.front() == '\'' && text.back() == '\'', has_marks(text),
            text.size() >= 18 * count && unspaced_characters(text) * 6 > text.size()};
}

// Adds a text. Its ids are numbers in a WordTable until choose_vocabulary() replaces them.
static void add(Dataset& data, const Tokens& tokens, WordTable& numbers) {
    for (const std::string_view word : tokens.words) data.ids.push_back(numbers.insert(word));
    data.begins.push_back(data.ids.size());
}

// Chooses the vocabulary by the counts of the words in datasets[0], and replaces numbers by ids in
// all datasets. Returns the counts, without <pad> and <unk>. `file`: the name in errors.
static std::vector<Index> choose_vocabulary(const std::vector<std::string>& words,
                                            std::span<Dataset* const> datasets,
                                            const std::string& file,
                                            const VocabularyOptions& options,
                                            Vocabulary& vocabulary) {
    std::vector<Index> counts(words.size());
    for (const TokenId number : datasets[0]->ids) ++counts[number];
    vocabulary = choose_words(words, counts, options.min_freq, options.max_size);
    if (vocabulary.size() <= kFirstWordId)
        refuse(file, words.size() <= kFirstWordId
                         ? "the texts have no words"
                         : "no word occurs " + grouped(options.min_freq) +
                               " times (vocabulary.min_freq); the most frequent word occurs " +
                               grouped(std::ranges::max(counts)) + " times");
    std::vector<TokenId> id_of; // by number
    for (const std::string& word : words) id_of.push_back(vocabulary.id(word));
    for (Dataset* data : datasets)
        for (TokenId& id : data->ids) id = id_of[id];
    return {counts.begin() + kFirstWordId, counts.end()};
}

// Sets the members of the corpus that come from the training files.
static void load_training_files(Corpus& corpus, const DataOptions& data, const TextOptions& text,
                                const VocabularyOptions& vocabulary) {
    WordTable labels; // numbers in order of occurrence
    WordTable numbers({kPadWord, kUnkWord});
    Tokens tokens;
    Dataset* const sets[] = {&corpus.train, &corpus.dev, &corpus.test};
    const double dev = share_of(data.dev), test = share_of(data.test);
    const auto use = [&](const Example& example) {
        const TextFacts facts = facts_of(example.text, text, tokens);
        const double place = Random::unit(facts.hash); // in [0, 1)
        Dataset& set = *sets[place < dev ? 1 : place < dev + test ? 2 : 0];
        add(set, tokens, numbers);
        set.facts.push_back(facts);
        set.labels.push_back(labels.insert(example.label));
    };
    for (const std::string& file : data.train)
        std::ranges::move(read_examples(file, data.reader, use), back_inserter(corpus.train.notes));
    std::vector<std::string>& sorted = corpus.labels = labels.words();
    std::sort(sorted.begin(), sorted.end());
    const std::string name = input_name(data.train.front());
    std::string notes; // e.g. about skipped rows, which may be the cause of an error
    for (const std::string& note : corpus.train.notes) notes += "; " + note;
    if (sorted.size() < 2)
        refuse(name, "only one label (" + listed(sorted) + "); a classifier needs two" + notes);
    if (!corpus.train.size() || corpus.dev.size() < (dev > 0) || corpus.test.size() < (test > 0))
        refuse(name, "too few texts for the shares data.dev and data.test (train " +
                         grouped(corpus.train.size()) + " texts, dev " +
                         grouped(corpus.dev.size()) + ", test " + grouped(corpus.test.size()) +
                         "); change them, or set files" + notes);
    const WordTable sorted_labels(sorted);
    for (Dataset* set : sets)
        for (Index& label : set->labels) label = sorted_labels.find(labels.words()[label]);
    corpus.word_counts =
        choose_vocabulary(numbers.words(), sets, name, vocabulary, corpus.vocabulary);
}

Index tokenize(std::string_view text, const TextOptions& options, Tokens& tokens) {
    if (options.unescape) text = tokens.unescaped = unescape(text);
    find_named(tokenizers(), options.tokenizer)->tokenize(text, options, tokens);
    const Index count = tokens.words.size();
    cut_to_length(tokens.words, options);
    // The recurrent layer has no output for an empty sequence.
    if (count == 0) tokens.words.push_back(kUnkWord);
    return count;
}

double share_of(const std::string& file) {
    if (!file.ends_with('%')) return 0;
    const auto number = parsed<double>(std::string_view(file).substr(0, file.size() - 1));
    return number > 0.0 ? *number / 100 : 0; // not NaN
}

std::uint64_t Dataset::hash(std::uint64_t seed) const {
    std::uint64_t hash = seed;
    for (const TokenId id : ids) hash = mix_bits(hash ^ id);
    for (const Index begin : begins) hash = mix_bits(hash ^ begin);
    for (const Index label : labels) hash = mix_bits(hash ^ label);
    return hash;
}

void Dataset::add(const std::vector<std::string_view>& words, const Vocabulary& vocabulary) {
    for (const std::string_view word : words) ids.push_back(vocabulary.id(word));
    begins.push_back(ids.size());
}

Dataset encode(const std::string& file, const ReaderOptions& reader, const TextOptions& options,
               const Vocabulary& vocabulary, const std::vector<std::string>& labels,
               const UseExample& use) {
    const WordTable numbers(labels);
    const bool is_shown = reader.bad_rows == "error"; // else no suggestion: it takes time
    Dataset data;
    Tokens tokens;
    data.notes = read_examples(file, reader, [&](Example& example) {
        const TokenId number = numbers.find(example.label);
        if (number == WordTable::kNone)
            refuse_line(example.file.empty() ? input_name(file) : example.file, example.line,
                        "expected a label of the training data, found " + excerpt(example.label) +
                            " (known: " + listed(labels) + ")" +
                            (is_shown ? suggestion(example.label, labels) : ""));
        data.labels.push_back(number);
        data.facts.push_back(facts_of(example.text, options, tokens));
        data.add(tokens.words, vocabulary);
        if (use) use(example);
    });
    return data;
}

Corpus load_corpus(const DataOptions& data, const TextOptions& text,
                   const VocabularyOptions& vocabulary) {
    if (data.train.empty() || data.train.front().empty())
        refuse_config("data.train is missing: set it to the training file");
    Corpus corpus;
    load_training_files(corpus, data, text, vocabulary);
    ReaderOptions reader = data.reader;
    reader.known_labels = corpus.labels;
    const auto load = [&](Dataset& set, const std::string& path) {
        if (!path.empty() && share_of(path) == 0)
            set = encode(path, reader, text, corpus.vocabulary, corpus.labels);
    };
    load(corpus.dev, data.dev);
    load(corpus.test, data.test);
    return corpus;
}

Texts load_texts(const std::vector<std::string>& files, const ReaderOptions& reader,
                 TextOptions options, const VocabularyOptions& vocabulary) {
    options.max_length = 0;
    Texts texts;
    WordTable numbers({kPadWord, kUnkWord});
    Tokens tokens;
    for (const std::string& file : files) {
        const bool by_lines = format_of(file, reader) == "lines";
        const auto use = [&](const Example& example) {
            if (by_lines && trimmed(example.text).empty()) return;
            tokenize(example.text, options, tokens);
            add(texts.data, tokens, numbers);
        };
        std::ranges::move(read_texts(file, reader, use), back_inserter(texts.data.notes));
    }
    Dataset* const sets[] = {&texts.data};
    choose_vocabulary(numbers.words(), sets, input_name(files.front()), vocabulary,
                      texts.vocabulary);
    texts.counts.resize(texts.vocabulary.size());
    for (const TokenId id : texts.data.ids) ++texts.counts[id];
    texts.counts[kPadId] = texts.counts[kUnkId] = 0;
    return texts;
}

} // namespace textrnn
