// SPDX-License-Identifier: BSL-1.0
//
// What a person reads.
#include <hesse/basics/error.hpp>
#include <hesse/verification/boost_test.hpp>
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using hesse::ConstVector;
using hesse::Matrix;
using hesse::Vector;
using Status = hesse::Verdict::Status;

namespace {

/// f = a^2 s + s^3
const auto cubic = [](const auto& x) { return x[0] * x[0] * x[1] + x[1] * x[1] * x[1]; };
Matrix right(ConstVector x) { return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 6 * x[1]}}; }
Matrix wrong(ConstVector x) { return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 3 * x[1]}}; }
const Vector at{{1.0, 2.0}};

bool says(const hesse::Verdict& verdict, const std::string& sentence) {
  const std::string report = verdict.report();
  BOOST_TEST_MESSAGE(report);
  return report.find(sentence) != std::string::npos;
}

}  // namespace

// By hand at (1, 2): H = ((4, 2), (2, 12)); 3 s for 6 s makes 6 of 12, a relative difference of one half at any point.
// The Hessian error of 3 s leaves a term of second order in the model.
BOOST_AUTO_TEST_CASE(a_wrong_entry_is_reported_like_this) {
  const auto verdict = hesse::check_hessian(cubic, wrong, at, {.names = {"alpha", "sigma"}, .radius = 0.0});
  BOOST_TEST(verdict.report() == R"(check_hessian: FAILED. 1 of 4 entries is wrong.

entry                           by hand  exact  relative difference  wrong at
------------------------------  -------  -----  -------------------  ------------
H[1][1] (d/d sigma, d/d sigma)        6     12                  0.5  1 of 1 point

Second route: the callable itself, run on hyper-dual numbers, agrees in 3 derivatives.
Taylor test: the error of the model falls with power 2.00 of the step; right derivatives give 3 or more.
)");
}

BOOST_AUTO_TEST_CASE(a_pass_is_reported_like_this) {
  const auto verdict = hesse::check_hessian(cubic, right, at);
  BOOST_TEST(
      verdict.report() ==
      "check_hessian: passed. All 4 entries agree in 15 digits or more.\n"
      "Compared at 7 points: the one given, random ones within 10 % of the inputs' sizes (seed 1), and it times 0.25 "
      "and 4.\n"
      "Second route: the callable itself, run on hyper-dual numbers, agrees in 21 derivatives.\n"
      "Taylor test: the error of the model falls with power 3.00 of the step; right derivatives give 3 or more.\n");
}

// Off by 1e-9 of itself, 12 by hand is 12.000000012.
BOOST_AUTO_TEST_CASE(numbers_have_as_many_digits_as_tell_them_apart) {
  const auto nearly = [](ConstVector x) -> Matrix {
    Matrix h = right(x);
    h(1, 1) *= 1.0 + 1e-9;
    return h;
  };
  BOOST_TEST(says(hesse::check_hessian(cubic, nearly, at, {.radius = 0.0}), "H[1][1]  12.000000012     12 "));
  // 4 / 3 for 2 / 3: six digits tell.
  const auto twice = [](ConstVector x) -> Matrix { return 2.0 * right(x) / 3.0; };
  const auto third = [](const auto& x) { return cubic(x) / 3.0; };
  BOOST_TEST(says(hesse::check_hessian(third, twice, Vector{{0.5, 1.0}}, {.radius = 0.0}), " 1.33333  0.666667 "));
}

BOOST_AUTO_TEST_CASE(ten_entries_are_shown_and_the_rest_is_counted) {
  const auto f = [](const auto& x) { return exp(x.sum()); };
  const auto verdict = hesse::check_hessian(
      f, [](ConstVector x) { return Matrix::Zero(x.size(), x.size()); }, Vector::Constant(4, 0.1));
  BOOST_TEST(says(verdict, "16 of 16 entries are wrong"));
  BOOST_TEST(says(verdict, "... and 6 more\n"));
}

BOOST_AUTO_TEST_CASE(wrong_shapes_are_a_failed_verdict) {
  BOOST_TEST(says(hesse::check_hessian(
                      cubic, [](ConstVector) { return Matrix::Zero(3, 2); }, at),
                  "the hand-made Hessian is 3 x 2, but the function has 2 inputs. It must be 2 x 2."));
  const auto gradient = hesse::check_gradient(
      cubic, [](ConstVector) { return Vector::Zero(5); }, at);
  BOOST_TEST((gradient.status == Status::failed));
  BOOST_TEST(
      says(gradient,
           "the hand-made gradient has 5 entries, but the function has 2 inputs. It must have one entry an input."));
  BOOST_TEST(says(hesse::check_hessian_vector(
                      cubic, [](ConstVector, ConstVector) { return Vector::Zero(1); }, at),
                  "the hand-made product has 1 entry, but"));
}

BOOST_AUTO_TEST_CASE(asymmetry_is_named) {
  const auto verdict = hesse::check_hessian(
      cubic,
      [](ConstVector x) {
        Matrix h = right(x);
        h(0, 1) = 0.0;
        return h;
      },
      at);
  BOOST_TEST(says(verdict, "the hand-made Hessian is not symmetric, every Hessian is: H[0][1] = 0, H[1][0] = 2."));
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_not_a_number_is_a_mistake_and_comes_first) {
  const auto verdict = hesse::check_gradient(
      cubic,
      [](ConstVector x) {
        return Vector{{-2 * x[0] * x[1], std::numeric_limits<double>::quiet_NaN()}};
      },
      at);
  BOOST_REQUIRE(verdict.mistakes.size() == 2);
  BOOST_TEST(verdict.mistakes[0].name == "g[1]");
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
  const auto gradient = [](ConstVector x) { return Vector{{2 * x[0] * x[1], x[0] * x[0] + 3 * x[1] * x[1]}}; };
  BOOST_CHECK_THROW((void)hesse::check_gradient(cubic, gradient, at, {.points = 0}), hesse::OptionError);
  BOOST_CHECK_THROW((void)hesse::check_gradient(cubic, gradient, at, {.radius = -1.0}), hesse::OptionError);
  BOOST_CHECK_THROW((void)hesse::check_gradient(cubic, gradient, at, {.names = {"one"}}), hesse::ShapeError);
  BOOST_CHECK_THROW((void)hesse::check_gradient(cubic, gradient, at, {.scale = Vector::Ones(3)}), hesse::ShapeError);
}

BOOST_AUTO_TEST_CASE(the_macros_pass_what_is_right) {
  HESSE_CHECK_GRADIENT(
      cubic,
      [](ConstVector x) {
        return Vector{{2 * x[0] * x[1], x[0] * x[0] + 3 * x[1] * x[1]}};
      },
      at);
  HESSE_CHECK_HESSIAN(cubic, right, at);
  HESSE_CHECK_HESSIAN(cubic, right, at, {.points = 2});
  HESSE_CHECK_HESSIAN_VECTOR(
      cubic, [](ConstVector x, ConstVector v) -> Vector { return right(x) * v; }, at);
}

// Boost.Test counts the failure that is expected here; without it, this case fails.
BOOST_AUTO_TEST_CASE(the_macros_fail_what_is_wrong, *boost::unit_test::expected_failures(2)) {
  HESSE_CHECK_HESSIAN(cubic, wrong, at);
  HESSE_CHECK_GRADIENT(
      cubic, [](ConstVector) { return Vector::Zero(2); }, at);
}
