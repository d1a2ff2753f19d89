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
    for (const TokenId id : ids)
        print(model.vocabulary.word(id),
              nearest_neighbors(word_table(model.classifier), model.vocabulary, id, count),
              arguments.has("--json"));
    return 0;
}

} // namespace

const Command kNeighbors{"neighbors", "MODEL WORD...",
                         "print the nearest words by cosine similarity\n\n"
                         "Similarity is the cosine between rows of embedding.weight, or of the\n"
                         "input weights in a model without embedding.",
                         2, 1000,
                         {{"-k", "N", "neighbours per word (default: 10)"},
                          kJsonOption},
                         run};

} // namespace textrnn
