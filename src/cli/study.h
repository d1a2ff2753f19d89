// What `textrnn follow` and `textrnn explain` share, and the figures of explain.
#pragma once

#include "cli/arguments.h"
#include "data/batches.h"
#include "train/model_file.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

// Number of the label that --label names, if it is given. Throws Error(kUsage) if it is unknown.
std::optional<Index> label_option(const Arguments&, const Model&);

// Forward and backward pass of a shard, without dropout. With `label`, the gradients are those of
// this label's logit of one text, instead of the loss's.
struct Pass {
    Pass(const Classifier&, const Shard&, std::optional<Index> label = {});
    Arena arena;
    Tape tape{arena};
    Gradients gradients;
    Var logits, loss; // [B, C]; [1, 1], the mean
};

struct Explanation {
    Index label; // whose logit and probability the figures are about
    double probability;
    // [tokens] d logit / d x . x, where x is the token's embedding, or its one-hot vector in a
    // model without embedding; probability minus the probability with <unk> here; pooling
    // "attention": the weight, "max": the share of features whose maximum is here (the first of
    // equals), else 0.
    std::vector<double> gradient_times_input, drop, pooling;
};
// Explains `label`; default: the predicted label. Precondition: there is an id. Predicts the text
// once per token. Throws Error(kRuntime) if the prediction overflows.
Explanation explain(const Classifier&, std::span<const TokenId> ids, std::optional<Index> label);

} // namespace textrnn
