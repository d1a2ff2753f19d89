// The mutation of safetensors files, included by one source file of a target. It changes header or
// data and corrects the length, so that most mutants pass the first check.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max, unsigned seed) {
    std::uint64_t length = 0;
    constexpr std::size_t kLengthBytes = sizeof length;
    if (size > kLengthBytes) std::memcpy(&length, data, kLengthBytes);
    const std::size_t rest = size - std::min(size, kLengthBytes);
    if (seed % 8 == 0 || rest == 0 || length > rest || max <= size)
        return LLVMFuzzerMutate(data, size, max); // any byte, including the length
    std::string header(reinterpret_cast<char*>(data) + kLengthBytes, length);
    std::string tensors(reinterpret_cast<char*>(data) + kLengthBytes + length, rest - length);
    std::string& part = seed % 8 == 1 ? tensors : header;
    const std::size_t before = part.size();
    part.resize(before + max - size);
    part.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(part.data()), before,
                                 part.size()));
    length = header.size();
    const std::string mutant = header + tensors;
    std::memcpy(data, &length, kLengthBytes);
    std::copy(mutant.begin(), mutant.end(), data + kLengthBytes);
    return kLengthBytes + mutant.size();
}
