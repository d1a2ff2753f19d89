// textrnn follow: shows every stage of one training step for a few texts, from tokens to the update
// of the weights. Layers, clipping and optimizer are training's; the loss is plain cross entropy.
#include "cli/study.h"
#include "core/registry.h"
#include "core/threads.h"
#include "train/step.h"
#include "train/trainer.h"

#include <iostream>
#include <numeric>

namespace textrnn {

namespace {

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

struct FollowedTexts { // packed as one shard
    Shard shard;
    std::vector<std::string> words; // [N] each token with its place, "gem (a7)"
    std::vector<std::string> ids;   // [U] the words of the distinct ids
    std::vector<std::string> names; // [B] in packed order; "a" is the first TEXT, "b" the second
};

// The TEXT operands, with the label of --label. Throws as label_option and checked_text do.
FollowedTexts followed_texts(const Model& model, const Arguments& arguments) {
    const auto operands = arguments.operands().subspan(1);
    const Index count = operands.size();
    std::vector<Tokens> tokens(count);
    Dataset data;
    data.labels.assign(count, label_option(arguments, model).value_or(0));
    for (Index i = 0; i < count; ++i) {
        tokenize(checked_text(arguments, operands[i]), model.config.text, tokens[i]);
        data.add(tokens[i].words, model.vocabulary);
    }
    const auto shards = pack_shards(data, evaluation_batches(data, count).front(), count);
    FollowedTexts texts{shards.front(), {}, {}, {}};
    const auto& [packed, ids, examples, labels] = texts.shard;
    Arena arena;
    for (const TokenId id : unique_tokens(arena, ids).ids)
        texts.ids.push_back(printable(model.vocabulary.word(id)));
    for (const Index i : examples) texts.names.push_back({static_cast<char>('a' + i)});
    for (Index t = 0; t < packed.steps(); ++t)
        for (Index b = 0; b < packed.batch_size(t); ++b)
            texts.words.push_back(printable(tokens[examples[b]].words[t]) + " (" +
                                  texts.names[b] + std::to_string(t) + ")");
    return texts;
}

void print_tokens(const Model& model, const FollowedTexts& texts) {
    const Packed& packed = texts.shard.packed;
    std::vector<Word> shown;
    std::map<TokenId, Index> counts;
    for (Index n = 0; n < packed.tokens(); ++n) {
        const TokenId id = texts.shard.ids[n];
        if (n > 0 && std::ranges::binary_search(packed.offsets, n)) shown.push_back({"|"});
        shown.push_back({texts.words[n] + "=" + std::to_string(id) +
                         (id == kUnkId ? " <unk>" : "")});
        ++counts[id];
    }
    const bool is_per_token = find_named(input_layers(), model.config.model.input)->per_token;
    std::cout << "tokens and ids (src/data/tokenizer.cpp, src/data/vocabulary.cpp)\n"
                 "  packed by time step, longest text first, no padding (src/core/packed.h);\n"
                 "  (a0): first TEXT, time step 0\n"
              << wrapped(shown, 2) << "  " << packed.tokens() << " tokens, distinct ids: "
              << counts.size() << (is_per_token ? "" : " (the work per id is done once)") << "\n";
    for (const auto& [id, count] : counts)
        if (count > 1)
            std::cout << "  " + excerpt(model.vocabulary.word(id)) << ": " << count << " times\n";
}

std::string_view title_of(const Node& node) { return *node.name ? node.name : node.op; }

// The names of the rows of a node's matrix: tokens, distinct ids or texts; empty for others.
std::span<const std::string> names_of_rows(const Node& node, const FollowedTexts& texts) {
    const std::string_view title = title_of(node);
    const std::span words = texts.words;
    if (node.step != kNoStep)
        return words.subspan(texts.shard.packed.offsets[node.step], node.value.rows);
    if (title.starts_with("rows of ") || title.ends_with(", per id")) return texts.ids;
    if (title.starts_with("pool") || title.starts_with("logits")) return texts.names;
    const bool is_single = node.is_parameter || title == "cross_entropy";
    return is_single || node.value.rows != words.size() ? words.first(0) : words;
}

constexpr Index kNarrow = 4, kMostRows = 16; // limits of a matrix whose values are printed

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

bool is_state(const Node& node) { // of the reference RNN
    const std::string_view name = node.name;
    return name.starts_with("h = ") || name.starts_with("c = ");
}

// The gradients of h or c at a time step: a line per text, with a bar in proportion to the norm.
void print_state(const Node& node, std::span<const std::string> words, double largest) {
    const Index cols = node.value.cols;
    for (Index i = 0; i < node.value.rows; ++i) {
        const Real* const row = node.grad.row(i);
        const double gradient = norm(row, cols);
        const double share = std::isfinite(gradient / largest) ? gradient / largest : 0;
        const auto length = static_cast<Index>(std::lround(share * (cols <= kNarrow ? 10 : 26)));
        std::cout << "  step " << padded(std::to_string(node.step), 3) << " "
                  << padded(words[i], 16) << " |" << node.name[0] << "| "
                  << fixed(norm(node.value.row(i), cols), 4) << "  |d" << node.name[0] << "| "
                  << padded(gradient < 0.001 ? significant(gradient, 2) : fixed(gradient, 4), 7)
                  << "  " << (cols <= kNarrow ? values_or_norm(row, cols) + " " : "")
                  << std::string(length, '#') << "\n";
    }
}

void print_gradients(const Tape& tape, const FollowedTexts& texts) {
    double largest = 1e-30; // norm of a row of a state's gradient
    for (const Node* node : tape.nodes())
        for (Index i = 0; is_state(*node) && i < node->grad.rows; ++i)
            largest = std::max(largest, norm(node->grad.row(i), node->grad.cols));
    for (auto at = tape.nodes().rbegin(); at != tape.nodes().rend(); ++at)
        if (const Node& node = **at; is_state(node))
            print_state(node, names_of_rows(node, texts), largest);
        else if (node.needs_grad && node.step == kNoStep) print_matrix(node, node.grad, texts);
}

void print_logits(const Model& model, const FollowedTexts& texts, const Pass& pass) {
    std::cout << "\nlogits and probabilities (src/autograd/ops_loss.cpp)\n";
    TextTable table;
    for (Index b = 0; b < pass.logits.rows(); ++b) {
        const Tensor logits = pass.logits.value().slice(b, 1);
        const std::vector<Real> probabilities = finite_softmax(logits.data, logits.cols);
        for (Index c = 0; c < probabilities.size(); ++c)
            table.push_back({"  " + texts.names[b] + ": " + model.labels[c],
                             fixed(logits.data[c], 4), fixed(probabilities[c], 4)});
    }
    print_table(table);
    if (const double t = model.classifier.temperature(); t != 1)
        std::cout << "  predict also divides the logits by the temperature " + significant(t, 3) +
                         "\n";
    std::cout << "  loss for label \"" << printable(model.labels[texts.shard.labels[0]])
              << "\" (--label), mean -log probability: " << fixed(pass.loss, 4) << "\n";
}

void print_forward(const Model& model, const FollowedTexts& texts, const Tape& tape) {
    std::cout << "\nforward: all nodes of the tape (src/autograd/tape.h)\n"
                 "  values up to 4 columns and 16 rows, else their norm; parameters are indented;\n"
                 "  without dropout, class weights, smoothing, warmup, adversarial, average\n";
    const Index h = model.config.model.hidden_size;
    if (const Cell* cell = find_named(cells(), model.config.model.cell); cell && cell->gates > 1)
        std::cout << "  G H = " << cell->gates << " gates of " << cell->name << " x "
                  << h << " = " << cell->gates * h << " columns\n";
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

// The tape of the reference RNN has a node for every state.
void print_way_back(const Classifier& classifier, const FollowedTexts& texts, bool is_config) {
    ClassifierOptions options = classifier.options();
    options.implementation = "reference";
    Classifier reference(options);
    reference.parameters() = classifier.parameters();
    const Pass pass(reference, texts.shard);
    std::cout << "\nthe way back: the nodes in reverse with d loss / d node\n";
    if (options.cell != "none")
        std::cout << "from the reference RNN (src/nn/rnn_fused.cpp has the derivation)\n"
                     "\"h of all steps\": the part of dh = d loss / d h from pooling or a layer "
                     "above;\n"
                     "\"step\": all of dh, with the next state's part; of an LSTM, dc too\n"
                     "bars show norms relative to the largest\n";
    print_gradients(pass.tape, texts);
    if (!is_config || options.cell == "none") return;
    std::cout << "  Compare --set model.pooling="
              << (options.pooling == "last" ? "max: its gradient goes to steps of units' maxima"
                                            : "last: dh begins at the last step of a direction")
              << ".\n  In a trained gru or lstm, a step's factor z or f may be near 1.\n";
}

void print_rule(const Config& config, double total, double scale) { // of the first step
    const OptimizerOptions& o = config.optimizer;
    const double factor = o.nesterov ? 1 + o.momentum : 1;
    std::cout << "\nbackward and update by " << o.name
              << " (src/optim/update_rules.cpp)\n  gradient norm " << fixed(total, 4)
              << (scale < 1 ? ", clipped: update by g times " + fixed(scale, 4) : ", not clipped")
              << "\n  learning rate " << shortest(config.learning_rate)
              << ": each number w becomes w - update;\n  update = rate x "
              << (o.name == "rmsprop" ? "g / (sqrt(1 - alpha) abs(g) + eps), in a first step"
                  : o.name != "sgd" ? "g / (abs(g) + eps), about rate x sign(g), in a first step"
                  : factor == 1     ? "g" : fixed(factor, 4) + " x g")
              << (o.name == "lazy_adam" ? ",\n  with eps / sqrt(1 - beta2) in table rows" : "")
              << (o.weight_decay > 0 ? ", with weight decay" : "")
              << "\n  below, |g| and |update| are norms; g is d loss / d w before clipping\n";
}

void print_rows(const Vocabulary& words, Gradients& gradients, Index p, Tensor from, Tensor to) {
    const std::vector<TokenId>& ids = gradients.rows(p)->ids();
    const auto values = [&](const Real* row) { return values_or_norm(row, from.cols); };
    const bool is_wide = from.cols > 2 && from.cols <= kNarrow; // more than 80 columns
    std::cout << "    rows with a gradient (summed over repeats): " << ids.size() << "\n";
    for (const TokenId id : ids)
        std::cout << "    " << padded(printable(words.word(id)), 9) << " " << values(from.row(id))
                  << (is_wide ? "\n    gradient  " : " gradient ")
                  << values(gradients.find_row(p, id))
                  << (is_wide ? "\n    after     " : " after ") << values(to.row(id)) << "\n";
}

void print_update(Model& model, const FollowedTexts& texts, Pass& pass) {
    Threads threads(1);
    Parameters& parameters = model.classifier.parameters();
    const Parameters before = parameters;
    const double total = gradient_norm(pass.gradients);
    const double scale = clip_scale(total, model.config.train.clip_norm);
    Optimizer optimizer(model.config.optimizer, parameters);
    optimizer.step(threads, pass.gradients, model.config.learning_rate, scale);
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
    std::cout << "  loss " << fixed(pass.loss, 4) << " before the update, "
              << fixed(Pass(model.classifier, texts.shard).loss, 4) << " after\n";
}

void follow_texts(const Arguments& arguments) {
    Model model = open_model(arguments);
    const FollowedTexts texts = followed_texts(model, arguments);
    print_tokens(model, texts);
    Pass pass(model.classifier, texts.shard);
    print_forward(model, texts, pass.tape);
    print_logits(model, texts, pass);
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
     {"--set", "KEY=VALUE", "of a CONFIG: set a key; repeatable"}},
    follow_texts};

} // namespace textrnn
