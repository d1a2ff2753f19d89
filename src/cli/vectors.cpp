// textrnn vectors and textrnn neighbors: word vectors for other programs, their agreement with
// human scores, and the nearest words.
#include "ablation/word_vectors.h"
#include "cli/arguments.h"
#include "core/error.h"
#include "data/vector_file.h"
#include "io/json.h"
#include "io/text.h"
#include "train/model_file.h"

#include <iostream>

namespace textrnn {

namespace {

int run_vectors(const Arguments& arguments) {
    const std::optional<std::string> pairs = arguments.last("--pairs");
    if (pairs && arguments.has("--binary"))
        throw Error(ExitCode::kUsage, "vectors: --pairs and --binary exclude each other");
    const WordVectors vectors = load_word_vectors(arguments.operand(0));
    const Tensor table = vectors.table.tensor();
    if (!pairs) {
        write_vectors(std::cout, vectors.vocabulary, table, arguments.has("--binary"));
        return 0;
    }
    const PairAgreement result = compare_pairs(*pairs, vectors.vocabulary, table);
    std::cout << "Spearman's rho " << fixed(result.spearman, 6) << "  pairs " << result.known
              << " of " << result.pairs << " ("
              << percent(static_cast<double>(result.known) / static_cast<double>(result.pairs))
              << ")\n";
    return 0;
}

void print(const std::string& title, const std::vector<Neighbor>& neighbors, bool json) {
    Json::Array list;
    std::string lines = printable(title) + "\n";
    for (const Neighbor& n : neighbors) {
        list.push_back(Json::Object{{"word", n.word}, {"similarity", n.similarity}});
        lines += "  " + fixed(n.similarity, 4) + "  " + printable(n.word) + "\n";
    }
    const Json object = Json::Object{{"word", title}, {"neighbors", list}};
    std::cout << (json ? object.dump() + "\n" : lines);
}

int run_neighbors(const Arguments& arguments) {
    const auto [config, vocabulary, table] = load_word_vectors(arguments.operand(0));
    const Index count = arguments.number("-k", 1, 1000000, 10);
    const bool json = arguments.has("--json");
    std::vector<TokenId> ids; // check all words before printing any result
    for (Index i = 1; i < arguments.operand_count(); ++i) {
        const std::string& word = arguments.operand(i);
        ids.push_back(vocabulary.id(word));
        if (ids.back() == kUnkId)
            throw Error(ExitCode::kUsage, "neighbors: " + excerpt(word) +
                                              " is not in the vocabulary" +
                                              suggestion(word, vocabulary.words()));
    }
    if (!arguments.has("--analogy")) {
        for (const TokenId id : ids)
            print(vocabulary.word(id),
                  nearest_neighbors(table.tensor(), vocabulary, {id}, {}, count), json);
        return 0;
    }
    if (ids.size() != 3)
        throw Error(ExitCode::kUsage,
                    "neighbors: --analogy needs three words, found " + std::to_string(ids.size()));
    print(arguments.operand(2) + " - " + arguments.operand(1) + " + " + arguments.operand(3),
          nearest_neighbors(table.tensor(), vocabulary, {ids[1], ids[2]}, {ids[0]}, count), json);
    return 0;
}

} // namespace

const Command kVectors{
    "vectors", "MODEL",
    "print a model's word vectors in word2vec's format\n\n"
    "The first line has the number of words and the dimension; then follows a line per word, as\n"
    "gensim and fastText (.vec) read it. <pad> and <unk> are left out; a blank in a token\n"
    "(tokenizer \"characters\") is written as U+2581. A model without embedding has the input\n"
    "weights instead. With --pairs, prints Spearman's rho between the scores of word pairs and\n"
    "the cosines of their vectors, ignoring case, and how many pairs the vocabulary has.",
    1, 1,
    {{"--binary", nullptr, "word2vec's binary format"},
     {"--pairs", "FILE", "compare with lines WORD<TAB>WORD<TAB>SCORE; # begins a comment"}},
    run_vectors};

const Command kNeighbors{
    "neighbors", "MODEL WORD...",
    "print the nearest words by cosine similarity\n\n"
    "Similarity is the cosine between rows of embedding.weight, or of the input weights in a\n"
    "model without embedding. With --analogy the words are A B C, and those nearest to B - A + C\n"
    "(unit vectors) are shown.",
    2, 1000,
    {{"-k", "N", "neighbours per word (default: 10)"},
     {"--analogy", nullptr, "answer \"A is to B as C is to ...\""},
     kJsonOption},
    run_neighbors};

} // namespace textrnn
