// WorstElement: the largest difference between expected and found numbers, and the element where
// it occurs, so that a failed test names it.
#pragma once

#include "core/tensor.h"

#include <cmath>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace textrnn {

// Two implementations agree if the relative error of every element is below.
inline constexpr double kEqual = sizeof(Real) == 8 ? 1e-11 : 2e-5;

class WorstElement {
public:
    // Keeps the element if its `error` is the largest so far; the first NaN is larger than all.
    void observe(const std::string& tensor, Index row, Index col, double expected, double found,
                 double error) {
        if (!(error > error_) && !(std::isnan(error) && !std::isnan(error_))) return;
        error_ = error;
        place_ = tensor + "(" + std::to_string(row) + ", " + std::to_string(col) + ")";
        expected_ = expected;
        found_ = found;
    }
    double error() const { return error_; } // at least 0; 0 if nothing was observed

    friend std::ostream& operator<<(std::ostream& out, const WorstElement& worst) {
        out.precision(9);
        return out << "largest error " << worst.error_ << " at " << worst.place_ << ": expected "
                   << worst.expected_ << ", found " << worst.found_;
    }

private:
    double error_ = 0;
    std::string place_ = "none";
    double expected_ = 0, found_ = 0;
};

// A result of a test's subject: a matrix under the name that messages give it.
struct NamedMatrix {
    std::string name;
    Index rows, cols;
    std::vector<Real> values;
};

inline NamedMatrix named(const std::string& name, Tensor t) {
    return {name, t.rows, t.cols, std::vector<Real>(t.begin(), t.end())};
}

// Largest |expected - found| / (1 + |expected|) of matrices of equal shapes. Other shapes: an
// error of infinity.
inline WorstElement compare(std::span<const NamedMatrix> expected,
                            std::span<const NamedMatrix> found) {
    WorstElement worst;
    if (expected.size() != found.size())
        worst.observe("number of matrices ", 0, 0, static_cast<double>(expected.size()),
                      static_cast<double>(found.size()), INFINITY);
    for (Index k = 0; k < std::min(expected.size(), found.size()); ++k) {
        const NamedMatrix &e = expected[k], &f = found[k];
        if (e.rows != f.rows || e.cols != f.cols) {
            worst.observe("size of " + e.name, f.rows, f.cols,
                          static_cast<double>(e.values.size()),
                          static_cast<double>(f.values.size()), INFINITY);
            continue;
        }
        for (Index i = 0; i < e.values.size(); ++i) {
            const auto a = static_cast<double>(e.values[i]), b = static_cast<double>(f.values[i]);
            worst.observe(e.name, i / e.cols, i % e.cols, a, b,
                          std::fabs(a - b) / (1 + std::fabs(a)));
        }
    }
    return worst;
}

} // namespace textrnn
