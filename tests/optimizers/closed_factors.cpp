// SPDX-License-Identifier: BSL-1.0
//
// On f = x'Hx/2 with H = diag(l), every rule with a fixed step multiplies coordinate i by a factor c(l_i) an iteration:
// put g = l x and H = diag(l) into the rule as it is printed in the documentation of the method. Nothing but that
// factor stands in the expectations.
#include <cmath>
#include <functional>

#include "methods.hpp"
#include "quadratic.hpp"

using namespace hesse;
using hesse::test::every_sign;
using hesse::test::points_of;
using hesse::test::quadratic;

namespace {

const Vector invertible{{0.1, 1.0, 10.0, -0.5, -2.0}};  // for rules with H^-1

/// factor(l, k) of iteration k; 20 iterations from a start without special numbers.
template <class M>
void check_factors(const Vector& l, M method, const std::function<double(double, int)>& factor) {
  method.relative_gradient_tolerance = 0.0;
  method.iteration_limit = 20;
  Vector expected(l.size());
  for (Index i = 0; i < l.size(); ++i) expected[i] = 0.7 + 0.3 * static_cast<double>(i);
  const auto points = points_of(quadratic(l), expected, method);
  BOOST_TEST_REQUIRE(points.size() == 21u);
  for (int k = 0; k <= 20; ++k) {
    for (Index i = 0; i < l.size(); ++i) {
      BOOST_TEST_CONTEXT("iteration " << k << ", eigenvalue " << l[i])
      BOOST_TEST(std::abs(points[static_cast<std::size_t>(k)][i] - expected[i]) <=
                 1e-13 * std::max(1.0, std::abs(expected[i])));
      expected[i] *= factor(l[i], k);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(gradient_descent_multiplies_by_1_minus_eta_l) {
  for (const double eta : {0.05, 0.19})
    check_factors(every_sign, GradientDescent{.step = StepRule::fixed, .eta = eta},
                  [eta](double l, int) { return 1 - eta * l; });
}

BOOST_AUTO_TEST_CASE(gradient_descent_with_rho_multiplies_by_1_minus_eta_l_times_1_plus_rho_l) {
  for (const double rho : {1.0, 0.3})
    check_factors(every_sign, GradientDescent{.step = StepRule::fixed, .eta = 0.01, .rho = rho},
                  [rho](double l, int) { return 1 - 0.01 * l * (1 + rho * l); });
}

BOOST_AUTO_TEST_CASE(pure_newton_multiplies_by_1_minus_eta) {
  for (const double eta : {0.5, 0.25, 1.75})
    check_factors(invertible, Newton{.pure = true, .eta = eta}, [eta](double, int) { return 1 - eta; });
}

BOOST_AUTO_TEST_CASE(fixed_levenberg_damping_multiplies_by_mu_over_l_plus_mu) {
  for (const double mu : {3.0, 0.75})
    check_factors(every_sign, DampedNewton{.mu = mu}, [mu](double l, int) { return mu / (l + mu); });
}

BOOST_AUTO_TEST_CASE(the_corrected_inverse_multiplies_by_1_minus_eta_times_1_plus_alpha_l) {
  for (const double alpha : {0.05, 0.2})
    check_factors(invertible, DampedNewton{.mode = Damping::corrected_inverse, .eta = 0.5, .alpha = alpha},
                  [alpha](double l, int) { return 1 - 0.5 * (1 + alpha * l); });
}

BOOST_AUTO_TEST_CASE(stochastic_gradient_descent_on_one_row_multiplies_by_1_minus_a_decaying_eta_times_l) {
  check_factors(every_sign, SGD{.eta = 0.05}, [](double l, int) { return 1 - 0.05 * l; });
  check_factors(every_sign, SGD{.eta = 0.05, .decay = 0.5},
                [](double l, int k) { return 1 - 0.05 / (1 + 0.5 * k) * l; });
}

BOOST_AUTO_TEST_CASE(stochastic_descent_with_rho_multiplies_by_1_minus_eta_l_times_1_plus_rho_l) {
  for (const ProductRows rows : {ProductRows::same_batch, ProductRows::independent_batches})
    check_factors(every_sign, SGD{.eta = 0.01, .rho = 1.0, .product_rows = rows},
                  [](double l, int) { return 1 - 0.01 * l * (1 + l); });
}

// Heavy ball: x_{k+1} = x_k - eta l x_k + m (x_k - x_{k-1}).
BOOST_AUTO_TEST_CASE(momentum_follows_the_recurrence_of_the_heavy_ball) {
  const SGD method{.eta = 0.05, .momentum = 0.8, .relative_gradient_tolerance = 0.0, .iteration_limit = 20};
  const auto points = points_of(quadratic(every_sign), Vector::Ones(6), method);
  BOOST_TEST_REQUIRE(points.size() == 21u);
  for (Index i = 0; i < 6; ++i) {
    double before = 1.0, now = 1.0;
    for (std::size_t k = 0; k <= 20; ++k) {
      BOOST_TEST(std::abs(points[k][i] - now) <= 1e-13 * std::max(1.0, std::abs(now)));
      const double after = now - 0.05 * every_sign[i] * now + 0.8 * (now - before);
      before = now;
      now = after;
    }
  }
}

// Cauchy: t_k = g'g / g'Hg with g = l x, so that x_{k+1} = (1 - t_k l) x_k with sums of squares for products.
BOOST_AUTO_TEST_CASE(the_cauchy_step_multiplies_by_1_minus_its_own_length_times_l) {
  const Vector l{{0.1, 1.0, 10.0, 0.0}};
  Vector expected{{0.7, 1.0, 1.3, 1.6}};
  const auto points =
      points_of(quadratic(l), expected,
                GradientDescent{.step = StepRule::cauchy, .relative_gradient_tolerance = 0.0, .iteration_limit = 20});
  BOOST_TEST_REQUIRE(points.size() == 21u);
  for (const Vector& point : points) {
    BOOST_TEST((point - expected).cwiseAbs().maxCoeff() <= 1e-13);
    const auto gradient = (l.array() * expected.array()).eval();
    const double length = gradient.square().sum() / (l.array() * gradient.square()).sum();
    expected.array() *= 1.0 - length * l.array();
  }
}

// Residuals r_i = sqrt(l_i) x_i have F = J'J = diag(l) and g = l x.
BOOST_AUTO_TEST_CASE(the_natural_gradient_multiplies_by_1_minus_eta_l_over_l_plus_its_damping) {
  const Vector l{{0.1, 1.0, 10.0, 0.0}};
  const auto residuals = [&l](const auto& x) {
    std::remove_cvref_t<decltype(x)> r(l.size());
    for (Index i = 0; i < l.size(); ++i) r[i] = std::sqrt(l[i]) * x[i];
    return r;
  };
  Vector expected{{0.7, 1.0, 1.3, 1.6}};
  const auto points = points_of(
      FunctionResiduals(Function(residuals, expected)), expected,
      NaturalGradient{
          .eta = 0.3, .damping = 0.5, .tolerance = 1e-16, .relative_gradient_tolerance = 0.0, .iteration_limit = 20});
  BOOST_TEST_REQUIRE(points.size() == 21u);
  for (const Vector& point : points) {
    BOOST_TEST((point - expected).cwiseAbs().maxCoeff() <= 1e-13);
    expected.array() *= 1.0 - 0.3 * l.array() / (l.array() + 0.5);
  }
}

// |1 - eta l| < 1 for both eigenvalues exactly when eta < 2 / lmax = 0.2.
BOOST_AUTO_TEST_CASE(gradient_descent_converges_at_99_percent_of_the_largest_rate_and_diverges_at_101) {
  const auto f = quadratic(Vector{{0.5, 10.0}});
  const Vector start{{1.0, 1.0}};
  const Solution below = minimize(f, start, GradientDescent{.step = StepRule::fixed, .eta = 0.99 * 0.2});
  BOOST_TEST(below.converged());
  BOOST_TEST(below.point.norm() < 1e-7);
  const Solution above =
      minimize(f, start, GradientDescent{.step = StepRule::fixed, .eta = 1.01 * 0.2, .iteration_limit = 2000});
  BOOST_TEST(!above.converged());
  BOOST_TEST(above.history.back().value > 1e10);
  // The best point seen, not the last one. By hand: the first step leaves (0.899, -1.02), f = 5.404 against 5.25.
  BOOST_TEST(above.value == 5.25);
  BOOST_TEST((above.point == start));
}

// For l < -1 / rho the factor 1 - eta l (1 + rho l) lies below 1 for every eigenvalue: (x, y) -> 0, the saddle.
BOOST_AUTO_TEST_CASE(descent_with_rho_is_attracted_into_a_saddle_and_does_not_call_it_success) {
  const Solution s = minimize(quadratic(Vector{{1.0, -2.0}}), Vector{{1.0, 1.0}},
                              GradientDescent{.step = StepRule::fixed, .eta = 0.1, .rho = 1.0});
  BOOST_TEST(s.point.norm() < 1e-7);
  BOOST_TEST(name_of(s.status) == name_of(Status::gradient_small));
  BOOST_TEST_REQUIRE(s.curvature.has_value());
  BOOST_TEST(name_of(s.curvature->kind) == name_of(CurvatureKind::saddle));
  BOOST_TEST(!s.converged());
  BOOST_TEST(s.explanation().find("not a minimum") != std::string::npos);
}
