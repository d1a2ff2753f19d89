// textrnn tokens: prints the tokens or ids that a model reads, one line per text.
#include "cli/arguments.h"
#include "core/error.h"
#include "data/corpus.h"
#include "data/vector_file.h"
#include "io/file.h"
#include "train/model_file.h"

#include <iostream>

namespace textrnn {

namespace {

// A token as it is printed. Without vocabulary (nullptr), nothing for the <unk> (a view of the
// literal) that tokenize() makes of a text without tokens.
std::string shown(std::string_view token, const Vocabulary* vocabulary, bool as_id) {
    if (!vocabulary) return token.data() == kUnkWord ? "" : mark_blanks(token);
    const TokenId id = vocabulary->id(token);
    return as_id ? std::to_string(id) : mark_blanks(vocabulary->word(id));
}

int run(const Arguments& arguments) {
    const std::string& path = arguments.operand(0);
    const bool as_ids = arguments.has("--ids");
    std::optional<WordVectors> model;
    if (is_model(path)) model = load_word_vectors(path);
    if (!model && as_ids)
        throw Error(ExitCode::kUsage, "tokens: --ids needs a MODEL, but " + path + " is a config");
    const Config config = model ? model->config : load_config(path, {});
    const Vocabulary* const vocabulary = model ? &model->vocabulary : nullptr;
    const std::string file = arguments.operand_count() > 1 ? arguments.operand(1) : "-";
    const bool replace_invalid =
        arguments.has("--replace-invalid") || config.data.reader.replaces_invalid();
    Tokens tokens;
    for_each_line(file, replace_invalid, [&](const std::string& line, std::size_t) {
        tokenize(line, config.text, tokens);
        std::string out;
        for (const std::string_view token : tokens.words)
            out += (out.empty() ? "" : " ") + shown(token, vocabulary, as_ids);
        std::cout << out << std::endl;
    });
    return 0;
}

} // namespace

const Command kTokens{
    "tokens", "MODEL|CONFIG [FILE|-]",
    "print the tokens of each line of a file, as the model reads them\n\n"
    "Prints one line per line of FILE (default: standard input), tokens separated by one blank,\n"
    "cut to text.max_length. A blank token (tokenizer \"characters\") is printed as U+2581. With\n"
    "a MODEL, words outside the vocabulary are printed as <unk>. With a CONFIG, only its section\n"
    "[text] is used, and no data file is read.",
    1, 2,
    {{"--ids", nullptr, "print ids (rows of the embedding table) instead of tokens"},
     {"--replace-invalid", nullptr, "replace bytes that are not UTF-8 by U+FFFD"}},
    run};

} // namespace textrnn
