// textrnn follow: shows every stage of one training step for a few texts, from tokens to the update
// of the weights. It calls the functions that training calls.
#include "cli/follow_texts.h"
#include "cli/study.h"
#include "cli/terminal.h"
#include "core/registry.h"
#include "core/threads.h"
#include "io/text.h"
#include "train/trainer.h"
#include "train/step.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

namespace textrnn {

namespace {

struct Pass : ForwardPass { // forward and backward
    Pass(const Classifier& classifier, const Shard& shard)
        : ForwardPass(classifier, shard),
          loss(cross_entropy(tape, logits, shard.labels, {}, 0,
                             static_cast<Real>(shard.labels.size()))) {
        tape.backward(loss);
    }
    Var loss; // [1, 1] mean over the texts
};

constexpr Index kNarrow = 4, kMostRows = 16; // limits of a matrix whose values are printed

// Loads the model, or makes the initial model of a config.
Model open_model(const Arguments& arguments) {
    const std::string& path = arguments.operand(0);
    const bool has_model = is_model(path);
    if (has_model && !arguments.has("--set")) return load_model(path);
    if (has_model) arguments.refuse("--set needs a CONFIG, but " + path + " is a model");
    const Config config = load_config(path, arguments.all("--set"));
    const Corpus corpus = load_corpus(config.data, config.text, config.vocabulary);
    Model model = initial_model(config, corpus);
    start_from_file(model, corpus);
    return model;
}

double norm(const Real* values, Index count) { // Euclidean
    return std::sqrt(std::inner_product(values, values + count, values, 0.0));
}

std::string values_or_norm(const Real* values, Index cols) {
    if (cols > kNarrow) return "norm " + fixed(norm(values, cols), 4);
    std::string text;
    for (Index i = 0; i < cols; ++i)
        text += (i > 0 ? " " : "") + padded(fixed(values[i], 4), 7, true);
    return text;
}

// Title and shape, then all values of a small matrix, or the norm.
void print_matrix(const Node& node, Tensor matrix, const FollowedTexts& texts) {
    const bool is_one_hot = title_of(node) == "one_hot";
    std::cout << padded((node.is_parameter ? "    " : "  ") + std::string(title_of(node)), 30)
              << " " << padded(shape_text({matrix.rows, matrix.cols}), 7) << " ";
    const bool is_large = matrix.rows > kMostRows || (matrix.cols > kNarrow && !is_one_hot);
    if (is_large) std::cout << "norm " << fixed(norm(matrix.data, matrix.size()), 4) << "\n";
    const auto names = names_of_rows(node, texts);
    for (Index i = 0; !is_large && i < matrix.rows; ++i)
        std::cout << (i == 0 ? "" : std::string(39, ' '))
                  << (is_one_hot ? "1 in column " + std::to_string(texts.shard.ids[i])
                                 : values_or_norm(matrix.row(i), matrix.cols))
                  << (i < names.size() ? " " + names[i] : "") << "\n";
}

void print_values(const Tape& tape, const FollowedTexts& texts) {
    Index step = kNoStep;
    for (const Node* node : tape.nodes()) {
        if (std::string_view(node->op) == "constant") continue; // the initial state 0
        if (node->step != step && node->step != kNoStep) {
            std::cout << "  time step " << node->step << ":";
            for (const std::string& word : names_of_rows(*node, texts)) std::cout << " " << word;
            std::cout << "\n";
        }
        step = node->step;
        print_matrix(*node, node->value, texts);
    }
}

bool is_state(const Node& node) {
    const std::string_view begin = std::string_view(node.name).substr(0, 4);
    return begin == "h = " || begin == "c = ";
}

// The gradients of h or c at a time step: a line per text, with a bar in proportion to the norm.
void print_state(const Node& node, std::span<const std::string> words, double largest) {
    const Index cols = node.value.cols;
    const bool is_narrow = cols <= kNarrow;
    for (Index i = 0; i < node.value.rows; ++i) {
        const double gradient = norm(node.grad.row(i), cols);
        const double share = std::isfinite(gradient / largest) ? gradient / largest : 0;
        const auto length = static_cast<Index>(std::lround(share * (is_narrow ? 10 : 26)));
        std::cout << "  step " << padded(std::to_string(node.step), 3) << " "
                  << padded(words[i], 16) << " |" << node.name[0] << "| "
                  << fixed(norm(node.value.row(i), cols), 4) << "  |d" << node.name[0] << "| "
                  << padded(gradient < 0.001 ? significant(gradient, 2) : fixed(gradient, 4), 7)
                  << "  "
                  << (is_narrow ? values_or_norm(node.grad.row(i), cols) + " " : "")
                  << std::string(length, '#') << "\n";
    }
}

void print_gradients(const Tape& tape, const FollowedTexts& texts) {
    double largest = 1e-30; // norm of a row of a state's gradient
    for (const Node* node : tape.nodes())
        for (Index i = 0; is_state(*node) && i < node->grad.rows; ++i)
            largest = std::max(largest, norm(node->grad.row(i), node->grad.cols));
    for (auto node = tape.nodes().rbegin(); node != tape.nodes().rend(); ++node)
        if (is_state(**node))
            print_state(**node, names_of_rows(**node, texts), largest);
        else if ((*node)->needs_grad && (*node)->step == kNoStep)
            print_matrix(**node, (*node)->grad, texts);
}

void print_logits(const Model& model, const FollowedTexts& texts, const Pass& pass) {
    std::cout << "\nlogits and probabilities (src/autograd/ops_loss.cpp)\n";
    std::vector<std::vector<std::string>> table;
    for (Index b = 0; b < pass.logits.rows(); ++b) {
        const Tensor logits = pass.logits.value().slice(b, 1);
        if (std::isnan(judge(logits.data, logits.cols, 0).loss))
            throw Error(ExitCode::kRuntime, kOverflowText);
        const std::vector<Real> probabilities = softmax(logits.data, logits.cols);
        for (Index c = 0; c < probabilities.size(); ++c)
            table.push_back({"  " + texts.names[b] + ": " + model.labels[c],
                             fixed(logits.data[c], 4), fixed(probabilities[c], 4)});
    }
    print_table(table);
    if (const double t = model.classifier.temperature(); t != 1)
        std::cout << "  predict also divides the logits by the temperature " << significant(t, 3)
                  << "\n";
    std::cout << "  loss for label \"" << printable(model.labels[texts.shard.labels[0]])
              << "\" (--label), mean -log probability: " << fixed(pass.loss.value().data[0], 4)
              << "\n";
}

void print_forward(const Model& model, const FollowedTexts& texts, const Pass& pass) {
    std::cout << "\nforward: all nodes of the tape (src/autograd/tape.h)\n"
                 "  values up to 4 columns and 16 rows, else their norm; parameters are indented;\n"
                 "  left out: dropout, class weights, smoothing, warmup, adversarial, average\n";
    const ClassifierOptions& options = model.config.model;
    if (const Cell* cell = find_named(cells(), options.cell); cell && cell->gates > 1)
        std::cout << "  " << cell->gates * options.hidden_size << " columns = " << cell->gates
                  << " gates of " << cell->name << " x " << options.hidden_size
                  << " hidden units\n";
    print_values(pass.tape, texts);
    print_logits(model, texts, pass);
}

// The tape of the reference RNN has a node for every state.
void print_way_back(const Classifier& classifier, const FollowedTexts& texts, bool is_config) {
    ClassifierOptions options = classifier.options();
    options.implementation = "reference";
    Classifier reference(options);
    reference.parameters() = classifier.parameters();
    const Pass pass(reference, texts.shard);
    std::cout << "\nthe way back: the nodes in reverse with d loss / d node\n";
    if (options.cell != "none")
        std::cout << "from the reference RNN (the fused RNN computes the same in one op, derived\n"
                     "in src/nn/rnn_fused.cpp)\n"
                     "\"h of all steps\": the part of dh = d loss / d h from pooling or a layer "
                     "above;\n"
                     "\"step\": all of dh, with the part from later states; in an LSTM, dc, too;\n"
                     "bars show norms relative to the largest\n";
    print_gradients(pass.tape, texts);
    if (!is_config || options.cell == "none") return;
    std::cout << "  Compare --set model.pooling="
              << (options.pooling == "last" ? "max: words with a unit's maximum get a gradient"
                                            : "last: dh begins at the last step of a direction")
              << ".\n  A trained gru or lstm can keep a step's factor z or f near 1.\n";
}

void print_rule(const Config& config, double total, double scale) { // of the first step
    const OptimizerOptions& o = config.optimizer;
    const double factor = scale * (o.nesterov ? 1 + o.momentum : 1);
    std::cout << "\nbackward and update by " << o.name
              << " (src/optim/update_rules.cpp)\n  gradient norm " << fixed(total, 4)
              << (scale < 1 ? ", clipped: times " + fixed(scale, 4) : ": nothing is clipped")
              << "\n  learning rate " << shortest(config.learning_rate) << ": update = "
              << (o.name == "rmsprop" ? "rate x g / (sqrt(1 - alpha) |g| + eps),\n"
                                        "  as in a first step"
                  : o.name != "sgd" ? "rate x g / (|g| + eps), about rate x sign(g),\n"
                                      "  as in a first step"
                  : factor == 1       ? "rate x g"
                                      : "rate x " + fixed(factor, 4) + " x g")
              << (o.weight_decay > 0 ? ", with weight decay\n" : "\n");
}

void print_rows(const Vocabulary& vocabulary, Gradients& gradients, Index p, Tensor before,
                Tensor after) {
    const std::vector<TokenId>& ids = gradients.rows(p)->ids();
    std::cout << "    rows with a gradient (summed over repeats): " << ids.size() << "\n";
    for (const TokenId id : ids)
        std::cout << "    " << padded(printable(vocabulary.word(id)), 9) << " "
                  << values_or_norm(before.row(id), before.cols) << " gradient "
                  << values_or_norm(gradients.find_row(p, id), before.cols) << " after "
                  << values_or_norm(after.row(id), after.cols) << "\n";
}

void print_update(Model& model, const FollowedTexts& texts, Pass& pass) {
    Threads threads(1);
    Parameters& parameters = model.classifier.parameters();
    const Parameters before = parameters;
    const double total = gradient_norm(pass.gradients);
    const double scale = clip_scale(total, model.config.train.clip_norm);
    Optimizer optimizer(model.config.optimizer, parameters);
    optimizer.step(threads, parameters, pass.gradients, model.config.learning_rate, scale);
    print_rule(model.config, total, scale);
    for (Index p = 0; p < parameters.size(); ++p) {
        const Parameter& after = parameters[p];
        double gradient = 0, update = 0; // norms
        for (Index i = 0; i < after.rows(); ++i)
            if (const Real* row = pass.gradients.find_row(p, i))
                gradient = std::hypot(gradient, norm(row, after.cols()));
        for (Index i = 0; i < after.value.size(); ++i)
            update = std::hypot(update, after.value[i] - before[p].value[i]);
        std::cout << "  " << padded(after.name, 28) << " " << padded(shape_text(after.shape), 12)
                  << (after.frozen ? " frozen" : " |g| " + fixed(gradient, 4) + "  |update| " +
                                                     fixed(update, 4)) << "\n";
        if (after.is_table && !after.frozen)
            print_rows(model.vocabulary, pass.gradients, p, before[p].tensor(), after.tensor());
    }
    std::cout << "  loss " << fixed(pass.loss.value().data[0], 4) << " before the update, "
              << fixed(Pass(model.classifier, texts.shard).loss.value().data[0], 4) << " after\n";
}

void run(const Arguments& arguments) {
    Model model = open_model(arguments);
    const Index label = label_option(arguments, model).value_or(0);
    const FollowedTexts texts = followed_texts(model, arguments, label);
    print_tokens(model, texts);
    Pass pass(model.classifier, texts.shard);
    print_forward(model, texts, pass);
    print_way_back(model.classifier, texts, !is_model(arguments.operand(0)));
    print_update(model, texts, pass);
}

} // namespace

const Command kFollow{
    "follow", "CONFIG|MODEL TEXT...", 2, 27,
    "show every stage of one training step for a few texts\n\n"
    "Prints tokens, forward pass, loss, the gradient of every state, and the update.\n"
    "With a CONFIG, the weights are the initial ones and the vocabulary is that of\n"
    "the training data. --set model.implementation=reference shows each time step\n"
    "with the cell's formulas. configs/tiny.toml is small enough to check every\n"
    "number by hand.",
    {{"--label", "LABEL", "label of the texts (default: the model's first label)"},
     kSetOption},
    run};

} // namespace textrnn
