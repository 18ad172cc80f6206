// SPDX-License-Identifier: BSL-1.0
//
// Dual numbers by themselves: nesting, mixed arithmetic, comparisons, several directions at once.
#include <hesse/hesse.hpp>
#include <hesse/numbers/lanes.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using hesse::Dual;

namespace {

/// f'(x) by one more level of Dual.
template <class F, class T>
T derivative(const F& f, const T& x) {
  return f(Dual<T>(x, T(1))).tangent;
}

}  // namespace

// By hand: d/dy (x + y) = 1, so d/dx [x * 1] = 1. A library that confuses the two perturbations gives 2.
// Siskind and Pearlmutter, "Nesting forward-mode AD in a functional framework" (2008).
BOOST_AUTO_TEST_CASE(nested_derivatives_do_not_confuse_their_perturbations) {
  const double nested =
      derivative([](const auto& x) { return x * derivative([&](const auto& y) { return x + y; }, x); }, 3.0);
  BOOST_TEST(nested == 1.0);
  // By hand: d/dx [x d/dy (x y)] at y = 2 is d/dx [x^2] = 2 x.
  const double product = derivative(
      [](const auto& x) {
        return x * derivative([&](const auto& y) { return x * y; }, std::remove_cvref_t<decltype(x)>(2.0));
      },
      3.0);
  BOOST_TEST(product == 6.0);
}

// By hand: the derivatives of x^5 at 2 are 80, 160, 240, 240.
BOOST_AUTO_TEST_CASE(dual_numbers_nest_as_deep_as_one_likes) {
  const auto f = [](const auto& x) { return pow(x, 5); };
  const auto f1 = [&](const auto& x) { return derivative(f, x); };
  const auto f2 = [&](const auto& x) { return derivative(f1, x); };
  const auto f3 = [&](const auto& x) { return derivative(f2, x); };
  BOOST_TEST(derivative(f, 2.0) == 80.0);
  BOOST_TEST(derivative(f1, 2.0) == 160.0);
  BOOST_TEST(derivative(f2, 2.0) == 240.0);
  BOOST_TEST(derivative(f3, 2.0) == 240.0);
}

// By hand: an integer constant is a number like any other; x / 3 has slope 1/3, not the integer 1 / 3 = 0.
BOOST_AUTO_TEST_CASE(integers_and_floats_mix_with_dual_numbers_in_full_precision) {
  const Dual<double> x(2.0, 1.0);
  BOOST_TEST((x / 3).tangent == 1.0 / 3);
  BOOST_TEST((x / 3.0f).tangent == 1.0 / 3);
  BOOST_TEST((3 / x).tangent == -0.75);
  BOOST_TEST((x + 1).tangent == 1.0);
  BOOST_TEST((1 - x).tangent == -1.0);
  BOOST_TEST((2 * x - x).value == 2.0);
  BOOST_TEST(hypot(x, 1).tangent == 2 / std::sqrt(5.0), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(atan2(1, x).tangent == -0.2, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(max(x, 1).tangent == 1.0);
  BOOST_TEST(max(x, 3).tangent == 0.0);
  BOOST_TEST(pow(x, 3).tangent == 12.0);
  BOOST_TEST(pow(2, x).tangent == 4 * std::log(2.0), boost::test_tools::tolerance(1e-15));

  const Dual<Dual<double>> twice(Dual<double>(2.0, 1.0), Dual<double>(1.0));
  BOOST_TEST((x * twice).value.value == 4.0);
  BOOST_TEST((twice / 3).tangent.value == 1.0 / 3);
  Dual<double> sum = 1;
  sum += x;
  sum *= 2;
  sum -= 0.5f;
  sum /= 4;
  BOOST_TEST(sum.value == 1.375);
  BOOST_TEST(sum.tangent == 0.5);
}

BOOST_AUTO_TEST_CASE(dual_numbers_compare_by_their_values) {
  const Dual<double> one(1.0, 5.0), also_one(1.0, -5.0), two(2.0), nan(NAN);
  BOOST_TEST((one == also_one));
  BOOST_TEST((one <= also_one));
  BOOST_TEST(!(one < also_one));
  BOOST_TEST((one < two));
  BOOST_TEST((two > 1));
  BOOST_TEST((1.5 > one));
  BOOST_TEST((one != 2.0));
  BOOST_TEST(!(nan < one));
  BOOST_TEST(!(nan >= one));
  BOOST_TEST(!(nan == nan));
}

// Origin: the same function on Dual<double>, one direction at a time. Lanes do the same operations: the same bits.
BOOST_AUTO_TEST_CASE(eight_lanes_carry_what_eight_dual_numbers_carry) {
  using Eight = Dual<double, hesse::Lanes<double, 8>>;
  const auto f = [](const auto& x, const auto& y) {
    return exp(x) * sin(y) / (1 + x * x) + hypot(x, y) - hesse::logsumexp({x, y, x * y}) + pow(y, 3) / 7;
  };
  Eight x(0.7), y(-1.3);
  for (std::size_t lane = 0; lane < 8; ++lane) {
    x.tangent[lane] = 1.0 / (1.0 + static_cast<double>(lane));
    y.tangent[lane] = static_cast<double>(lane) - 3.0;
  }
  const Eight all = f(x, y);
  for (std::size_t lane = 0; lane < 8; ++lane) {
    const Dual<double> one = f(Dual<double>(0.7, x.tangent[lane]), Dual<double>(-1.3, y.tangent[lane]));
    BOOST_TEST(all.value == one.value);
    BOOST_TEST(all.tangent[lane] == one.tangent);
  }
}

BOOST_AUTO_TEST_CASE(constants_have_no_tangent_even_where_the_slope_is_infinite) {
  const Dual<double> constant(0.0), x(4.0, 1.0);
  BOOST_TEST((hypot(0.0, x)).tangent == 1.0);
  BOOST_TEST(pow(x, 0.5).tangent == 0.25);
  BOOST_TEST(sqrt(x).tangent == 0.25);
  BOOST_TEST(std::isnan(sqrt(constant).tangent));  // 0 * inf: Structural numbers know better, plain ones cannot
}
