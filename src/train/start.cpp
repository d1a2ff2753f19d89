// Copies initial values from a file: tensors of a model by name, rows of tables by word.
#include "train/trainer.h"

#include "core/error.h"
#include "core/registry.h"
#include "data/vector_file.h"
#include "io/file.h"
#include "io/json.h"
#include "train/step.h"

namespace textrnn {

// Copies the rows of the vocabulary's words, times model.start_scale, and all other tensors that
// fit; counts the other tensors in `tensors`. Returns for each id whether its row was copied.
static std::vector<bool> take_model(Model& model, const std::string& path, Index& tensors) {
    const Safetensors file = read_safetensors(path);
    const Vocabulary theirs = vocabulary_of(file);
    const auto scale = static_cast<Real>(model.config.train.start_scale);
    const bool has_cell = saved_config(file).model.cell == model.config.model.cell;
    const std::string* const labels = file.find_metadata("labels");
    const Json own = Json::Array(model.labels.begin(), model.labels.end());
    const bool has_labels = labels && *labels == own.dump();
    std::vector<bool> found(model.vocabulary.size());
    for (Parameter& p : model.classifier.parameters()) {
        const bool fits = (has_cell || !p.name.starts_with("rnn.")) &&
                          (has_labels || !p.name.starts_with("classifier."));
        const NamedTensor* const t = fits ? find_named(file.tensors, p.name) : nullptr;
        if (t && !p.is_table && t->shape == p.shape) {
            copy_values(*t, {p.value.data(), p.value.size()});
            ++tensors;
        }
        if (!t || !p.is_table || t->shape.size() != 2) continue;
        if (t->shape[1] != p.cols()) refuse_dimension(path, p.name, t->shape[1], p.cols());
        for (TokenId id = 0; id < p.rows() && t->shape[0] == theirs.size(); ++id) {
            const TokenId from = theirs.id(model.vocabulary.word(id));
            found[id] = from != kUnkId || id == kUnkId;
            for (Index j = 0; found[id] && j < p.cols(); ++j)
                p.tensor()(id, j) = scale * t->values[from * p.cols() + j];
        }
    }
    return found;
}

std::optional<StartCoverage> start_from_file(Model& model, const Corpus& corpus) {
    const std::string& file = model.config.train.start;
    if (file.empty()) return {};
    const Parameter& table = model.classifier.table();
    const bool is_from_model = is_model(file);
    const auto refuse_vectors = [&](const char* problem) {
        refuse_config("model.start: " + file + problem + "; word vectors need a model.input with "
                                                         "embeddings");
    };
    if (!is_from_model && table.name != kEmbeddingName) refuse_vectors(" is not a model");
    StartCoverage coverage;
    const std::vector<bool> found =
        is_from_model ? take_model(model, model_path(file), coverage.tensors)
                      : read_vectors(file, model.vocabulary, table.tensor());
    for (Index id = 0; id < table.rows() && !is_from_model; ++id)
        for (Index j = 0; j < table.cols() && found[id]; ++j)
            table.tensor()(id, j) *= static_cast<Real>(model.config.train.start_scale);
    if (const Parameter* p = find_not_finite(model.classifier.parameters()))
        refuse(input_name(file), "a value of " + p->name +
                                          ", times model.start_scale, is NaN or infinite");
    const auto is_known = [&](TokenId id) { return id >= kFirstWordId && found[id]; };
    const std::vector<TokenId>& ids = corpus.train.ids;
    coverage.vocabulary = found.size() - kFirstWordId;
    for (Index id = kFirstWordId; id < found.size(); ++id) coverage.words += found[id];
    coverage.token_share =
        ratio(static_cast<Index>(std::ranges::count_if(ids, is_known)), ids.size());
    if (coverage.words == 0 && coverage.tensors == 0) {
        if (table.name != kEmbeddingName) refuse_vectors(" has no tensor for this model");
        refuse_config(input_name(file) + ": it has no word of the vocabulary; text.lowercase and "
                                         "text.tokenizer must fit the file");
    }
    return coverage;
}

} // namespace textrnn
