// textrnn inspect: prints the contents of a model file. textrnn config: prints all keys with their
// defaults.
#include "ablation/measure.h"
#include "cli/arguments.h"
#include "cli/terminal.h"
#include "io/text.h"
#include "train/model_file.h"

#include <iostream>

namespace textrnn {

namespace {

void print_parameters(const std::vector<NamedTensor>& tensors) {
    Index total = 0;
    std::vector<std::vector<std::string>> table;
    for (const NamedTensor& t : tensors) {
        table.push_back({"  " + t.name, shape_text(t.shape), std::to_string(t.values.size())});
        total += t.values.size();
    }
    std::cout << "parameters\n";
    print_table(table);
    std::cout << "  total " << total << " ("
              << with_prefix(static_cast<double>(total * sizeof(Real)), "B") << ")\n\n";
}

void print_classifier(const Model& model) {
    std::cout << "labels";
    for (const std::string& label : model.labels) std::cout << "  " << printable(label);
    std::cout << "\n\nmultiply-adds of a prediction\n";
    for (const Index tokens : {Index{10}, Index{100}, Index{1000}}) {
        const TextCounts counts{1, tokens, tokens};
        std::cout << "  " << tokens << " distinct words: "
                  << with_prefix(forward_multiply_adds(model.classifier.parameters(), counts))
                  << "\n";
    }
}

int run(const Arguments& arguments) {
    const std::string path = model_path(arguments.operand(0));
    const Safetensors file = read_safetensors(path);
    const WordVectors vectors = load_word_vectors(path);
    print_parameters(file.tensors);
    std::cout << "vocabulary " << vectors.vocabulary.size() << " entries\n";
    if (file.find_metadata("labels")) print_classifier(load_model(path));
    std::cout << "\nconfig\n" << to_toml(vectors.config, false);
    return 0;
}

} // namespace

const Command kInspect{"inspect", "MODEL",
                       "print a model's parameters, sizes, cost and config\n\n"
                       "MODEL is a model.safetensors file or a run directory.",
                       1, 1, {}, run};

const Command kConfig{"config", "",
                      "print every key with its default, range and meaning\n\n"
                      "The output is a valid config file.",
                      0, 0, {},
                      [](const Arguments&) {
                          std::cout << to_toml(Config{}, true);
                          return 0;
                      }};

} // namespace textrnn
