// Reads LABEL/ with a text per file (as IMDB's), LABEL.txt with a text per line, or texts only.
#include "data/reader.h"
#include "io/text.h"

#include <algorithm>
#include <filesystem>

namespace textrnn {

namespace fs = std::filesystem;

constexpr std::size_t kMostLabelFiles = 20; // of more files, each is rather a text

// The directory's entries in byte order, the same on every machine; without hidden entries and
// files that systems leave in folders.
static std::vector<fs::path> entries_of(const fs::path& directory) {
    std::error_code error;
    std::vector<fs::path> entries;
    constexpr std::string_view kSystemFiles[] = {"__macosx", "desktop.ini", "thumbs.db",
                                                 "__pycache__", "_success"}; // the last: Spark
    for (const std::string& name : names_in(directory.string(), error))
        if (!name.starts_with('.') && !name.ends_with('~') &&
            std::ranges::count(kSystemFiles, lower_ascii(name)) == 0)
            entries.push_back(directory / name);
    if (error) fail_system(ExitCode::kNoInput, directory.string(), "cannot be read", error);
    return entries;
}

// Refuses directories: for aclImdb instead of aclImdb/train, "train" and "test" would otherwise
// become the labels. Refuses pipes and devices: reading them could wait for ever.
static void read_label(Source& source, const fs::path& directory) {
    std::string label = directory.filename().string();
    check_text(label, directory.string(), 1, source.options.replaces_invalid());
    for (const fs::path& file : entries_of(directory))
        source.try_row([&] {
            source.file = file.string();
            const fs::file_status status = status_of(file);
            if (is_directory(status))
                source.refuse("expected a file with a text, found a directory; if the labels are "
                              "one level deeper, name the directory above them");
            if (!is_regular_file(status))
                source.refuse("expected a file with a text, found a pipe, a device or a broken "
                              "link");
            std::string text = read_file(source.file, kMaxLineBytes);
            if (text.size() > kMaxLineBytes) source.refuse("the text is longer than 16 MiB");
            check_text(text, source.file, 1, source.options.replaces_invalid());
            source.add(label, std::move(text));
        });
}

// True for LABEL.txt, in capitals too, but not for texts about the data or without labels (IMDB).
static bool path_is_label(const fs::path& path) {
    const std::string name = lower_ascii(path.filename().string());
    return name.ends_with(".txt") && name != "readme.txt" && name != "license.txt" &&
           name != "unsup.txt";
}

// "train", or "train.ft.txt": a data set, not a label.
static bool is_set(const fs::path& path) {
    const std::string name = lower_ascii(path.filename().string());
    const std::string_view start = std::string_view(name).substr(0, name.find('.'));
    return start == "train" || start == "test" || start == "dev" || start == "valid";
}

// Names that may also be labels: data sets if all subdirectories have one, or the name of a set.
static bool may_be_set(const fs::path& path) {
    const std::string name = lower_ascii(path.filename().string());
    return is_set(path) || name == "val" || name == "validation" || name == "training" ||
           name == "testing";
}

static void read_label_files(Source& source, const std::vector<fs::path>& files) {
    if (files.size() > kMostLabelFiles)
        refuse(source.name,
               "expected a folder per label, found " + grouped(files.size()) + " files");
    source.notes.push_back("each file is a label, and each line a text");
    for (const fs::path& file : files) {
        source.file = file.string();
        std::string label = file.stem().string();
        check_text(label, source.file, 1, source.options.replaces_invalid());
        if (is_set(file))
            refuse(source.file, "expected a file LABEL.txt; if this is a data set, name the file "
                                "instead of the folder");
        if (!is_regular_file(status_of(file)))
            refuse(source.file, "expected a file with a text per line, found a pipe, a device or a "
                                "broken link");
        source.lines.emplace(open_input(source.file), source.file,
                             source.options.replaces_invalid());
        source.for_each_line([&](std::string& line) { source.add(label, std::move(line)); });
    }
}

void read_folder(Source& source) {
    std::vector<fs::path> folders, files, others;
    for (const fs::path& path : entries_of(source.name)) {
        const fs::file_status status = status_of(path);
        if (is_directory(status)) folders.push_back(path);
        else if (path_is_label(path)) files.push_back(path);
        else if (is_regular_file(status)) others.push_back(path);
    }
    // IMDB has unlabelled texts in "unsup", beside "pos" and "neg".
    if (folders.size() > 1) std::erase(folders, fs::path(source.name) / "unsup");
    const auto is_known = [&](const fs::path& path) {
        const fs::path label = folders.empty() ? path.stem() : path.filename();
        return std::ranges::count(source.options.known_labels, label.string()) > 0;
    };
    if (!folders.empty() && files.empty() && std::ranges::all_of(folders, may_be_set) &&
        std::ranges::none_of(folders, is_known))
        refuse(source.name, "expected a folder per label, found data sets; name one of them, as " +
                                folders[0].string());
    const bool has_labels = !folders.empty()
                                ? files.empty() || std::ranges::any_of(folders, is_known)
                                : !files.empty() && std::ranges::all_of(files, is_known);
    const auto is_table = [](const fs::path& path) {
        return format_of(path.string(), {}) != "lines";
    };
    if (folders.empty() && files.empty() && !others.empty()) {
        const bool are_tables = std::ranges::all_of(others, is_table);
        if (are_tables || !source.options.labels_optional)
            refuse(source.name, "expected a folder or a .txt file per label, found " +
                                    excerpt(others[0].filename().string()) +
                                    (are_tables ? "; name the file instead of the folder" : ""));
    }
    if (source.options.labels_optional && !has_labels) {
        source.notes.push_back("each file is a text");
        return read_label(source, source.name);
    }
    if (!folders.empty()) others.insert(others.begin(), files.begin(), files.end());
    for (const fs::path& folder : folders) read_label(source, folder);
    if (folders.empty() && !files.empty()) read_label_files(source, files);
    if (!others.empty())
        source.notes.push_back("skipped files beside the labels, " +
                               others[0].filename().string() + " first");
}

} // namespace textrnn
