// fastText's format: examples of valid UTF-8, or one clear line.
#include "readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return textrnn::fuzz::read("fasttext", data, size);
}
