// Statistics of samples. Student's t distribution is integrated numerically.
#include "ablation/statistics.h"

#include <algorithm>
#include <numeric>

namespace textrnn {

// If t has Student's distribution, theta = atan(t / sqrt(freedom)) has a density proportional to
// cos(theta)^(freedom - 1). Integrates this density from `begin` on by Simpson's rule; beyond
// 40 / sqrt(freedom) it is negligible.
static double tail(double begin, double freedom) {
    constexpr int kSteps = 4000;
    const double end = std::min(std::acos(0.0), 40 / std::sqrt(freedom));
    const double step = (end - begin) / kSteps;
    double sum = 0;
    for (int i = 0; i <= kSteps && step > 0; ++i) {
        const int weight = i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2;
        sum += weight * std::pow(std::max(0.0, std::cos(begin + i * step)), freedom - 1);
    }
    return sum * step / 3;
}

// The two-sided p-value of Student's t.
static double p_value(double t, double freedom) {
    return tail(std::atan(std::fabs(t) / std::sqrt(freedom)), freedom) / tail(0, freedom);
}

// The squared standard error of the mean; NaN below two values.
static double squared_error(const std::vector<double>& values) {
    const double deviation = standard_deviation(values);
    return deviation * deviation / static_cast<double>(values.size());
}

static MeanTest t_test(double difference, double squared_error, double freedom) {
    if (!(squared_error > 1e-20)) return {}; // equal values, whose mean may be rounded
    double low = 0, high = 1000; // bisection for the t whose p-value is 0.05
    for (int i = 0; i < 50; ++i)
        (p_value((low + high) / 2, freedom) > 0.05 ? low : high) = (low + high) / 2;
    const double error = std::sqrt(squared_error);
    return {difference - low * error, difference + low * error,
            p_value(difference / error, freedom)};
}

double mean(const std::vector<double>& values) {
    if (values.empty()) return 0;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(const std::vector<double>& values) {
    if (values.size() < 2) return NAN;
    const double center = mean(values);
    double sum = 0;
    for (const double x : values) sum += (x - center) * (x - center);
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}
double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

MeanTest paired_t_test(const std::vector<double>& differences) {
    return t_test(mean(differences), squared_error(differences),
                  static_cast<double>(differences.size()) - 1);
}

MeanTest welch_t_test(const std::vector<double>& a, const std::vector<double>& b) {
    const double x = squared_error(a), y = squared_error(b);
    const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
    return t_test(mean(a) - mean(b), x + y,
                  (x + y) * (x + y) / (x * x / (n - 1) + y * y / (m - 1)));
}

std::vector<double> holm(const std::vector<double>& p) {
    std::vector<double> corrected;
    for (const double own : p) {
        double largest = std::isnan(own) ? NAN : 0; // corrected values keep the order of p
        for (const double smaller : p) {
            const auto left = std::ranges::count_if(p, [&](double x) { return x >= smaller; });
            if (smaller <= own) largest = std::max(largest, static_cast<double>(left) * smaller);
        }
        corrected.push_back(std::min(largest, 1.0));
    }
    return corrected;
}

} // namespace textrnn
