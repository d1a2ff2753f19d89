// safetensors files: models and checkpoints. A checksum in the header detects damaged files (not
// deliberate changes). Files of other programs have no checksum and can be read, too.
#pragma once

#include "core/shared_buffer.h"

#include <string>
#include <string_view>

namespace textrnn {

using Metadata = std::vector<std::pair<std::string, std::string>>; // keys and values, in file order

// A tensor read from a file.
struct NamedTensor {
    std::string name;
    std::vector<Index> shape;
    SharedBuffer values;    // row-major; converted if the file has F64
    bool is_mapped = false; // values are in the mapped file (a copy's are not, so only move)
};

// A tensor to be written.
struct TensorView {
    std::string name;
    std::vector<Index> shape;
    std::span<const Real> values; // row-major; stored as F32
};

struct Safetensors {
    std::string path; // of the file, for messages
    Metadata metadata; // without the checksum
    std::vector<NamedTensor> tensors; // read_safetensors() sorts them by the place of their data

    const std::string* find_metadata(std::string_view key) const; // nullptr when absent
};

// Maps the file; checks its checksum (reads all of it) and all tensors' types, shapes and offsets.
// F32 values at aligned addresses are not copied: their SharedBuffers keep the mapping alive, and
// nobody may change the file in place meanwhile. Throws as read_file does; Error(kBadData)
// "path...: ..." if the file is e.g. truncated or altered, or has a type other than F32 and F64.
Safetensors read_safetensors(const std::string& path);

// False if a value is NaN or infinite. Drops the checked pages of a mapped file from memory.
// Precondition, also of copy_values: nobody has written to the values.
bool is_finite(const NamedTensor& tensor);

// Copies the values to `to`, which has as many elements. Drops the copied pages as is_finite does.
void copy_values(const NamedTensor& tensor, std::span<Real> to);

inline constexpr std::size_t kMaxHeader = 100'000'000; // bytes, the format's limit
// Length of the header that write_safetensors would write.
std::size_t header_bytes(const Metadata& metadata, const std::vector<TensorView>& tensors);

// Replaces the file and throws as replace_file does; equal content gives equal bytes. Does not copy
// the values. Preconditions, not checked: the header has at most kMaxHeader bytes, metadata at most
// 1000 entries, no name or key occurs twice or is "checksum" or "__metadata__", each tensor has as
// many values as its shape.
void write_safetensors(const std::string& path, const Metadata& metadata,
                       const std::vector<TensorView>& tensors);

} // namespace textrnn
