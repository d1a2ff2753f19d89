// A new run never overwrites a file of an earlier run.
#include "train/run_directory.h"

#include "core/error.h"
#include "io/file.h"
#include "io/posix.h"

#include <filesystem>

namespace textrnn {

namespace fs = std::filesystem;

void set_aside(const std::string& directory, std::vector<std::string> names) {
    std::erase_if(names, [&](const std::string& n) { return !fs::exists(directory + "/" + n); });
    if (names.empty()) return;
    int number = 1;
    while (fs::exists(directory + "/previous-" + std::to_string(number))) ++number;
    const std::string previous = directory + "/previous-" + std::to_string(number);
    make_directories(previous);
    for (const std::string& name : names) {
        const std::string path = directory + "/" + name;
        std::error_code error;
        fs::rename(path, previous + "/" + name, error);
        if (error)
            throw Error(ExitCode::kNoCreate,
                        path + ": cannot be moved to " + previous + ": " + error.message());
    }
    sync_to_disk(previous);
    sync_to_disk(directory);
}

void RunDirectory::prepare(bool resume) const {
    const std::vector<std::string> files{"config.toml", "metrics.jsonl", "model.safetensors",
                                         "checkpoint.safetensors"};
    std::error_code ignored; // a partial file that remains does no harm
    for (const std::string& name : names_in(path, ignored))
        for (const std::string& file : files)
            if (is_partial_name(name, file)) fs::remove(path + "/" + name, ignored);
    if (!resume) set_aside(path, files);
}

} // namespace textrnn
