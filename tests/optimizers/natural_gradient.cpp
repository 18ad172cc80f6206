// SPDX-License-Identifier: BSL-1.0
//
// The natural gradient against matrices that are written down, and the products that it is made of.
#include <hesse/basics/error.hpp>

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <support/thrown.hpp>
#include <vector>

#include "methods.hpp"

using namespace hesse;
using hesse::test::points_of;

namespace {

/// Six rows of two features and a label.
const Matrix table{{0.5, 1.0, 1.0}, {-1.5, 0.3, 0.0}, {2.0, -0.7, 0.0},
                   {0.1, 0.9, 1.0}, {1.2, 1.1, 0.0},  {-0.4, -2.0, 1.0}};
const Vector here{{0.3, -0.6}};

const auto score = [](const auto& w, const auto& row) { return w[0] * row[0] + w[1] * row[1]; };
const auto logistic = [](const auto& z, const auto& row) { return softplus(z[0]) - row[2] * z[0]; };

LossObjective two_parts(Reduction reduction = Reduction::mean) {
  return LossObjective(Loss(score, logistic, here, table, {.reduction = reduction}));
}

/// The matrices of logistic regression by hand: with p = 1 / (1 + exp(-z)), the Fisher matrix is the mean of
/// p (1 - p) x x', which is the Gauss-Newton matrix too, and the empirical one that of (p - y)^2 x x'.
struct ByHand {
  Vector gradient = Vector::Zero(2);
  Matrix fisher = Matrix::Zero(2, 2), empirical = Matrix::Zero(2, 2);
};
ByHand by_hand(const Vector& w) {
  ByHand result;
  for (Index i = 0; i < table.rows(); ++i) {
    const Vector x = table.row(i).head(2).transpose();
    const double p = 1.0 / (1.0 + std::exp(-w.dot(x))), y = table(i, 2);
    result.gradient += (p - y) / 6.0 * x;
    result.fisher += p * (1.0 - p) / 6.0 * x * x.transpose();
    result.empirical += (p - y) * (p - y) / 6.0 * x * x.transpose();
  }
  return result;
}

Vector first_step(const Objective& f, const Vector& start, NaturalGradient method) {
  method.iteration_limit = 1;
  const auto points = points_of(f, start, method);
  return points.at(1) - points.at(0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(on_logistic_regression_the_step_is_the_one_of_the_fisher_matrix_written_by_hand) {
  const ByHand expected = by_hand(here);
  const Matrix damping = 0.05 * Matrix::Identity(2, 2);
  const Vector fisher = -0.7 * (expected.fisher + damping).ldlt().solve(expected.gradient);
  const Vector empirical = -0.7 * (expected.empirical + damping).ldlt().solve(expected.gradient);
  BOOST_TEST((first_step(two_parts(), here, {.eta = 0.7, .damping = 0.05}) - fisher).norm() < 1e-13);
  BOOST_TEST(
      (first_step(two_parts(), here, {.matrix = CurvatureMatrix::fisher, .eta = 0.7, .damping = 0.05}) - empirical)
          .norm() < 1e-13);
  BOOST_TEST((fisher - empirical).norm() > 0.1);  // or this test could not tell them apart
}

// The line through (0, 1), (1, 3), (2, 4): slope (3 * 11 - 3 * 8) / (3 * 5 - 9) = 3/2, intercept (8 - 3 * 3/2) / 3 =
// 7/6.
BOOST_AUTO_TEST_CASE(linear_least_squares_take_one_step) {
  const auto residuals = [](const auto& b) {
    using T = std::remove_cvref_t<decltype(b[0])>;
    VectorOf<T> r(3);
    r << b[0] - 1.0, b[0] + b[1] - 3.0, b[0] + 2.0 * b[1] - 4.0;
    return r;
  };
  const Solution s = least_squares(residuals, Vector{{-20.0, 7.0}}, NaturalGradient{});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.iterations == 1);
  BOOST_TEST((s.point - Vector{{7.0 / 6.0, 1.5}}).norm() < 1e-12);
  // J'J comes from the Jacobian of the point, which is evaluated once a point.
  BOOST_TEST(s.counts.gauss_newton_vectors == 0);
  BOOST_TEST(s.counts.jacobians == 2);
}

// With w = A u the Fisher matrix of u is A' F A and the gradient A' g, so that the step of u is A^-1 times that of w.
BOOST_AUTO_TEST_CASE(a_linear_change_of_the_parameters_changes_no_iterate) {
  const Matrix change{{2.0, -1.0}, {0.5, 3.0}};
  const auto changed_score = [](const auto& u, const auto& row) {
    return (2.0 * u[0] - u[1]) * row[0] + (0.5 * u[0] + 3.0 * u[1]) * row[1];
  };
  const Vector start = change.lu().solve(here);
  const LossObjective changed(Loss(changed_score, logistic, start, table, {.reduction = Reduction::mean}));
  for (const CurvatureMatrix matrix : {CurvatureMatrix::gauss_newton, CurvatureMatrix::fisher}) {
    const NaturalGradient method{.matrix = matrix, .eta = 0.4, .tolerance = 1e-15, .iteration_limit = 10};
    const auto points = points_of(two_parts(), here, method), others = points_of(changed, start, method);
    BOOST_TEST_REQUIRE(points.size() == 11u);
    BOOST_TEST_REQUIRE(others.size() == 11u);
    for (std::size_t k = 0; k < points.size(); ++k) BOOST_TEST((change * others[k] - points[k]).norm() < 1e-12);
    BOOST_TEST((points[10] - points[0]).norm() > 0.1);
  }
}

// J = (1, 2): the shortest step to r = x + 2 y - 3 = 0 from 0 is 3 J' / (J J') = (0.6, 1.2).
BOOST_AUTO_TEST_CASE(a_singular_matrix_is_followed_where_it_is_not_singular) {
  const auto residual = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x[0])>;
    return VectorOf<T>(VectorOf<T>::Constant(1, x[0] + 2.0 * x[1] - 3.0));
  };
  const Solution s = least_squares(residual, Vector::Zero(2), NaturalGradient{});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.iterations == 1);
  BOOST_TEST((s.point - Vector{{0.6, 1.2}}).norm() < 1e-14);
}

// F = g g' has (F + damping I) g = (|g|^2 + damping) g. Here g = (6, 8).
BOOST_AUTO_TEST_CASE(a_function_counts_as_one_row) {
  const FunctionObjective f{Function([](const auto& x) { return x[0] * x[0] + x[1] * x[1]; }, Vector{{3.0, 4.0}})};
  const Vector g{{6.0, 8.0}};
  BOOST_TEST((first_step(f, Vector{{3.0, 4.0}}, {.damping = 20.0}) + g / 120.0).norm() < 1e-15);
}

// Each row is in as many of the 15 pairs as any other, so the mean over them is the matrix of all rows.
BOOST_AUTO_TEST_CASE(the_mean_over_all_pairs_of_rows_is_the_product_of_all_rows) {
  const Vector v{{1.0, -2.0}};
  for (const Reduction reduction : {Reduction::mean, Reduction::sum}) {
    const LossObjective f = two_parts(reduction);
    const double total = reduction == Reduction::mean ? 1.0 : 6.0;
    Vector gauss_newton = Vector::Zero(2), fisher = Vector::Zero(2);
    for (Index i = 0; i < 6; ++i)
      for (Index j = 0; j < i; ++j) {
        const std::vector<Index> pair{i, j};
        gauss_newton += f.batch_gauss_newton_vector(here, v, pair) / 15.0;
        fisher += f.batch_fisher_vector(here, v, pair) / 15.0;
      }
    BOOST_TEST((gauss_newton - total * by_hand(here).fisher * v).norm() < 1e-13);
    BOOST_TEST((fisher - total * by_hand(here).empirical * v).norm() < 1e-13);
    BOOST_TEST((f.gauss_newton_vector(here, v) - gauss_newton).norm() < 1e-13);
    BOOST_TEST((f.fisher_vector(here, v) - fisher).norm() < 1e-13);
  }
}

namespace {

/// Notes the rows behind each product.
class Watched final : public BatchObjective {
 public:
  Index rows() const override { return 6; }
  Index inputs() const override { return 2; }
  double value(ConstVector x) const override { return f_.value(x); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return f_.value_and_gradient(x); }
  Vector hessian_vector(ConstVector x, ConstVector v) const override { return f_.hessian_vector(x, v); }
  ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const override {
    return f_.batch_value_and_gradient(x, rows);
  }
  Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const override {
    return f_.batch_hessian_vector(x, v, rows);
  }
  Vector batch_fisher_vector(ConstVector x, ConstVector v, Rows rows) const override {
    asked.emplace_back(rows.begin(), rows.end());
    return f_.batch_fisher_vector(x, v, rows);
  }
  mutable std::vector<std::vector<Index>> asked;

 private:
  LossObjective f_ = two_parts();
};

std::vector<std::vector<Index>> rows_asked(std::uint64_t seed) {
  const Watched f;
  (void)minimize(f, here, NaturalGradient{.eta = 0.1, .damping = 0.5, .rows = 4, .seed = seed, .iteration_limit = 8});
  return f.asked;
}

}  // namespace

BOOST_AUTO_TEST_CASE(some_rows_are_different_rows_drawn_anew_each_iteration_from_a_seed) {
  const auto asked = rows_asked(7);
  for (std::vector<Index> rows : asked) {
    BOOST_TEST(rows.size() == 4u);
    std::ranges::sort(rows);
    BOOST_TEST((std::ranges::adjacent_find(rows) == rows.end()));
    BOOST_TEST((rows.front() >= 0 && rows.back() < 6));
  }
  std::vector<std::vector<Index>> draws;
  std::ranges::unique_copy(asked, std::back_inserter(draws));
  BOOST_TEST(draws.size() >= 6u);  // 8 draws; two in a row may be the same
  BOOST_TEST((rows_asked(7) == asked));
  BOOST_TEST((rows_asked(8) != asked));
}

BOOST_AUTO_TEST_CASE(an_objective_without_the_matrix_is_told_what_to_do) {
  using support::check_error;
  const Function f([](const auto& x) { return x[0] * x[0]; }, Vector{{1.0}});
  check_error<Error>(
      [&] { (void)minimize(f, Vector{{1.0}}, NaturalGradient{.matrix = CurvatureMatrix::gauss_newton}); },
      "objective.no_gauss_newton",
      "there is no Gauss-Newton matrix for this objective (recorded function): it does not say what it predicts. Give "
      "a "
      "Loss in two parts, residuals, or an Objective with gauss_newton_vector(); or take another "
      "CurvatureMatrix.");
  check_error<Error>(
      [&] { (void)minimize(Watched(), here, NaturalGradient{.matrix = CurvatureMatrix::gauss_newton, .rows = 2}); },
      "objective.no_gauss_newton",
      "there is no Gauss-Newton matrix for this objective (objective of the caller's own): it does not say what it "
      "predicts. Give a "
      "Loss in two parts, residuals, or an Objective with gauss_newton_vector(); or take another CurvatureMatrix.");
  check_error<OptionError>(
      [&] { (void)minimize(f, Vector{{1.0}}, NaturalGradient{.matrix = CurvatureMatrix::hessian}); }, "option.value",
      "NaturalGradient::matrix is hessian; it must be gauss_newton or fisher; with the Hessian it would be "
      "Newton{.pure = true}.");
  check_error<OptionError>([&] { (void)minimize(f, Vector{{1.0}}, NaturalGradient{.damping = -1.0}); }, "option.value",
                           "NaturalGradient::damping is -1; it must be zero or positive.");
}
