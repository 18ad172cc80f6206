// SPDX-License-Identifier: BSL-1.0
//
// Who chooses mu and alpha, against the rules as they are printed and against enumeration.
#include <hesse/basics/error.hpp>

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <support/thrown.hpp>
#include <vector>

#include "methods.hpp"

using namespace hesse;
using hesse::test::points_of;

namespace {

const Vector l{{0.1, 1.0, 10.0}};
const Vector start{{0.7, 1.0, 1.3}};

/// x' diag(l) x / 2.
FunctionObjective quadratic() {
  return FunctionObjective(
      Function([](const auto& x) { return 0.05 * x[0] * x[0] + 0.5 * x[1] * x[1] + 5.0 * x[2] * x[2]; }, start));
}
double value_of_quadratic(const Vector& x) { return 0.5 * x.dot(l.cwiseProduct(x)); }

constexpr auto hyperbola = [](const auto& x) { return sqrt(1.0 + x[0] * x[0]); };

/// The number of a grid for which `score` is least.
template <class Score>
double least_of(const std::vector<double>& grid, const Score& score) {
  return *std::ranges::min_element(grid, {}, score);
}

}  // namespace

// mu = sqrt(M |g|) with g = l x, and x <- mu / (l + mu) x for each coordinate.
BOOST_AUTO_TEST_CASE(a_given_lipschitz_constant_makes_mu_its_root_with_the_gradient) {
  const DampedNewton method{.policy = DampingPolicy::sqrt_gradient,
                            .lipschitz = 2.5,
                            .relative_gradient_tolerance = 0.0,
                            .iteration_limit = 20};
  const auto points = points_of(quadratic(), start, method);
  BOOST_TEST_REQUIRE(points.size() == 21u);
  Vector expected = start;
  for (const Vector& point : points) {
    BOOST_TEST((point - expected).cwiseAbs().maxCoeff() <= 1e-13);
    const double mu = std::sqrt(2.5 * l.cwiseProduct(expected).norm());
    expected = (mu / (l.array() + mu) * expected.array()).matrix();
  }
}

// The scale D is |l|, and that of the most curved variable where l = 0, so mu D adds mu |l|: the factor is
// mu |l| / (l + mu |l|).
BOOST_AUTO_TEST_CASE(the_diagonal_as_scale_multiplies_by_mu_over_1_plus_mu_whatever_the_curvature) {
  const Vector signs{{0.1, 10.0, -2.0}};
  const FunctionObjective f{
      Function([](const auto& x) { return 0.05 * x[0] * x[0] + 5.0 * x[1] * x[1] - x[2] * x[2]; }, start)};
  for (const DampingMatrix matrix : {DampingMatrix::diagonal, DampingMatrix::largest_diagonal}) {
    const DampedNewton method{.matrix = matrix, .mu = 3.0, .relative_gradient_tolerance = 0.0, .iteration_limit = 20};
    const auto points = points_of(f, start, method);
    BOOST_TEST_REQUIRE(points.size() == 21u);
    for (int k = 0; k <= 20; ++k)
      for (Index i = 0; i < 3; ++i) {
        const double factor = signs[i] > 0.0 ? 3.0 / (1.0 + 3.0) : 3.0 / (-1.0 + 3.0);
        const double expected = std::pow(factor, k) * start[i];
        BOOST_TEST(std::abs(points[static_cast<std::size_t>(k)][i] - expected) <=
                   1e-13 * std::max(1.0, std::abs(expected)));
      }
  }
}

// f = x^4: f'' = 12 x^2 falls on the way from 1 to 0. D stays 12 if it is the largest so far, and the step is
// -4 x^3 / (12 x^2 + mu 12); with the diagonal it is -4 x^3 / (12 x^2 (1 + mu)).
BOOST_AUTO_TEST_CASE(the_largest_diagonal_remembers_and_the_diagonal_does_not) {
  const Vector one{{1.0}};
  const FunctionObjective f{Function([](const auto& x) { return x[0] * x[0] * x[0] * x[0]; }, one)};
  for (const DampingMatrix matrix : {DampingMatrix::diagonal, DampingMatrix::largest_diagonal}) {
    const auto points = points_of(
        f, one, DampedNewton{.matrix = matrix, .mu = 0.5, .relative_gradient_tolerance = 0.0, .iteration_limit = 10});
    BOOST_TEST_REQUIRE(points.size() == 11u);
    double x = 1.0;
    for (const Vector& point : points) {
      BOOST_TEST(point[0] == x, boost::test_tools::tolerance(1e-13));
      x -= 4.0 * x * x * x / (12.0 * x * x + 0.5 * (matrix == DampingMatrix::diagonal ? 12.0 * x * x : 12.0));
    }
  }
}

BOOST_AUTO_TEST_CASE(in_units_of_the_largest_diagonal_the_iterates_do_not_depend_on_those_of_x) {
  const auto narrow = [](double unit) {
    return [unit](const auto& x) {
      const auto a = x[0] / unit;
      return 100.0 * (x[1] - a * a) * (x[1] - a * a) + (1.0 - a) * (1.0 - a);
    };
  };
  for (const DampingPolicy policy : {DampingPolicy::gain_ratio, DampingPolicy::sqrt_gradient, DampingPolicy::grid}) {
    const DampedNewton method{.policy = policy, .matrix = DampingMatrix::largest_diagonal, .iteration_limit = 15};
    const Vector first{{-1.2, 1.0}}, second{{-1.2 * 0x1p20, 1.0}};
    const auto points = points_of(FunctionObjective(Function(narrow(1.0), first)), first, method);
    const auto others = points_of(FunctionObjective(Function(narrow(0x1p20), second)), second, method);
    BOOST_TEST_REQUIRE(points.size() == others.size());
    BOOST_TEST(points.size() > 10u);
    for (std::size_t k = 0; k < points.size(); ++k) {
      BOOST_TEST(others[k][0] == 0x1p20 * points[k][0]);
      BOOST_TEST(others[k][1] == points[k][1]);
    }
  }
}

// On a quadratic the lowest f after one step is what enumeration says: mu counts in parts of the largest l.
BOOST_AUTO_TEST_CASE(the_grid_takes_the_mu_with_the_lowest_value_and_the_alpha_too) {
  const std::vector<double> grid{1.0, 0.3, 0.01, 0.1};
  const auto after_levenberg = [](double part) {
    const double mu = 10.0 * part;
    return value_of_quadratic((mu / (l.array() + mu) * start.array()).matrix());
  };
  const Solution s =
      minimize(quadratic(), start, DampedNewton{.policy = DampingPolicy::grid, .grid = grid, .iteration_limit = 1});
  BOOST_TEST(s.history[1].radius == 10.0 * least_of(grid, after_levenberg));
  BOOST_TEST(s.value == after_levenberg(0.01), boost::test_tools::tolerance(1e-13));
  // The factor is 1 - 0.4 (1 + alpha l).
  const auto after_inverse = [](double part) {
    const double alpha = part / 10.0;
    return value_of_quadratic(((1.0 - 0.4 * (1.0 + alpha * l.array())) * start.array()).matrix());
  };
  const Solution inverse = minimize(quadratic(), start,
                                    DampedNewton{.mode = Damping::corrected_inverse,
                                                 .policy = DampingPolicy::grid,
                                                 .grid = {0.0, 1.0, 1.5, 4.0},
                                                 .eta = 0.4,
                                                 .iteration_limit = 1});
  BOOST_TEST(least_of({0.0, 1.0, 1.5, 4.0}, after_inverse) == 1.5);  // not an end of the grid
  BOOST_TEST(inverse.history[1].radius == 0.15, boost::test_tools::tolerance(1e-15));
}

// From 10 every step of this grid leads uphill: x (1 - 1 / (r^2 (1 / r^2 + 1e-6 r))) with r = sqrt(1 + x^2).
BOOST_AUTO_TEST_CASE(a_grid_that_is_too_low_is_raised) {
  const Solution s =
      minimize(hyperbola, Vector{{10.0}}, DampedNewton{.policy = DampingPolicy::grid, .grid = {1e-6, 1e-5}});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(!s.history[1].accepted);
  BOOST_TEST(s.history[2].radius == 10.0 * s.history[1].radius, boost::test_tools::tolerance(1e-13));
}

// Pure Newton maps x to -x^3; see convergence.cpp.
BOOST_AUTO_TEST_CASE(every_damped_policy_of_levenberg_converges_on_the_hyperbola) {
  for (const double x : {1.5, 10.0}) {
    for (const DampingPolicy policy : {DampingPolicy::gain_ratio, DampingPolicy::grid, DampingPolicy::sqrt_gradient})
      for (const DampingMatrix matrix :
           {DampingMatrix::identity, DampingMatrix::diagonal, DampingMatrix::largest_diagonal})
        BOOST_TEST_CONTEXT(name_of(policy) << ", " << name_of(matrix) << " from " << x) {
          const Solution s = minimize(hyperbola, Vector{{x}}, DampedNewton{.policy = policy, .matrix = matrix});
          BOOST_TEST(s.converged(), s.explanation());
          BOOST_TEST(std::abs(s.point[0]) < 1e-7);
        }
    // f'' <= 1: with mu = 1 no step is longer than that of gradient descent with eta = 1, which never overshoots.
    BOOST_TEST(minimize(hyperbola, Vector{{x}}, DampedNewton{.mu = 1.0}).converged());
    // |f'''| <= 0.86 (at x = 1/2), so M = 0.43 is what the theory asks for.
    BOOST_TEST(minimize(hyperbola, Vector{{x}}, DampedNewton{.policy = DampingPolicy::sqrt_gradient, .lipschitz = 0.43})
                   .converged());
  }
}

// eta (1 + alpha lmax) = 0.9 (1 + 0.2 * 10) = 2.7 > 2: the factor of lmax is -1.7. Under the safeguard eta is
// 0.99 * 2 / 3 = 0.66, and the factor of l is 1 - 0.66 (1 + 0.2 l).
BOOST_AUTO_TEST_CASE(the_corrected_inverse_diverges_beyond_its_bound_and_its_safeguard_keeps_it_below) {
  DampedNewton method{.mode = Damping::corrected_inverse, .eta = 0.9, .alpha = 0.2};
  BOOST_TEST(!minimize(quadratic(), start, method).converged());
  method.safeguard = true;
  const Solution s = minimize(quadratic(), start, method);
  BOOST_TEST(s.converged(), s.explanation());
  method.iteration_limit = 20;
  method.relative_gradient_tolerance = 0.0;
  const auto points = points_of(quadratic(), start, method);
  for (int k = 0; k <= 20; ++k)
    for (Index i = 0; i < 3; ++i)
      BOOST_TEST(std::abs(points[static_cast<std::size_t>(k)][i] -
                          std::pow(1.0 - 0.66 * (1.0 + 0.2 * l[i]), k) * start[i]) <= 1e-13);
}

// eta = 0.3 alone multiplies every coordinate by 0.7. A doubled alpha multiplies by 1 - 0.3 (1 + alpha l), which is
// better as long as alpha l < 14 / 3; f shows it, since nearly all of it is due to l = 10.
BOOST_AUTO_TEST_CASE(an_adaptive_alpha_doubles_while_f_falls_as_promised_and_shrinks_when_it_does_not) {
  const DampedNewton method{
      .mode = Damping::corrected_inverse, .policy = DampingPolicy::gain_ratio, .eta = 0.3, .alpha = 0.01};
  const Solution s = minimize(quadratic(), start, method);
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.history[1].radius == 0.01);
  BOOST_TEST(s.history[2].radius == 0.02);
  BOOST_TEST(s.history[3].radius == 0.04);
  bool shrank = false;
  for (std::size_t k = 2; k < s.history.size(); ++k) shrank = shrank || s.history[k].radius < s.history[k - 1].radius;
  BOOST_TEST(shrank);
  const Solution hilly = minimize(hyperbola, Vector{{10.0}}, method);
  BOOST_TEST(!hilly.converged());  // Newton's direction is 1000 long, and no alpha shortens it
  BOOST_TEST(hilly.value <= std::sqrt(101.0));
}

namespace {

/// Twelve rows for five weights: more noise than a fit should follow. A small ridge keeps the minimum finite.
const Matrix noise{
    {0.9, -0.3, 1.1, 0.2, 1.0, 1.0},   {-0.4, 1.2, 0.3, -1.0, 1.0, 0.0}, {1.4, 0.1, -0.8, 0.6, 1.0, 1.0},
    {0.2, -1.1, -0.5, 1.3, 1.0, 0.0},  {-1.3, 0.4, 0.9, 0.7, 1.0, 0.0},  {0.6, 0.8, -1.2, -0.4, 1.0, 1.0},
    {-0.7, -0.6, 0.2, -1.5, 1.0, 1.0}, {1.1, 1.5, 0.4, 0.3, 1.0, 0.0},   {0.3, -0.2, 1.6, -0.9, 1.0, 1.0},
    {-1.0, 0.7, -0.1, 1.2, 1.0, 0.0},  {0.5, -1.4, 0.7, -0.2, 1.0, 1.0}, {-0.2, 0.5, -1.5, 0.1, 1.0, 0.0}};
const Vector weights = Vector::Zero(5);

Loss fit(const Matrix& rows) {
  return Loss(
      [](const auto& w, const auto& row) {
        const auto z = w[0] * row[0] + w[1] * row[1] + w[2] * row[2] + w[3] * row[3] + w[4] * row[4];
        const auto ridge = 0.01 * (w[0] * w[0] + w[1] * w[1] + w[2] * w[2] + w[3] * w[3] + w[4] * w[4]);
        return softplus(z) - row[5] * z + ridge;
      },
      weights, rows, {.reduction = Reduction::mean});
}

/// Notes which rows the loss is asked for.
class Watched final : public BatchObjective {
 public:
  Index rows() const override { return f_.rows(); }
  Index inputs() const override { return f_.inputs(); }
  double value(ConstVector x) const override { return f_.value(x); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return f_.value_and_gradient(x); }
  Vector hessian_vector(ConstVector x, ConstVector v) const override { return f_.hessian_vector(x, v); }
  ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const override {
    asked.insert(std::set<Index>(rows.begin(), rows.end()));
    return f_.batch_value_and_gradient(x, rows);
  }
  Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const override {
    return f_.batch_hessian_vector(x, v, rows);
  }
  mutable std::set<std::set<Index>> asked;

 private:
  LossObjective f_{fit(noise)};
};

Matrix rows_of(const Matrix& table, const std::set<Index>& rows, bool inside) {
  std::vector<Index> chosen;
  for (Index i = 0; i < table.rows(); ++i)
    if (rows.contains(i) == inside) chosen.push_back(i);
  return table(chosen, Eigen::all);
}

}  // namespace

// The folds are read off the rows that were asked for; then every fit is made anew, as a loss over its own table.
BOOST_AUTO_TEST_CASE(cross_validation_takes_what_the_enumeration_of_its_folds_takes) {
  const std::vector<double> grid{1e-3, 1e-2, 0.1, 0.3, 1.0, 3.0, 10.0};
  const Matrix hessian = fit(noise).hessian(weights);
  const Vector gradient = fit(noise).gradient(weights);
  const double largest = hessian.diagonal().maxCoeff();
  for (const bool inverse : {false, true}) {
    const auto step = [&](const Matrix& h, const Vector& g, double part) -> Vector {
      if (inverse) return -0.5 * (h.lu().solve(g) + part / largest * g);
      return -(h + part * largest * Matrix::Identity(5, 5)).ldlt().solve(g);
    };
    DampedNewton method{
        .policy = DampingPolicy::cross_validated, .grid = grid, .folds = 4, .seed = 3, .iteration_limit = 1};
    if (inverse) method.mode = Damping::corrected_inverse, method.eta = 0.5;
    const Watched f;
    const auto points = points_of(f, weights, method);
    std::vector<std::set<Index>> folds;
    std::set<Index> held_out;
    for (const auto& rows : f.asked)
      if (rows.size() == 3) {
        folds.push_back(rows);
        held_out.insert(rows.begin(), rows.end());
      }
    BOOST_TEST(folds.size() == 4u);
    BOOST_TEST(held_out.size() == 12u);
    const auto loss_on_folds = [&](double part) {
      double sum = 0.0;
      for (const auto& fold : folds) {
        const Loss others = fit(rows_of(noise, fold, false));
        sum += fit(rows_of(noise, fold, true))
                   .value(weights + step(others.hessian(weights), others.gradient(weights), part));
      }
      return sum;
    };
    const double best = least_of(grid, loss_on_folds);
    BOOST_TEST((points.at(1) - weights - step(hessian, gradient, best)).norm() < 1e-13);
    const double lowest = least_of(grid, [&](double part) { return f.value(weights + step(hessian, gradient, part)); });
    if (!inverse) BOOST_TEST(best != lowest);  // or the rows that were fitted would have said the same
    BOOST_TEST_MESSAGE("held out: " << best << ", fitted: " << lowest);
  }
}

BOOST_AUTO_TEST_CASE(cross_validation_needs_rows_and_finds_the_same_minimum) {
  const Solution s = minimize(fit(noise), weights, DampedNewton{.policy = DampingPolicy::cross_validated});
  BOOST_TEST(s.converged(), s.explanation());
  const Solution newton = minimize(fit(noise), weights, Newton{.gradient_tolerance = 1e-12});
  BOOST_TEST((s.point - newton.point).norm() < 1e-6);
  support::check_error<OptionError>(
      [] { (void)minimize(hyperbola, Vector{{1.0}}, DampedNewton{.policy = DampingPolicy::cross_validated}); },
      "option.value",
      "DampedNewton::folds is 5; it must be no more than the objective has rows, and a Function counts as one; give a "
      "Loss, or take DampingPolicy::grid.");
}

BOOST_AUTO_TEST_CASE(options_that_a_policy_does_not_use_are_refused_in_a_sentence) {
  const auto text_of = [](const DampedNewton& method) -> std::string {
    try {
      (void)minimize(hyperbola, Vector{{1.0}}, method);
    } catch (const OptionError& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  constexpr auto inverse = Damping::corrected_inverse;
  BOOST_TEST(text_of({.policy = DampingPolicy::fixed}) ==
             "DampedNewton::mu is 0; it must be given for DampingPolicy::fixed and is for it alone.");
  BOOST_TEST(text_of({.policy = DampingPolicy::grid, .mu = 1.0}) ==
             "DampedNewton::mu is 1; it must be given for DampingPolicy::fixed and is for it alone.");
  BOOST_TEST(text_of({.mu = 1.0, .first_mu = 0.5}) ==
             "DampedNewton::first_mu is 0.5; it is for a mu that follows, by DampingPolicy::gain_ratio or by "
             "sqrt_gradient without lipschitz.");
  BOOST_TEST(text_of({.lipschitz = 1.0}) ==
             "DampedNewton::lipschitz is 1; it is for DampingPolicy::sqrt_gradient alone.");
  BOOST_TEST(text_of({.grid = {0.5}}) ==
             "DampedNewton::grid is 0.5; it is for DampingPolicy::grid and cross_validated alone.");
  BOOST_TEST(text_of({.policy = DampingPolicy::grid, .grid = {0.0}}) ==
             "DampedNewton::grid is 0; it must hold a positive number too.");
  BOOST_TEST(text_of({.folds = 3}) == "DampedNewton::folds is 3; it is for DampingPolicy::cross_validated alone.");
  BOOST_TEST(text_of({.seed = 3}) == "DampedNewton::seed is 3; it is for DampingPolicy::cross_validated alone.");
  BOOST_TEST(text_of({.safeguard = true}) ==
             "DampedNewton::safeguard is true; it is for Damping::corrected_inverse alone.");
  BOOST_TEST(text_of({.mode = inverse, .policy = DampingPolicy::sqrt_gradient, .alpha = 1.0}) ==
             "DampedNewton::policy is sqrt_gradient; it is for Damping::levenberg alone; alpha is fixed, or from grid, "
             "gain_ratio or cross_validated.");
  BOOST_TEST(text_of({.mode = inverse, .matrix = DampingMatrix::diagonal, .alpha = 1.0}) ==
             "DampedNewton::matrix is diagonal; it is for Damping::levenberg alone.");
  BOOST_TEST(text_of({.mode = inverse, .policy = DampingPolicy::grid, .alpha = 1.0}) ==
             "DampedNewton::alpha is 1; it comes from the grid under this policy; leave it out.");
  BOOST_TEST(text_of({.mode = inverse, .policy = DampingPolicy::gain_ratio, .eta = 2.0, .alpha = 1.0}) ==
             "DampedNewton::eta is 2; it must be below 2 for DampingPolicy::gain_ratio: no step as long as that lowers "
             "a quadratic.");
}
