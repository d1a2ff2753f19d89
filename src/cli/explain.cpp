// textrnn explain: what each token of a text contributes to the label, as figures and as words
// marked by sign. Gradients come from the tape of the reference RNN.
#include "cli/arguments.h"
#include "cli/study.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "core/threads.h"
#include "io/file.h"
#include "io/json.h"
#include "io/text.h"
#include "train/evaluation.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace textrnn {

namespace {

// Adds d logit / d x . x of each token. With a = W_ih x = x_gates - b_ih, it equals
// d logit / d a . a, for an embedding x as for a one-hot x. `bias` is empty if the node is x
// itself.
void add_products(const Node& node, Tensor bias, std::vector<double>& sums) {
    for (Index n = 0; n < node.value.rows; ++n)
        for (Index j = 0; j < node.value.cols; ++j) {
            const Real a = node.value(n, j) - (bias.data ? bias.data[j] : 0);
            sums[n] += static_cast<double>(node.grad(n, j) * a);
        }
}

// Adds the share of columns whose maximum is in each row.
void add_shares(Tensor states, std::vector<double>& shares) {
    for (Index j = 0; j < states.cols; ++j) {
        Index winner = 0;
        for (Index n = 1; n < states.rows; ++n)
            if (states(n, j) > states(winner, j)) winner = n;
        shares[winner] += 1 / static_cast<double>(states.cols);
    }
}

void read_tape(const Tape& tape, Explanation& result) {
    Tensor bias;                    // b_ih of the direction of layer 0
    const Node* previous = nullptr; // before a pooling op: its scores, or the states
    for (const Node* node : tape.nodes()) {
        const std::string_view op = node->op;
        if (op.starts_with("rnn.bias_ih_l0")) bias = node->value;
        if (op == "pick_rows" && *node->name)
            add_products(*node, bias, result.gradient_times_input);
        if (op == "pool_max") add_shares(previous->value, result.pooling);
        if (op == "pool_attention") {
            std::vector<Real> weights(previous->value.rows);
            softmax_row(previous->value.data, weights.size(), weights.data());
            result.pooling.assign(weights.begin(), weights.end());
        }
        previous = node;
    }
}

// Name of Explanation::pooling; nullptr if the model's pooling has no such figure.
const char* pooling_figure(const Model& model) {
    const std::string& pooling = model.classifier.options().pooling;
    return pooling == "attention" ? "attention" : pooling == "max" ? "max_share" : nullptr;
}

std::string with_sign(double value) { // "+0.1234"; "0.0000" without a sign
    const std::string text = fixed(std::fabs(value), 4);
    return (text == "0.0000" ? "" : value < 0 ? "-" : "+") + text;
}

// "+", "++" or "+++" from a tenth, a third, two thirds of the text's largest figure; "-" likewise.
std::string mark_of(double value, double largest) {
    const double share = largest > 0 ? std::fabs(value) / largest : 0;
    const int strength = (share > 0.1) + (share > 1.0 / 3) + (share > 2.0 / 3);
    return std::string(static_cast<Index>(strength), value < 0 ? '-' : '+');
}

void print_text(const Model& model, const Tokens& tokens, const Explanation& e) {
    double largest = 0;
    for (const double g : e.gradient_times_input) largest = std::max(largest, std::fabs(g));
    std::vector<Word> words;
    const char* const pooling = pooling_figure(model);
    std::string table =
        "\n gradient x input  drop <unk>" + padded(pooling ? pooling : "", 11, true);
    for (Index n = 0; n < tokens.words.size(); ++n) {
        const std::string mark = mark_of(e.gradient_times_input[n], largest);
        const std::string word = printable(tokens.words[n]);
        // Black on orange or blue: readable on dark and light terminals and by colour-blind
        // readers.
        const char* const colour =
            e.gradient_times_input[n] < 0 ? "\x1b[30;48;5;215m" : "\x1b[30;48;5;117m";
        words.push_back(mark.empty() ? Word{word} : Word{word + "[" + mark + "]", colour});
        table += "\n" + padded(with_sign(e.gradient_times_input[n]), 17, true) +
                 padded(with_sign(e.drop[n]), 12, true) +
                 padded(pooling ? fixed(e.pooling[n], 4) : "", 11, true) + "  " + padded(mark, 4) +
                 word;
    }
    std::cout << printable(model.labels[e.label]) << "  " << fixed(e.probability, 6) << "\n"
              << wrapped(words, 2) << table << "\n\n";
}

Json to_json(const Model& model, const Tokens& tokens, const Explanation& e) {
    Json::Array list;
    for (Index n = 0; n < tokens.words.size(); ++n) {
        Json::Object object{{"token", tokens.words[n]},
                            {"gradient_times_input", e.gradient_times_input[n]},
                            {"drop", e.drop[n]}};
        if (const char* name = pooling_figure(model)) object.emplace_back(name, e.pooling[n]);
        list.emplace_back(object);
    }
    return Json::Object{
        {"label", model.labels[e.label]}, {"probability", e.probability}, {"tokens", list}};
}

int run(const Arguments& arguments) {
    const bool from_file = arguments.operand_count() > 1;
    const std::vector<std::string> texts = arguments.all("--text");
    if (from_file && !texts.empty())
        throw Error(ExitCode::kUsage, "explain: expected FILE or --text, found both");
    const Model model = load_model(arguments.operand(0));
    std::optional<Index> label;
    if (const auto name = arguments.last("--label")) label = find_label(model, *name, "explain");
    const auto print = [&](const std::string& line) {
        Tokens tokens;
        Dataset text;
        tokenize(line, model.config.text, tokens);
        text.add(tokens.words, model.vocabulary);
        const Explanation explanation = explain(model.classifier, text.ids, label);
        if (arguments.has("--json"))
            std::cout << to_json(model, tokens, explanation).dump() << "\n";
        else
            print_text(model, tokens, explanation);
        if (!std::cout.flush()) throw Error(ExitCode::kIo, "stdout: writing failed");
    };
    for (const std::string& text : texts) print(text);
    if (texts.empty())
        for_each_line(from_file ? arguments.operand(1) : "-",
                      model.config.data.reader.replaces_invalid(),
                      [&](const std::string& line, std::size_t) { print(line); });
    return 0;
}

} // namespace

Explanation explain(const Classifier& classifier, std::span<const TokenId> ids,
                    std::optional<Index> label) {
    Threads threads(1);
    Predictor predictor(classifier, threads);
    std::vector<Real> all(classifier.options().classes); // probabilities
    const auto predict = [&](Dataset text) {
        softmax_row(predictor.logits(text).data(), all.size(), all.data());
    };
    Dataset text;
    text.ids.assign(ids.begin(), ids.end());
    text.begins.push_back(ids.size());
    predict(text);
    Explanation result{};
    result.label = label.value_or(static_cast<Index>(std::ranges::max_element(all) - all.begin()));
    result.probability = static_cast<double>(all[result.label]);
    if (!std::isfinite(result.probability))
        throw Error(ExitCode::kRuntime, "a prediction overflows: the weights of the model are too "
                                        "large");
    for (Index n = 0; n < ids.size(); ++n) {
        text.ids[n] = kUnkId;
        predict(text);
        text.ids[n] = ids[n];
        result.drop.push_back(result.probability - static_cast<double>(all[result.label]));
    }

    const Classifier twin = reference_twin(classifier);
    const Shard shard{Packed::of({ids.size()}), text.ids, {}, {}};
    const Pass pass(twin, shard, result.label);
    result.gradient_times_input.resize(ids.size());
    result.pooling.resize(ids.size());
    read_tape(pass.tape, result);
    return result;
}

const Command kExplain{
    "explain", "MODEL [FILE|-]",
    "show what each word of a text contributes to its label\n\n"
    "For each token of each line of FILE (default: standard input):\n"
    "  gradient x input  gradient of the label's logit times the token's embedding; above 0, the\n"
    "                    word speaks for the label\n"
    "  drop <unk>        loss of probability if the token becomes <unk>\n"
    "  attention         weight of the token, with attention pooling\n"
    "  max_share         share of the units whose maximum is at the token, with max pooling\n"
    "The words are printed first, marked by sign and strength: [+++] is the strongest for, [---]\n"
    "against the label. The time grows with the square of a text's length.",
    1, 2,
    {{"--text", "TEXT", "explain this text instead of a file; repeatable"},
     {"--label", "LABEL", "label to explain (default: the predicted label)"},
     kJsonOption},
    run};

} // namespace textrnn
