// A file that was read, as write_safetensors takes it.
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

} // namespace textrnn
