// Prints a label and its probability for each line of standard input: classify [MODEL].
#include <textrnn.h>

#include <iostream>

int main(int count, char** arguments) try {
    const textrnn::TextClassifier classifier(count > 1 ? arguments[1] : "runs/quickstart");
    for (std::string line; std::getline(std::cin, line);) {
        const textrnn::Prediction p = classifier.classify(line);
        std::cout << p.label << '\t' << p.probability << '\n';
    }
} catch (const textrnn::Error& error) {
    std::cerr << error.what() << '\n';
    return static_cast<int>(error.code());
}
