// textrnn inspect: what is in a model file.
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/progress_line.h"
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
    std::cout << "  total " << total << " (" << format_count(static_cast<double>(total * 4))
              << " bytes)\n\n";
}

void print_cost(const Classifier& classifier) {
    std::cout << "multiply-adds of a prediction\n";
    for (const Index tokens : {Index{10}, Index{100}, Index{1000}}) {
        double sum = 0;
        for (Index p = 0; p < classifier.parameters().size(); ++p)
            sum += classifier.multiply_adds(p, {1, tokens, tokens});
        std::cout << "  " << tokens << " different words: " << format_count(sum) << "\n";
    }
    std::cout << "\n";
}

int run(const Arguments& arguments) {
    const Model model = load_model(arguments.operand(0));
    print_parameters(model.classifier.parameters());
    std::cout << "vocabulary " << model.vocabulary.size() << " entries\nlabels";
    for (const std::string& label : model.labels) std::cout << "  " << label;
    std::cout << "\n\n";
    print_cost(model.classifier);
    std::cout << "config\n" << to_toml(model.config, false);
    return 0;
}

} // namespace

const Command kInspect{"inspect", "MODEL",
                       "show a model's parameters, sizes, config and cost\n\n"
                       "MODEL is a model.safetensors or a run directory.",
                       1, 1, {}, run};

} // namespace textrnn
