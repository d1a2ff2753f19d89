// textrnn explain: prints the contribution of each token to a label: as a mark in the text, and in
// figures.
#include "cli/study.h"
#include "core/threads.h"
#include "io/utf8.h"
#include "train/evaluation.h"

#include <iostream>
#include <numeric>

namespace textrnn {

// The classifier with a vocabulary of the text's tokens: row n of each table is the row of token n.
// The gradient of a row is then the gradient of a token.
static Classifier with_row_per_token(const Classifier& classifier, std::span<const TokenId> ids) {
    ClassifierOptions options = classifier.options();
    options.vocabulary_size = ids.size();
    options.freeze = "none"; // a frozen table has no gradient
    Classifier result(options);
    Arena arena;
    for (Index p = 0; p < result.parameters().size(); ++p) {
        const Parameter& source = classifier.parameters()[p];
        const Tensor values =
            source.is_table ? gather_rows(arena, source.tensor(), ids) : source.tensor();
        result.parameters()[p].value = Storage(values.begin(), values.end());
    }
    return result;
}

// Per token, the sum of gradient times value over its rows: d logit / d x . x for an embedding x,
// and for a one-hot x, whose product with a table is the row.
static std::vector<double> products(const Parameters& parameters, Gradients& gradients,
                                    Index tokens) {
    std::vector<double> sums(tokens);
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index n = 0; parameters[p].is_table && n < tokens; ++n) {
            const Real* const row = parameters[p].tensor().row(n);
            sums[n] +=
                std::inner_product(row, row + parameters[p].cols(), gradients.find_row(p, n), 0.0);
        }
    return sums;
}

// Sets e.pooling and e.pooling_name. `pooling`: of the model.
static void add_pooling(const std::string& pooling, const Pass& pass, Explanation& e) {
    e.pooling.resize(e.drop.size());
    const auto& [forward, reverse] = pass.states;
    if (pooling == "max") {
        e.pooling_name = "max_share";
        const std::vector<Index> tokens = numbers_below(e.drop.size());
        const Index units = forward.cols() + (reverse ? reverse.cols() : 0);
        for (const Var direction : {forward, reverse})
            for (Index j = 0; direction && j < direction.cols(); ++j) {
                const auto state = [&](Index n) { return direction.value()(n, j); };
                const Index highest = *std::ranges::max_element(tokens, {}, state);
                e.pooling[highest] += 1 / static_cast<double>(units);
            }
    } else if (pooling == "attention") {
        e.pooling_name = "attention";
        // On the tape, the scores precede pool_attention.
        const auto op = [](const Node* node) { return std::string_view(node->op); };
        const Tensor scores = std::ranges::find(pass.tape.nodes(), "pool_attention", op)[-1]->value;
        std::ranges::copy(softmax(scores.data, scores.rows), e.pooling.begin());
    }
}

// "+", "++" or "+++" from a tenth, a third, two thirds of the text's largest figure; "-" likewise.
static std::string mark_of(double value, double largest) {
    const double share = largest > 0 ? std::fabs(value) / largest : 0;
    const int strength = (share > 0.1) + (share > 1.0 / 3) + (share > 2.0 / 3);
    return std::string(static_cast<Index>(strength), value < 0 ? '-' : '+');
}

// `ids` are the ids of the tokens.
static void print_text(const Model& model, const Tokens& tokens, std::span<const TokenId> ids,
                       const Explanation& e) {
    double largest = 0;
    for (const double g : e.gradient_times_input) largest = std::max(largest, std::fabs(g));
    std::vector<Word> words;
    const std::string pooling = e.pooling_name;
    const auto pooling_column = [&](const std::string& text) { // if there is one
        return pooling.empty() ? "" : padded(text, 11, true);
    };
    std::string table = "\n gradient x input  drop <unk>" + pooling_column(pooling) + "  mark word";
    for (Index n = 0; n < tokens.words.size(); ++n) {
        const double value = e.gradient_times_input[n];
        const std::string mark = mark_of(value, largest), word = printable(tokens.words[n]);
        // Black on orange or blue: readable on dark and light terminals, and if colour-blind.
        const char* const colour = value < 0 ? "\x1b[30;48;5;215m" : "\x1b[30;48;5;117m";
        words.push_back(mark.empty() ? Word{word} : Word{word + "[" + mark + "]", colour});
        table += "\n" + padded(fixed(value, 4), 17, true) + padded(fixed(e.drop[n], 4), 12, true) +
                 pooling_column(fixed(e.pooling[n], 4)) + "  " + padded(mark, 5) + word +
                 (ids[n] == kUnkId ? " <unk>" : "");
    }
    std::cout << "label " << excerpt(model.labels[e.label]) << "  probability "
              << fixed(e.probability, 6) << "\n" << wrapped(words, 2) << table << "\n\n";
}

static Json to_json(const Model& model, const Tokens& tokens, std::span<const TokenId> ids,
                    const Explanation& e) {
    Json::Array list;
    for (Index n = 0; n < tokens.words.size(); ++n) {
        Json::Object object{{"token", tokens.words[n]},
                            {"is_unknown", ids[n] == kUnkId},
                            {"gradient_times_input", e.gradient_times_input[n]},
                            {"drop", e.drop[n]}};
        if (*e.pooling_name) object.emplace_back(e.pooling_name, e.pooling[n]);
        list.emplace_back(object);
    }
    return Json::Object{
        {"label", model.labels[e.label]}, {"probability", e.probability}, {"tokens", list}};
}

static void explain_texts(const Arguments& arguments) {
    const std::vector<std::string> texts = arguments.all("--text");
    if (arguments.operands().size() > 1 && !texts.empty())
        arguments.refuse("expected FILE or --text, found both");
    const std::string file = texts.empty() ? arguments.file() : "";
    const Model model = load_for(arguments, true);
    const std::optional<Index> label = label_option(arguments, model);
    const auto print = [&](const std::string& content) {
        Tokens tokens;
        Dataset text;
        tokenize(content, model.config.text, tokens);
        text.add(tokens.words, model.vocabulary);
        const Explanation explanation = explain(model.classifier, text.ids, label);
        if (arguments.has("--json"))
            std::cout << to_json(model, tokens, text.ids, explanation).dump() << "\n";
        else print_text(model, tokens, text.ids, explanation);
        flush_stdout();
    };
    for (const std::string& text : texts) print(checked_text(arguments, text));
    const auto use = [&](const Example& record) { print(record.text); };
    if (texts.empty()) std::cerr << note_lines(read_texts(file, model.config.data.reader, use));
}

const std::string& checked_text(const Arguments& arguments, const std::string& text) {
    if (find_invalid_utf8(text) != std::string::npos)
        arguments.refuse(excerpt(text) + " is not UTF-8");
    return text;
}

std::optional<Index> label_option(const Arguments& arguments, const Model& model) {
    const auto label = arguments.last("--label");
    if (!label) return {};
    const auto found = std::ranges::find(model.labels, *label);
    if (found == model.labels.end())
        arguments.refuse("unknown label " + excerpt(*label) + " (known: " + listed(model.labels) +
                         ")" + suggestion(*label, model.labels));
    return static_cast<Index>(found - model.labels.begin());
}

Pass::Pass(const Classifier& classifier, const Shard& shard) : gradients(classifier.parameters()) {
    const ForwardContext context{tape, classifier.parameters(), &gradients,
                                 Random(0, Stream::kDropout), false};
    states = classifier.states(context, shard.packed, shard.ids);
    logits = classifier.logits(context, states, shard.packed);
    if (shard.labels.empty()) return;
    const Index texts = shard.labels.size();
    const Var mean = cross_entropy(tape, logits, shard.labels, {}, 0, static_cast<Real>(texts));
    tape.backward(mean);
    loss = mean.value()(0, 0);
}

std::vector<Real> finite_softmax(const Real* logits, Index classes) {
    const auto least = static_cast<Index>(std::min_element(logits, logits + classes) - logits);
    if (!std::isfinite(judge(logits, classes, least).loss))
        throw Error(ExitCode::kRuntime, kOverflowText);
    return softmax(logits, classes);
}

Explanation explain(const Classifier& classifier, std::span<const TokenId> ids,
                    std::optional<Index> label) {
    Threads threads(1);
    Predictor predictor(classifier, threads);
    Dataset text{{ids.begin(), ids.end()}, {0, ids.size()}, {}};
    const auto predict = [&] {
        const Storage logits = predictor.logits(text);
        return finite_softmax(logits.data(), logits.size());
    };
    const std::vector<Real> all = predict(); // probabilities
    Explanation result{};
    result.label = label.value_or(static_cast<Index>(std::ranges::max_element(all) - all.begin()));
    result.probability = static_cast<double>(all[result.label]);
    for (Index n = 0; n < ids.size(); ++n) {
        text.ids[n] = kUnkId;
        result.drop.push_back(result.probability - static_cast<double>(predict()[result.label]));
        text.ids[n] = ids[n];
    }

    const Classifier twin = with_row_per_token(classifier, ids);
    std::iota(text.ids.begin(), text.ids.end(), 0);
    const Shard shard{Packed::of({ids.size()}), text.ids, {}, {}};
    Pass pass(twin, shard);
    pass.tape.backward(slice_cols(pass.tape, pass.logits, result.label, 1));
    result.gradient_times_input = products(twin.parameters(), pass.gradients, ids.size());
    for (double& product : result.gradient_times_input) product /= classifier.temperature();
    add_pooling(twin.options().pooling, pass, result);
    return result;
}

const Command kExplain{
    "explain", "MODEL [FILE|-]", 1, 2,
    "show what each word of a text contributes to its label\n\n"
    "For each token of each record of FILE (as in predict; default: standard input):\n"
    "  gradient x input  gradient of the label's logit (over temperature) times the\n"
    "                    token's embedding; above 0, the logit rises if the embedding\n"
    "                    is scaled up (other labels' may rise, too: see --label)\n"
    "  drop <unk>        probability lost if the token becomes <unk>\n"
    "  attention         weight of the token, with attention pooling\n"
    "  max_share         with max pooling: share of units with their maximum here\n"
    "The words come first, marked by gradient x input: [+], [++], [+++] (or [-], ...)\n"
    "above 10, 33, 67% of the text's largest. The time grows with the square of a\n"
    "text's length.",
    {{"--text", "TEXT", "explain this text instead of a file; repeatable", true},
     {"--label", "LABEL", "label to explain (default: the predicted label)"},
     kFormatOption, kDataOption, kJsonOption},
    explain_texts};

} // namespace textrnn
