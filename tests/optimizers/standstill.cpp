// SPDX-License-Identifier: BSL-1.0
//
// What is said of a run that cannot go on: that it stands at a minimum, or that it does not.
#include <cmath>
#include <numbers>

#include "methods.hpp"

using namespace hesse;

namespace {

// Moré, Garbow, Hillstrom (1981), problem 3: two valleys, x y = 1e-4, of which the floor falls very slowly to zero.
constexpr auto powell_badly_scaled = [](const auto& x) {
  const auto a = 1e4 * x[0] * x[1] - 1.0, b = exp(-x[0]) + exp(-x[1]) - 1.0001;
  return a * a + b * b;
};

}  // namespace

// From (0, 10) the first steps lead to the floor of the valley, where the gradient points across it.
BOOST_AUTO_TEST_CASE(who_stands_still_on_the_floor_of_a_valley_that_falls_does_not_claim_a_minimum) {
  int stood_still = 0;
  for (const auto& [name, method] : hesse::test::searching_methods([](auto& m) { m.gradient_tolerance = 0.0; }))
    BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(powell_badly_scaled, Vector{{0.0, 10.0}}, method);
      if (s.value < 1e-20) continue;
      BOOST_TEST(!s.converged(), s.explanation());
      if (s.status != Status::line_search_failed) continue;
      ++stood_still;
      BOOST_TEST(s.explanation().find("a Newton step of length") != std::string::npos, s.explanation());
    }
  BOOST_TEST(stood_still >= 4);
}

// Far to the left both exponentials vanish, but a tenth of |x| to the right of x the second one overflows.
BOOST_AUTO_TEST_CASE(a_region_where_everything_vanishes_is_a_plateau_though_its_border_is_near_in_one_variable) {
  const auto f = [](const auto& x) { return 3.0 + exp(x[0]) + exp(x[1]); };
  hesse::test::for_each_method([&](const auto& method) {
    const Solution s = minimize(f, Vector{{-1e33, -1e20}}, method);
    BOOST_TEST(name_of(s.status) == name_of(Status::plateau), s.explanation());
  });
}

// Problem 33 from up to 1e5 times its start. Its residuals are differences of large numbers, so that the gradient
// at the minimum is what rounding leaves over, of either sign: that is no wrong gradient.
BOOST_AUTO_TEST_CASE(a_gradient_of_nothing_but_rounding_is_a_minimum) {
  const auto linear_rank_1 = [](const auto& x) {
    std::remove_cvref_t<decltype(x[0])> sum(0.0), f(0.0);
    for (Index j = 0; j < 10; ++j) sum += static_cast<double>(j + 1) * x[j];
    for (int i = 1; i <= 20; ++i) f += (i * sum - 1.0) * (i * sum - 1.0);
    return f;
  };
  for (const Method& method :
       {Method(Newton{.gradient_tolerance = 0.0}), Method(TrustRegionNewton{.gradient_tolerance = 0.0}),
        Method(CubicNewton{.gradient_tolerance = 0.0}), Method(NewtonCG{.gradient_tolerance = 0.0})})
    for (double start = 1.0; start < 1e5; start *= 1.3) {
      const Solution s = minimize(linear_rank_1, Vector::Constant(10, start), method);
      BOOST_TEST(s.converged(), start << ": " << s.explanation());
      // m (m - 1) / (2 (2m + 1)) with m = 20.
      BOOST_TEST(s.value == 190.0 / 41.0, boost::test_tools::tolerance(1e-12));
    }
}

// Problem 7: at (1, 0, 0) f is zero exactly, and near it f is the square of what rounding leaves over.
BOOST_AUTO_TEST_CASE(a_minimum_of_zero_is_reached_to_the_last_bit) {
  const auto helical_valley = [](const auto& x) {
    const auto turn = atan(x[1] / x[0]) / (2.0 * std::numbers::pi);
    const auto theta = x[0] > 0.0 ? turn : turn + 0.5;
    const auto a = 10.0 * (x[2] - 10.0 * theta), b = 10.0 * (sqrt(x[0] * x[0] + x[1] * x[1]) - 1.0);
    return a * a + b * b + x[2] * x[2];
  };
  for (const auto& [name, method] : hesse::test::searching_methods([](auto& m) {
         m.gradient_tolerance = 0.0;
         m.iteration_limit = 100'000;
       }))
    BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(helical_valley, Vector{{-1.0, 0.0, 0.0}}, method);
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST(s.value < 1e-24);
    }
}
