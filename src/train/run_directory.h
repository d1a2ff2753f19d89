// The directory of a run and its files.
#pragma once

#include <string>
#include <vector>

namespace textrnn {

// Moves the named files and directories, if they exist, from `directory` to its new subdirectory
// previous-1, previous-2, ... Throws Error(kNoCreate) if moving fails, Error(kIo) if syncing fails.
void set_aside(const std::string& directory, std::vector<std::string> names);

class RunDirectory {
public:
    explicit RunDirectory(std::string path) : path_(std::move(path)) {}

    std::string config() const { return path_ + "/config.toml"; }
    std::string metrics() const { return path_ + "/metrics.jsonl"; }
    std::string model() const { return path_ + "/model.safetensors"; }
    std::string checkpoint() const { return path_ + "/checkpoint.safetensors"; }
    std::string lock() const; // for a FileLock; creates the directory. Throws Error(kNoCreate)

    // Removes temporary files of a killed run. Unless `resume`, sets the files of an earlier run
    // aside. Precondition: the caller holds the lock. Throws as set_aside does.
    void prepare(bool resume) const;
    bool has_checkpoint() const;
    void write_metrics(const std::vector<std::string>& lines) const; // throws as replace_file

private:
    std::string path_;
};

} // namespace textrnn
