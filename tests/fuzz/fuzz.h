// Shared by all fuzz targets: the input as a file in memory, the bound on a loader's allocations,
// and the form of errors. A target that finds a fault calls fail(), which ends the process, so that
// libFuzzer keeps the input.
#pragma once

#include "core/error.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace textrnn::fuzz {

[[noreturn]] void fail(const std::string& what);
inline void check(bool holds, const char* what) {
    if (!holds) fail(what);
}

// Makes the bytes the content of standard input.
void set_stdin(std::string_view bytes);

// The path of a file in memory with these bytes, which exists until the next call.
const std::string& memory_file(std::string_view bytes);

// Bytes that a loader may hold at once: eight times its input and a fixed allowance (messages,
// tables of names, file buffers). TOML, which is limited to 1 MiB, and tokens may hold
// bytes_per_item for each item of the input besides.
inline constexpr std::size_t kTimes = 8;
inline constexpr std::size_t kAllowance = std::size_t{16} << 10;
inline constexpr std::size_t kBuffers = std::size_t{80} << 10;

// A growing vector holds up to three times its items. Items are: TomlEntry (112 bytes) and its name
// in a set; a string (32); a token, its id and its place in the batch.
inline constexpr std::size_t kTomlItem = 448;
inline constexpr std::size_t kStringItem = 112;
inline constexpr std::size_t kTokenItem = 512;

struct Bound {
    std::size_t input;
    std::size_t items = 0;
    std::size_t bytes_per_item = 0;
    std::size_t allowance = kAllowance;
};

// Runs the loader. Calls fail() if it holds more than the bound, or throws anything but an Error of
// one short line in UTF-8 that begins with `place`. Returns false if it threw an Error.
bool loads(const Bound& bound, std::string_view place, const std::function<void()>& loader);

// Number of bytes of `text` that occur in the second argument: a bound on the number of items.
std::size_t count_of(std::string_view text, std::string_view characters);

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

} // namespace textrnn::fuzz
