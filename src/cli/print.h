// Figures as tables on stdout.
#pragma once

#include "train/evaluation.h"

#include <string>
#include <vector>

namespace textrnn {

std::string percent(double fraction);              // "97.25%"
std::string fixed(double value, int decimals);     // "0.1234"
std::string shape_text(const std::vector<Index>&); // "[12, 128]"

// Columns as wide as their widest entry, the first one to the left.
void print_table(const std::vector<std::vector<std::string>>& rows);

// Accuracy, loss, per-class figures and the confusion matrix.
void print_evaluation(const Evaluation&, const std::vector<std::string>& labels);

} // namespace textrnn
