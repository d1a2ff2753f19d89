// Scales and ticks of linear and logarithmic axes.
#include "ablation/chart.h"

#include <algorithm>

namespace textrnn {

namespace {

std::vector<double> linear_ticks(double low, double high) {
    const double least = (high - low) / 6;
    double step = std::pow(10.0, std::floor(std::log10(least)));
    for (const double times : {2.0, 2.5, 2.0}) // 1, 2, 5, 10 times the power of ten
        if (step < least * (1 - 1e-9)) step *= times;
    const double slack = 1e-6 * step; // for a tick at the very end
    std::vector<double> ticks;
    for (double k = std::ceil((low - slack) / step); k * step <= high + slack; ++k)
        ticks.push_back(k * step + 0.0); // -0 becomes 0
    return ticks;
}

} // namespace

std::vector<double> axis_ticks(double low, double high, bool is_log) {
    if (!(low < high) || !std::isfinite(high - low) || (is_log && low <= 0)) return {low};
    const double decades = is_log ? std::log10(high / low) : 0;
    if (decades < 1) return linear_ticks(low, high); // a logarithm is nearly linear there
    const int skip = static_cast<int>(std::ceil(decades / 6));
    std::vector<double> ticks;
    for (int e = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, e) <= high; ++e)
        for (const int times : {1, 2, 5}) {
            const double tick = times * std::pow(10.0, e);
            const bool is_wanted = times == 1 ? e % skip == 0 : decades <= 2;
            if (is_wanted && tick >= low && tick <= high) ticks.push_back(tick);
        }
    return ticks;
}

double Scale::at(double value) const {
    const double part = is_log ? std::log(std::max(value, low) / low) / std::log(high / low)
                               : (value - low) / (high - low);
    return from + part * (to - from);
}

Scale scale_of(const Axis& axis, const std::vector<double>& values, double from, double to) {
    if (values.empty()) return {1, 10, from, to, axis.is_log};
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (axis.is_log) return {*low / 1.3, *high * 1.3, from, to, true};
    const double spread = *high - *low;
    const double margin = spread > 0 ? 0.06 * spread : std::max(0.1 * std::abs(*low), 1e-9);
    return {*low - margin, *high + margin, from, to, false};
}

} // namespace textrnn
