// The table of pretraining methods.
#include "pretrain/objective.h"

namespace textrnn {

std::span<const PretrainMethod> pretrain_methods() {
    static constexpr PretrainMethod kMethods[] = {
        {"skip_gram", 0.025, 5, make_word2vec},
        {"cbow", 0.05, 5, make_word2vec},
        {"language_model", 0.003, 256, make_language_model},
    };
    return kMethods;
}

} // namespace textrnn
