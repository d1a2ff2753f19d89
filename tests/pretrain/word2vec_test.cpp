// The fast path of word2vec against its reference made of ops.
#include "catch.h"
#include "core/threads.h"
#include "pretrain/objective.h"
#include "pretrain/sample_texts.h"
#include "pretrain/word2vec.h"
#include "worst_element.h"

using namespace textrnn;

namespace {

constexpr Index kDim = 19; // no multiple of a vector register

Storage random_table(Index rows, std::uint64_t seed) {
    Storage values(rows * kDim);
    Random random(seed, Stream::kGradcheck);
    for (Real& x : values) x = static_cast<Real>(random.uniform(-0.8, 0.8));
    return values;
}

// The sum of lists of rows, as a table.
NamedMatrix table_of(const std::string& name, Index rows,
                     std::initializer_list<const RowGradient*> lists) {
    NamedMatrix table{name, rows, kDim, std::vector<Real>(rows * kDim)};
    for (const RowGradient* list : lists)
        for (Index n = 0; n < list->ids.size(); ++n)
            for (Index j = 0; j < kDim; ++j)
                table.values[list->ids[n] * kDim + j] += list->grad(n, j);
    return table;
}

struct Result {
    std::vector<NamedMatrix> gradients;
    double loss = 0;
};

Result run(decltype(word2vec) function, const Word2vec& model, const Windows& windows) {
    Arena arena, memory;
    Result result;
    const BlockGradient g = function(arena, memory, model, windows, &result.loss);
    memory.reset(); // the result does not lie in it
    memory.zeros(1000, model.embedding.cols);
    result.gradients = {table_of("embedding", model.embedding.rows, {&g.embedding}),
                        table_of("output", model.output.rows, {&g.words, &g.negatives})};
    return result;
}

} // namespace

TEST_CASE("word2vec: the fast path equals the reference") {
    const Texts texts = sample_texts(60, 200);
    const Index words = texts.vocabulary.size();
    Storage embedding = random_table(words, 1), output = random_table(words, 2);
    PretrainOptions options;
    options.sample = 0.02;
    const WindowSampler sampler(texts, options);
    Windows windows;
    for (const bool cbow : {false, true})
        for (Index block = 0; block < sampler.blocks(); ++block) {
            sampler.sample(1, block, windows);
            const Word2vec model{
                {embedding.data(), words, kDim}, {output.data(), words, kDim}, cbow, 5};
            const Result expected = run(word2vec_reference, model, windows);
            const Result found = run(word2vec, model, windows);
            const WorstElement worst = compare(expected.gradients, found.gradients);
            INFO((cbow ? "cbow" : "skip-gram") << ", block " << block << ": " << worst);
            CHECK(worst.error() < 2e-5);
            CHECK(found.loss == Approx(expected.loss).epsilon(1e-5));
        }
}

TEST_CASE("word2vec: the loss is measured although the first block has no predictions") {
    Texts texts = sample_texts(60, 200);
    std::vector<Index> begins; // one text per token in the first block
    for (Index n = 0; n < WindowSampler::kBlockTokens; ++n) begins.push_back(n);
    for (const Index begin : texts.data.begins)
        if (begin >= begins.size()) begins.push_back(begin);
    texts.data.begins = begins;
    Config config;
    config.pretrain.negatives = 5;
    config.pretrain.sample = 0;
    config.model.embedding_dim = kDim;
    Threads threads(1);
    CHECK(make_word2vec(config, texts, threads)->step(0, 0, 0.1).predictions > 0);
}

// At this rate most of a frequent word's step is damping, which the curvature determines.
TEST_CASE("word2vec: an update of the fast path equals the reference's") {
    const Texts texts = sample_texts(60, 200);
    const Index words = texts.vocabulary.size();
    for (const char* method : {"skip_gram", "cbow"}) {
        std::vector<NamedMatrix> tables[2];
        for (const bool is_reference : {false, true}) {
            Config config;
            config.pretrain.method = method;
            config.pretrain.negatives = 5;
            config.model.embedding_dim = kDim;
            if (is_reference) config.model.implementation = "reference";
            Threads threads(1);
            const auto objective = make_word2vec(config, texts, threads);
            for (Index p = 0; p < 2; ++p)
                objective->parameters()[p].value = random_table(words, p + 1);
            objective->step(0, 0, 1);
            for (const Parameter& p : objective->parameters())
                tables[is_reference].push_back(named(p.name, p.tensor()));
        }
        const WorstElement worst = compare(tables[1], tables[0]);
        INFO(method << ": " << worst);
        CHECK(worst.error() < 2e-5);
    }
}
