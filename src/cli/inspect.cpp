// textrnn inspect: prints the contents of a model file.
#include "ablation/measure.h"
#include "cli/arguments.h"
#include "cli/terminal.h"
#include "io/text.h"
#include "train/model_file.h"

#include <iostream>

namespace textrnn {

namespace {

void print_parameters(const Parameters& parameters) {
    Index total = 0;
    std::vector<std::vector<std::string>> table;
    for (const Parameter& p : parameters) {
        table.push_back({"  " + p.name, shape_text(p.shape), std::to_string(p.value.size())});
        total += p.value.size();
    }
    std::cout << "parameters\n";
    print_table(table);
    std::cout << "  total " << total << " ("
              << with_prefix(static_cast<double>(total * sizeof(Real)), "B") << ")\n\n";
}

int run(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0));
    const Parameters& parameters = model.classifier.parameters();
    print_parameters(parameters);
    std::cout << "vocabulary " << model.vocabulary.size() << " entries\nlabels";
    for (const std::string& label : model.labels) std::cout << "  " << printable(label);
    std::cout << "\n\nmultiply-adds of a prediction\n";
    for (const Index tokens : {Index{10}, Index{100}, Index{1000}})
        std::cout << "  " << tokens << " distinct words: "
                  << with_prefix(forward_multiply_adds(parameters, {1, tokens, tokens})) << "\n";
    std::cout << "\nconfig\n" << to_toml(model.config, false);
    return 0;
}

} // namespace

const Command kInspect{"inspect", "MODEL",
                       "print a model's parameters, sizes, cost and config\n\n"
                       "MODEL is a model.safetensors file or a run directory.",
                       1, 1, {}, run};

} // namespace textrnn
