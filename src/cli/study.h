// The figures of `textrnn explain`, and functions that several commands on a model share.
#pragma once

#include "cli/arguments.h"
#include "cli/terminal.h"
#include "data/batches.h"
#include "train/model_file.h"

namespace textrnn {

const std::string& checked_text(const Arguments&, const std::string&); // Error(kUsage) if not UTF-8

// Number of the label that --label names, if it is given. Throws Error(kUsage) if it is unknown.
std::optional<Index> label_option(const Arguments&, const Model&);

// The forward pass of a shard, without dropout, on a tape that can compute the gradients; if the
// shard has labels, also the loss and the backward pass. The classifier and the shard must outlive
// Tape::backward().
struct Pass {
    Pass(const Classifier&, const Shard&);
    Arena arena;
    Tape tape{arena};
    Gradients gradients;
    Classifier::States states;
    Var logits; // [B, C] before the division by the temperature
    double loss = 0; // mean cross entropy, neither weighted nor smoothed
};

// The probabilities of the classes. Throws Error(kRuntime) if the prediction overflows.
std::vector<Real> finite_softmax(const Real* logits, Index classes);

struct Explanation {
    Index label; // the label that the figures are about
    double probability;
    // [tokens] Dot product of x and d logit / d x. x: the token's embedding or one-hot vector;
    // logit: the logit of `label`, divided by the temperature.
    std::vector<double> gradient_times_input;
    std::vector<double> drop; // `probability` minus the probability with <unk> for this token
    // [tokens] If pooling_name is "attention": the token's attention weight. If "max_share": the
    // share of the features whose maximum over time is at this token (the first token, if several
    // have it). If "" (another pooling): 0.
    std::vector<double> pooling;
    const char* pooling_name = "";
};
// Explains `label`; default: the predicted label. Predicts the text, and for each token the text
// with this token as <unk>. Precondition: ids is not empty. Throws Error(kRuntime) on overflow.
Explanation explain(const Classifier&, std::span<const TokenId> ids, std::optional<Index> label);

// Applies --set data.KEY=VALUE, --replace-invalid, then --format. by_ending (for read_texts): first
// sets bad_rows to "error", and format to "" if --set has a column, header, separator or quoting
// key, else to "auto" (see ReaderOptions::format); --format auto sets "". Throws as change_config
// does; Error(kUsage) for --set of another section or an unknown format.
void set_reader(const Arguments&, Config&, bool by_ending);
// Loads the model, changes its config by set_reader(), and packs its weights (weight_hh in 16 bits
// if --half). Throws as load_model and set_reader do; Error(kUsage) for --half without a fused RNN.
Model load_for(const Arguments&, bool by_ending = false);
inline constexpr Option
    kFormatOption{"--format", "NAME", "lines, auto (by content), tsv, ... (default: by ending)"},
    kDataOption{"--set", "data.KEY=VALUE", "set a key of data; repeatable"},
    kHalfOption{"--half", nullptr, "16-bit recurrent weights: faster for one text at a time"};

} // namespace textrnn
