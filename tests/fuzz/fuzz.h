// What all fuzz targets share: the input in memory as a file, the bound on what a loader may
// allocate, and what an error must look like. A target that finds a fault calls fail(), which ends
// the process, so that libFuzzer keeps the input.
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

// Makes the bytes what "-" reads, as if they came on standard input.
void set_stdin(std::string_view bytes);

// A file in memory with these bytes, until the next call; its path.
const std::string& memory_file(std::string_view bytes);

// Bytes that a loader may hold at once: four times its input, a fixed allowance (messages, tables
// of names; and buffers, where it reads a file), and so much for each item, which is whatever the
// input may have many of and becomes an object each: a value, a row, a token.
inline constexpr std::size_t kTimes = 4;
inline constexpr std::size_t kAllowance = std::size_t{16} << 10;
inline constexpr std::size_t kBuffers = std::size_t{80} << 10;

// A vector that grows holds three times the item in the worst moment. Items are: Json (40 bytes),
// or a member of an object with its name; TomlEntry (112) and its name in a set; a string (32); an
// Example (72) and a field; a token, its id and its place in the batch.
inline constexpr std::size_t kJsonItem = 320;
inline constexpr std::size_t kTomlItem = 448;
inline constexpr std::size_t kStringItem = 112;
inline constexpr std::size_t kExampleItem = 256;
inline constexpr std::size_t kTokenItem = 512;

struct Bound {
    std::size_t input;
    std::size_t items = 0;
    std::size_t bytes_an_item = 0;
    std::size_t allowance = kAllowance;
};

// Runs the loader, and fails when it holds more than the bound, or throws something other than an
// Error of one short line in UTF-8 that begins with `place`. False if it threw an Error.
bool loads(const Bound& bound, std::string_view place, const std::function<void()>& loader);

// The bytes of `text` that are one of these: an upper limit for the number of items.
std::size_t count_of(std::string_view text, std::string_view characters);

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

} // namespace textrnn::fuzz
