// A training step allocates nothing once its memory has been found, and a save needs no copy of the
// tensors: global new counts here.
#include "core/threads.h"
#include "data/sample_files.h"
#include "train/checkpoint.h"
#include "train/step.h"

#include "catch.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

// The address sanitizer replaces operator new itself.
#ifndef __SANITIZE_ADDRESS__

namespace {

std::atomic<std::size_t> allocations = 0;
std::atomic<std::size_t> allocated_bytes = 0;

// Not inlined: otherwise gcc warns that free() does not match new.
[[gnu::noinline]] void* counted(std::size_t size, std::size_t alignment) {
    ++allocations;
    allocated_bytes += size;
    const std::size_t units = std::max<std::size_t>(1, (size + alignment - 1) / alignment);
    return std::aligned_alloc(alignment, units * alignment);
}

void* counted_or_throw(std::size_t size, std::size_t alignment) {
    void* const memory = counted(size, alignment);
    return memory ? memory : throw std::bad_alloc();
}

[[gnu::noinline]] void release(void* memory) { std::free(memory); }

} // namespace

// All other forms of new and delete call these. (So would the nothrow form, but valgrind replaces
// it unless it is defined here.)
void* operator new(std::size_t size) { return counted_or_throw(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return counted_or_throw(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

using namespace textrnn;

namespace {

// Texts of different lengths; the last batch is smaller.
Corpus sample_corpus() {
    Corpus corpus;
    corpus.labels = {"a", "b"};
    std::vector<std::string> words{"<pad>", "<unk>"};
    for (int i = 0; i < 60; ++i) words.push_back("w" + std::to_string(i));
    corpus.vocabulary = Vocabulary::from_words(words, "words");
    Random random(1, Stream::kGradcheck);
    for (Index text = 0; text < 45; ++text) {
        for (Index t = random.below(12) + 1; t > 0; --t)
            corpus.train.ids.push_back(static_cast<TokenId>(2 + random.below(60)));
        corpus.train.begins.push_back(corpus.train.ids.size());
        corpus.train.labels.push_back(text % 2);
    }
    return corpus;
}

// Allocations in the third epoch; the first two are the warm-up.
std::size_t allocations_of_steps(const Config& config) {
    const Corpus corpus = sample_corpus();
    Threads threads(1); // with more, the thread of the longest shard is random
    TrainState state(initial_model(config, corpus), corpus, threads);
    const auto batches = training_batches(corpus.train, config.train.batch_size, 1, 0);
    std::size_t before = 0;
    for (Index step = 0; step < 3 * batches.size(); ++step) {
        if (step == 2 * batches.size()) before = allocations;
        state.step(batches[step % batches.size()], {step, 100, 0, 0});
    }
    return allocations - before;
}

Config small_config() {
    Config config;
    config.model.embedding_dim = config.model.hidden_size = 5;
    config.model.num_layers = 2;
    config.model.bidirectional = true;
    config.model.word_dropout = config.model.embedding_dropout = config.model.layer_dropout =
        config.model.classifier_dropout = 0.1;
    config.train.batch_size = 10;
    config.train.shard_size = 4;
    config.train.class_weights.rule = "balanced";
    return config;
}

} // namespace

TEST_CASE("allocations are counted") {
    const std::size_t before = allocations;
    const std::vector<int> plain(3);
    const Storage aligned(3);
    CHECK(allocations - before == 2);
}

TEST_CASE("a training step allocates nothing", "[allocations]") {
    for (const Cell& cell : cells())
        for (const Pooling& pooling : poolings())
            for (const InputLayer& input : input_layers()) {
                Config config = small_config();
                config.model.cell = cell.name;
                config.model.pooling = pooling.name;
                config.model.input = input.name;
                INFO(cell.name << " " << pooling.name << " " << input.name);
                CHECK(allocations_of_steps(config) == 0);
                config.model.freeze = input.embed ? "embedding" : "none";
                CHECK(allocations_of_steps(config) == 0);
            }
    for (const OptimizerKind& optimizer : optimizers()) {
        Config config = small_config();
        config.optimizer.name = optimizer.name;
        INFO(optimizer.name);
        CHECK(allocations_of_steps(config) == 0);
    }
    Config waves = small_config(); // more shards than sets of gradients
    waves.train.batch_size = 45;
    waves.train.shard_size = 1;
    waves.model.word_dropout = 0; // the same ids in every epoch, so that warm-up sees all
    CHECK(allocations_of_steps(waves) == 0);
}

// A table of 10,000 words: 5 MB, and twice as much for Adam's state; the words are 70 KB.
TEST_CASE("saving and loading a checkpoint allocate no memory for tensors", "[allocations]") {
    constexpr std::size_t kAllowed = 2'000'000; // bytes in all, for headers and vocabulary
    Corpus corpus;
    corpus.labels = {"a", "b"};
    std::vector<std::string> words{"<pad>", "<unk>"};
    for (int i = 0; i < 10'000; ++i) words.push_back("w" + std::to_string(i));
    corpus.vocabulary = Vocabulary::from_words(words, "words");
    Config config = small_config();
    config.model.embedding_dim = 128;
    Threads threads(1);
    TrainState state(initial_model(config, corpus), corpus, threads);
    const SampleFiles files;
    const auto bytes_of = [](auto action) {
        const std::size_t before = allocated_bytes;
        action();
        return allocated_bytes - before;
    };
    CHECK(bytes_of([&] {
              save_checkpoint(files.path("c"), state.model(), state.optimizer(), {}, 1);
          }) < kAllowed);
    CHECK(std::filesystem::file_size(files.path("c")) > 15'000'000);
    CHECK(bytes_of([&] {
              load_checkpoint(files.path("c"), state.model(), state.optimizer(), 1);
          }) < kAllowed);
    CHECK(bytes_of([&] { save_model(files.path("m"), state.model()); }) < kAllowed);
}

#endif
