// Memory is counted by hooks of the sanitizer, which keeps its checks of every access.
#include "fuzz.h"

#include "io/text.h"
#include "io/utf8.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>

#include <sanitizer/allocator_interface.h>
#include <sys/mman.h>
#include <unistd.h>

namespace textrnn::fuzz {

namespace {

constexpr std::size_t kLongestMessage = 3000; // a malformed byte becomes U+FFFD, three bytes

// Of this thread: libFuzzer has other threads.
thread_local bool is_counting = false;
thread_local std::size_t held = 0, most_held = 0;

void note_allocation(const volatile void*, std::size_t bytes) {
    if (!is_counting) return;
    held += bytes;
    most_held = std::max(most_held, held);
}

void note_release(const volatile void* memory) {
    if (!is_counting) return;
    const std::size_t bytes = __sanitizer_get_allocated_size(memory);
    held -= std::min(held, bytes); // earlier allocations do not count
}

[[maybe_unused]] const int hooks =
    __sanitizer_install_malloc_and_free_hooks(note_allocation, note_release);

void check_message(const std::string& message, std::string_view place) {
    if (!message.starts_with(place)) fail("a message without its place: " + message);
    check(message.size() < kLongestMessage, "the message is too long");
    check(std::none_of(message.begin(), message.end(), is_control_character),
          "a control character in the message");
    if (find_invalid_utf8(message) != std::string::npos) fail("no UTF-8: " + message);
}

} // namespace

void fail(const std::string& what) {
    std::fprintf(stderr, "FAULT: %s\n", what.c_str());
    std::abort();
}

void set_stdin(std::string_view bytes) {
    static std::stringbuf input;
    input = std::stringbuf(std::string(bytes), std::ios::in);
    std::cin.rdbuf(&input);
}

const std::string& memory_file(std::string_view bytes) {
    static const int file = memfd_create("fuzz", 0);
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    const auto size = static_cast<off_t>(bytes.size());
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes.data(), bytes.size(), 0) != size)
        fail("the file in memory cannot be written");
    return path;
}

bool loads(const Bound& bound, std::string_view place, const std::function<void()>& loader) {
    held = most_held = 0;
    is_counting = true;
    std::string message;
    try {
        loader();
    } catch (const Error& error) {
        is_counting = false;
        message = printable_line(error.what());
        check(!message.empty(), "an empty message");
        check_message(message, place);
    } catch (const std::exception& error) {
        fail(std::string("no Error but: ") + error.what());
    }
    is_counting = false;
    const std::size_t most =
        kTimes * bound.input + bound.items * bound.bytes_per_item + bound.allowance;
    if (most_held > most)
        fail("held " + std::to_string(most_held) + " bytes, the bound is " + std::to_string(most) +
             " for " + std::to_string(bound.input));
    return message.empty();
}

std::size_t count_of(std::string_view text, std::string_view characters) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [&](char c) {
        return characters.find(c) != std::string_view::npos;
    }));
}

} // namespace textrnn::fuzz
