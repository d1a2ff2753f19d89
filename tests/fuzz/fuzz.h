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

inline constexpr std::size_t kTimes = 4;
inline constexpr std::size_t kAllowance = std::size_t{256} << 10;

// Bytes that a loader may hold at once: four times its input, a fixed allowance for what does not
// depend on the input (a read buffer, a message, tables of names), and so much for each item, which
// is whatever the input has many of and each of which becomes an object: a field, a value, a token.
struct Bound {
    std::size_t input;
    std::size_t items = 0;
    std::size_t bytes_an_item = 0;
    std::size_t allowance = kAllowance;
};
// Of an item of these kinds; vectors that grow hold three halves to three times of what is in them.
inline constexpr std::size_t kJsonItem = 256;
inline constexpr std::size_t kTomlItem = 256;
inline constexpr std::size_t kStringItem = 128;
inline constexpr std::size_t kExampleItem = 256;
inline constexpr std::size_t kTokenItem = 512;
inline constexpr std::size_t kModelItem = 256;

// Runs the loader, and fails when it holds more than the bound, or throws something other than an
// Error of one short line in UTF-8 that begins with `place`. False if it threw an Error.
bool loads(const Bound& bound, std::string_view place, const std::function<void()>& loader);

// The bytes of `text` that are one of these: an upper limit for the number of items.
std::size_t count_of(std::string_view text, std::string_view characters);

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

} // namespace textrnn::fuzz
