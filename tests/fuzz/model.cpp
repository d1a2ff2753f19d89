// Model files: every file that loads is a complete model, which computes a prediction.
#include "models.h"
#include "mutate_safetensors.h"

#include "core/threads.h"
#include "train/evaluation.h"

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Threads threads(1);
    const std::string_view bytes = text_of(data, size);
    const std::string& path = memory_file(bytes);
    std::optional<Model> model;
    if (!loads(model_bound(bytes, path), path, [&] { model = load_model(path); })) return 0;
    check(model->labels.size() >= 2, "fewer than two labels");
    Dataset texts;
    Tokens tokens;
    tokenize("not good", model->config.text, tokens);
    texts.add(tokens.words, model->vocabulary);
    const Storage logits = Predictor(model->classifier, threads).logits(texts);
    check(logits.size() == model->labels.size(), "not a logit a label");
    return 0;
}
