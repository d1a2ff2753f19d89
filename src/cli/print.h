// Figures as tables on stdout.
#pragma once

#include "train/evaluation.h"

#include <string>
#include <vector>

namespace textrnn {

std::string percent(double fraction);              // "97.25%"
std::string fixed(double value, int decimals);     // "0.1234"
std::string shape_text(const Tensor&);             // "[12, 128]"

// Accuracy, loss, per-class figures and the confusion matrix.
void print_evaluation(const Evaluation&, const std::vector<std::string>& labels);

} // namespace textrnn
