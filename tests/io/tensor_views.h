// Tensors in tests: writes a Safetensors that was read, and describes differences.
#pragma once

#include "io/safetensors.h"

namespace textrnn {

inline std::vector<TensorView> views_of(const Safetensors& file) {
    std::vector<TensorView> views;
    for (const NamedTensor& tensor : file.tensors)
        views.push_back({tensor.name, tensor.shape, {tensor.values.data(), tensor.values.size()}});
    return views;
}

inline void write_safetensors(const std::string& path, const Safetensors& file) {
    write_safetensors(path, file.metadata, views_of(file));
}

// "" if all elements are equal, else the first difference: "element 3: expected 1, found 2".
template <class Found, class Expected>
std::string difference(const Found& found, const Expected& expected) {
    for (Index i = 0; i < found.size() && i < expected.size(); ++i)
        if (found[i] != expected[i])
            return "element " + std::to_string(i) + ": expected " + std::to_string(expected[i]) +
                   ", found " + std::to_string(found[i]);
    return found.size() == expected.size() ? ""
                                           : "expected " + std::to_string(expected.size()) +
                                                 " elements, found " + std::to_string(found.size());
}

} // namespace textrnn
