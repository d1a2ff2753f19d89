// Files through the standard library; syncing and mapping are in io/posix.cpp.
#include "io/file.h"

#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>

namespace textrnn {

namespace fs = std::filesystem;

constexpr std::size_t kChunkBytes = std::size_t{64} << 10;

// The file that the path names; for a symbolic link its target, which may not exist yet.
static fs::path target_of(const fs::path& path) {
    std::error_code error;
    const fs::path link = fs::read_symlink(path, error);
    if (error) return path; // no link
    const fs::path target = fs::weakly_canonical(path.parent_path() / link, error);
    if (error) fail_system(ExitCode::kNoCreate, path.string(), "cannot be created", error);
    return target;
}

[[noreturn]] static void refuse_input(const std::string& path, const std::string& problem) {
    throw Error(ExitCode::kNoInput, (path.empty() ? "\"\"" : path) + ": " + problem);
}

[[noreturn]] static void refuse_missing(const std::string& path) {
    std::error_code error;
    const std::string target = fs::read_symlink(path, error).string(); // "" if it is no link
    if (!target.empty()) refuse_input(path, "no such file (it is a link to " + target + ")");
    const fs::path directory = fs::path(path).parent_path();
    const auto names = names_in(directory.empty() ? "." : directory.string(), error);
    const std::string similar = nearest_name(fs::path(path).filename().string(), names);
    if (similar.empty()) refuse_input(path, "no such file");
    refuse_input(path, "no such file (did you mean " + (directory / similar).string() + "?)");
}

std::uint64_t unpredictable_bits() {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
}

std::unique_ptr<std::istream> open_input(const std::string& path) {
    if (path == "-") return std::make_unique<std::istream>(std::cin.rdbuf());
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) refuse_missing(path);
    if (fs::is_directory(status)) refuse_input(path, "expected a file, found a directory");
    const bool is_device = fs::is_character_file(status) || fs::is_block_file(status);
    if (is_device && fs::canonical(path, error) != "/dev/null")
        refuse_input(path, "expected a file, found a device (standard input is \"-\")");
    std::unique_ptr<std::ifstream> file;
    do {
        errno = 0;
        file = std::make_unique<std::ifstream>(path, std::ios::binary);
    } while (!*file && errno == EINTR);
    if (!*file) fail_system(ExitCode::kNoInput, path, "cannot be read");
    return file;
}

std::string read_file(const std::string& path, std::size_t most) {
    const std::unique_ptr<std::istream> input = open_input(path);
    std::string content, chunk(kChunkBytes, '\0');
    errno = 0;
    while (*input && content.size() <= most) {
        input->read(chunk.data(), kChunkBytes);
        content.append(chunk, 0, static_cast<std::size_t>(input->gcount()));
    }
    if (input->bad()) fail_system(ExitCode::kNoInput, input_name(path), "cannot be read");
    return content;
}

FileBytes read_bytes(const std::string& path) {
    FileBytes mapped = names_file(path) ? map_file(path) : FileBytes{}; // open a pipe only once
    if (mapped.is_mapped) return mapped;
    const auto content = std::make_shared<std::string>(read_file(path));
    return {*content, content, false};
}

LineReader open_lines(const std::string& path, bool replace_invalid) {
    std::error_code ignored;
    const bool is_file = names_file(path);
    const std::uintmax_t size = is_file ? fs::file_size(path, ignored) : 0;
    LineReader lines(open_input(path), input_name(path), replace_invalid, ignored ? 0 : size);
    if (is_file) refuse_foreign_kind(lines.head(), path);
    return lines;
}

void remove_partial_files(const std::string& directory, const std::vector<std::string>& files) {
    std::error_code ignored; // a file that remains does no harm
    for (const std::string& name : names_in(directory, ignored)) {
        const fs::path path = fs::path(directory) / name, stem = path.stem();
        const std::string digits = stem.extension().string();
        if (path.extension() == ".partial" && digits.size() == 17 &&
            digits.find_first_not_of("0123456789abcdef", 1) == std::string::npos &&
            std::ranges::count(files, stem.stem().string()) > 0 &&
            fs::is_regular_file(fs::symlink_status(path)))
            fs::remove(path, ignored);
    }
}

void replace_file(const std::string& path, std::span<const std::string_view> pieces) {
    std::error_code error;
    const fs::file_status old = fs::status(path, error);
    if (fs::is_directory(old))
        throw Error(ExitCode::kNoCreate, path + ": cannot be written: it is a directory");
    if (fs::exists(old) && !fs::is_regular_file(old)) return write_to_disk(path, pieces, path, {});

    const fs::path target = target_of(path);
    const std::string digits = hex_digits(unpredictable_bits(), 16);
    std::string name = target.filename().string(); // a file system allows 255 bytes
    if (name.size() > 230 && name.size() <= 255) name.resize(230);
    const fs::path partial = target.parent_path() / (name + "." + digits + ".partial");
    const fs::perms mode = fs::exists(old) ? old.permissions() : fs::perms{0666};
    try {
        write_to_disk(partial.native(), pieces, path, static_cast<unsigned>(mode));
        if (fs::exists(old)) fs::permissions(partial, mode, error); // the umask removed bits
        fs::rename(partial, target, error);
        if (error) fail_system(ExitCode::kIo, path, "cannot be replaced", error);
    } catch (...) { // also std::bad_alloc
        fs::remove(partial, error);
        throw;
    }
    const std::string parent = target.parent_path().string();
    sync_to_disk(parent.empty() ? "." : parent); // so that the rename survives a power cut
}

void make_directories(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) fail_system(ExitCode::kNoCreate, path, "the directory cannot be created", error);
}

std::string_view LineReader::head(std::size_t bytes) {
    while (buffer_.size() - start_ < bytes && fill()) {}
    return std::string_view(buffer_).substr(start_);
}

std::string_view LineReader::head_with_line() {
    const auto has_text = [&] {
        const std::size_t text = buffer_.find_first_not_of(kBlankBytes, start_);
        return buffer_.find('\n', text) < buffer_.size();
    };
    while (!has_text() && buffer_.size() - start_ < kChunkBytes && fill()) {}
    return head(0);
}

bool LineReader::next(std::string& line) {
    ++line_number_;
    bool is_ended = has_line();
    while (!is_ended && scanned_ - start_ <= kMaxLineBytes && fill()) is_ended = has_line();
    if (line_number_ == 1) {
        const bool is_pipe = name_ == "stdin" || is_other(status_of(name_));
        // An editor may have added an LF to a file with CR. A pipe must not wait for more bytes.
        const bool is_last = is_ended && !is_pipe && scanned_ + 1 == buffer_.size() &&
                             buffer_.find_first_not_of('\r', buffer_.find('\r')) < scanned_ &&
                             !fill();
        const bool is_whole = !is_ended && (!is_pipe || scanned_ - start_ <= kMaxLineBytes);
        if (is_last || (is_whole && buffer_.find('\r') < scanned_)) {
            line_end_ = '\r';
            scanned_ = start_;
            is_ended = has_line();
        }
    }
    line.assign(buffer_, start_, scanned_ - start_);
    start_ = scanned_ += is_ended ? 1 : 0;

    is_skipping_ = line.size() > kMaxLineBytes && !is_ended;
    if (line.size() > kMaxLineBytes)
        refuse(name_ + ":" + std::to_string(line_number_), "the line is longer than 16 MiB");
    while (is_ended && line.ends_with('\r')) line.pop_back();
    for (const char last : {'\n', '\x1a'}) // LF after lines that end in CR; Ctrl-Z, DOS's file end
        if (!is_ended && line.ends_with(last)) line.pop_back();
    const std::string_view rest = std::string_view(buffer_).substr(start_);
    has_utf8_ |= check_text(line, name_, line_number_, replace_invalid_, has_utf8_, rest);

    const bool at_end = !is_ended && line.empty();
    if (at_end) --line_number_;
    return !at_end;
}

bool LineReader::would_wait() {
    while (!has_line()) {
        if (scanned_ - start_ > kMaxLineBytes) return false; // next() throws at once
        if (stream_->rdbuf()->in_avail() <= 0 || !fill()) return true;
    }
    return false;
}

bool LineReader::has_line() {
    scanned_ = std::min(buffer_.find(line_end_, scanned_), buffer_.size());
    const bool is_found = scanned_ < buffer_.size();
    if (!is_skipping_) return is_found;
    start_ = scanned_ += is_found ? 1 : 0;
    is_skipping_ = !is_found;
    return is_found && has_line();
}

bool LineReader::fill() {
    buffer_.erase(0, start_);
    scanned_ -= start_;
    start_ = 0;
    errno = 0;
    const bool ended = stream_->peek() == std::istream::traits_type::eof();
    if (stream_->bad()) fail_system(ExitCode::kIo, name_, "reading failed");
    std::error_code missing; // then file_size() returns the largest number
    if (ended && read_ < size_ && fs::file_size(name_, missing) < size_)
        throw Error(ExitCode::kIo, name_ + ": became shorter while it was read");
    if (ended) return false;

    // peek() has made one byte available; in_avail() is 0 for a std::cin synchronised with stdio.
    const std::streamsize count =
        std::clamp<std::streamsize>(stream_->rdbuf()->in_avail(), 1, kChunkBytes);
    const std::size_t size = buffer_.size();
    buffer_.resize(size + static_cast<std::size_t>(count));
    stream_->read(buffer_.data() + size, count);
    buffer_.resize(size + static_cast<std::size_t>(stream_->gcount()));
    read_ += static_cast<std::uintmax_t>(stream_->gcount());
    return true;
}

} // namespace textrnn
