// Nothing of an earlier run is ever overwritten by a new one.
#include "train/run_directory.h"

#include "core/error.h"
#include "io/file.h"

#include <filesystem>

namespace textrnn {

namespace fs = std::filesystem;

void RunDirectory::prepare(bool resume) const {
    make_directories(path_);
    std::vector<std::string> files;
    for (const std::string& file : {config(), metrics(), model(), checkpoint()})
        if (fs::exists(file)) files.push_back(file);
    if (resume || files.empty()) return;
    int number = 1;
    while (fs::exists(path_ + "/previous-" + std::to_string(number))) ++number;
    const std::string previous = path_ + "/previous-" + std::to_string(number);
    make_directories(previous);
    for (const std::string& file : files) {
        std::error_code error;
        fs::rename(file, previous / fs::path(file).filename(), error);
        if (error)
            throw Error(ExitCode::kNoCreate,
                        file + ": cannot be moved to " + previous + " (" + error.message() + ")");
    }
}

bool RunDirectory::has_checkpoint() const { return fs::exists(checkpoint()); }

void RunDirectory::write_metrics(const std::vector<std::string>& lines) const {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    replace_file(metrics(), text);
}

} // namespace textrnn
