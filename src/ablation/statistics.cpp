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

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::optional<double> paired_t_test(const std::vector<double>& differences) {
    const double deviation = standard_deviation(differences);
    if (!(deviation > 0)) return {};
    const auto n = static_cast<double>(differences.size()), freedom = n - 1;
    const double t = mean(differences) / (deviation / std::sqrt(n));
    return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

} // namespace textrnn
