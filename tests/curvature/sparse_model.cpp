// SPDX-License-Identifier: BSL-1.0
//
// Minima of sparse quadratic models, each proved by its own certificate (Moré, Sorensen 1983): a step s is the global
// minimum within its own length where (H + mu I) s = -g, H + mu I has no negative eigenvalue, and mu is zero inside the
// ball. Eigenvalues come from a dense solver.
#include <hesse/curvature/sparse_model.hpp>
#include <hesse/curvature/spectral_model.hpp>

#include <Eigen/Eigenvalues>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <problems.hpp>

using namespace hesse;
using boost::test_tools::tolerance;

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

struct Quadratic {
  Matrix hessian;
  Vector gradient;

  [[nodiscard]] ModelMinimum within(double radius, double slack) const {
    ShiftedFactor factor;
    factor.hold(SparseMatrix(hessian.triangularView<Eigen::Lower>().toDenseMatrix().sparseView()));
    return SparseModel(factor, gradient, slack).within(radius);
  }
  [[nodiscard]] double least_eigenvalue() const {
    return Eigen::SelfAdjointEigenSolver<Matrix>(hessian).eigenvalues()[0];
  }
};

/// Three diagonals, and an arrow's head in the last row.
Quadratic random_arrow(Index n, double middle, problems::Uniform& uniform) {
  Quadratic model{Matrix::Zero(n, n), uniform.vector(n, -1.0, 1.0)};
  model.hessian.diagonal() = uniform.vector(n, middle - 1.0, middle + 1.0);
  for (Index i = 0; i + 1 < n; ++i) {
    model.hessian(i + 1, i) = model.hessian(i, i + 1) = uniform.vector(1, -1.0, 1.0)[0];
    model.hessian(n - 1, i) = model.hessian(i, n - 1) = uniform.vector(1, -0.2, 0.2)[0];
  }
  return model;
}

void check_within(const Quadratic& model, double radius) {
  const ModelMinimum minimum = model.within(radius, 1e-10);
  const double size = model.hessian.norm() + minimum.multiplier;
  const Vector image = model.hessian * minimum.step;
  BOOST_TEST((image + minimum.multiplier * minimum.step + model.gradient).norm() <= 1e-7 * size * radius);
  BOOST_TEST(minimum.multiplier >= 0.0);
  BOOST_TEST(model.least_eigenvalue() + minimum.multiplier >= -1e-13 * size);
  BOOST_TEST(minimum.reduction == -model.gradient.dot(minimum.step) - 0.5 * minimum.step.dot(image), tolerance(1e-9));
  if (minimum.at_boundary)
    BOOST_TEST(minimum.step.norm() == radius, tolerance(1e-9));
  else
    BOOST_TEST((minimum.multiplier == 0.0 && minimum.step.norm() <= radius));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_minimum_of_a_sparse_model_carries_its_certificate) {
  problems::Uniform uniform(1);
  int inside = 0;
  for (const double middle : {6.0, 1.0, -1.0, -6.0})
    for (const Index n : {1, 2, 7, 40})
      for (const double radius : {1e-6, 0.1, 1.0, 10.0, 1e6}) BOOST_TEST_CONTEXT(n << " unknowns, radius " << radius) {
          const Quadratic model = random_arrow(n, middle, uniform);
          check_within(model, radius);
          inside += model.within(radius, 1e-10).at_boundary ? 0 : 1;
        }
  BOOST_TEST(inside >= 4);
}

// By hand: H = diag(-2, 1), g = (0, 1). The multiplier cannot be less than 2, which leaves s_2 = -1/3, and s_1 fills
// up. A gradient that is nearly without a part along the first variable is as hard.
BOOST_AUTO_TEST_CASE(the_hard_case_is_completed_along_the_lowest_eigenvector) {
  const Quadratic model{Vector{{-2.0, 1.0}}.asDiagonal(), Vector{{0.0, 1.0}}};
  const ModelMinimum minimum = model.within(2.0, 1e-10);
  BOOST_TEST(minimum.multiplier == 2.0, tolerance(1e-12));
  BOOST_TEST(minimum.step[1] == -1.0 / 3.0, tolerance(1e-12));
  BOOST_TEST(std::abs(minimum.step[0]) == std::sqrt(4.0 - 1.0 / 9.0), tolerance(1e-12));
  for (const double nearly : {0.0, 1e-30, 1e-17, 1e-12, 1e-8})
    for (const double radius : {1e-3, 0.34, 2.0, 1e5}) BOOST_TEST_CONTEXT(nearly << ", radius " << radius)
  check_within({model.hessian, Vector{{nearly, 1.0}}}, radius);
}

// The same where the eigenvector is no unit vector: 2 on the diagonal and -2 beside it have the eigenvalues
// 2 - 4 cos(pi j / (n + 1)), and the lowest eigenvector is sin(pi i / (n + 1)). g has no part along it: it is odd about
// the middle, where the sine is even.
BOOST_AUTO_TEST_CASE(the_hard_case_of_a_chain_is_completed_along_its_sine) {
  const Index n = 31;
  Quadratic model{Matrix::Zero(n, n), Vector::LinSpaced(n, -1.0, 1.0)};
  for (Index i = 0; i + 1 < n; ++i) model.hessian(i + 1, i) = model.hessian(i, i + 1) = -2.0;
  model.hessian.diagonal().setConstant(2.0);
  const double least = 2.0 - 4.0 * std::cos(M_PI / static_cast<double>(n + 1));
  const ModelMinimum minimum = model.within(1e3, 1e-10);
  BOOST_TEST(minimum.multiplier == -least, tolerance(1e-9));
  BOOST_TEST(minimum.step.norm() == 1e3, tolerance(1e-10));
  Vector sine(n);
  for (Index i = 0; i < n; ++i) sine[i] = std::sin(M_PI * static_cast<double>(i + 1) / static_cast<double>(n + 1));
  BOOST_TEST(std::abs(sine.normalized().dot(minimum.step)) > 0.99 * 1e3);
  check_within(model, 1e3);
}

// What the model falls by at its exact minimum is that of the dense solver.
BOOST_AUTO_TEST_CASE(with_slack_the_model_falls_by_nearly_as_much_as_it_can) {
  problems::Uniform uniform(2);
  for (const double middle : {3.0, 0.0, -3.0})
    for (const double radius : {0.01, 1.0, 100.0}) BOOST_TEST_CONTEXT(middle << ", radius " << radius) {
        const Quadratic model = random_arrow(30, middle, uniform);
        const ModelMinimum exact = SpectralModel(model.hessian, model.gradient).within(radius);
        const ModelMinimum close = model.within(radius, 0.1);
        BOOST_TEST(close.step.norm() <= 1.1 * radius);
        BOOST_TEST(close.reduction >= 0.8 * exact.reduction);
        const Vector image = model.hessian * close.step;
        BOOST_TEST(close.reduction == -model.gradient.dot(close.step) - 0.5 * close.step.dot(image), tolerance(1e-10));
      }
}

BOOST_AUTO_TEST_CASE(a_linear_model_is_followed_to_the_boundary_and_a_flat_direction_of_a_sparse_one_is_left_alone) {
  const ModelMinimum linear = Quadratic{Matrix::Zero(2, 2), Vector{{3.0, 4.0}}}.within(10.0, 1e-10);
  BOOST_TEST((linear.step - Vector{{-6.0, -8.0}}).norm() < 1e-8);
  BOOST_TEST(linear.at_boundary);
  // (x + y)^2 / 2 + x + y is singular along (1, -1), where the rounding of g, over a shift of 32 roundings, may be
  // left.
  const ModelMinimum flat = Quadratic{Matrix::Ones(2, 2), Vector{{1.0, 1.0}}}.within(100.0, 1e-10);
  BOOST_TEST((flat.step - Vector{{-0.5, -0.5}}).norm() < 1.0 / 32.0);
  BOOST_TEST(!flat.at_boundary);
}

// sqrt(g' (H + mu I)^-1 g) with H = (2 1; 1 2) and mu = 1: the inverse is (3 -1; -1 3) / 8, and (1, 2) gives 11 / 8.
BOOST_AUTO_TEST_CASE(the_decrement_of_a_sparse_model_is_the_length_in_the_metric_of_the_inverse) {
  ShiftedFactor factor;
  factor.hold(SparseMatrix(Matrix{{2.0, 0.0}, {1.0, 2.0}}.sparseView()));
  const SparseModel model(factor, Vector{{1.0, 1.0}});
  BOOST_TEST(model.decrement(Vector{{1.0, 2.0}}, 1.0) == std::sqrt(11.0 / 8.0), tolerance(1e-15));
}

// H = (2 1; 1 2), then the same places with (4 1; 1 4), then others: a stale order or a stale factor would show.
BOOST_AUTO_TEST_CASE(a_factor_that_holds_another_matrix_solves_with_that_one) {
  ShiftedFactor factor;
  for (const auto& [lower, shift, expected] :
       {std::tuple(Matrix{{2.0, 0.0}, {1.0, 2.0}}, 0.0, Vector{{1.0, 0.0}}),
        std::tuple(Matrix{{4.0, 0.0}, {1.0, 4.0}}, 0.0, Vector{{7.0 / 15.0, 2.0 / 15.0}}),
        std::tuple(Matrix{{4.0, 0.0}, {0.0, 4.0}}, 1.0, Vector{{0.4, 0.2}})}) {
    factor.hold(SparseMatrix(lower.sparseView()));
    BOOST_TEST_REQUIRE(factor.factorise(shift));
    BOOST_TEST((factor.solve(Vector{{2.0, 1.0}}) - expected).norm() < 1e-15);
  }
  BOOST_TEST(!factor.factorise(-4.0));
  BOOST_TEST(!factor.factorise(-5.0));
}
