// SPDX-License-Identifier: BSL-1.0
//
// Functions with known minima.
#include <cmath>
#include <limits>
#include <problems.hpp>

#include "methods.hpp"

using namespace hesse;
using hesse::test::points_of;
using hesse::test::searching_methods;

// By hand: f' = x / r, f'' = 1 / r^3 with r = sqrt(1 + x^2), so the Newton step maps x to -x^3.
BOOST_AUTO_TEST_CASE(pure_newton_diverges_on_the_hyperbola_and_every_searching_method_converges) {
  const auto f = [](const auto& x) { return sqrt(1.0 + x[0] * x[0]); };
  for (const double start : {1.5, 10.0}) {
    const Vector x0{{start}};
    const auto points = points_of(FunctionObjective(Function(f, x0)), x0, Newton{.pure = true, .iteration_limit = 3});
    BOOST_TEST_REQUIRE(points.size() >= 3u);
    BOOST_TEST(points[1][0] == -std::pow(start, 3), boost::test_tools::tolerance(1e-13));
    // At the second point f'' = 1 / r - x^2 / r^3 is left over from a cancellation by 1 + x^2.
    const double cancellation = 1.0 + std::pow(start, 6);
    BOOST_TEST(points[2][0] == std::pow(start, 9), boost::test_tools::tolerance(4e-16 * cancellation));
    const Solution pure = minimize(f, x0, Newton{.pure = true});
    BOOST_TEST(!pure.converged());
    BOOST_TEST(pure.point[0] == start);  // the best point it saw
    for (const auto& [name, method] : searching_methods()) BOOST_TEST_CONTEXT(name << " from " << start) {
        const Solution s = minimize(f, x0, method);
        BOOST_TEST(s.converged(), s.explanation());
        BOOST_TEST(std::abs(s.point[0]) < 1e-7);
      }
  }
}

// The minimum is (1, ..., 1) with f = 0. SciPy takes 13 (trust-exact) to 20 (Newton-CG) iterations from here. Newton
// with backtracking alone follows the curved valley in shorter steps: measured 26.
BOOST_AUTO_TEST_CASE(rosenbrock_in_five_dimensions_is_solved_by_second_order_methods_within_their_budgets) {
  struct Budget {
    Method method;
    Index iterations;
  };
  const std::vector<Budget> budgets{
      {Newton{.gradient_tolerance = 1e-8}, 30},
      {Newton{.search = SearchRule::strong_wolfe, .gradient_tolerance = 1e-8}, 20},
      {DampedNewton{.gradient_tolerance = 1e-8}, 20},
      {NewtonCG{.gradient_tolerance = 1e-8}, 20},
      {TrustRegionNewton{.gradient_tolerance = 1e-8}, 20},
      {CubicNewton{.gradient_tolerance = 1e-8}, 20},
  };
  for (const auto& [method, iterations] : budgets) {
    const Solution s = minimize(problems::Rosenbrock(), Vector{{1.3, 0.7, 0.8, 1.9, 1.2}}, method);
    BOOST_TEST_MESSAGE(s.iterations << " iterations, " << s.counts.gradients << " gradients");
    BOOST_TEST(s.converged(), s.explanation());
    BOOST_TEST((s.point - Vector::Ones(5)).norm() < 1e-8);
    BOOST_TEST(s.iterations <= iterations);
  }
}

BOOST_AUTO_TEST_CASE(gradient_descent_creeps_to_the_same_minimum) {
  for (const StepRule rule : {StepRule::armijo, StepRule::cauchy}) {
    const Solution s = minimize(problems::Rosenbrock(), Vector{{1.3, 0.7, 0.8, 1.9, 1.2}},
                                GradientDescent{.step = rule, .gradient_tolerance = 1e-5, .iteration_limit = 100'000});
    BOOST_TEST_MESSAGE(s.iterations << " iterations, " << s.counts.gradients << " gradients");
    BOOST_TEST(s.converged(), s.explanation());
    BOOST_TEST((s.point - Vector::Ones(5)).norm() < 1e-4);
  }
}

// Moré, Garbow, Hillstrom (1981), problem 16: f = 85822.2016263563.
BOOST_AUTO_TEST_CASE(brown_and_dennis_is_solved_by_every_second_order_method) {
  const auto f = [](const auto& x) {
    auto sum = 0.0 * x[0];
    for (int i = 1; i <= 20; ++i) {
      const double t = i / 5.0;
      const auto a = x[0] + t * x[1] - std::exp(t);
      const auto b = x[2] + std::sin(t) * x[3] - std::cos(t);
      const auto r = a * a + b * b;
      sum += r * r;
    }
    return sum;
  };
  for (const Method& method : {Method(Newton{.relative_gradient_tolerance = 1e-13}),
                               Method(DampedNewton{.relative_gradient_tolerance = 1e-13}),
                               Method(NewtonCG{.relative_gradient_tolerance = 1e-13}),
                               Method(TrustRegionNewton{.relative_gradient_tolerance = 1e-13}),
                               Method(CubicNewton{.relative_gradient_tolerance = 1e-13})}) {
    const Solution s = minimize(f, Vector{{25.0, 5.0, -5.0, -1.0}}, method);
    BOOST_TEST_MESSAGE(s.iterations << " iterations");
    BOOST_TEST(s.converged(), s.explanation());
    BOOST_TEST(s.value == 85822.2016263563, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(s.iterations <= 30);
  }
}

BOOST_AUTO_TEST_CASE(scaling_f_by_a_power_of_two_leaves_the_bits_of_every_iterate_alone) {
  const Vector start{{-1.2, 1.0}};
  const auto limited = [](auto& method) { method.iteration_limit = 30; };
  for (const auto& [name, method] : searching_methods(limited)) BOOST_TEST_CONTEXT(name) {
      std::vector<std::vector<Vector>> runs;
      for (const double scale : {1.0, 0x1p-400, 0x1p400}) {
        const FunctionObjective f{
            Function([scale](const auto& x) { return scale * problems::Rosenbrock()(x); }, start)};
        runs.push_back(std::visit([&](const auto& m) { return points_of(f, start, m); }, method));
      }
      BOOST_TEST(runs[0].size() > 10u);
      BOOST_TEST((runs[1] == runs[0]));
      BOOST_TEST((runs[2] == runs[0]));
    }
}

// |g| at the start is 232.9 times the scale.
BOOST_AUTO_TEST_CASE(functions_of_size_1e_minus_300_and_1e300_are_minimised) {
  for (const double scale : {1e-300, 1e300})
    for (const auto& [name, method] : searching_methods([](auto& m) { m.relative_gradient_tolerance = 1e-4; }))
      BOOST_TEST_CONTEXT(name << " times " << scale) {
        const Solution s =
            minimize([scale](const auto& x) { return scale * problems::Rosenbrock()(x); }, Vector{{-1.2, 1.0}}, method);
        BOOST_TEST(s.converged(), s.explanation());
        BOOST_TEST(s.gradient.stableNorm() <= 1e-4 * 232.9 * scale);
      }
}

BOOST_AUTO_TEST_CASE(a_limited_memory_solves_ten_thousand_unknowns_from_gradients_alone) {
  const Solution s = minimize(problems::Rosenbrock(), problems::Rosenbrock::start(10'000) * 0.1 + Vector::Ones(10'000),
                              LBFGS{.gradient_tolerance = 1e-6});
  BOOST_TEST_MESSAGE(s.iterations << " iterations, " << s.counts.gradients << " gradients");
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST((s.point - Vector::Ones(10'000)).norm() < 1e-4);
  BOOST_TEST(s.counts.hessians + s.counts.hessian_vectors == 0);
}

BOOST_AUTO_TEST_CASE(newton_with_products_only_solves_ten_thousand_unknowns) {
  const Solution s = minimize(problems::Rosenbrock(), problems::Rosenbrock::start(10'000) * 0.1 + Vector::Ones(10'000),
                              NewtonCG{.gradient_tolerance = 1e-6});
  BOOST_TEST_MESSAGE(s.iterations << " iterations, " << s.counts.hessian_vectors << " products");
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST((s.point - Vector::Ones(10'000)).norm() < 1e-4);
  BOOST_TEST(!s.curvature.has_value());
  BOOST_TEST(s.explanation().find("not computed") != std::string::npos);
  BOOST_TEST(s.counts.hessians == 0);
}

// CLIFF of CUTE (Bongartz, Conn, Gould, Toint, ACM TOMS 21, 1995), f* = 0.199787 there. By hand: along x - y = d, f is
// least at x = 3, and 20 exp(20 d) = 1 gives f* = (ln 20 + 1) / 20. |g| is 1.4e10 at the start; 1e-9 times that is met
// at f = 0.44.
BOOST_AUTO_TEST_CASE(a_huge_gradient_at_the_start_does_not_make_a_point_on_the_slope_a_solution) {
  const auto cliff = [](const auto& x) {
    const auto a = (x[0] - 3.0) / 100.0;
    return a * a - (x[0] - x[1]) + exp(20.0 * (x[0] - x[1]));
  };
  const double least = (std::log(20.0) + 1.0) / 20.0;
  for (const Method& method :
       {Method(Newton{}), Method(DampedNewton{}), Method(NewtonCG{}), Method(TrustRegionNewton{}),
        Method(CubicNewton{}), Method(BFGS{}), Method(LBFGS{}), Method(HessianFree{})}) {
    const Solution s = minimize(cliff, Vector{{0.0, -1.0}}, method);
    BOOST_TEST(s.converged(), s.full_report());
    BOOST_TEST(s.value == least, boost::test_tools::tolerance(1e-9));
  }
}
