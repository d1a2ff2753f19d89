// textrnn vectors: writes word vectors for other programs, or compares them with human scores.
#include "ablation/word_vectors.h"
#include "cli/arguments.h"
#include "core/error.h"
#include "data/vector_file.h"
#include "io/text.h"
#include "train/model_file.h"

#include <iostream>

namespace textrnn {

namespace {

int run(const Arguments& arguments) {
    const std::optional<std::string> pairs = arguments.last("--pairs");
    if (pairs && arguments.has("--binary"))
        throw Error(ExitCode::kUsage, "vectors: --pairs and --binary exclude each other");
    const Model model = load_model(arguments.operand(0));
    const Tensor table = model.classifier.table().tensor();
    if (!pairs) {
        write_vectors(std::cout, model.vocabulary, table, arguments.has("--binary"));
        return 0;
    }
    const PairAgreement result = compare_pairs(*pairs, model.vocabulary, table);
    std::cout << "Spearman's rho " << fixed(result.spearman, 6) << "  pairs " << result.known
              << " of " << result.pairs << " ("
              << percent(static_cast<double>(result.known) / static_cast<double>(result.pairs))
              << ")\n";
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
    run};

} // namespace textrnn
