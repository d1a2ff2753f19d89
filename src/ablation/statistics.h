// Mean, deviation, median and the paired t-test.
#pragma once

#include <optional>
#include <vector>

namespace textrnn {

double mean(const std::vector<double>&);               // 0 if empty
double standard_deviation(const std::vector<double>&); // of a sample (n - 1); 0 below two values
double median(std::vector<double>);                    // 0 if empty

// Two-sided p-value of the paired t-test (Student 1908): the probability that differences with true
// mean 0 have a mean at least as far from 0 as the given ones. None below two differences, or if
// all are equal.
std::optional<double> paired_t_test(const std::vector<double>& differences);

} // namespace textrnn
