// Files that exist as long as a test, and what the readers return for them.
#pragma once

#include "core/error.h"
#include "data/reader.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

namespace textrnn {

class SampleFiles {
public:
    SampleFiles() { std::filesystem::create_directories(root_); }
    ~SampleFiles() { std::filesystem::remove_all(root_); }
    SampleFiles(const SampleFiles&) = delete;
    SampleFiles& operator=(const SampleFiles&) = delete;

    std::string path(const std::string& name) const { return (root_ / name).string(); }
    std::string write(const std::string& name, std::string_view content) const {
        std::filesystem::create_directories((root_ / name).parent_path());
        std::ofstream file(root_ / name, std::ios::binary);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
        return path(name);
    }
    // The message without the directory of the samples.
    std::string shortened(std::string message) const {
        const std::string prefix = path("");
        for (std::size_t at = 0; (at = message.find(prefix)) != std::string::npos;) {
            message.erase(at, prefix.size());
        }
        return message;
    }

private:
    std::filesystem::path root_ = std::filesystem::temp_directory_path() /
                                  ("textrnn_data_test." + std::to_string(getpid()));
};

// "code: message" of the Error that the function throws, or ""; without the hint at data.bad_rows,
// which ends the message of every bad row.
template <class Function>
std::string error_of(Function function) {
    try {
        function();
    } catch (const Error& error) {
        const std::string message = error.what();
        return std::to_string(static_cast<int>(error.code())) + ": " +
               message.substr(0, message.find("; data.bad_rows = \"skip\" leaves such rows out"));
    }
    return "";
}

inline std::vector<Example> all_examples(const std::string& path, const ReaderOptions& options) {
    std::vector<Example> examples;
    read_examples(path, options, [&](Example& example) { examples.push_back(std::move(example)); });
    return examples;
}

// "label|text|line;" of each example, concatenated.
inline std::string flat(const std::vector<Example>& examples) {
    std::string all;
    for (const Example& example : examples) {
        all += example.label + "|" + example.text + "|" + std::to_string(example.line) + ";";
    }
    return all;
}

// The examples in a file of this name and content, or the error of reading it.
inline std::string read_sample(const std::string& name, std::string_view content,
                               const ReaderOptions& options = {}) {
    const SampleFiles files;
    const std::string path = files.write(name, content);
    std::string result;
    const std::string error = error_of([&] { result = flat(all_examples(path, options)); });
    return error.empty() ? result : files.shortened(error);
}

} // namespace textrnn
