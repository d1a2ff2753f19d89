// Checkpoints: after loading, the model has the vocabulary, labels and shapes of the run, on which
// the ids of the data in memory depend.
#include "models.h"
#include "mutate_safetensors.h"

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Model original = small_model({"model.cell=rnn_tanh"});
    const std::string_view bytes = text_of(data, size);
    const std::string& path = memory_file(bytes);
    static Model model = original;
    Optimizer optimizer(model.config.optimizer, model.classifier.parameters());
    RunState state;
    Bound bound = model_bound(bytes, path);
    bound.items += 4096; // the config in memory is written, to be compared
    if (!loads(bound, path,
               [&] { state = load_checkpoint(path, parts_of(model, optimizer, kFingerprint)); }))
        return 0;
    check(model.labels == original.labels, "other labels");
    check(model.vocabulary.words() == original.vocabulary.words(), "another vocabulary");
    const Parameters& parameters = model.classifier.parameters();
    for (Index p = 0; p < parameters.size(); ++p) {
        const Index numbers = original.classifier.parameters()[p].value.size();
        check(parameters[p].value.size() == numbers, "a parameter of another size");
        for (Index k = 0; k < 2; ++k)
            check(!optimizer.state_name(k) || optimizer.state(p)[k].size() == numbers,
                  "an optimizer's state of another size");
    }
    return 0;
}
