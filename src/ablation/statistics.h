// Mean, deviation, quantiles, t-tests, and corrected p-values.
#pragma once

#include <cmath>
#include <vector>

namespace textrnn {

double mean(const std::vector<double>&);               // 0 if empty
double standard_deviation(const std::vector<double>&); // of a sample (n - 1); NaN below two
// Interpolates linearly between the sorted values; `share` in [0, 1], 0.5: the median. 0 if empty.
double quantile(std::vector<double>, double share);
double median(std::vector<double>);

// The 95% confidence interval of a difference, and the two-sided p-value. NaN: no test.
struct MeanTest {
    double low = NAN, high = NAN, p = NAN;
    double corrected_p = NAN; // by holm(), if the caller sets it
};

// Student's paired t-test (1908); NaN for fewer than two differences, or if all are equal.
MeanTest paired_t_test(const std::vector<double>& differences);

// Welch's t-test of mean(a) - mean(b) for independent samples (1947); NaN if a sample has fewer
// than two values, or if no sample has a spread.
MeanTest welch_t_test(const std::vector<double>& a, const std::vector<double>& b);

// p-values corrected for their number (Holm 1979), in the order of `p`. NaN (no test) stays NaN and
// does not count.
std::vector<double> holm(const std::vector<double>& p);

} // namespace textrnn
