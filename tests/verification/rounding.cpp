// SPDX-License-Identifier: BSL-1.0
//
// What rounding does to right derivatives is no mistake, and what it hides is not called right.
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <problems.hpp>

using hesse::ConstVector;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;
using Status = hesse::Verdict::Status;

// 0.1 + 0.2 - 0.3 is 5.6e-17 in doubles and 0 on paper.
BOOST_AUTO_TEST_CASE(a_slope_that_cancels_to_rounding_is_zero) {
  const auto f = [](const auto& x) { return 0.1 * x[0] + 0.2 * x[0] - 0.3 * x[0] + x[1] * x[1]; };
  const auto verdict = hesse::check_gradient(
      f,
      [](ConstVector x) {
        return Vector{{0.0, 2 * x[1]}};
      },
      Vector{{1.0, 1.0}});
  BOOST_TEST(verdict.passed(), verdict.report());
}

// sin^2 + cos^2 = 1: both derivatives are differences of equal terms.
BOOST_AUTO_TEST_CASE(a_constant_in_disguise_has_no_derivatives) {
  const auto f = [](const auto& x) { return sin(x[0]) * sin(x[0]) + cos(x[0]) * cos(x[0]); };
  const auto gradient = hesse::check_gradient(
      f, [](ConstVector) { return Vector::Zero(1); }, Vector{{0.7}});
  const auto hessian = hesse::check_hessian(
      f, [](ConstVector) { return Matrix::Zero(1, 1); }, Vector{{0.7}});
  BOOST_TEST(gradient.passed(), gradient.report());
  BOOST_TEST(hessian.passed(), hessian.report());
}

// d/dx (x - 1)^2 / 2 = x - 1, by hand as (x^3 - 3x^2 + 3x - 1) / (x - 1)^2: right on paper, and at 1.001 only ten
// digits of it are left. The rest is noise, which no longer looks the same a little to the side.
BOOST_AUTO_TEST_CASE(a_clumsy_but_right_formula_is_no_mistake) {
  const auto f = [](const auto& x) { return 0.5 * ((x[0] - 1) * (x[0] - 1)); };
  const auto by_hand = [](ConstVector at) {
    const double x = at[0];
    return Vector{{(x * x * x - 3 * x * x + 3 * x - 1) / ((x - 1) * (x - 1))}};
  };
  for (const double x : {1.001, 1.003, 1.01, 1.02, 1.1}) {
    const auto verdict = hesse::check_gradient(f, by_hand, Vector{{x}}, {.radius = 1e-4});
    BOOST_TEST((verdict.status != Status::failed), verdict.report());
  }
}

// sin(1e16 x) turns by more than a radian within the last bit of x: cos of the rounded argument is noise, and a formula
// that rounds otherwise, here 1e16 x added up from ten parts, cannot be called wrong, nor right.
BOOST_AUTO_TEST_CASE(an_ill_conditioned_point_is_inconclusive) {
  const auto f = [](const auto& x) { return sin(1e16 * x[0]); };
  const auto by_hand = [](ConstVector x) {
    double sum = 0.0;
    for (int part = 0; part < 10; ++part) sum += 1e15 * x[0];
    return Vector{{1e16 * std::cos(sum)}};
  };
  const auto verdict = hesse::check_gradient(f, by_hand, Vector{{0.7}});
  BOOST_TEST((verdict.status == Status::inconclusive), verdict.report());
  BOOST_TEST(verdict.report().find("1 of 1 entries cannot be judged, g[0] first") != std::string::npos);
  BOOST_TEST(verdict.report().find("only 0 of the entry's digits can be trusted") != std::string::npos);
}

// What is made by hand may ask the function itself elsewhere, as other threads may: here where it is sin(1e16 x), of
// which rounding leaves nothing. At the point it is x^2, and a twentieth too much is no rounding.
BOOST_AUTO_TEST_CASE(rounding_is_that_of_the_branch_at_the_point) {
  const hesse::Function f([](const auto& x) { return x[0] > 0 ? x[0] * x[0] : sin(1e16 * x[0]); }, Vector{{0.7}});
  const auto after_a_look_elsewhere = [&](ConstVector x, double answer) {
    static_cast<void>(f.value(-x));
    return Vector{{answer}};
  };
  const auto gradient = hesse::check_gradient(
      f, [&](ConstVector x) { return after_a_look_elsewhere(x, 2.1 * x[0]); }, Vector{{0.7}});
  const auto hessian = hesse::check_hessian(
      f, [&](ConstVector x) { return after_a_look_elsewhere(x, 2.1); }, Vector{{0.7}});
  const auto product = hesse::check_hessian_vector(
      f, [&](ConstVector x, ConstVector v) { return after_a_look_elsewhere(x, 2.1 * v[0]); }, Vector{{0.7}});
  for (const auto& verdict : {gradient, hessian, product})
    BOOST_TEST((verdict.status == Status::failed), verdict.report());
}

// max(0, x)^2 / 2 + max(0, -x)^2 / 2 is x^2 / 2, but at 0 both ties go to the constant and the recorded Hessian there
// is the documented 0. A hand-made 0 agrees with it; the error of the model, all of x^2 / 2, shows that neither is
// right.
BOOST_AUTO_TEST_CASE(a_taylor_model_that_does_not_follow_the_function_is_inconclusive) {
  const auto f = [](const auto& x) { return 0.5 * square(max(0.0, x[0])) + 0.5 * square(max(0.0, -x[0])); };
  const Vector kink{{0.0}};
  const Matrix documented = hesse::hessian(f, kink);
  const auto verdict = hesse::check_hessian(f, [&](ConstVector) { return documented; }, kink, {.radius = 0.0});
  BOOST_TEST((verdict.status == Status::inconclusive), verdict.report());
  BOOST_TEST(*verdict.slope == 2.0, boost::test_tools::tolerance(0.01));
}

// log is not finite left of 0, sqrt has an infinite slope at 0: a point without a derivative proves nothing.
BOOST_AUTO_TEST_CASE(a_point_without_a_derivative_is_inconclusive_and_says_why) {
  const auto f = [](const auto& x) { return sqrt(x[0]); };
  const auto by_hand = [](ConstVector x) { return Vector{{0.5 / std::sqrt(x[0])}}; };
  const auto verdict = hesse::check_gradient(f, by_hand, Vector{{0.0}}, {.points = 1});
  BOOST_TEST((verdict.status == Status::inconclusive));
  BOOST_TEST(verdict.report().find("sqrt") != std::string::npos, verdict.report());
}

// max(x, 0)^2 / 2 has second derivative 0 on one side of 0 and 1 on the other.
BOOST_AUTO_TEST_CASE(a_formula_that_is_wrong_on_one_side_of_a_branch_is_found) {
  const auto f = [](const auto& x) { return 0.5 * square(max(x[0], 0.0)); };
  const auto verdict = hesse::check_hessian(f, [](ConstVector) { return Matrix::Ones(1, 1); }, Vector{{0.01}},
                                            {.points = 12, .scale = Vector{{1.0}}});
  BOOST_TEST((verdict.status == Status::failed), verdict.report());
  BOOST_TEST(verdict.mistakes.at(0).wrong_at < 12);
}

// The functions of the benchmarks against the derivatives of themselves in another order of summation: a permutation of
// the inputs, undone. Every entry is right, the rounding is another.
BOOST_AUTO_TEST_CASE(two_orders_of_the_same_sum_agree) {
  const problems::Waves waves;
  const auto reversed = [&](const auto& x) {
    auto y = x;
    for (Index i = 0; i < x.size(); ++i) y[i] = x[x.size() - 1 - i];
    return waves(y);
  };
  const Vector x = problems::Waves::start(12);
  const hesse::Function other(waves, x);
  const auto verdict = hesse::check_hessian(
      reversed, [&](ConstVector at) -> Matrix { return other.hessian(at.reverse()).reverse(); }, x);
  BOOST_TEST(verdict.passed(), verdict.report());
}

// Logistic regression by hand: H = X' diag(p (1 - p)) X + ridge I, summed by Eigen in blocks.
BOOST_AUTO_TEST_CASE(a_logistic_regression_by_hand_passes) {
  const problems::Logistic f(200, 6);
  const auto by_hand = [&](ConstVector theta) -> Matrix {
    const Vector p = (1.0 + (-(f.features * theta).array()).exp()).inverse();
    const Vector weights = p.array() * (1.0 - p.array());
    return f.features.transpose() * weights.asDiagonal() * f.features + f.ridge * Matrix::Identity(6, 6);
  };
  const auto verdict = hesse::check_hessian(f, by_hand, problems::Logistic::start(6), {.multiples = {}});
  BOOST_TEST(verdict.passed(), verdict.report());
  BOOST_TEST(verdict.digits > 12.0);
}
