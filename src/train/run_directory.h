// The directory of a run and the files in it.
#pragma once

#include <string>
#include <vector>

namespace textrnn {

// Moves those of the directory's files (or directories) that exist to a new subdirectory
// previous-1, previous-2, ... Throws Error(kNoCreate).
void set_aside(const std::string& directory, std::vector<std::string> names);

class RunDirectory {
public:
    explicit RunDirectory(std::string path) : path_(std::move(path)) {}

    std::string config() const { return path_ + "/config.toml"; }
    std::string metrics() const { return path_ + "/metrics.jsonl"; }
    std::string model() const { return path_ + "/model.safetensors"; }
    std::string checkpoint() const { return path_ + "/checkpoint.safetensors"; }
    std::string lock() const; // makes the directory, for a FileLock in it

    // Sweeps away what a killed run left half written; unless a run is to be resumed, sets the
    // files of an earlier one aside. To be called with the lock held.
    void prepare(bool resume) const;
    bool has_checkpoint() const;
    void write_metrics(const std::vector<std::string>& lines) const;

private:
    std::string path_;
};

} // namespace textrnn
