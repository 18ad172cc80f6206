// SPDX-License-Identifier: BSL-1.0
//
// Registered operations with right and wrong rules.
#include <hesse/verification/check_operation.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using hesse::Matrix;
using hesse::Vector;
using Status = hesse::Verdict::Status;

namespace {

/// u^2 exp(v), at two points.
double value(const Vector& x) { return x[0] * x[0] * std::exp(x[1]); }
Vector gradient(const Vector& x) { return Vector{{2 * x[0] * std::exp(x[1]), value(x)}}; }
Matrix hessian(const Vector& x) {
  const double e = std::exp(x[1]);
  return Matrix{{2 * e, 2 * x[0] * e}, {2 * x[0] * e, x[0] * x[0] * e}};
}
const Matrix points{{0.7, -1.2}, {0.3, 2.0}};

bool says(const hesse::Verdict& verdict, const std::string& sentence) {
  BOOST_TEST_MESSAGE(verdict.report());
  return verdict.report().find(sentence) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_operation_whose_rules_are_right_passes) {
  const auto verdict = hesse::check_operation(hesse::custom_operation("bend", value, gradient, hessian), points);
  BOOST_TEST(verdict.passed(), verdict.report());
}

BOOST_AUTO_TEST_CASE(a_missing_second_rule_is_noted) {
  const auto verdict = hesse::check_operation(hesse::custom_operation("bend", value, gradient), points);
  BOOST_TEST(verdict.passed());
  BOOST_TEST(says(verdict, "there is no second rule"));
}

BOOST_AUTO_TEST_CASE(a_wrong_slope_is_named) {
  const auto wrong = [](const Vector& x) { return Vector{{x[0] * std::exp(x[1]), value(x)}}; };
  const auto verdict = hesse::check_operation(hesse::custom_operation("bend", value, wrong), points);
  BOOST_TEST((verdict.status == Status::failed));
  BOOST_REQUIRE(verdict.mistakes.size() == 1);
  BOOST_TEST(verdict.mistakes[0].name == "g[0]");
  BOOST_TEST(verdict.mistakes[0].wrong_at == 2);
}

BOOST_AUTO_TEST_CASE(a_wrong_second_derivative_is_named) {
  const auto wrong = [](const Vector& x) {
    Matrix h = hessian(x);
    h(1, 1) *= 1.0 + 1e-6;
    return h;
  };
  const auto verdict = hesse::check_operation(hesse::custom_operation("bend", value, gradient, wrong), points);
  BOOST_REQUIRE(verdict.mistakes.size() == 1);
  BOOST_TEST(verdict.mistakes[0].name == "H[1][1]");
}

BOOST_AUTO_TEST_CASE(an_unsymmetric_second_derivative_is_named) {
  const auto wrong = [](const Vector& x) {
    Matrix h = hessian(x);
    h(0, 1) = 0.0;
    return h;
  };
  const auto verdict = hesse::check_operation(hesse::custom_operation("bend", value, gradient, wrong), points);
  BOOST_TEST((verdict.status == Status::failed));
  BOOST_TEST(says(verdict, "its Hessian is not symmetric at point 0: H[0][1] = 0, H[1][0] = "));
}

BOOST_AUTO_TEST_CASE(a_rule_that_gives_nan_is_named) {
  const auto wrong = [](const Vector&) { return Vector::Constant(2, std::numeric_limits<double>::quiet_NaN()); };
  const auto verdict = hesse::check_operation(hesse::custom_operation("bend", value, wrong), points);
  BOOST_TEST((verdict.status == Status::failed));
  BOOST_TEST(says(verdict, "its gradient is not finite at point 0."));
}

BOOST_AUTO_TEST_CASE(a_rule_that_does_not_repeat_is_named) {
  double calls = 0.0;
  const auto wrong = [&calls](const Vector& x) -> Vector { return gradient(x) + Vector::Constant(2, ++calls); };
  const auto verdict = hesse::check_operation(hesse::custom_operation("bend", value, wrong), points);
  BOOST_TEST((verdict.status == Status::failed));
  BOOST_TEST(says(verdict, "its gradient is not deterministic: asked twice at point 0 it gave different numbers."));
}
