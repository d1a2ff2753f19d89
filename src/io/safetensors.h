// safetensors files: an 8-byte length, a JSON header, and the tensors' bytes. Holds models and
// checkpoints. A checksum in the header finds altered files (files of other programs, which lack
// it, are read all the same).
#pragma once

#include "core/shared_buffer.h"

#include <string>
#include <utility>
#include <vector>

namespace textrnn {

struct NamedTensor {
    std::string name;
    std::vector<Index> shape;
    SharedBuffer values; // row-major; stored as F32 (double build: F64), both are read
};

struct Safetensors {
    std::vector<std::pair<std::string, std::string>> metadata; // in order of insertion
    std::vector<NamedTensor> tensors;

    const std::string* find_metadata(std::string_view key) const;
    const NamedTensor* find_tensor(std::string_view name) const;
};

// Maps the file: its tensors' values stay where they are, and come into memory when they are used.
// Believes no length: header size, offsets, overlaps, gaps and shapes are checked against the
// file's size before anything is allocated. Throws Error(kNoInput) when missing and
// Error(kBadData) "path: ..." when it is truncated, altered or no safetensors file.
Safetensors read_safetensors(const std::string& path);

// Crash-safe (replace_file); the same content gives the same bytes. Throws as replace_file does.
void write_safetensors(const std::string& path, const Safetensors& content);

} // namespace textrnn
