// SPDX-License-Identifier: BSL-1.0
//
// Functions that cannot be recorded: what differences tell, and what they do not.
#include <hesse/basics/error.hpp>
#include <hesse/verification/black_box.hpp>
#include <hesse/verification/boost_test.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

using hesse::BlackBox;
using hesse::BlackBoxOutputs;
using hesse::ConstVector;
using hesse::Matrix;
using hesse::Vector;
using Status = hesse::Verdict::Status;

namespace {

/// f = a^2 s + s^3 and by hand g = (2 a s, a^2 + 3 s^2), H = ((2 s, 2 a), (2 a, 6 s)).
double cubic(ConstVector x) { return x[0] * x[0] * x[1] + x[1] * x[1] * x[1]; }
Vector slopes(ConstVector x) { return Vector{{2 * x[0] * x[1], x[0] * x[0] + 3 * x[1] * x[1]}}; }
Matrix curvature(ConstVector x) { return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 6 * x[1]}}; }
Matrix wrong(ConstVector x) { return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 3 * x[1]}}; }
const Vector at{{1.0, 2.0}};

Matrix none(ConstVector x) { return Matrix::Zero(x.size(), x.size()); }

bool says(const hesse::Verdict& verdict, const std::string& sentence) {
  const std::string report = verdict.report();
  BOOST_TEST_MESSAGE(report);
  return report.find(sentence) != std::string::npos;
}

}  // namespace

// The digits: eps over h near 1/16 leaves about 1e-14 of slopes, 1e-12 of second differences, times a few for the steps
// of the extrapolation.
BOOST_AUTO_TEST_CASE(right_derivatives_of_a_black_box_pass) {
  const auto gradient = hesse::check_gradient(BlackBox{cubic}, slopes, at);
  BOOST_TEST(gradient.passed(), gradient.report());
  BOOST_TEST(gradient.digits > 11.0);
  const auto by_values = hesse::check_hessian(BlackBox{cubic}, curvature, at);
  BOOST_TEST(by_values.passed(), by_values.report());
  BOOST_TEST(by_values.digits > 8.0);
  const auto by_slopes = hesse::check_hessian(BlackBox{.value = cubic, .gradient = slopes}, curvature, at);
  BOOST_TEST(by_slopes.passed(), by_slopes.report());
  BOOST_TEST(by_slopes.digits > by_values.digits + 1.0);
  const auto jacobian = hesse::check_jacobian(BlackBoxOutputs{slopes}, curvature, at);
  BOOST_TEST(jacobian.passed(), jacobian.report());
}

// By hand at (1, 2): 3 s for 6 s makes 6 of 12.
BOOST_AUTO_TEST_CASE(a_wrong_entry_of_a_black_box_is_named) {
  for (const BlackBox& f : {BlackBox{cubic}, BlackBox{cubic, slopes}}) {
    const auto verdict = hesse::check_hessian(f, wrong, at, {.names = {"alpha", "sigma"}});
    BOOST_TEST((verdict.status == Status::failed));
    BOOST_REQUIRE(verdict.mistakes.size() == 1U);
    BOOST_TEST(verdict.mistakes[0].name == "H[1][1] (d/d sigma, d/d sigma)");
    BOOST_TEST(verdict.mistakes[0].wrong_at == 3);
    BOOST_TEST(verdict.mistakes[0].relative_difference() == 0.5, boost::test_tools::tolerance(1e-8));
    BOOST_TEST(says(verdict, "are here extrapolated differences of the"));
  }
  const auto gradient = hesse::check_gradient(
      BlackBox{cubic}, [](ConstVector x) -> Vector { return -slopes(x); }, at);
  BOOST_REQUIRE(gradient.mistakes.size() == 2U);
  BOOST_TEST(gradient.mistakes[0].relative_difference() == 2.0, boost::test_tools::tolerance(1e-8));
}

// A Jacobian that is not square, one output a millionth of the other; by hand (y, x), (2e-6 x, 0).
BOOST_AUTO_TEST_CASE(outputs_of_other_sizes_are_judged_by_their_own) {
  const BlackBoxOutputs f{[](ConstVector x) { return Vector{{x[0] * x[1], 1e-6 * x[0] * x[0], 3.0}}; }};
  const auto right = [](ConstVector x) { return Matrix{{x[1], x[0]}, {2e-6 * x[0], 0.0}, {0.0, 0.0}}; };
  const auto typo = [](ConstVector x) { return Matrix{{x[1], x[0]}, {1e-6 * x[0], 0.0}, {0.0, 0.0}}; };
  const auto passed = hesse::check_jacobian(f, right, at);
  BOOST_TEST(passed.passed(), passed.report());
  const auto failed = hesse::check_jacobian(f, typo, at);
  BOOST_REQUIRE(failed.mistakes.size() == 1U);
  BOOST_TEST(failed.mistakes[0].name == "J[1][0]");
}

BOOST_AUTO_TEST_CASE(a_constant_has_no_slope) {
  const BlackBox three{[](ConstVector) { return 3.0; }};
  const auto right = hesse::check_gradient(
      three, [](ConstVector x) { return Vector::Zero(x.size()); }, at);
  BOOST_TEST(right.passed(), right.report());
  const auto hessian = hesse::check_hessian(three, none, at);
  BOOST_TEST(hessian.passed(), hessian.report());
  const auto false_slope = hesse::check_gradient(
      three, [](ConstVector x) { return Vector::Constant(x.size(), 1e-3); }, at);
  BOOST_TEST((false_slope.status == Status::failed));
}

// |x| tends to -1 from one side and 1 from the other; x |x| has second derivatives -2 and 2. Neither by hand is wrong,
// though differences about the point say 0.
BOOST_AUTO_TEST_CASE(at_a_kink_nothing_is_called_wrong) {
  const Vector kink{{0.0, 2.0}};
  const BlackBox f{[](ConstVector x) { return std::abs(x[0]) + x[1] * x[1]; }};
  const auto by_hand = [](ConstVector x) { return Vector{{x[0] < 0.0 ? -1.0 : 1.0, 2 * x[1]}}; };
  const auto slope = hesse::check_gradient(f, by_hand, kink, {.points = 1});
  BOOST_TEST((slope.status == Status::inconclusive));
  BOOST_TEST(says(slope, "1 of 2 entries cannot be judged, g[0] first: the function has a kink or a jump there"));
  const BlackBox g{[](ConstVector x) { return x[0] * std::abs(x[0]) + x[1] * x[1]; }};
  const auto hessian = hesse::check_hessian(g,
                                            [](ConstVector) {
                                              return Matrix{{2.0, 0.0}, {0.0, 2.0}};
                                            },
                                            kink, {.points = 1});
  BOOST_TEST((hessian.status == Status::inconclusive));
  BOOST_TEST(says(hessian, "1 of 4 entries cannot be judged, H[0][0] first: the function has a kink or a jump there"));
}

// The kink at 1.001 lies inside most of the steps from 1, but not inside the smallest sets of them.
BOOST_AUTO_TEST_CASE(a_kink_near_the_point_is_no_obstacle) {
  const BlackBox f{[](ConstVector x) { return std::max(x[0], 1.001) * x[1]; }};
  const auto right = [](ConstVector x) { return Vector{{x[0] < 1.001 ? 0.0 : x[1], std::max(x[0], 1.001)}}; };
  const auto verdict = hesse::check_gradient(f, right, Vector{{1.0, 1.0}});
  BOOST_TEST(verdict.passed(), verdict.report());
}

BOOST_AUTO_TEST_CASE(holes_in_the_domain_are_told) {
  const auto log_slope = [](ConstVector x) { return Vector{{1.0 / x[0], 2 * x[1]}}; };
  const BlackBox throws{[](ConstVector x) {
    if (x[0] <= 0.0) throw std::runtime_error("no convergence");
    return std::log(x[0]) + x[1] * x[1];
  }};
  const auto beside =
      hesse::check_gradient(throws, log_slope, Vector{{1e-3, 1.0}}, {.radius = 0.0, .scale = Vector{{1.0, 1.0}}});
  BOOST_TEST(beside.passed(), beside.report());
  const auto outside = hesse::check_gradient(throws, log_slope, Vector{{-1.0, 1.0}});
  BOOST_TEST((outside.status == Status::inconclusive));
  BOOST_TEST(outside.points == 0);
  BOOST_TEST(says(outside, "the black box has no finite value at the point given: it threw \"no convergence\"."));
  const BlackBox spike{[](ConstVector x) { return x[0] == 1.0 ? 1.0 : std::numeric_limits<double>::quiet_NaN(); }};
  const auto alone =
      hesse::check_gradient(spike, [](ConstVector) { return Vector::Ones(1); }, Vector::Ones(1), {.radius = 0.0});
  BOOST_TEST((alone.status == Status::inconclusive));
  BOOST_TEST(says(alone, "the black box has too few finite values around the point"));
}

BOOST_AUTO_TEST_CASE(misuse_of_a_black_box_is_told) {
  BOOST_TEST(says(hesse::check_gradient(
                      BlackBox{cubic}, [](ConstVector) { return Vector::Zero(3); }, at),
                  "the hand-made gradient is 3 x 1, but with 2 inputs it must be 2 x 1."));
  BOOST_TEST(says(hesse::check_hessian(BlackBox{cubic, [](ConstVector) { return Vector::Zero(3); }}, curvature, at),
                  "it returned 3 numbers, not 2"));
  const auto nan = hesse::check_gradient(
      BlackBox{cubic},
      [](ConstVector x) {
        return Vector{{std::numeric_limits<double>::quiet_NaN(), slopes(x)[1]}};
      },
      at);
  BOOST_REQUIRE(nan.mistakes.size() == 1U);
  BOOST_TEST(nan.mistakes[0].name == "g[0]");
  const auto check = [](const hesse::BlackBoxOptions& options) {
    (void)hesse::check_gradient(BlackBox{cubic}, slopes, at, options);
  };
  BOOST_CHECK_THROW(check({.points = 0}), hesse::OptionError);
  BOOST_CHECK_THROW(check({.radius = -1.0}), hesse::OptionError);
  BOOST_CHECK_THROW(check({.names = {"one"}}), hesse::ShapeError);
  BOOST_CHECK_THROW(check({.scale = Vector::Ones(3)}), hesse::ShapeError);
}

// The macros take a black box for a function.
BOOST_AUTO_TEST_CASE(a_black_box_is_checked_in_one_line_of_a_test) {
  HESSE_CHECK_GRADIENT(BlackBox{cubic}, slopes, at);
  HESSE_CHECK_HESSIAN(BlackBox{cubic}, curvature, at, {.points = 1});
}
