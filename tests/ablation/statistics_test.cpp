// Statistics against values from tables or computed by hand.
#include "ablation/statistics.h"
#include "catch.h"

#include <cmath>

using namespace textrnn;

TEST_CASE("mean, standard deviation and median") {
    CHECK(mean({}) == 0);
    CHECK(mean({1, 2, 6}) == Approx(3));
    CHECK(standard_deviation({1, 2, 6}) == Approx(2.6457513)); // sqrt((4 + 1 + 9) / 2)
    CHECK(standard_deviation({5}) == 0);
    CHECK(median({4, 1, 3}) == 3);
    CHECK(median({4, 1, 3, 2}) == 2.5);
}

TEST_CASE("the paired t-test gives the p-values of the t-distribution") {
    // t = mean / (sd / sqrt n). Differences d, -d + shift ... chosen for t-values of the tables:
    // two-sided p is 0.05 at t = 12.706 (1 degree of freedom), 4.303 (2), 2.776 (4), 2.262 (9).
    const auto p_of = [](double t, int n) { // n differences with exactly this t
        std::vector<double> differences;
        for (int i = 0; i < n; ++i) differences.push_back(i - (n - 1) / 2.0);
        const double shift = t * standard_deviation(differences) / std::sqrt(n);
        for (double& d : differences) d += shift;
        return paired_t_test(differences).value();
    };
    CHECK(p_of(12.706, 2) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(4.303, 3) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(2.776, 5) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(-2.262, 10) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(1.984, 100) == Approx(0.05).epsilon(1e-3)); // 99: 1.9842
    CHECK(p_of(0, 7) == Approx(1));
    CHECK(p_of(3.2905, 100000) == Approx(0.001).epsilon(1e-3)); // the normal distribution's
}

TEST_CASE("without a spread of differences there is no p-value") {
    CHECK(!paired_t_test({}));
    CHECK(!paired_t_test({0.5}));
    CHECK(!paired_t_test({0, 0, 0}));
}
