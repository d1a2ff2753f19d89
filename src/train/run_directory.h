// The directory of a run and its files.
#pragma once

#include "train/config.h"

#include <memory>

namespace textrnn {

// Name of the default run directory within runs/: the config file's name without directory and
// ending; "stdin" for "-". Precondition: the path is no directory.
std::string run_name(const std::string& config_path);

// Moves the files and directories `names`, in this order, from `directory` to its subdirectory
// previous-N; skips missing names. N is the smallest number from 1 for which previous-N is missing,
// or is a directory with none of the names to move. After a kill, the next call moves the remaining
// names, perhaps to another previous-N. Returns the path of previous-N; "" if all names are
// missing. Throws Error(kNoCreate) if moving fails, Error(kIo) if syncing fails.
std::string set_aside(const std::string& directory, std::vector<std::string> names);

// First line of a run's config.toml, by which RunDirectory recognises it; old files lack it.
inline constexpr const char* kConfigMark = "# Written by textrnn train: the run's config\n";

// set_aside() moves the checkpoint first: a kill in between leaves no checkpoint without its model.
inline const std::vector<std::string> kRunFiles{"checkpoint.safetensors", "model.safetensors",
                                                "metrics.jsonl", "curve.svg", "config.toml"};

class RunDirectory {
public:
    std::string path;
    std::string config = path + "/config.toml";
    std::string metrics = path + "/metrics.jsonl";
    std::string curve = path + "/curve.svg";
    std::string model = path + "/model.safetensors";
    std::string checkpoint = path + "/checkpoint.safetensors";
    std::string lock = path + "/lock"; // for lock_file()

    // Throws Error(kNoCreate) if the directory has a config.toml that training did not write; if it
    // has metrics, curve or model, but neither config.toml nor checkpoint; if one of the five files
    // is not regular or has an impossible path (too long). Throws as read_file does.
    explicit RunDirectory(std::string directory);
    // Creates the directory and locks it; holds the lock until the object is destroyed. Removes
    // temporary files of a killed run. Returns true if `resume` and there is a checkpoint. Throws
    // Error(kRuntime) if another process holds the lock, and as make_directories and lock_file do.
    bool take(bool resume);
    // Returns *this. Throws Error(kIo) if the lock was moved or removed, e.g. with the directory:
    // the paths may name another run's files. Precondition, here and below: take() returned.
    const RunDirectory& checked() const;
    // Writes kConfigMark and the config as TOML to `config`. First sets aside an existing file that
    // differs by more than a smaller train.epochs: the user has edited it, or another version of
    // the program has written it. Throws as read_file, set_aside, checked and replace_file do.
    void write_config(const Config&) const;
    // Writes the n lines, each a JSON object, to `metrics`. If is_last or n % (1 + n / 100) is 0
    // (always below 100 lines), draws their losses and dev figures to `curve`: the time for a
    // drawing grows with n. Throws as checked and replace_file do.
    void write_metrics(const std::vector<std::string>& lines, bool is_last) const;

private:
    std::shared_ptr<void> taken_; // holds the lock
};

} // namespace textrnn
