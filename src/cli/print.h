// Prints tables of figures to stdout.
#pragma once

#include "io/format.h"
#include "io/json.h"
#include "train/evaluation.h"

#include <string>
#include <vector>

namespace textrnn {

std::string shape_text(const std::vector<Index>&); // "[12, 128]"

// Pads columns to their widest entry; aligns the first column left, the others right. There is at
// least one row, and all rows have equal lengths.
void print_table(const std::vector<std::vector<std::string>>& rows);

// Prints JSON objects with equal member names as a table, one row per object.
void print_records(const Json::Array& records);
std::string plain_text(const Json& value); // a string as it is, a number with 3 or more digits

// Prints accuracy, loss, figures per class and the confusion matrix.
void print_evaluation(const Evaluation&, const std::vector<std::string>& labels);

} // namespace textrnn
