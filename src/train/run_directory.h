// The directory of a run and its files.
#pragma once

#include <string>
#include <vector>

namespace textrnn {

// Moves the named files and directories, if they exist, from `directory` to its new subdirectory
// previous-1, previous-2, ... Throws Error(kNoCreate) if moving fails, Error(kIo) if syncing fails.
void set_aside(const std::string& directory, std::vector<std::string> names);

struct RunDirectory {
    std::string path;
    std::string config = path + "/config.toml";
    std::string metrics = path + "/metrics.jsonl";
    std::string model = path + "/model.safetensors";
    std::string checkpoint = path + "/checkpoint.safetensors";
    std::string lock = path + "/lock"; // for lock_file()

    // Removes temporary files of a killed run. Unless `resume`, sets the files of an earlier run
    // aside. Precondition: the caller holds the lock. Throws as set_aside does.
    void prepare(bool resume) const;
};

} // namespace textrnn
