// textrnn neighbors: prints the nearest words by cosine similarity.
#include "ablation/word_vectors.h"
#include "cli/arguments.h"
#include "core/error.h"
#include "io/text.h"
#include "io/json.h"
#include "train/model_file.h"

#include <iostream>

namespace textrnn {

namespace {

void print(const std::string& word, const std::vector<Neighbor>& neighbors, bool json) {
    Json::Array list;
    std::string lines = printable(word) + "\n";
    for (const Neighbor& n : neighbors) {
        list.push_back(Json::Object{{"word", n.word}, {"similarity", n.similarity}});
        lines += "  " + fixed(n.similarity, 4) + "  " + printable(n.word) + "\n";
    }
    const Json object = Json::Object{{"word", word}, {"neighbors", list}};
    std::cout << (json ? object.dump() + "\n" : lines);
}

int run(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0));
    const Index count = arguments.number("-k", 1, 1000000, 10);
    std::vector<TokenId> ids; // check all words before printing any result
    for (Index i = 1; i < arguments.operand_count(); ++i) {
        const std::string& word = arguments.operand(i);
        ids.push_back(model.vocabulary.id(word));
        if (ids.back() == kUnkId)
            throw Error(ExitCode::kUsage, "neighbors: " + excerpt(word) +
                                              " is not in the vocabulary" +
                                              suggestion(word, model.vocabulary.words()));
    }
    const auto show = [&](const std::string& title, const std::vector<TokenId>& positive,
                          const std::vector<TokenId>& negative) {
        const Tensor table = model.classifier.table().tensor();
        print(title, nearest_neighbors(table, model.vocabulary, positive, negative, count),
              arguments.has("--json"));
    };
    if (arguments.has("--analogy")) {
        if (ids.size() != 3)
            throw Error(ExitCode::kUsage, "neighbors: --analogy needs three words, found " +
                                              std::to_string(ids.size()));
        show(arguments.operand(2) + " - " + arguments.operand(1) + " + " + arguments.operand(3),
             {ids[1], ids[2]}, {ids[0]});
        return 0;
    }
    for (const TokenId id : ids) show(model.vocabulary.word(id), {id}, {});
    return 0;
}

} // namespace

const Command kNeighbors{"neighbors", "MODEL WORD...",
                         "print the nearest words by cosine similarity\n\n"
                         "Similarity is the cosine between rows of embedding.weight, or of the\n"
                         "input weights in a model without embedding. With --analogy the words\n"
                         "are A B C, and those nearest to B - A + C (unit vectors) are shown.",
                         2, 1000,
                         {{"-k", "N", "neighbours per word (default: 10)"},
                          {"--analogy", nullptr, "answer \"A is to B as C is to ...\""},
                          kJsonOption},
                         run};

} // namespace textrnn
