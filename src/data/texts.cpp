// Counts the words and numbers the tokens in one pass over the files.
#include "data/texts.h"

#include "core/error.h"
#include "io/file.h"

namespace textrnn {

namespace {

void for_each_text(const std::string& file, const ReaderOptions& options,
                   const std::function<void(std::string& text)>& use) {
    if (!format_of(file, options).empty())
        read_examples(file, options, [&](Example& example) { use(example.text); });
    else
        for_each_line(file, options.replaces_invalid(),
                      [&](std::string& line, std::size_t) { use(line); });
}

} // namespace

std::uint64_t Texts::fingerprint() const { return data.hash(0); }

Texts load_texts(const std::vector<std::string>& files, const ReaderOptions& reader,
                 const TextOptions& options, const VocabularyOptions& vocabulary) {
    Texts texts;
    WordCounter counter;
    Tokens tokens;
    for (const std::string& file : files)
        for_each_text(file, reader, [&](std::string& text) {
            tokenize(text, options, tokens);
            for (const std::string_view word : tokens.words)
                texts.data.ids.push_back(counter.add(word));
            texts.data.begins.push_back(texts.data.ids.size());
        });
    texts.vocabulary = counter.vocabulary(vocabulary.min_freq, vocabulary.max_size);
    std::vector<TokenId> id_of; // by the counter's number
    for (const std::string& word : counter.words()) id_of.push_back(texts.vocabulary.id(word));
    texts.counts.resize(texts.vocabulary.size());
    for (TokenId& id : texts.data.ids) ++texts.counts[id = id_of[id]];
    texts.counts[kPadId] = texts.counts[kUnkId] = 0;
    if (texts.vocabulary.size() <= kFirstWordId)
        throw Error(ExitCode::kBadData, input_name(files.front()) + ": no word occurs " +
                                            std::to_string(vocabulary.min_freq) +
                                            " times (vocabulary.min_freq)");
    return texts;
}

} // namespace textrnn
