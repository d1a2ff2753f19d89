// textrnn inspect, vectors and neighbors print parts of a model (also pretrained); textrnn tokens
// prints the tokens of a file; textrnn config prints all keys with their defaults.
#include "cli/study.h"
#include "data/vector_file.h"
#include "train/word_vectors.h"

#include <iostream>

namespace textrnn {

static void print_classifier(const Model& model) {
    std::cout << "labels";
    for (const std::string& label : model.labels) std::cout << "  " << printable(label);
    if (const double temperature = model.classifier.temperature(); temperature != 1)
        std::cout << "\ntemperature  " << shortest(temperature) << " divides the logits";
    std::cout << "\n\nmultiply-adds of a prediction\n";
    for (const Index tokens : {10u, 100u, 1000u}) {
        const double count = multiply_adds(Computation::kForward, model.classifier.parameters(),
                                           {1, tokens, tokens});
        std::cout << "  " << tokens << " distinct words: " << with_prefix(count) << "\n";
    }
}

static void inspect(const Arguments& arguments) {
    Safetensors file = read_safetensors(model_path(arguments.operand(0))); // once: may be a pipe
    Index total = 0;
    TextTable table;
    for (const NamedTensor& t : file.tensors) {
        table.push_back({"  " + t.name, shape_text(t.shape), std::to_string(t.values.size())});
        total += t.values.size();
    }
    const Model model = model_from(std::move(file), false);
    std::cout << "parameters\n";
    print_table(table);
    std::cout << "  total " << total << " ("
              << with_prefix(static_cast<double>(total * sizeof(Real)), "B") << ")\n\nvocabulary "
              << model.vocabulary.size() << " entries\n";
    if (!model.labels.empty()) print_classifier(model);
    std::cout << "\nconfig\n" << to_toml(model.config, false);
}

static void print_vectors(const Arguments& arguments) {
    const std::optional<std::string> pairs = arguments.last("--pairs");
    if (pairs && arguments.has("--binary"))
        arguments.refuse("--pairs and --binary exclude each other");
    const Model model = load_model(arguments.operand(0), false);
    const Tensor table = model.classifier.table().tensor();
    if (!pairs)
        return write_vectors(std::cout, model.vocabulary, table, arguments.has("--binary"),
                             terminal_width(stdout) > 0);
    const PairAgreement result = compare_pairs(*pairs, model.vocabulary, table);
    std::cout << "Spearman's rho " << fixed(result.spearman, 6) << "  pairs " << result.known
              << " of " << result.pairs << " (" << percent(ratio(result.known, result.pairs))
              << ")\n";
}

static void find_neighbors(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0), false);
    const Index count = arguments.number("-k", 1, 1000000, 10);
    const bool is_analogy = arguments.has("--analogy");
    std::vector<TokenId> ids; // check all words before printing any result
    for (const std::string& word : arguments.operands().subspan(1)) {
        ids.push_back(model.vocabulary.id(word));
        if (ids.back() == kUnkId)
            arguments.refuse(excerpt(word) + " is not in the vocabulary" +
                             suggestion(word, model.vocabulary.words()));
    }
    if (is_analogy && ids.size() != 3)
        arguments.refuse("--analogy needs three words, found " + std::to_string(ids.size()));
    const auto print = [&](const std::string& title, const WordSum& sum) {
        const auto neighbors = nearest_neighbors(model.classifier.table().tensor(),
                                                 model.vocabulary, sum, count);
        const Json object = Json::Object{{"word", title}, {"neighbors", record_to_json(neighbors)}};
        if (arguments.has("--json")) return void(std::cout << object.dump() << "\n");
        std::cout << printable(title) << "\n";
        for (const Neighbor& n : neighbors)
            std::cout << "  " << fixed(n.similarity, 4) << "  " << printable(n.word) << "\n";
    };
    if (is_analogy)
        return print(arguments.operand(2) + " - " + arguments.operand(1) + " + " +
                         arguments.operand(3), {{ids[1], 1}, {ids[2], 1}, {ids[0], -1}});
    for (const TokenId id : ids) print(model.vocabulary.word(id), {{id, 1}});
}

static void print_tokens(const Arguments& arguments) {
    const std::string& path = arguments.operand(0);
    const bool as_ids = arguments.has("--ids");
    std::optional<Model> model;
    if (is_model(path)) model = load_model(path, false);
    if (!model && as_ids) arguments.refuse("--ids needs a MODEL, but " + path + " is a config");
    Config config = model ? model->config : load_config(path, {}, false);
    set_reader(arguments, config, true);
    Tokens tokens;
    const auto print = [&](const Example& example) {
        if (tokenize(example.text, config.text, tokens) == 0 && !model) tokens.words.clear();
        std::string out;
        for (const std::string_view token : tokens.words) {
            const TokenId id = model ? model->vocabulary.id(token) : kUnkId;
            out += (out.empty() ? "" : " ") +
                   (as_ids ? std::to_string(id)
                           : mark_blanks(model ? model->vocabulary.word(id) : token));
        }
        std::cout << (terminal_width(stdout) > 0 ? printable(out) : out) << "\n";
        flush_stdout();
    };
    std::cerr << note_lines(read_texts(arguments.file(), config.data.reader, print));
}

const Command kInspect{"inspect", "MODEL", 1, 1,
                       "print a model's parameters, sizes, cost and config\n\n"
                       "MODEL is a model.safetensors file or a run directory.", {}, inspect};

const Command kVectors{
    "vectors", "MODEL", 1, 1,
    "print a model's word vectors in word2vec's format\n\n"
    "A line per word, as gensim and fastText (.vec) read it, without <pad> and <unk>.\n"
    "A blank in a token is written as U+2581. A model without embedding has the input\n"
    "weights instead. With --pairs, prints Spearman's rho between the scores of word\n"
    "pairs and the cosines of their vectors, ignoring case.",
    {{"--binary", nullptr, "word2vec's binary format"},
     {"--pairs", "FILE", "lines WORD<TAB>WORD<TAB>SCORE; # begins a comment"}},
    print_vectors};

const Command kNeighbors{
    "neighbors", "MODEL WORD...", 2, 1000,
    "print the nearest words by cosine similarity\n\n"
    "Similarity is the cosine between rows of embedding.weight, or of the input\n"
    "weights in a model without embedding. With --analogy the words are A B C, and\n"
    "those nearest to B - A + C (unit vectors) are shown.",
    {{"-k", "N", "neighbours per word (default: 10)"},
     {"--analogy", nullptr, "answer \"A is to B as C is to ...\""},
     kJsonOption},
    find_neighbors};

const Command kTokens{
    "tokens", "MODEL|CONFIG [FILE|-]", 1, 2,
    "print the tokens of each record of a file\n\n"
    "Prints a line per record of FILE (as in predict; default: standard input), cut\n"
    "to text.max_length. A blank token is printed as U+2581, and with a MODEL, a word\n"
    "outside the vocabulary as <unk>. Of a CONFIG, it uses [text] and [data], but\n"
    "reads no data files.",
    {{"--ids", nullptr, "of a MODEL: print ids (rows of the embedding) instead"},
     kFormatOption, kDataOption,
     {"--replace-invalid", nullptr, "replace NUL and bytes that are not UTF-8 by U+FFFD"}},
    print_tokens};

const Command kConfig{"config", "", 0, 0,
                      "print every key with its default, range and meaning\n\n"
                      "The output is a valid config file.", {},
                      [](const Arguments&) { std::cout << to_toml(Config{}, true); }};

} // namespace textrnn
