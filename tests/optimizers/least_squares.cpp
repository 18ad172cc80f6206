// SPDX-License-Identifier: BSL-1.0
//
// What LeastSquares adds to the contract: residuals, two models, a region in the units of each variable.
#include <cmath>

#include "methods.hpp"

using namespace hesse;
using hesse::test::points_of;

namespace {

// Rosenbrock's function is 2 (|r|^2 / 2) of these.
constexpr auto rosenbrock_residuals = [](const auto& x) {
  using T = std::remove_cvref_t<decltype(x[0])>;
  const Index n = x.size();
  VectorOf<T> r(2 * (n - 1));
  for (Index i = 0; i + 1 < n; ++i) {
    r[2 * i] = 10.0 * (x[i + 1] - x[i] * x[i]);
    r[2 * i + 1] = 1.0 - x[i];
  }
  return r;
};

constexpr auto brown_dennis_residuals = [](const auto& x) {
  using T = std::remove_cvref_t<decltype(x[0])>;
  VectorOf<T> r(20);
  for (Index i = 0; i < 20; ++i) {
    const double t = static_cast<double>(i + 1) / 5.0;
    const T a = x[0] + t * x[1] - std::exp(t);
    const T b = x[2] + std::sin(t) * x[3] - std::cos(t);
    r[i] = a * a + b * b;
  }
  return r;
};

const Vector brown_dennis_start{{25.0, 5.0, -5.0, -1.0}};

}  // namespace

BOOST_AUTO_TEST_CASE(residuals_as_an_objective_have_the_derivatives_of_half_their_sum_of_squares) {
  const FunctionResiduals residuals{Function(brown_dennis_residuals, brown_dennis_start)};
  const auto half_square = [](const auto& x) {
    auto sum = 0.0 * x[0];
    for (const auto& r : brown_dennis_residuals(x)) sum += 0.5 * r * r;
    return sum;
  };
  const Function f(half_square, brown_dennis_start);
  const Vector x{{3.0, -2.0, 1.0, 0.5}}, v{{0.3, 1.0, -2.0, 0.7}};
  const auto [value, gradient, hessian] = f.second_order(x);
  BOOST_TEST(residuals.value(x) == value, boost::test_tools::tolerance(1e-14));
  BOOST_TEST((residuals.value_and_gradient(x).gradient - gradient).norm() <= 1e-14 * gradient.norm());
  BOOST_TEST((residuals.hessian(x) - hessian).norm() <= 1e-14 * hessian.norm());
  BOOST_TEST((residuals.hessian_vector(x, v) - hessian * v).norm() <= 1e-14 * hessian.norm() * v.norm());
}

BOOST_AUTO_TEST_CASE(straight_residuals_are_fitted_in_one_step) {
  const auto line = [](const auto& b) {
    using T = std::remove_cvref_t<decltype(b[0])>;
    VectorOf<T> r(4);
    for (Index i = 0; i < 4; ++i) r[i] = b[0] + b[1] * static_cast<double>(i) - static_cast<double>(i * i);
    return r;
  };
  // The regression of i^2 on i = 0 ... 3 by hand: slope 3, intercept -1, residuals -1, 1, 1, -1.
  const Solution s = least_squares(line, Vector{{-2.0, 2.0}});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.iterations == 1);
  BOOST_TEST((s.point - Vector{{-1.0, 3.0}}).norm() < 1e-14);
  BOOST_TEST(s.value == 2.0, boost::test_tools::tolerance(1e-14));
}

// SciPy's trust-exact needs 13 iterations on the sum.
BOOST_AUTO_TEST_CASE(rosenbrock_in_five_dimensions_takes_half_the_iterations_as_residuals) {
  const Solution s =
      least_squares(rosenbrock_residuals, Vector{{1.3, 0.7, 0.8, 1.9, 1.2}}, LeastSquares{.gradient_tolerance = 1e-8});
  BOOST_TEST_MESSAGE(s.iterations << " iterations, " << s.counts.jacobians << " Jacobians");
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST((s.point - Vector::Ones(5)).norm() < 1e-8);
  BOOST_TEST(s.iterations <= 7);
}

// Moré, Garbow, Hillstrom (1981), problem 16: |r|^2 = 85822.2016263563. The residuals are large and bent, so that
// Gauss-Newton alone creeps: Ceres' Levenberg-Marquardt is not there after 1000 iterations.
BOOST_AUTO_TEST_CASE(large_bent_residuals_are_fitted_by_the_full_model) {
  const Solution s =
      least_squares(brown_dennis_residuals, brown_dennis_start, LeastSquares{.relative_gradient_tolerance = 1e-13});
  BOOST_TEST_MESSAGE(s.iterations << " iterations");
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(2.0 * s.value == 85822.2016263563, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(s.iterations <= 22);
}

// Powers of two are exact, so that nothing but a length in the wrong units could change a bit.
BOOST_AUTO_TEST_CASE(the_units_of_a_variable_leave_the_bits_of_every_iterate_alone) {
  const Vector units{{0x1p30, 0x1p-20, 0x1p3, 1.0}};
  const auto in_other_units = [&units](const auto& y) {
    std::remove_cvref_t<decltype(y)> x(4);
    for (Index i = 0; i < 4; ++i) x[i] = y[i] * units[i];
    return brown_dennis_residuals(x);
  };
  const Vector other_start = brown_dennis_start.cwiseQuotient(units);
  const FunctionResiduals f{Function(brown_dennis_residuals, brown_dennis_start)};
  const FunctionResiduals g{Function(in_other_units, other_start)};
  const auto check = [&](const auto& method) {
    const auto points = points_of(f, brown_dennis_start, method), others = points_of(g, other_start, method);
    BOOST_TEST(points.size() > 5u);
    BOOST_TEST_REQUIRE(points.size() == others.size());
    for (std::size_t k = 0; k < points.size(); ++k) BOOST_TEST((others[k].cwiseProduct(units) == points[k]));
  };
  check(LeastSquares{.iteration_limit = 15});
  check(TrustRegionNewton{.iteration_limit = 15});
  check(CubicNewton{.iteration_limit = 15});
}

BOOST_AUTO_TEST_CASE(starts_at_zero_and_near_it_are_starts_like_others) {
  for (const double start : {0.0, 1e-300, -1e-12, 1e-3})
    for (const double first_radius : {1e-3, 1.0, 1e3}) BOOST_TEST_CONTEXT(start << ", radius " << first_radius) {
        const Solution s =
            least_squares(rosenbrock_residuals, Vector::Constant(2, start), LeastSquares{.first_radius = first_radius});
        BOOST_TEST(s.converged(), s.explanation());
        BOOST_TEST((s.point - Vector::Ones(2)).norm() < 1e-7);
      }
}

// x^(3/2) has no second derivative at 0, and no value left of it.
BOOST_AUTO_TEST_CASE(residuals_without_second_derivatives_or_values_are_survived) {
  const auto f = [](const auto& x) {
    std::remove_cvref_t<decltype(x)> r(2);
    r[0] = pow(x[0], 1.5) - 8.0 + x[1];
    r[1] = x[0] - 4.0;
    return r;
  };
  const Solution s = least_squares(f, Vector{{0.0, 1.0}}, LeastSquares{.gradient_tolerance = 1e-10});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST((s.point - Vector{{4.0, 0.0}}).norm() < 1e-9);
  const Solution far = least_squares([](const auto& x) { return log(x[0]) - 1.0; }, Vector{{40.0}});
  BOOST_TEST(far.point[0] == std::exp(1.0), boost::test_tools::tolerance(1e-8));
  const Solution nowhere = least_squares([](const auto& x) { return log(x[0]); }, Vector{{-1.0}});
  BOOST_TEST(name_of(nowhere.status) == name_of(Status::start_not_finite));
  BOOST_TEST(nowhere.explanation().find("log(") != std::string::npos, nowhere.explanation());
}

BOOST_AUTO_TEST_CASE(fewer_residuals_than_unknowns_are_fitted_by_one_of_the_many_solutions) {
  const auto f = [](const auto& x) {
    std::remove_cvref_t<decltype(x)> r(2);
    r[0] = x[0] * x[1] + x[2] - 3.0;
    r[1] = x[1] - x[3] * x[3];
    return r;
  };
  const Solution s = least_squares(f, Vector{{1.0, 2.0, 3.0, 4.0}}, LeastSquares{.gradient_tolerance = 1e-12});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.value < 1e-20);
  BOOST_TEST(name_of(s.curvature->kind) == name_of(CurvatureKind::degenerate));
}

BOOST_AUTO_TEST_CASE(every_method_fits_residuals_and_counts_their_jacobians) {
  hesse::test::for_each_method([](auto method) {
    method.iteration_limit = 5;
    const Solution s = least_squares(rosenbrock_residuals, Vector{{-1.2, 1.0}}, method);
    BOOST_TEST(s.counts.jacobians >= 2);
    BOOST_TEST(s.counts.gradients == 0);
    BOOST_TEST(s.value <= 0.5 * 24.2);  // f at the start is 24.2 / 2
  });
}

// x^4/4 - x^2/2 + y^2/2: on the line x = 0 the gradient points into the saddle, and has no part along the eigenvector
// that leads away from it.
BOOST_AUTO_TEST_CASE(the_exact_minimum_of_a_model_leaves_the_stable_manifold_of_a_saddle) {
  const auto f = [](const auto& x) {
    const auto square = x[0] * x[0];
    return square * square / 4.0 - square / 2.0 + x[1] * x[1] / 2.0;
  };
  for (const Method& method : {Method(TrustRegionNewton{}), Method(CubicNewton{})}) {
    const Solution exact = minimize(f, Vector{{0.0, 1.0}}, method);
    BOOST_TEST(exact.converged(), exact.explanation());
    BOOST_TEST(exact.value == -0.25, boost::test_tools::tolerance(1e-12));
  }
  BOOST_TEST(!minimize(f, Vector{{0.0, 1.0}}, GradientDescent{}).converged());
}

// Moré, Garbow, Hillstrom (1981), problem 3, from 100 times its start: r = (1e4 x y - 1, e^-x + e^-y - 1.0001). The
// column of y is e^-100 there, so that the first radius lets y go 1e39 far. By hand: on the floor of the valley, x =
// 1e-4 / y, where e^-y is less than 1e-4 / y^2 (from y = 17 or so on), 2 f = (1e-4 + 1e-4 / y)^2 falls towards larger
// y, so that downhill from this start lies no minimum but f = 5e-9 at infinity.
BOOST_AUTO_TEST_CASE(a_variable_that_may_go_far_beyond_where_f_is_finite_stops_no_other) {
  const auto powell = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x[0])>;
    VectorOf<T> r(2);
    r[0] = 1e4 * x[0] * x[1] - 1.0;
    r[1] = exp(-x[0]) + exp(-x[1]) - 1.0001;
    return r;
  };
  const Solution s = least_squares(powell, Vector{{0.0, 100.0}}, LeastSquares{.iteration_limit = 200});
  BOOST_TEST(s.counts.non_finite == 10);
  BOOST_TEST(s.value < 5.1e-9);
  BOOST_TEST(s.value > 5e-9);
  BOOST_TEST(!s.converged(), s.explanation());
}
