// textrnn follow: shows every stage of one training step for one text, from tokens to the update of
// the weights. It calls the functions that training calls.
#include "cli/arguments.h"
#include "core/error.h"
#include "core/threads.h"
#include "data/corpus.h"
#include "io/text.h"
#include "train/start.h"
#include "train/step.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>

namespace textrnn {

namespace {

// Loads the model, or makes the initial model of a config.
Model open_model(const std::string& path, const std::vector<std::string>& settings) {
    if (is_model(path) && !settings.empty())
        throw Error(ExitCode::kUsage, "follow: --set needs a CONFIG, but " + path + " is a model");
    if (is_model(path)) return load_model(path);
    const Config config = load_config(path, settings);
    const Corpus corpus = load_corpus(config.data, config.text, config.vocabulary);
    Model model = initial_model(config, corpus);
    start_from_file(model, corpus);
    return model;
}

Index find_label(const Model& model, const std::string& label) {
    const auto found = std::find(model.labels.begin(), model.labels.end(), label);
    if (found == model.labels.end())
        throw Error(ExitCode::kUsage, "follow: unknown label " + excerpt(label) +
                                          suggestion(label, model.labels));
    return static_cast<Index>(found - model.labels.begin());
}

// Euclidean norm.
double norm(const Real* values, Index count) {
    double sum = 0;
    for (Index i = 0; i < count; ++i)
        sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    return std::sqrt(sum);
}

// Columns as wide as the longest parameter names and shapes.
void print_row(const std::string& name, const std::string& shape, const std::string& rest) {
    std::cout << "  " << std::left << std::setw(28) << name << " " << std::setw(12) << shape << " "
              << rest << "\n";
}

// Parameters are indented; the other nodes are results of ops, in the order of computation.
void print_tape(const Tape& tape) {
    std::cout << "forward: every node of the tape with shape and norm (src/autograd/tape.h);\n"
                 "  lookup, input projection: one row per distinct id (src/nn/unique_tokens.h)\n";
    for (const Node* node : tape.nodes()) {
        const Tensor& value = node->value;
        print_row((node->is_parameter ? "  " : "") + std::string(node->op),
                  shape_text({value.rows, value.cols}),
                  "norm " + fixed(norm(value.data, value.size()), 4));
    }
}

// Logits, probabilities, and the loss for `label`.
void print_outcome(const Model& model, Var logits, Var loss, Index label) {
    std::vector<Real> probabilities(model.labels.size());
    softmax_row(logits.value().data, logits.cols(), probabilities.data());
    std::cout << "\nlogits and probabilities (src/autograd/ops_loss.cpp)\n";
    for (Index c = 0; c < probabilities.size(); ++c)
        print_row(model.labels[c], fixed(static_cast<double>(logits.value().data[c]), 4),
                  fixed(static_cast<double>(probabilities[c]), 4));
    std::cout << "  loss for \"" << model.labels[label]
              << "\": " << fixed(static_cast<double>(loss.value().data[0]), 4) << "\n";
}

// Of parameter number p. Rows of a sparse gradient that are absent are zero.
double gradient_norm_of(Gradients& gradients, Index p, const Parameter& parameter) {
    double sum = 0;
    for (Index i = 0; i < parameter.rows(); ++i)
        if (const Real* row = gradients.find_row(p, i))
            sum += std::pow(norm(row, parameter.cols()), 2);
    return std::sqrt(sum);
}

// Updates the model once; prints the norms of each gradient and of each change.
void print_update(Model& model, Gradients& gradients) {
    Threads threads(1);
    Parameters& parameters = model.classifier.parameters();
    const Parameters before = parameters;
    const double total = gradient_norm(gradients);
    const double scale = clip_scale(total, model.config.train.clip_norm);
    Optimizer optimizer(model.config.optimizer, parameters);
    optimizer.step(threads, parameters, gradients, model.config.learning_rate, scale);
    std::cout << "\nbackward and update by " << model.config.optimizer.name
              << " (src/optim): gradient norm " << fixed(total, 4) << ", clipped to "
              << fixed(total * scale, 4) << "\n";
    for (Index p = 0; p < parameters.size(); ++p) {
        SharedBuffer change = parameters[p].value;
        for (Index i = 0; i < change.size(); ++i) change[i] -= before[p].value[i];
        std::string text = "gradient " + fixed(gradient_norm_of(gradients, p, parameters[p]), 6) +
                           "  update " + fixed(norm(change.data(), change.size()), 6);
        if (const SparseGradient* rows = gradients.rows(p))
            text += "  (" + std::to_string(rows->ids().size()) + " rows with gradient)";
        print_row(parameters[p].name, shape_text(parameters[p].shape), text);
    }
}

int run(const Arguments& arguments) {
    Model model = open_model(arguments.operand(0), arguments.all("--set"));
    const Index label = find_label(model, arguments.last("--label").value_or(model.labels[0]));
    Tokens tokens;
    tokenize(arguments.operand(1), model.config.text, tokens);
    std::cout << "tokens and ids (src/data/tokenizer.cpp, src/data/vocabulary.cpp)\n ";
    for (const std::string_view token : tokens.words)
        std::cout << " " << token << "=" << model.vocabulary.id(token);
    std::cout << "\n\n";

    Dataset data;
    data.add(tokens.words, model.vocabulary);
    data.labels = {label};
    const Shard shard = pack_shards(data, {0}, 1).front();
    const Parameters& parameters = model.classifier.parameters();
    Gradients gradients(parameters);
    Arena arena;
    Tape tape(arena);
    // training = false: without dropout, so that every call prints the same.
    const ForwardContext context{tape, parameters, &gradients, Random(0, Stream::kDropout), false};
    const Var logits = model.classifier.logits(context, shard.packed, shard.ids);
    const Var loss = cross_entropy(tape, logits, shard.labels, {}, 0, 1);
    tape.backward(loss);

    print_tape(tape);
    print_outcome(model, logits, loss, label);
    print_update(model, gradients);
    return 0;
}

} // namespace

const Command kFollow{
    "follow", "CONFIG|MODEL TEXT",
    "show every stage of one training step for one text\n\n"
    "Prints tokens, forward pass, loss, gradients and update. With a CONFIG, the weights are the\n"
    "initial ones and the vocabulary is that of the training data.",
    2, 2,
    {{"--label", "LABEL", "label for the loss (default: the model's first label)"},
     kSetOption},
    run};

} // namespace textrnn
