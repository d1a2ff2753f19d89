// safetensors files: tensors have the sizes of their shapes, and together at most the file's size.
#include "models.h"
#include "mutate_safetensors.h"

#include "io/safetensors.h"

#include <set>

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = text_of(data, size);
    const std::string& path = memory_file(bytes);
    Safetensors file;
    const Bound bound{.input = size, .allowance = kAllowance + kBuffers};
    if (!loads(bound, path, [&] { file = read_safetensors(path); })) return 0;
    std::set<std::string> names;
    std::size_t numbers = 0;
    for (const NamedTensor& tensor : file.tensors) {
        std::size_t product = 1;
        for (const Index n : tensor.shape) product *= n;
        check(tensor.values.size() == product, "a tensor's size is not its shape's");
        check(names.insert(tensor.name).second, "two tensors of one name");
        numbers += tensor.values.size();
    }
    check(numbers * sizeof(float) <= size, "more numbers than the file can hold");
    return 0;
}
