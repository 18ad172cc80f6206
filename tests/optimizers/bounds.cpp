// SPDX-License-Identifier: BSL-1.0
//
// Bounds on single inputs: minima known in closed form, by enumeration, and from the literature; nothing is ever
// evaluated outside.
#include <hesse/basics/error.hpp>

#include <Eigen/LU>

#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>

#include "methods.hpp"

using namespace hesse;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Throws where it is asked outside its bounds.
class Fenced final : public Objective {
 public:
  Fenced(Function f, Bounds bounds) : f_(std::move(f)), bounds_(std::move(bounds)) {}
  Index inputs() const override { return f_.inputs(); }
  double value(ConstVector x) const override { return look(x), f_.value(x); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return look(x), f_.value_and_gradient(x); }
  Matrix hessian(ConstVector x) const override { return look(x), f_.hessian(x); }
  Vector hessian_vector(ConstVector x, ConstVector v) const override { return look(x), f_.hessian_vector(x, v); }

 private:
  void look(ConstVector x) const {
    for (Index i = 0; i < x.size(); ++i)
      if (x[i] < bounds_.lower_of(i) || x[i] > bounds_.upper_of(i)) throw std::domain_error("evaluated outside");
  }
  Function f_;
  Bounds bounds_;
};

/// Every method that keeps bounds, in each of its ways.
std::vector<hesse::test::Named> bounded_methods(const Bounds& bounds) {
  return {{"LBFGS", LBFGS{.bounds = bounds}},
          {"BFGS bfgs", BFGS{.bounds = bounds}},
          {"BFGS dfp", BFGS{.update = Update::dfp, .bounds = bounds}},
          {"BFGS sr1", BFGS{.update = Update::sr1, .bounds = bounds}}};
}

void check_all(const Function& f, const Vector& start, const Bounds& bounds, const auto& check) {
  for (const auto& [name, method] : bounded_methods(bounds)) BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(Fenced(f, bounds), start, method);
      BOOST_TEST(s.converged(), s.explanation());
      check(s);
    }
}

/// x'Hx/2 - b'x.
struct Quadratic {
  Matrix hessian;
  Vector slope;
  double operator()(const Vector& x) const { return 0.5 * x.dot(hessian * x) - slope.dot(x); }
  Function function() const {
    return Function(
        [*this](const auto& x) {
          auto sum = 0.0 * x[0];
          for (Index i = 0; i < slope.size(); ++i) {
            for (Index j = 0; j < slope.size(); ++j) sum += 0.5 * hessian(i, j) * x[i] * x[j];
            sum -= slope[i] * x[i];
          }
          return sum;
        },
        Vector::Zero(slope.size()));
  }
};

/// The least of f over all ways to put inputs on bounds where the rest, solved exactly, keeps them: a convex f is least
/// at one of them.
double least_by_enumeration(const Quadratic& f, const Bounds& bounds) {
  const Index n = f.slope.size();
  double least = infinity;
  for (int code = 0; code < static_cast<int>(std::pow(3, n)); ++code) {
    Vector x = Vector::Zero(n);
    std::vector<Index> free;
    for (Index i = 0, rest = code; i < n; ++i, rest /= 3) {
      if (rest % 3 == 0)
        free.push_back(i);
      else
        x[i] = rest % 3 == 1 ? bounds.lower_of(i) : bounds.upper_of(i);
    }
    const Vector known = f.slope - f.hessian * x;
    if (!free.empty()) x(free) = Matrix(f.hessian(free, free)).fullPivLu().solve(known(free));
    if ((x - bounds.lower).minCoeff() >= -1e-12 && (bounds.upper - x).minCoeff() >= -1e-12)
      least = std::min(least, f(x));
  }
  return least;
}

}  // namespace

// Sum of (x_i - c_i)^2 w_i: each input by itself, so the minimum is the nearest point to c, and exactly on the bounds.
BOOST_AUTO_TEST_CASE(a_separable_minimum_is_the_nearest_point_within_the_bounds) {
  const Index n = 50;
  const Vector centre = Vector::LinSpaced(n, -3, 3), weight = Vector::LinSpaced(n, 1, 100);
  const Bounds bounds{.lower = Vector::Constant(n, -1.0), .upper = Vector::Constant(n, 0.5)};
  const Function f([&](const auto& x) { return (x - centre).cwiseAbs2().dot(weight); }, Vector::Zero(n));
  check_all(f, Vector::Zero(n), bounds, [&](const Solution& s) {
    for (Index i = 0; i < n; ++i) {
      const double nearest = std::clamp(centre[i], -1.0, 0.5);
      if (nearest == centre[i])
        BOOST_TEST(std::abs(s.point[i] - nearest) < 1e-7);
      else
        BOOST_TEST(s.point[i] == nearest);
    }
    BOOST_TEST(s.at_bounds == std::count_if(centre.begin(), centre.end(), [](double c) { return c < -1 || c > 0.5; }));
    BOOST_TEST_REQUIRE(s.curvature.has_value());
    BOOST_TEST(s.curvature->positive == n - s.at_bounds);
    BOOST_TEST(s.explanation().find("Held at a bound: 38 of 50 inputs.") != std::string::npos, s.explanation());
  });
}

BOOST_AUTO_TEST_CASE(the_minimum_of_a_convex_quadratic_is_the_one_that_enumeration_finds) {
  std::mt19937_64 generator(1);
  std::normal_distribution<double> normal;
  for (int trial = 0; trial < 40; ++trial) BOOST_TEST_CONTEXT("trial " << trial) {
      const Index n = 5;
      const Matrix root = Matrix::NullaryExpr(n, n, [&] { return normal(generator); });
      const Quadratic f{root * root.transpose() + 0.1 * Matrix::Identity(n, n),
                        Vector::NullaryExpr(n, [&] { return 3.0 * normal(generator); })};
      const Vector lower = -Vector::NullaryExpr(n, [&] { return std::abs(normal(generator)); });
      const Vector width = Vector::NullaryExpr(n, [&] { return std::abs(normal(generator)); });
      const Bounds bounds{lower, lower + width};
      const double least = least_by_enumeration(f, bounds);
      check_all(f.function(), lower + 0.3 * width, bounds, [&](const Solution& s) {
        BOOST_TEST(s.value - least <= 1e-9 * (1.0 + std::abs(least)));
        BOOST_TEST(s.value - least >= -1e-9 * (1.0 + std::abs(least)));
      });
    }
}

// Hock, Schittkowski, "Test examples for nonlinear programming codes" (1981), the problems that have bounds only.
BOOST_AUTO_TEST_CASE(problems_of_hock_and_schittkowski_end_at_their_published_minima) {
  const auto rosenbrock = [](const auto& x) { return 100.0 * square(x[1] - x[0] * x[0]) + square(1.0 - x[0]); };
  const auto least = [](const char* name, const auto& f, const Vector& start, const Bounds& bounds, double expected) {
    BOOST_TEST_CONTEXT(name)
    check_all(Function(f, start), start, bounds, [&](const Solution& s) {
      BOOST_TEST(std::abs(s.value - expected) <= 1e-8 * (1.0 + std::abs(expected)));
    });
  };
  least("1", rosenbrock, Vector{{-2.0, 1.0}}, {.lower = Vector{{-infinity, -1.5}}}, 0.0);
  // x1 = 2 a cos(arccos(1/b) / 3) with a = sqrt(598/1200), b = 400 a^3, x2 = 1.5.
  const double a = std::sqrt(598.0 / 1200.0), b = 400.0 * a * a * a;
  const Vector second{{2.0 * a * std::cos(std::acos(1.0 / b) / 3.0), 1.5}};
  least("2", rosenbrock, Vector{{2.0, 3.0}}, {.lower = Vector{{-infinity, 1.5}}}, rosenbrock(second));
  least(
      "4", [](const auto& x) { return (x[0] + 1.0) * square(x[0] + 1.0) / 3.0 + x[1]; }, Vector{{1.125, 0.125}},
      {.lower = Vector{{1.0, 0.0}}}, 8.0 / 3.0);
  least(
      "5", [](const auto& x) { return sin(x[0] + x[1]) + square(x[0] - x[1]) - 1.5 * x[0] + 2.5 * x[1] + 1.0; },
      Vector{{0.0, 0.0}}, {Vector{{-1.5, -3.0}}, Vector{{4.0, 3.0}}}, -std::sqrt(3.0) / 2.0 - std::numbers::pi / 3.0);
  least(
      "45", [](const auto& x) { return 2.0 - x[0] * x[1] * x[2] * x[3] * x[4] / 120.0; },
      Vector{{0.5, 1.0, 1.5, 2, 2.5}}, {Vector::Zero(5), Vector{{1.0, 2.0, 3.0, 4.0, 5.0}}}, 1.0);
}

// The smallest eigenvalue of the Hessian at (1, 1) is 0.3994, so the minimum is not farther than 2.6 |g|.
BOOST_AUTO_TEST_CASE(bounds_that_nothing_meets_change_nothing) {
  const auto f = [](const auto& x) { return 100.0 * square(x[1] - x[0] * x[0]) + square(1.0 - x[0]); };
  const Vector start{{-1.2, 1.0}};
  const Bounds far{Vector::Constant(2, -infinity), Vector::Constant(2, infinity)};
  for (const auto& [name, method] : bounded_methods(far)) BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(f, start, method);
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST((s.point - Vector::Ones(2)).norm() < 2.6 * s.gradient.norm());
      BOOST_TEST(s.at_bounds == 0);
    }
}

BOOST_AUTO_TEST_CASE(equal_bounds_hold_an_input_and_all_of_them_hold_everything) {
  const auto f = [](const auto& x) { return square(x[0] - 3.0) + square(x[1] - x[0]); };
  const Vector start{{1.0, 5.0}};
  check_all(Function(f, start), start, {Vector{{1.0, -infinity}}, Vector{{1.0, infinity}}}, [](const Solution& s) {
    BOOST_TEST(s.point[0] == 1.0);
    BOOST_TEST(std::abs(s.point[1] - 1.0) <= std::abs(s.gradient[1]));  // the slope is 2 (x - 1)
  });
  check_all(Function(f, start), start, {start, start}, [&](const Solution& s) {
    BOOST_TEST((s.point == start));
    BOOST_TEST(s.iterations == 0);
  });
}

BOOST_AUTO_TEST_CASE(a_wrong_gradient_is_found_within_bounds_too) {
  class SignFlip final : public Objective {
    Index inputs() const override { return 3; }
    double value(ConstVector x) const override { return x.squaredNorm(); }
    ValueAndGradient value_and_gradient(ConstVector x) const override { return {x.squaredNorm(), -2.0 * x}; }
    Vector hessian_vector(ConstVector, ConstVector v) const override { return 2.0 * v; }
  };
  const Bounds bounds{Vector{{1.0, -infinity, -infinity}}, Vector{{infinity, 2.0, 5.0}}};
  for (const auto& [name, method] : bounded_methods(bounds)) BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(SignFlip(), Vector{{1.0, 2.0, 1.5}}, method);
      BOOST_TEST(s.explanation().find("looks like a sign flip") != std::string::npos, s.explanation());
    }
}

BOOST_AUTO_TEST_CASE(bounds_that_make_no_sense_are_refused_with_the_entry) {
  const Vector start{{1.0, 2.0}};
  const auto text = [&](const Bounds& bounds) -> std::string {
    try {
      (void)minimize([](const auto& x) { return x.squaredNorm(); }, start, LBFGS{.bounds = bounds});
    } catch (const Error& error) {
      return error.what();
    }
    return "not refused";
  };
  BOOST_TEST(text({Vector{{0.0, 3.0}}, Vector{{5.0, 1.0}}}) ==
             "bounds: input 1 has the lower bound 3 and the upper bound 1.");
  BOOST_TEST(text({.lower = Vector{{0.0, NAN}}}) == "bounds: input 1 has the lower bound nan and the upper bound inf.");
  BOOST_TEST(text({.upper = Vector{{0.5, 3.0}}}) == "bounds: input 0 starts at 1, outside [-inf, 0.5]; start inside.");
  BOOST_CHECK_THROW(
      (void)minimize([](const auto& x) { return x.squaredNorm(); }, start, BFGS{.bounds = {.lower = Vector::Zero(3)}}),
      ShapeError);
}
