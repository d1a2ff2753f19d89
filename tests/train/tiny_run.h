// TinyRun: a training run of milliseconds, with twelve texts and two hidden units.
#pragma once

#include "core/threads.h"
#include "data/sample_files.h"
#include "io/file.h"
#include "train/trainer.h"

#include <string>

namespace textrnn {

class TinyRun {
public:
    TinyRun() {
        std::string rows = "label\ttext\n";
        for (const char* words : {"a b c", "b a", "c", "a a b c b", "b c a d", "d c b a e f"})
            rows += std::string("up\tl ") + words + " r\ndown\tr " + words + " l\n";
        config.data.train = {files.write("train.tsv", rows)};
        config.data.dev = config.data.train[0];
        config.model.cell = "gru";
        config.model.embedding_dim = config.model.hidden_size = 2;
        config.train.epochs = 1;
        config.train.batch_size = 4;
    }

    std::optional<TrainOutcome> run(const std::string& name, bool resume = false,
                                    Index thread_count = 1, const TrainEvents& events = {}) const {
        Threads threads(thread_count);
        return train(config, files.path(name), resume, threads, events);
    }
    std::string model(const std::string& name) const {
        return files.path(name) + "/model.safetensors";
    }
    std::string checkpoint(const std::string& name) const {
        return files.path(name) + "/checkpoint.safetensors";
    }

    SampleFiles files;
    Config config;
};

} // namespace textrnn
