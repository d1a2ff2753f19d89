// A training step allocates nothing once its memory has been found, a save needs no copy of the
// tensors, and a loader holds at most eight times its file: global new counts here.
#include "core/threads.h"
#include "data/sample_files.h"
#include "data/vocabulary_from.h"
#include "train/checkpoint.h"
#include "train/step.h"

#include "catch.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include <malloc.h>

// The address sanitizer replaces operator new itself.
#ifndef __SANITIZE_ADDRESS__

namespace {

std::atomic<std::size_t> allocations = 0;
std::atomic<std::size_t> allocated_bytes = 0;
std::atomic<std::size_t> held_bytes = 0, most_held_bytes = 0;

// Not inlined: otherwise gcc warns that free() does not match new.
[[gnu::noinline]] void* counted(std::size_t size, std::size_t alignment) {
    ++allocations;
    allocated_bytes += size;
    const std::size_t units = std::max<std::size_t>(1, (size + alignment - 1) / alignment);
    void* const memory = std::aligned_alloc(alignment, units * alignment);
    held_bytes += malloc_usable_size(memory);
    if (held_bytes > most_held_bytes) most_held_bytes = held_bytes.load();
    return memory;
}

void* counted_or_throw(std::size_t size, std::size_t alignment) {
    void* const memory = counted(size, alignment);
    return memory ? memory : throw std::bad_alloc();
}

[[gnu::noinline]] void release(void* memory) {
    held_bytes -= malloc_usable_size(memory);
    std::free(memory);
}

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
    corpus.vocabulary = vocabulary_from(words, "words");
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
    corpus.vocabulary = vocabulary_from(words, "words");
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
              save_checkpoint(files.path("c"), parts_of(state.model(), state.optimizer(), 1), {});
          }) < kAllowed);
    CHECK(std::filesystem::file_size(files.path("c")) > 15'000'000);
    CHECK(bytes_of([&] {
              load_checkpoint(files.path("c"), parts_of(state.model(), state.optimizer(), 1));
          }) < kAllowed);
    CHECK(bytes_of([&] { save_model(files.path("m"), state.model()); }) < kAllowed);
}

namespace {

constexpr std::size_t kTimes = 8;            // bytes that a loader may hold, per byte of the file
constexpr std::size_t kConstant = 2'000'000; // and besides: buffers, fields of 16,384 columns

// Most bytes held at once while a loader reads a file with this content; the content may be wrong.
template <class Loader>
std::size_t held_for(const std::string& name, const std::string& content, Loader load) {
    const SampleFiles files;
    const std::string path = files.write(name, content);
    const std::size_t before = held_bytes;
    most_held_bytes = before;
    error_of([&] { load(path); });
    return most_held_bytes - before;
}

std::string repeated(const std::string& part, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += part;
    return text;
}

// Items with a number each: "%" stands for it.
std::string numbered(const std::string& part, std::size_t bytes) {
    const std::size_t place = part.find('%');
    std::string text;
    for (std::size_t i = 0; text.size() < bytes; ++i)
        text += part.substr(0, place) + std::to_string(i) + part.substr(place + 1);
    return text;
}

std::string with_header(const std::string& header) {
    const std::uint64_t length = header.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + header;
}

void read_all(const std::string& path) {
    for (const char* invalid : {"error", "replace"})
        read_examples(path, {.format = "auto", .invalid_utf8 = invalid}, [](Example&) {});
}

} // namespace

TEST_CASE("a reader of examples holds at most eight times its file", "[allocations]") {
    constexpr std::size_t kBytes = 6'000'000;
    const std::string object = "{\"label\":\"a\",\"text\":\"b\"", row = "label,text\n";
    const std::pair<const char*, std::string> cases[] = {
        {"a.jsonl", repeated("[", kBytes)},
        {"a.jsonl", object + ",\"x\":" + repeated("[", 99) + repeated("1,", kBytes)},
        {"a.jsonl", object + ",\"x\":[" + repeated("1,", kBytes) + "1]}"},
        {"a.jsonl", object + ",\"x\":[" + repeated("\"\",", kBytes) + "1]}"},
        {"a.jsonl", object + ",\"x\":[" + repeated("{},", kBytes) + "1]}"},
        {"a.jsonl", object + numbered(",\"%\":1", kBytes) + "}"},
        {"a.jsonl", "{\"x\":1" + numbered(",\"%\":1", kBytes) + "}"}, // no label
        {"a.jsonl", object + ",\"x\":\"" + repeated("\\n", kBytes) + "\"}"},
        {"a.jsonl", "{\"label\":\"a\",\"text\":\"" + repeated("\\u00e9", kBytes) + "\"}"},
        {"a.jsonl", repeated(object + "}\n", kBytes)},
        {"a.csv", repeated(",", kBytes)},
        {"a.csv", row + repeated("a,\n", kBytes)},
        {"a.csv", row + "a,\"" + repeated("\"\"", kBytes) + "\"\n"},
        {"a.csv", row + "a," + repeated("\xff", kBytes) + "\n"},
        {"a.tsv", "label\ttext\n" + repeated("a\t\n", kBytes)},
        {"a.tsv", "label\ttext\na\t" + repeated("\xff", kBytes)},
        {"a.tsv", repeated("\t", kBytes)},
        {"a.ft", repeated("__label__a\n", kBytes)}};
    for (const auto& [name, content] : cases) {
        INFO(name << " " << content.substr(0, 60) << " ... of " << content.size() << " bytes");
        CHECK(held_for(name, content, read_all) <= kTimes * content.size() + kConstant);
    }
}

TEST_CASE("a model's loader holds at most eight times its file", "[allocations]") {
    constexpr std::size_t kBytes = 6'000'000;
    const std::string metadata = "{\"__metadata__\":{\"format\":\"textrnn 1\",\"config\":\"\",";
    const std::string labels = "\"labels\":\"[\\\"a\\\",\\\"b\\\"]\",";
    const std::string words = "\"vocabulary\":\"[\\\"<pad>\\\",\\\"<unk>\\\"";
    const std::string headers[] = {
        "{\"a\":" + repeated("[", kBytes),
        "{\"a\":{\"b\":[" + repeated("1,", kBytes) + "1]}}",
        "{\"a\":{\"shape\":[" + repeated("1,", kBytes) + "1]}}",
        "{\"a\":1" + numbered(",\"%\":{}", kBytes) + "}",
        "{\"\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}" +
            numbered(",\"%\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}", kBytes) +
            "}",
        "{\"__metadata__\":{\"a\":\"\"" + numbered(",\"%\":\"\"", kBytes) + "}}",
        metadata + "\"labels\":\"[\\\"a\\\"" + numbered(",\\\"%\\\"", kBytes) + "]\"}}",
        metadata + labels + words + numbered(",\\\"%\\\"", kBytes) + "]\"}}",
        metadata + labels + "\"vocabulary\":\"" + repeated("[1,", kBytes) + "\"}}"};
    for (const std::string& header : headers) {
        INFO(header.substr(0, 140) << " ... of " << header.size() << " bytes");
        const std::size_t held = held_for("m", with_header(header), [](const std::string& path) {
            load_model(path);
        });
        CHECK(held <= kTimes * header.size() + kConstant);
    }
}

// Words of few bytes, and the smallest tensors: of one number per word.
TEST_CASE("a vocabulary takes at most eight times the model's file", "[allocations]") {
    std::vector<std::string> words{"<pad>", "<unk>"};
    for (Index i = 0; i < 600'000; ++i) words.push_back(std::to_string(i));
    const Config config = parse_config(
        "", "in", {"model.embedding_dim=1", "model.cell=none", "model.hidden_size=1"});
    const SampleFiles files;
    {
        Vocabulary vocabulary = vocabulary_from(words, "in");
        Classifier classifier = make_classifier(config, vocabulary.size(), 2);
        classifier.initialise(1);
        save_model(files.path("m"),
                   {config, std::move(vocabulary), {"a", "b"}, std::move(classifier)});
    }
    const std::size_t before = held_bytes, size = std::filesystem::file_size(files.path("m"));
    most_held_bytes = before;
    CHECK(load_model(files.path("m")).vocabulary.size() == 600'002);
    CHECK(most_held_bytes - before <= kTimes * size);
}

#endif
