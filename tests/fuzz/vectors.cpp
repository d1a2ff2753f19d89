// Files of word vectors: finite rows for the words that are found and no other change, or one clear
// line.
#include "fuzz.h"

#include "data/vector_file.h"
#include "data/vocabulary_from.h"

#include <cmath>

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Vocabulary vocabulary =
        vocabulary_from({"<pad>", "<unk>", "good", "bad", "a", " ", "not"}, "fuzz");
    constexpr Real kOld = -99;
    constexpr Index kBuffer = Index{4} << 20; // of the reader
    const Index dim = size % 8 == 0 ? 3 : 2;
    std::vector<Real> values(vocabulary.size() * dim, kOld);
    std::vector<bool> found;
    const std::string& path = memory_file(text_of(data, size));
    if (!loads({size, 0, 0, kAllowance + kBuffers + kBuffer}, path, [&] {
            found = read_vectors(path, vocabulary, {values.data(), vocabulary.size(), dim});
        }))
        return 0;
    check(found.size() == vocabulary.size(), "not one answer per word");
    for (Index i = 0; i < values.size(); ++i)
        check(found[i / dim] ? std::isfinite(values[i]) : values[i] == kOld,
              found[i / dim] ? "a value that is not finite" : "a row that was not found changed");
    return 0;
}
