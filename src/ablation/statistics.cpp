// Statistics of samples. Student's t distribution is computed from the incomplete beta function.
#include "ablation/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace textrnn {

namespace {

// The continued fraction of the incomplete beta function I_x(a, b) (DLMF 8.17.22), evaluated from
// the first term on by Lentz's method.
double beta_fraction(double a, double b, double x) {
    constexpr double kTiny = 1e-300, kEnough = 1e-15;
    const auto nonzero = [](double value) { return std::fabs(value) < kTiny ? kTiny : value; };
    double c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), fraction = d;
    for (int m = 1; m < 10000; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double change = 1;
        for (const double numerator : {even, odd}) {
            d = 1 / nonzero(1 + numerator * d);
            c = nonzero(1 + numerator / c);
            change = c * d;
            fraction *= change;
        }
        if (std::fabs(change - 1) < kEnough) break;
    }
    return fraction;
}

double incomplete_beta(double a, double b, double x) {
    if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
    const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                  a * std::log(x) + b * std::log1p(-x));
    // The fraction converges fast for x below the mean; otherwise I_x(a, b) = 1 - I_(1-x)(b, a).
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

// The two-sided p-value of Student's t.
double p_value(double t, double freedom) {
    return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

// The squared standard error of the mean; NaN below two values.
double squared_error(const std::vector<double>& values) {
    if (values.size() < 2) return NAN;
    const double deviation = standard_deviation(values);
    return deviation * deviation / static_cast<double>(values.size());
}

std::optional<MeanTest> t_test(double difference, double squared_error, double freedom) {
    if (!(squared_error > 0)) return {};
    double low = 0, high = 1000; // bisection for the t whose p-value is 0.05
    for (int i = 0; i < 60; ++i)
        (p_value((low + high) / 2, freedom) > 0.05 ? low : high) = (low + high) / 2;
    const double error = std::sqrt(squared_error);
    return MeanTest{difference - low * error, difference + low * error,
                    p_value(difference / error, freedom)};
}

} // namespace

double mean(const std::vector<double>& values) {
    if (values.empty()) return 0;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(const std::vector<double>& values) {
    if (values.size() < 2) return 0;
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

std::optional<MeanTest> paired_t_test(const std::vector<double>& differences) {
    return t_test(mean(differences), squared_error(differences),
                  static_cast<double>(differences.size()) - 1);
}

std::optional<MeanTest> welch_t_test(const std::vector<double>& a, const std::vector<double>& b) {
    const double x = squared_error(a), y = squared_error(b);
    const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
    return t_test(mean(a) - mean(b), x + y,
                  (x + y) * (x + y) / (x * x / (n - 1) + y * y / (m - 1)));
}

std::vector<double> holm(const std::vector<double>& p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto i, auto j) { return p[i] < p[j]; });
    std::vector<double> corrected(p.size());
    double largest = 0; // so far: a larger p stays at least as large
    for (std::size_t k = 0; k < p.size(); ++k) {
        largest = std::max(largest, static_cast<double>(p.size() - k) * p[order[k]]);
        corrected[order[k]] = std::min(1.0, largest);
    }
    return corrected;
}

} // namespace textrnn
