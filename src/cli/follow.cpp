// textrnn follow: shows every stage of one training step for a few texts, from tokens to the update
// of the weights. It calls the functions that training calls.
#include "cli/arguments.h"
#include "cli/study.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "core/registry.h"
#include "core/threads.h"
#include "io/text.h"
#include "train/trainer.h"
#include "train/step.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <numeric>

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

struct Texts {
    Shard shard;
    std::vector<std::string> words; // [N] of each row; of several texts with the place, "gem (a7)"
    std::vector<std::string> distinct; // [U]
};

Texts read_texts(const Model& model, const Arguments& arguments, Index label) {
    Tokens tokens;
    Dataset data;
    std::vector<std::string> words; // of data.ids
    for (Index i = 1; i < arguments.operand_count(); ++i) {
        tokenize(arguments.operand(i), model.config.text, tokens);
        data.add(tokens.words, model.vocabulary);
        data.labels.push_back(label);
        for (const auto word : tokens.words) words.push_back(printable(word));
    }
    std::vector<Index> batch(data.size());
    std::iota(batch.begin(), batch.end(), 0);
    Texts texts{pack_shards(data, batch, batch.size()).front(), {}, {}};
    const auto& [packed, ids, examples, labels] = texts.shard;
    for (Index t = 0; t < packed.steps(); ++t)
        for (Index b = 0; b < packed.batch_size(t); ++b) {
            const char text = static_cast<char>('a' + examples[b]);
            const std::string place = std::string(" (") + text + std::to_string(t) + ")";
            texts.words.push_back(words[data.begins[examples[b]] + t] +
                                  (packed.batch() > 1 ? place : ""));
        }
    Arena arena;
    for (const TokenId id : unique_tokens(arena, ids).ids)
        texts.distinct.push_back(printable(model.vocabulary.word(id)));
    return texts;
}

// The rows in packed order, and why there are fewer ids than tokens.
void print_tokens(const Model& model, const Texts& texts) {
    std::cout << "tokens and ids (src/data/tokenizer.cpp, src/data/vocabulary.cpp)\n";
    const auto& [packed, ids, examples, labels] = texts.shard;
    if (packed.batch() > 1)
        std::cout << "  packed by time step, longest text first, no padding (src/core/packed.h)\n";
    std::vector<Word> shown;
    std::map<TokenId, Index> counts;
    for (Index t = 0; t < packed.steps(); ++t) {
        if (t > 0 && packed.batch() > 1) shown.push_back({"|"});
        for (Index n = packed.offsets[t]; n < packed.offsets[t + 1]; ++n) {
            shown.push_back({texts.words[n] + "=" + std::to_string(ids[n])});
            ++counts[ids[n]];
        }
    }
    std::cout << wrapped(shown, 2) << "  " << ids.size() << " tokens, " << counts.size()
              << " distinct ids (the work per id is done once)";
    for (const auto& [id, count] : counts)
        if (count > 1)
            std::cout << "; " << printable(model.vocabulary.word(id)) << " " << count
                      << " times";
    std::cout << (counts.contains(kUnkId)
                      ? "\n  <unk> = 1 stands for words that the vocabulary lacks\n"
                      : "\n");
}

void print_forward(const Model& model, const Texts& texts, const Pass& pass) {
    const ClassifierOptions& options = model.config.model;
    std::cout
        << "\nforward: every node of the tape (src/autograd/tape.h), up to 4 columns with "
           "values\n  dropout is off (training = false), so that every call prints the same\n";
    if (const Cell* cell = find_named(cells(), options.cell))
        std::cout << "  " << cell->gates * options.hidden_size << " columns = " << cell->gates
                  << (cell->gates > 1 ? " gates" : " gate") << " of " << cell->name << " x "
                  << options.hidden_size << " hidden units\n";
    print_tape(pass.tape, texts.shard.packed, texts.words, texts.distinct, false);
    std::cout << "\nlogits and probabilities (src/autograd/ops_loss.cpp)\n";
    std::vector<Real> probabilities(model.labels.size());
    for (Index b = 0; b < pass.logits.rows(); ++b) {
        const Real* const logits = pass.logits.value().row(b);
        softmax_row(logits, probabilities.size(), probabilities.data());
        const char letter = static_cast<char>('a' + texts.shard.examples[b]);
        const std::string text = pass.logits.rows() > 1 ? std::string(1, letter) + ": " : "";
        for (Index c = 0; c < probabilities.size(); ++c)
            std::cout << "  " << text << padded(printable(model.labels[c]), 28) << " "
                      << padded(fixed(static_cast<double>(logits[c]), 4), 12) << " "
                      << fixed(static_cast<double>(probabilities[c]), 4) << "\n";
    }
    std::cout << "  loss for \"" << printable(model.labels[texts.shard.labels[0]])
              << "\", mean of -log probability: "
              << fixed(static_cast<double>(pass.loss.value().data[0]), 4) << "\n";
}

void print_way_back(const Model& model, const Texts& texts) {
    const Classifier twin = reference_twin(model.classifier);
    const Pass pass(twin, texts.shard);
    std::cout
        << "\nthe way back: the nodes in reverse with d loss / d node, from the reference RNN\n"
           "(the fused RNN computes the same in one op); at each time step, |h| and the norm\n"
           "of dh = d loss / d h (src/nn/rnn_fused.cpp derives the recurrence)\n";
    print_tape(pass.tape, texts.shard.packed, texts.words, texts.distinct, true);
    std::cout
        << "  Compare, with a CONFIG: --set model.pooling=last --set model.cell=rnn_tanh\n"
           "  (the gradient of early words vanishes), model.cell=lstm, model.pooling=max.\n";
}

// The rows of a table that have a gradient.
void print_rows(const Model& model, const Parameter& before, Index p, Gradients& gradients) {
    const std::vector<TokenId>& ids = gradients.rows(p)->ids();
    const Index cols = before.cols();
    std::cout << "    " << ids.size() << " rows have a gradient, of the words that occur\n";
    for (const TokenId id : ids) {
        const auto row = [&](const SharedBuffer& v) {
            return values_or_norm(v.data() + id * cols, cols);
        };
        std::cout << wrapped(
            {{padded(printable(model.vocabulary.word(id)), 9) + " " + row(before.value)},
             {"gradient " + values_or_norm(gradients.find_row(p, id), cols)},
             {"after " + row(model.classifier.parameters()[p].value)}},
            4);
    }
}

// What the optimizer does in its first step, when its state is zero.
void print_rule(const Config& config, double total, double scale) {
    const bool is_sgd = config.optimizer.name == "sgd";
    std::cout
        << "\nbackward and update by " << config.optimizer.name
        << " (src/optim/update_rules.cpp)\n  gradient norm " << fixed(total, 4)
        << (scale < 1 ? ", clipped: times " + fixed(scale, 4) : ": nothing is clipped")
        << " (train.clip_norm = " << shortest(config.train.clip_norm) << ")"
        << "\n  learning rate " << shortest(config.learning_rate)
        << (is_sgd
                ? ": update = rate x gradient\n"
                : "; the first step divides each gradient g by sqrt(g^2):\n"
                  "  an update is about the rate, whatever g (rmsprop: rate / sqrt(1 - alpha))\n");
}

void print_update(Model& model, const Texts& texts, Pass& pass) {
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
        double gradient = 0;
        for (Index i = 0; i < after.rows(); ++i)
            if (const Real* row = pass.gradients.find_row(p, i))
                gradient = std::hypot(gradient, norm(row, after.cols()));
        SharedBuffer change = after.value;
        for (Index i = 0; i < change.size(); ++i) change[i] -= before[p].value[i];
        std::cout << "  " << padded(after.name, 28) << " " << padded(shape_text(after.shape), 12)
                  << " gradient " << fixed(gradient, 6) << "  update "
                  << fixed(norm(change.data(), change.size()), 6) << "\n";
        if (after.is_table) print_rows(model, before[p], p, pass.gradients);
    }
    const Pass again(model.classifier, texts.shard);
    std::cout << "  loss " << fixed(static_cast<double>(pass.loss.value().data[0]), 4)
              << " before the update, " << fixed(static_cast<double>(again.loss.value().data[0]), 4)
              << " after\n";
}

int run(const Arguments& arguments) {
    Model model = open_model(arguments.operand(0), arguments.all("--set"));
    const std::string label = arguments.last("--label").value_or(model.labels[0]);
    const Texts texts = read_texts(model, arguments, find_label(model, label, "follow"));
    print_tokens(model, texts);
    Pass pass(model.classifier, texts.shard);
    print_forward(model, texts, pass);
    print_way_back(model, texts);
    print_update(model, texts, pass);
    return 0;
}

} // namespace

Index find_label(const Model& model, const std::string& label, const char* command) {
    const auto found = std::find(model.labels.begin(), model.labels.end(), label);
    if (found == model.labels.end())
        throw Error(ExitCode::kUsage, std::string(command) + ": unknown label " + excerpt(label) +
                                          suggestion(label, model.labels));
    return static_cast<Index>(found - model.labels.begin());
}

Classifier reference_twin(const Classifier& classifier) {
    ClassifierOptions options = classifier.options();
    options.implementation = "reference";
    Classifier twin(options);
    twin.parameters() = classifier.parameters();
    return twin;
}

Pass::Pass(const Classifier& classifier, const Shard& shard, std::optional<Index> label)
    : gradients(classifier.parameters()) {
    const ForwardContext context{tape, classifier.parameters(), &gradients,
                                 Random(0, Stream::kDropout), false};
    logits = classifier.logits(context, shard.packed, shard.ids);
    const auto texts = static_cast<Real>(shard.labels.size());
    loss = label ? slice_cols(tape, logits, *label, 1)
                 : cross_entropy(tape, logits, shard.labels, {}, 0, texts);
    tape.backward(loss);
}

const Command kFollow{
    "follow", "CONFIG|MODEL TEXT...",
    "show every stage of one training step for a few texts\n\n"
    "Prints tokens, forward pass, loss, the gradient of every state, and the update. With a\n"
    "CONFIG, the weights are the initial ones and the vocabulary is that of the training data.\n"
    "--set model.implementation=reference shows each time step with the cell's formulas.\n"
    "configs/tiny.toml is small enough to check every number by hand.",
    2, 27,
    {{"--label", "LABEL", "label of the texts for the loss (default: the model's first label)"},
     kSetOption},
    run};

} // namespace textrnn
