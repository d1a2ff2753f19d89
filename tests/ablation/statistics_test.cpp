// Statistics against values from tables or computed by hand.
#include "ablation/statistics.h"
#include "catch.h"

#include <cmath>

using namespace textrnn;

TEST_CASE("mean, standard deviation and median") {
    CHECK(mean({}) == 0);
    CHECK(mean({1, 2, 6}) == Approx(3));
    CHECK(standard_deviation({1, 2, 6}) == Approx(2.6457513)); // sqrt((4 + 1 + 9) / 2)
    CHECK(std::isnan(standard_deviation({5})));
    CHECK(median({4, 1, 3}) == 3);
    CHECK(median({4, 1, 3, 2}) == 2.5);
    CHECK(quantile({4, 1, 3, 2}, 0) == 1);
    CHECK(quantile({4, 1, 3, 2}, 0.25) == Approx(1.75));
    CHECK(quantile({4, 1, 3, 2}, 1) == 4);
}

TEST_CASE("the paired t-test gives the p-values of the t-distribution") {
    // t = mean / (sd / sqrt n). Differences d, -d + shift ... chosen for t-values of the tables:
    // two-sided p is 0.05 at t = 12.706 (1 degree of freedom), 4.303 (2), 2.776 (4), 2.262 (9).
    const auto p_of = [](double t, int n) { // n differences with exactly this t
        std::vector<double> differences;
        for (int i = 0; i < n; ++i) differences.push_back(i - (n - 1) / 2.0);
        const double shift = t * standard_deviation(differences) / std::sqrt(n);
        for (double& d : differences) d += shift;
        return paired_t_test(differences).p;
    };
    CHECK(p_of(12.706, 2) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(4.303, 3) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(2.776, 5) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(-2.262, 10) == Approx(0.05).epsilon(1e-3));
    CHECK(p_of(1.984, 100) == Approx(0.05).epsilon(1e-3)); // 99: 1.9842
    CHECK(p_of(0, 7) == Approx(1));
    CHECK(p_of(3.2905, 100000) == Approx(0.001).epsilon(1e-3)); // the normal distribution's
}

TEST_CASE("an interval excludes 0 if and only if p is below 0.05, and has the t-table's width") {
    const auto paired = paired_t_test({1, 2, 3, 4}); // mean 2.5, error 0.6455, t(3) = 3.182
    CHECK(paired.low == Approx(2.5 - 3.18245 * 0.645497).epsilon(1e-5));
    CHECK(paired.high == Approx(2.5 + 3.18245 * 0.645497).epsilon(1e-5));
    for (const double shift : {0.4, 0.5, -5.4, -5.5}) { // both sides of the borders
        const auto test = paired_t_test({0 + shift, 1 + shift, 2 + shift, 3 + shift});
        INFO("shift " << shift);
        CHECK((test.low <= 0 && test.high >= 0) == (test.p >= 0.05));
    }
}

TEST_CASE("Welch's t-test of samples with different sizes and spreads") {
    // t = -1.4286 with 8.7884 degrees of freedom; the density was integrated numerically.
    const auto test = welch_t_test({1, 2, 3, 4, 5}, {2, 4, 6, 8, 5.5, 2.5});
    CHECK(test.p == Approx(0.187688).epsilon(1e-4));
    CHECK(test.low == Approx(-4.31557).epsilon(1e-4));
    CHECK(test.high == Approx(0.98223).epsilon(1e-4));
    CHECK(std::isnan(welch_t_test({1}, {1, 2}).p));
    CHECK(std::isnan(welch_t_test({1, 1}, {2, 2}).p));
    CHECK(std::isnan(welch_t_test({0.1, 0.1, 0.1}, {0.2, 0.2, 0.2}).p)); // whose means are rounded
    CHECK(welch_t_test({1, 1}, {2, 3}).p > 0);
}

TEST_CASE("Holm's correction multiplies by the number of hypotheses that are left") {
    const std::vector<double> corrected = holm({0.04, 0.01, 0.03, 0.9});
    const double expected[] = {0.09, 0.04, 0.09, 0.9}; // 0.04 * 2 stays at least 0.03 * 3
    for (std::size_t i = 0; i < 4; ++i) CHECK(corrected.at(i) == Approx(expected[i]));
    CHECK(holm({0.6, 0.7})[0] == 1);
    CHECK(holm({}).empty());
}

TEST_CASE("without a spread of differences there is no p-value") {
    CHECK(std::isnan(paired_t_test({}).p));
    CHECK(std::isnan(paired_t_test({0.5}).p));
    CHECK(std::isnan(paired_t_test({0, 0, 0}).p));
    CHECK(std::isnan(paired_t_test({0.998 - 0.996, 0.996 - 0.994, 0.994 - 0.992}).p));
}
