// SPDX-License-Identifier: BSL-1.0
//
// Steps of CubicNewton that can be calculated by hand.
#include <cmath>

#include "methods.hpp"

using namespace hesse;
using hesse::test::points_of;

// f = x^2 / 2 is its own quadratic model and D = 1: a step of length u solves (1 + sigma u) u = |x|. The Newton step is
// as long as x, so that the first sigma is |g| / |x|^2 = 1 / |x0|. f falls by more than the model with the cubic term
// promises, and sigma shrinks to a quarter each time.
BOOST_AUTO_TEST_CASE(on_a_parabola_each_step_solves_its_quadratic_equation) {
  const double start = 3.0;
  const FunctionObjective f{Function([](const auto& x) { return 0.5 * x[0] * x[0]; }, Vector{{start}})};
  const auto points =
      points_of(f, Vector{{start}}, CubicNewton{.relative_gradient_tolerance = 0.0, .iteration_limit = 4});
  BOOST_TEST_REQUIRE(points.size() == 5u);
  double x = start, sigma = 1.0 / start;
  for (const Vector& point : points) {
    BOOST_TEST(point[0] == x, boost::test_tools::tolerance(1e-10));
    x -= 2.0 * x / (1.0 + std::sqrt(1.0 + 4.0 * sigma * x));
    sigma /= 4.0;
  }
}

// f = -cos x + 1 at 3: the curvature is negative, and the first step ends at the boundary of the region.
BOOST_AUTO_TEST_CASE(the_first_step_to_a_boundary_is_the_one_within_a_trust_region) {
  const FunctionObjective f{Function([](const auto& x) { return 1.0 - cos(x[0]); }, Vector{{3.0}})};
  const auto cubic = points_of(f, Vector{{3.0}}, CubicNewton{.first_radius = 0.1, .iteration_limit = 1});
  const auto region = points_of(f, Vector{{3.0}}, TrustRegionNewton{.first_radius = 0.1, .iteration_limit = 1});
  BOOST_TEST_REQUIRE(cubic.size() == 2u);
  BOOST_TEST(region[1][0] == 2.7, boost::test_tools::tolerance(1e-14));  // 3 - 0.1 |x|
  BOOST_TEST(cubic[1][0] == 2.7, boost::test_tools::tolerance(1e-11));
}

// f = x - log x from 50: f'' = 1 / x^2 is so small there that the first steps, 50 and 25 and so on long, leave x > 0.
BOOST_AUTO_TEST_CASE(after_a_step_that_failed_the_next_is_half_as_long) {
  const Solution s = minimize([](const auto& x) { return x[0] - log(x[0]); }, Vector{{50.0}},
                              CubicNewton{.first_radius = 16.0, .iteration_limit = 4});
  BOOST_TEST_REQUIRE(s.history.size() == 5u);
  for (std::size_t i = 1; i < 5; ++i) {
    BOOST_TEST(!s.history[i].accepted);
    BOOST_TEST(s.history[i].step_norm == 800.0 / std::pow(2.0, static_cast<double>(i - 1)),
               boost::test_tools::tolerance(1e-10));
  }
}
