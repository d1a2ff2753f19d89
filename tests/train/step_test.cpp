// A step of a batch with many shards: the same bits as the sum of all shards' gradients in shard
// order, in memory that does not grow with the number of shards.
#include "train/step.h"

#include "core/threads.h"
#include "data/vocabulary_from.h"

#include "catch.h"

using namespace textrnn;

namespace {

// `texts` texts of three words, of which all have the same distinct ids.
Corpus sample_corpus(Index texts) {
    Corpus corpus;
    corpus.labels = {"a", "b"};
    corpus.vocabulary = vocabulary_from({"<pad>", "<unk>", "x", "y", "z"}, "words");
    for (Index text = 0; text < texts; ++text) {
        for (Index t = 0; t < 3; ++t)
            corpus.train.ids.push_back(static_cast<TokenId>(2 + (text + t) % 3));
        corpus.train.begins.push_back(corpus.train.ids.size());
        corpus.train.labels.push_back(text % 2);
    }
    return corpus;
}

Config sample_config(const std::string& input) {
    Config config;
    config.model.input = input;
    config.model.cell = "gru";
    config.model.embedding_dim = config.model.hidden_size = 5;
    config.model.classifier_dropout = 0.3;
    config.train.shard_size = 1;
    config.optimizer.name = "sgd";
    return config;
}

std::vector<Index> first(Index count) {
    std::vector<Index> examples(count);
    for (Index i = 0; i < count; ++i) examples[i] = i;
    return examples;
}

// The model after one step that keeps the gradients of all shards and adds them up at the end.
Model reference_step(const Config& config, const Corpus& corpus, Index texts, Threads& threads) {
    Model model = initial_model(config, corpus);
    Parameters& parameters = model.classifier.parameters();
    const auto shards = pack_shards(corpus.train, first(texts), config.train.shard_size);
    std::vector<Gradients> gradients(shards.size(), Gradients(parameters));
    const Random dropout(config.train.seed, Stream::kDropout, 0);
    for (Index s = 0; s < shards.size(); ++s) {
        Arena arena;
        Tape tape(arena);
        const ForwardContext context{tape, parameters, &gradients[s], dropout.split(s), true};
        const Var logits = model.classifier.logits(context, shards[s].packed, shards[s].ids);
        tape.backward(
            cross_entropy(tape, logits, shards[s].labels, {}, 0, static_cast<Real>(texts)));
    }
    for (Index s = 1; s < shards.size(); ++s) gradients[0].add(gradients[s]);
    Optimizer(config.optimizer, parameters)
        .step(threads, gradients[0], config.learning_rate,
              clip_scale(gradient_norm(gradients[0]), config.train.clip_norm));
    return model;
}

} // namespace

TEST_CASE("gradients in waves are added in shard order", "[step]") {
    for (const char* input : {"lookup", "one_hot"})
        for (const Index shards : {1u, 2u, 15u, 16u, 17u, 31u, 32u, 50u}) {
            const Corpus corpus = sample_corpus(shards);
            const Config config = sample_config(input);
            Threads threads(3);
            TrainState state(initial_model(config, corpus), corpus, threads);
            state.step(first(shards), {0, 1, 0, 0});
            const Model expected = reference_step(config, corpus, shards, threads);
            const Parameters &found = state.model().classifier.parameters(),
                             &wanted = expected.classifier.parameters();
            for (Index p = 0; p < found.size(); ++p)
                for (Index i = 0; i < found[p].value.size(); ++i) {
                    INFO(input << ", " << shards << " shards, " << found[p].name << " element "
                               << i << ": expected " << wanted[p].value[i] << ", found "
                               << found[p].value[i]);
                    REQUIRE(found[p].value[i] == wanted[p].value[i]);
                }
        }
}

TEST_CASE("the memory of a step does not grow with the number of shards", "[step]") {
    const Corpus corpus = sample_corpus(200);
    Threads one_thread(1);
    const auto bytes_after = [&](Index shards) {
        TrainState state(initial_model(sample_config("lookup"), corpus), corpus, one_thread);
        state.step(first(shards), {0, 1, 0, 0});
        return state.bytes();
    };
    CHECK(bytes_after(kGradientSets) > bytes_after(1));
    CHECK(bytes_after(kGradientSets + 1) == bytes_after(kGradientSets));
    CHECK(bytes_after(200) == bytes_after(kGradientSets));
}

TEST_CASE("the second pass of adversarial training uses the memory of the first", "[step]") {
    const Corpus corpus = sample_corpus(200);
    Threads one_thread(1);
    const auto bytes_with = [&](double adversarial) {
        Config config = sample_config("lookup");
        config.model.hidden_size = 1024;
        config.train.shard_size = 200;
        config.train.adversarial = adversarial;
        TrainState state(initial_model(config, corpus), corpus, one_thread);
        state.step(first(200), {0, 1, 0, 0});
        return state.bytes();
    };
    const double plain = bytes_with(0);
    CHECK(plain > 32e6); // so much that the spare capacity of an arena (16 MiB) does not matter
    CHECK(bytes_with(0.1) < 1.3 * plain);
}

TEST_CASE("the averaged model has no copy of the averages, nor of a frozen embedding") {
    for (const char* freeze : {"none", "embedding"}) {
        Config config = sample_config("lookup");
        config.optimizer.average = 0.9;
        config.model.freeze = freeze;
        const Corpus corpus = sample_corpus(4);
        Threads threads(1);
        TrainState state(initial_model(config, corpus), corpus, threads);
        for (Index step = 0; step < 3; ++step) {
            state.step(first(4), {step, 3, 0, 0});
            const Parameters& found = state.evaluated_model().classifier.parameters();
            for (Index p = 0; p < found.size(); ++p) {
                INFO(found[p].name << " after step " << step << ", freeze " << freeze);
                const Parameter& own = state.model().classifier.parameters()[p];
                const Storage& average = state.optimizer().state(p)[Optimizer::kAverage];
                CHECK(found[p].value.data() == (own.frozen ? own.value.data() : average.data()));
            }
        }
    }
}
