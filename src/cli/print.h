// Figures as tables on stdout.
#pragma once

#include "io/json.h"
#include "train/evaluation.h"

#include <string>
#include <vector>

namespace textrnn {

std::string percent(double fraction);              // "97.25%"
std::string fixed(double value, int decimals);     // "0.1234"
std::string shape_text(const std::vector<Index>&); // "[12, 128]"

// Columns as wide as their widest entry, the first one to the left.
void print_table(const std::vector<std::vector<std::string>>& rows);

// JSON objects with the same members, as a table; numbers to three digits or more.
void print_records(const Json::Array& records);
std::string plain_text(const Json& value); // of a string or a number, as the table has it

// Accuracy, loss, per-class figures and the confusion matrix.
void print_evaluation(const Evaluation&, const std::vector<std::string>& labels);

} // namespace textrnn
