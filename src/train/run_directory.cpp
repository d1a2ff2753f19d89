// A new run never overwrites a file of an earlier run.
#include "train/run_directory.h"

#include "core/error.h"
#include "io/file.h"
#include "io/json.h"
#include "io/posix.h"
#include "train/chart.h"

#include <filesystem>

namespace textrnn {

namespace fs = std::filesystem;

std::string run_name(const std::string& config_path) {
    const fs::path path = config_path == "-" ? "stdin" : config_path, stem = path.stem();
    return (stem == "." || stem == ".." ? path.filename() : stem).string(); // e.g. of "...toml"
}

std::string set_aside(const std::string& directory, std::vector<std::string> names) try {
    const auto exists = [](const std::string& path) { // a link, too, wherever it points
        return fs::exists(fs::symlink_status(path)); // throws if unknown: it might be overwritten
    };
    std::erase_if(names, [&](const std::string& n) { return !exists(directory + "/" + n); });
    std::string previous;
    if (names.empty()) return previous;
    const auto is_taken = [&](const std::string& name) {
        return exists(previous + "/" + name) ||
               (exists(previous) && !is_directory(status_of(previous)));
    };
    for (int n = 1; previous.empty() || std::ranges::any_of(names, is_taken); ++n)
        previous = directory + "/previous-" + std::to_string(n);
    make_directories(previous);
    for (const std::string& name : names)
        fs::rename(directory + "/" + name, previous + "/" + name);
    sync_to_disk(previous);
    sync_to_disk(directory);
    return previous;
} catch (const fs::filesystem_error& error) {
    fail_system(ExitCode::kNoCreate, error.path1(), "cannot be moved to previous-N", error.code());
}

RunDirectory::RunDirectory(std::string directory) : path(std::move(directory)) {
    const std::string text = is_regular_file(status_of(config)) ? read_file(config, 100) : "";
    // Older programs wrote no kConfigMark: only the directory of a run has a lock.
    const bool is_old = text.starts_with("[data]\n# training file") && fs::exists(lock);
    const bool is_run = exists(status_of(config)) || exists(status_of(checkpoint));
    const bool is_ours = text.starts_with(kConfigMark) || is_old || !exists(status_of(config));
    for (const std::string& file : {config, metrics, curve, model, checkpoint}) {
        std::error_code error;
        const auto type = fs::status(file, error).type();
        if (type == fs::file_type::none)
            fail_system(ExitCode::kNoCreate, file, "cannot be created", error);
        if ((type != fs::file_type::regular && type != fs::file_type::not_found) ||
            (file == config && !is_ours) || (type == fs::file_type::regular && !is_run))
            throw Error(ExitCode::kNoCreate, file + ": not written by textrnn train; choose "
                                                    "another directory with --out");
    }
}

bool RunDirectory::take(bool resume) {
    make_directories(path);
    taken_ = lock_file(lock);
    if (!taken_)
        throw Error(ExitCode::kRuntime, lock + ": another process is training in this directory");
    remove_partial_files(path, kRunFiles);
    return resume && fs::exists(checkpoint);
}

const RunDirectory& RunDirectory::checked() const {
    if (!is_locked_at(lock, taken_))
        throw Error(ExitCode::kIo, lock + ": was moved or removed during the run, which ends here; "
                                          "--resume continues where its last checkpoint is");
    return *this;
}

void RunDirectory::write_config(const Config& new_config) const {
    const auto text_of = [](const Config& c) { return kConfigMark + to_toml(c, true); };
    const auto is_edited = [&](const std::string& text) {
        try {
            Config old = new_config;
            old.train.epochs = parse_config(text, "").train.epochs; // may have risen since
            return old.train.epochs > new_config.train.epochs || text != text_of(old);
        } catch (const Error&) {
            return true;
        }
    };
    if (names_file(checked().config) && is_edited(read_file(config)))
        set_aside(path, {"config.toml"});
    replace_file(config, text_of(new_config));
}

// Draws each member that is the label of a series below; test figures have no series.
static std::string draw_curves(const std::vector<std::string>& lines, const std::string& name) {
    Axis epochs{"epoch", count_text};
    std::vector<Chart> charts{
        {"Loss", "", epochs, {"loss"}, {{"train_loss", 0}, {"dev_loss", 1}}},
        {"Dev set", "", epochs, {"share"}, {{"dev_accuracy", 2}, {"dev_macro_f1", 3}}}};
    for (const std::string& line : lines) {
        double epoch = 0;
        JsonReader reader(line, name);
        reader.members([&](const std::string& member) {
            const double value = reader.value().number(); // NaN for null: not drawn
            if (member == "epoch") epoch = value;
            for (Chart& chart : charts)
                for (Series& series : chart.series)
                    if (member == series.label) series.points.push_back({epoch, value});
        });
    }
    const Index count = charts[0].series[0].points.size(), step = count / 8 + 1;
    for (Chart& chart : charts)
        for (Index i = 1; i <= count; i += step) chart.x.ticks.push_back(static_cast<double>(i));
    return charts_svg(charts, "not all");
}

void RunDirectory::write_metrics(const std::vector<std::string>& lines, bool is_last) const {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    replace_file(checked().metrics, text);
    if (is_last || lines.size() % (1 + lines.size() / 100) == 0)
        replace_file(curve, draw_curves(lines, metrics));
}

} // namespace textrnn
