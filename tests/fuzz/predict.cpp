// Input of predict, with a model of each kind: every line has a finite prediction.
#include "models.h"

#include "autograd/ops.h"
#include "core/threads.h"
#include "io/file.h"
#include "train/evaluation.h"

#include <cmath>
#include <sstream>

using namespace textrnn;
using namespace textrnn::fuzz;

namespace {

const std::vector<Model>& models() {
    static const std::vector<Model> all = [] {
        std::vector<Model> list;
        list.push_back(small_model({"model.cell=gru", "model.bidirectional=true"}));
        list.push_back(small_model({"model.cell=lstm", "model.input=one_hot_direct",
                                    "text.tokenizer=characters", "text.max_length=50"}));
        list.push_back(small_model({"model.cell=none", "text.tokenizer=whitespace"}));
        for (Model& model : list) model.classifier.pack_weights(Precision::kFull); // as predict
        return list;
    }();
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Threads threads(1);
    const Model& model = models()[size % 3];
    const std::string_view text = text_of(data, size);
    Dataset texts;
    std::size_t lines_read = 0;
    Storage logits;
    const std::size_t arena = std::size_t{1} << 20; // its first block
    loads({size, size + 1, kTokenItem, kAllowance + kBuffers + arena}, "in:", [&] {
        LineReader lines(std::make_unique<std::istringstream>(std::string(text)), "in",
                         size % 2 == 0);
        Tokens tokens;
        for (std::string line; lines.next(line); ++lines_read) {
            tokenize(line, model.config.text, tokens);
            texts.add(tokens.words, model.vocabulary);
        }
        logits = Predictor(model.classifier, threads).logits(texts);
    });
    if (logits.empty()) return 0; // refused, or there was no line
    const Index classes = model.labels.size();
    check(logits.size() == lines_read * classes, "not an answer a line");
    for (Index i = 0; i < lines_read; ++i) {
        const std::vector<Real> probabilities = softmax(logits.data() + i * classes, classes);
        check(std::abs(probabilities[0] + probabilities[1] - 1) < Real(1e-5),
              "probabilities that do not add up to 1");
    }
    return 0;
}
