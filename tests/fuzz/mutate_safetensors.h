// The mutation of safetensors files, included by one source file of a target. It changes header or
// data, or a number in the header, and corrects length and checksum, so that most mutants pass the
// first checks.
#pragma once

#include "io/checksum.h"
#include "io/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max);

namespace textrnn::fuzz {

// Replaces a number in the text by one that a reader may not expect. Counters of a run state and
// sizes of tensors are numbers.
inline void replace_number(std::string& text, unsigned seed) {
    static constexpr const char* kNumbers[] = {"0", "1", "2", "3", "1000000000", "-1", "0.5",
                                               "null", "1e300", "9223372036854775807"};
    constexpr std::string_view kDigits = "-0123456789.e";
    const std::size_t begin = text.find_first_of("0123456789", seed / 16 % text.size());
    if (begin == std::string::npos) return;
    const std::size_t end = std::min(text.find_first_not_of(kDigits, begin), text.size());
    text.replace(begin, end - begin, kNumbers[seed / 8 % std::size(kNumbers)]);
}

// Writes the checksum of the file into its header, if the header begins with a checksum.
inline void correct_checksum(std::string& file) {
    constexpr std::string_view kStart = R"({"__metadata__": {"checksum": ")";
    constexpr std::size_t kPlace = 8 + kStart.size(), kDigits = 16;
    if (file.size() < kPlace + kDigits || file.compare(8, kStart.size(), kStart) != 0) return;
    file.replace(kPlace, kDigits, kDigits, '0');
    Checksum checksum(file.size());
    checksum.add(file);
    file.replace(kPlace, kDigits, hex_digits(checksum.value(), kDigits));
}

} // namespace textrnn::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max, unsigned seed) {
    std::uint64_t length = 0;
    constexpr std::size_t kLengthBytes = sizeof length;
    if (size > kLengthBytes) std::memcpy(&length, data, kLengthBytes);
    const std::size_t rest = size - std::min(size, kLengthBytes);
    if (seed % 8 == 0 || rest == 0 || length > rest || length == 0 || max <= size)
        return LLVMFuzzerMutate(data, size, max); // any byte, including the length
    std::string header(reinterpret_cast<char*>(data) + kLengthBytes, length);
    std::string tensors(reinterpret_cast<char*>(data) + kLengthBytes + length, rest - length);
    std::string& part = seed % 8 == 1 ? tensors : header;
    if (seed % 8 < 4) {
        const std::size_t before = part.size();
        part.resize(before + max - size);
        part.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(part.data()), before,
                                     part.size()));
    } else {
        textrnn::fuzz::replace_number(header, seed);
    }
    length = header.size();
    std::string mutant = std::string(reinterpret_cast<char*>(&length), kLengthBytes) + header +
                         tensors;
    if (mutant.size() > max) return LLVMFuzzerMutate(data, size, max);
    textrnn::fuzz::correct_checksum(mutant);
    std::copy(mutant.begin(), mutant.end(), data);
    return mutant.size();
}
