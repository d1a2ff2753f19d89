// The little statistics that the comparison of arms needs.
#pragma once

#include <optional>
#include <vector>

namespace textrnn {

double mean(const std::vector<double>&);               // 0 when empty
double standard_deviation(const std::vector<double>&); // of a sample (n - 1); 0 below two values
double median(std::vector<double>);                    // 0 when empty

// Two-sided p-value of the paired t-test (Student 1908): how often differences whose true mean is 0
// would have a mean as far from 0 as these. None below two differences, or when all are equal.
std::optional<double> paired_t_test(const std::vector<double>& differences);

} // namespace textrnn
