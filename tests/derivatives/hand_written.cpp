// SPDX-License-Identifier: BSL-1.0
//
// Small functions whose derivatives anybody can check with a pencil.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using boost::test_tools::tolerance;
using hesse::Vector;

namespace {

auto rosenbrock(const auto& x) {
  const auto valley = x[1] - x[0] * x[0];
  const auto slope = 1 - x[0];
  return 100 * (valley * valley) + slope * slope;
}

}  // namespace

// Rosenbrock at its classic start (Moré, Garbow, Hillstrom 1981, problem 1). By hand:
//   f = 24.2,  f_x = -400 x (y - x^2) - 2 (1 - x) = -215.6,  f_y = 200 (y - x^2) = -88
//   f_xx = 1200 x^2 - 400 y + 2 = 1330,  f_xy = -400 x = 480,  f_yy = 200
BOOST_AUTO_TEST_CASE(the_hessian_of_rosenbrock_is_the_one_written_by_hand) {
  const auto [value, gradient, hessian] =
      hesse::second_order([](const auto& x) { return rosenbrock(x); }, Vector{{-1.2, 1.0}});
  BOOST_TEST(value == 24.2, tolerance(1e-14));
  BOOST_TEST(gradient[0] == -215.6, tolerance(1e-14));
  BOOST_TEST(gradient[1] == -88.0, tolerance(1e-14));
  BOOST_TEST(hessian(0, 0) == 1330.0, tolerance(1e-13));
  BOOST_TEST(hessian(0, 1) == 480.0, tolerance(1e-13));
  BOOST_TEST(hessian(1, 0) == hessian(0, 1));
  BOOST_TEST(hessian(1, 1) == 200.0);
}
