// A new run never overwrites a file of an earlier run.
#include "train/run_directory.h"

#include "core/error.h"
#include "io/file.h"
#include "io/posix.h"

#include <filesystem>

namespace textrnn {

namespace fs = std::filesystem;

std::string RunDirectory::lock() const {
    make_directories(path_);
    return path_ + "/lock";
}

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
    std::error_code ignored; // a partial file that remains does no harm
    for (const std::string& name : names_in(path_, ignored))
        if (name.ends_with(".partial")) fs::remove(path_ + "/" + name, ignored);
    if (resume) return;
    set_aside(path_, {"config.toml", "metrics.jsonl", "model.safetensors",
                      "checkpoint.safetensors"});
}

bool RunDirectory::has_checkpoint() const { return fs::exists(checkpoint()); }

void RunDirectory::write_metrics(const std::vector<std::string>& lines) const {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    replace_file(metrics(), text);
}

} // namespace textrnn
