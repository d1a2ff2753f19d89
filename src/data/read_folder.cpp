// A directory tree in the layout of the IMDB data set: <label>/<file with one text>.
#include "data/reader.h"
#include "io/file.h"

#include <filesystem>

namespace textrnn {

namespace {

namespace fs = std::filesystem;

// The entries of the directory but hidden entries, in byte order of their names, so that the order
// of examples does not depend on the machine.
std::vector<fs::path> entries_of(const fs::path& directory) {
    std::error_code error;
    std::vector<fs::path> entries;
    for (const std::string& name : names_in(directory.string(), error))
        if (!name.starts_with('.')) entries.push_back(directory / name);
    if (error) fail_system(ExitCode::kNoInput, directory.string(), "cannot be read", error);
    return entries;
}

std::vector<fs::path> label_directories(const fs::path& root) {
    std::vector<fs::path> directories = entries_of(root);
    std::erase_if(directories, [](const fs::path& path) { return !fs::is_directory(path); });
    // IMDB has unlabelled texts in "unsup", beside "pos" and "neg".
    if (directories.size() > 1)
        std::erase_if(directories, [](const fs::path& p) { return p.filename() == "unsup"; });
    return directories;
}

// Throws if the path is a directory: for aclImdb instead of aclImdb/train, "train" and "test" would
// otherwise become the labels. Throws for pipes and devices: reading them could wait for ever.
std::string read_one(const fs::path& path, const ReaderOptions& options) {
    const auto refuse = [&](const std::string& problem) {
        throw Error(ExitCode::kBadData, path.string() + ": " + problem);
    };
    if (fs::is_directory(path))
        refuse("expected a file with a text, found a directory; if the labels are one level "
               "deeper, name that directory");
    if (fs::exists(path) && !fs::is_regular_file(path))
        refuse("expected a file with a text, found a pipe or a device");
    std::string text = read_text(path.string(), options.replaces_invalid());
    if (text.size() > kMaxLineBytes)
        refuse(std::string("the text is longer than ") + kMaxLineText);
    return text;
}

} // namespace

void read_folder(const std::string& path, const ReaderOptions& options, const UseExample& use) {
    std::vector<fs::path> directories = label_directories(path);
    if (options.labels_optional && directories.empty()) directories = {path};
    for (const fs::path& directory : directories) {
        std::string label = directory.filename().string();
        check_text(label, directory.string(), 1, options.replaces_invalid());
        for (const fs::path& file : entries_of(directory)) {
            Example example{label, read_one(file, options), 0, file.string()};
            use(example);
        }
    }
}

} // namespace textrnn
