// Takes tensors of a model by name, and rows of tables by word.
#include "train/start.h"

#include "core/error.h"
#include "core/registry.h"
#include "data/vector_file.h"
#include "io/file.h"
#include "train/step.h"

#include <algorithm>

namespace textrnn {

namespace {

// Whether each row of the table was taken, by id.
using Found = std::vector<bool>;

// Copies the rows of the vocabulary's words from `table`, whose row i belongs to theirs.word(i).
Found take_rows(const Vocabulary& vocabulary, Tensor rows, const Vocabulary& theirs,
                const Real* table) {
    Found found(rows.rows);
    for (TokenId id = 0; id < rows.rows; ++id) {
        const TokenId from = theirs.id(vocabulary.word(id));
        found[id] = from != kUnkId || id == kUnkId;
        if (found[id]) std::copy_n(table + from * rows.cols, rows.cols, rows.row(id));
    }
    return found;
}

// Takes all that fits from a model's file; adds to coverage.tensors.
Found take_model(Model& model, const std::string& path, StartCoverage& coverage) {
    const Safetensors file = read_safetensors(path);
    const Vocabulary theirs = vocabulary_of(file, path);
    Found found(model.vocabulary.size());
    for (Parameter& p : model.classifier.parameters()) {
        const NamedTensor* const t = find_named(file.tensors, p.name);
        if (!t) continue;
        std::vector<Index> expected = p.shape;
        if (p.is_table) expected[0] = theirs.size();
        if (p.is_table && t->shape.size() == 2 && t->shape[1] != p.cols())
            refuse_dimension(path, p.name, t->shape[1], p.cols());
        if (t->shape != expected) continue;
        if (p.is_table)
            found = take_rows(model.vocabulary, p.tensor(), theirs, t->values.data());
        else
            copy_values(*t, {p.value.data(), p.value.size()});
        coverage.tensors += p.is_table ? 0 : 1;
    }
    return found;
}

// The share of the training tokens whose row was taken.
double token_share(const std::vector<TokenId>& ids, const Found& found) {
    const auto known = std::count_if(ids.begin(), ids.end(), [&](TokenId id) {
        return id >= kFirstWordId && found[id];
    });
    return static_cast<double>(known) / static_cast<double>(ids.size());
}

} // namespace

std::optional<StartCoverage> start_from_file(Model& model, const Corpus& corpus) {
    const std::string& file = model.config.train.start;
    if (file.empty()) return {};
    const Parameter& table = model.classifier.table();
    if (!is_model(file) && table.name != kEmbeddingName)
        throw Error(ExitCode::kBadConfig, "model.start: " + file + " is not a model; word vectors "
                                              "need a model.input with embeddings");
    StartCoverage coverage;
    const Found found = is_model(file) ? take_model(model, model_path(file), coverage)
                                       : read_vectors(file, model.vocabulary, table.tensor());
    for (Index id = 0; id < table.rows(); ++id)
        for (Index j = 0; j < table.cols() && found[id]; ++j)
            table.tensor()(id, j) *= static_cast<Real>(model.config.train.start_scale);
    if (const Parameter* p = find_not_finite(model.classifier.parameters()))
        throw Error(ExitCode::kBadData, input_name(file) + ": a value of " + p->name +
                                            ", times model.start_scale, is NaN or infinite");
    const auto words = std::count(found.begin() + kFirstWordId, found.end(), true);
    if (words == 0 && coverage.tensors == 0)
        throw Error(ExitCode::kBadConfig,
                    input_name(file) + ": it has no word of the vocabulary; text.lowercase and "
                                       "text.tokenizer must fit the file");
    coverage.words = static_cast<Index>(words);
    coverage.vocabulary = found.size() - kFirstWordId;
    coverage.token_share = token_share(corpus.train.ids, found);
    return coverage;
}

} // namespace textrnn
