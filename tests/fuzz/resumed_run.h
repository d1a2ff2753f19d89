// A run of a few steps, whose checkpoint the target "resume" changes.
#pragma once

#include "io/file.h"
#include "train/trainer.h"

#include <filesystem>

namespace textrnn::fuzz {

struct ResumedRun {
    std::string directory =
        (std::filesystem::temp_directory_path() / "textrnn_fuzz_resume").string();
    Config config;

    ResumedRun() {
        make_directories(directory);
        const std::string data = directory + "/data.tsv";
        replace_file(data, "label\ttext\na\tgood\nb\tbad\na\tgood good\nb\tnot good\na\tso\n");
        config = parse_config("", "resume",
                              {"data.train=" + data, "data.dev=" + data, "model.embedding_dim=2",
                               "model.hidden_size=2", "model.cell=rnn_tanh", "train.epochs=3",
                               "train.batch_size=2", "train.patience=2", "schedule.name=plateau"});
    }
};

} // namespace textrnn::fuzz
