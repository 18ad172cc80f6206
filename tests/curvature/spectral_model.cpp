// SPDX-License-Identifier: BSL-1.0
//
// Minima of quadratic models, each proved by its own certificate (Moré, Sorensen 1983; Cartis, Gould, Toint 2011): a
// step s is the global minimum where (H + mu I) s = -g, H + mu I has no negative eigenvalue, and mu is zero inside the
// ball, anything on its boundary, or weight |s| with a cubic term.
#include <hesse/curvature/spectral_model.hpp>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <problems.hpp>

using namespace hesse;

namespace {

struct Quadratic {
  Matrix hessian;
  Vector gradient;
};

Quadratic random_quadratic(Index n, double least, double largest, problems::Uniform& uniform) {
  Matrix square(n, n);
  for (Index i = 0; i < n; ++i) square.col(i) = uniform.vector(n, -1.0, 1.0);
  const Matrix q = Eigen::HouseholderQR<Matrix>(square).householderQ();
  const Matrix hessian = q * uniform.vector(n, least, largest).asDiagonal() * q.transpose();
  return {0.5 * (hessian + hessian.transpose()), uniform.vector(n, -1.0, 1.0)};
}

void check_stationary(const Quadratic& model, const ModelMinimum& minimum) {
  const double size = model.hessian.norm() + minimum.multiplier;
  const Vector image = model.hessian * minimum.step;
  BOOST_TEST((image + minimum.multiplier * minimum.step + model.gradient).norm() <=
             1e-12 * (size * minimum.step.norm() + model.gradient.norm()));
  BOOST_TEST(minimum.multiplier >= 0.0);
  BOOST_TEST(Eigen::SelfAdjointEigenSolver<Matrix>(model.hessian).eigenvalues()[0] + minimum.multiplier >=
             -1e-13 * size);
  const double reduction = -model.gradient.dot(minimum.step) - 0.5 * minimum.step.dot(image);
  BOOST_TEST(minimum.reduction == reduction, boost::test_tools::tolerance(1e-11));
}

void check_within(const Quadratic& model, double radius) {
  const ModelMinimum minimum = SpectralModel(model.hessian, model.gradient).within(radius);
  check_stationary(model, minimum);
  if (minimum.at_boundary)
    BOOST_TEST(minimum.step.norm() == radius, boost::test_tools::tolerance(1e-11));
  else
    BOOST_TEST((minimum.multiplier == 0.0 && minimum.step.norm() <= radius));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_minimum_within_a_ball_carries_its_certificate) {
  problems::Uniform uniform(1);
  int inside = 0;
  for (const auto& [least, largest] : {std::pair(0.1, 3.0), std::pair(-1.0, 2.0), std::pair(-3.0, -0.5)})
    for (const Index n : {1, 2, 7, 20})
      for (const double radius : {1e-6, 0.1, 1.0, 10.0, 1e6}) BOOST_TEST_CONTEXT(n << " unknowns, radius " << radius) {
          const Quadratic model = random_quadratic(n, least, largest, uniform);
          check_within(model, radius);
          inside += SpectralModel(model.hessian, model.gradient).within(radius).at_boundary ? 0 : 1;
        }
  BOOST_TEST(inside >= 4);
}

// By hand: H = diag(-2, 1), g = (0, 1). The multiplier cannot be less than 2, which leaves s_2 = -1/3, and s_1 fills
// up.
BOOST_AUTO_TEST_CASE(the_hard_case_is_completed_along_the_eigenvector) {
  const Quadratic model{Vector{{-2.0, 1.0}}.asDiagonal(), Vector{{0.0, 1.0}}};
  const ModelMinimum minimum = SpectralModel(model.hessian, model.gradient).within(2.0);
  BOOST_TEST(minimum.multiplier == 2.0);
  BOOST_TEST(minimum.step[1] == -1.0 / 3.0, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(std::abs(minimum.step[0]) == std::sqrt(4.0 - 1.0 / 9.0), boost::test_tools::tolerance(1e-15));
  check_within(model, 2.0);
  for (const double nearly : {1e-30, 1e-17, 1e-12, 1e-8})
    for (const double radius : {1e-3, 0.34, 2.0, 1e5}) BOOST_TEST_CONTEXT(nearly << ", radius " << radius)
  check_within({model.hessian, Vector{{nearly, 1.0}}}, radius);
}

BOOST_AUTO_TEST_CASE(a_linear_model_is_followed_to_the_boundary_and_a_flat_direction_is_left_alone) {
  const ModelMinimum linear = SpectralModel(Matrix::Zero(2, 2), Vector{{3.0, 4.0}}).within(10.0);
  BOOST_TEST((linear.step - Vector{{-6.0, -8.0}}).norm() < 1e-10);
  BOOST_TEST(linear.at_boundary);
  // (x + y)^2 / 2 + x + y: the eigenvalue along (1, -1) is zero up to rounding of either sign, and so is the slope.
  const ModelMinimum flat = SpectralModel(Matrix::Ones(2, 2), Vector{{1.0, 1.0}}).within(100.0);
  BOOST_TEST((flat.step - Vector{{-0.5, -0.5}}).norm() < 1e-14);
}

BOOST_AUTO_TEST_CASE(the_minimum_with_a_cubic_term_carries_its_certificate) {
  problems::Uniform uniform(2);
  for (const auto& [least, largest] : {std::pair(0.1, 3.0), std::pair(-1.0, 2.0), std::pair(-3.0, -0.5)})
    for (const Index n : {1, 2, 7, 20})
      for (const double weight : {1e-6, 0.1, 1.0, 1e3}) BOOST_TEST_CONTEXT(n << " unknowns, weight " << weight) {
          const Quadratic model = random_quadratic(n, least, largest, uniform);
          const ModelMinimum minimum =
              SpectralModel(model.hessian, model.gradient).with_cubic_term(1.0 / std::sqrt(weight));
          check_stationary(model, minimum);
          BOOST_TEST(minimum.multiplier == weight * minimum.step.norm(), boost::test_tools::tolerance(1e-10));
        }
  // The hard case: by hand |s| = 2 / weight, with weight = 1/4.
  const ModelMinimum hard =
      SpectralModel(Vector{{-2.0, 1.0}}.asDiagonal().toDenseMatrix(), Vector{{0.0, 1.0}}).with_cubic_term(2.0);
  BOOST_TEST(hard.step.norm() == 8.0, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(hard.step[1] == -1.0 / 3.0, boost::test_tools::tolerance(1e-15));
  // sigma |s|^2 = |g| = 5, with sigma = 1e-400.
  const ModelMinimum far = SpectralModel(Matrix::Zero(2, 2), Vector{{3.0, 4.0}}).with_cubic_term(1e200);
  BOOST_TEST(far.step.stableNorm() / 1e200 == std::sqrt(5.0), boost::test_tools::tolerance(1e-11));
  BOOST_TEST(far.step[0] / far.step[1] == 0.75, boost::test_tools::tolerance(1e-14));
}

// Läuchli's matrix: in J'J the 1e-20 beside the ones is lost, and the system is singular.
BOOST_AUTO_TEST_CASE(a_model_of_squares_keeps_the_digits_that_the_normal_equations_lose) {
  const double small = 1e-10;
  Matrix jacobian(3, 2);
  jacobian << 1.0, 1.0, small, 0.0, 0.0, small;
  const Vector solution{{1.0, 2.0}};
  const ModelMinimum minimum = SpectralModel::of_squares(jacobian, -jacobian * solution).within(10.0);
  BOOST_TEST(!minimum.at_boundary);
  BOOST_TEST((minimum.step - solution).norm() < 1e-5);  // eps times the condition number 1.4e10
  BOOST_TEST(minimum.reduction == 4.5, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_model_of_squares_is_the_model_of_its_normal_equations) {
  problems::Uniform uniform(3);
  for (const auto& [m, n] :
       {std::pair<Index, Index>(9, 4), std::pair<Index, Index>(4, 4), std::pair<Index, Index>(3, 5)})
    for (const double radius : {0.1, 100.0}) BOOST_TEST_CONTEXT(m << " x " << n << ", radius " << radius) {
        Matrix jacobian(m, n);
        for (Index i = 0; i < n; ++i) jacobian.col(i) = uniform.vector(m, -1.0, 1.0);
        const Vector residuals = uniform.vector(m, -1.0, 1.0), gradient = jacobian.transpose() * residuals;
        const ModelMinimum minimum = SpectralModel::of_squares(jacobian, residuals).within(radius);
        check_stationary({jacobian.transpose() * jacobian, gradient}, minimum);
        const ModelMinimum other = SpectralModel(jacobian.transpose() * jacobian, gradient).within(radius);
        BOOST_TEST((minimum.step - other.step).norm() < 1e-9);
      }
}

// sqrt(g' H^-1 g) = sqrt(9/4 + 16/2).
BOOST_AUTO_TEST_CASE(the_newton_decrement_is_the_length_in_the_metric_of_the_inverse) {
  const SpectralModel model(Vector{{4.0, 2.0}}.asDiagonal().toDenseMatrix(), Vector{{1.0, 1.0}});
  BOOST_TEST(model.decrement(Vector{{3.0, 4.0}}, 0.0) == std::sqrt(9.0 / 4.0 + 8.0),
             boost::test_tools::tolerance(1e-15));
  BOOST_TEST(model.decrement(Vector{{3.0, 4.0}}, 1.0) == std::sqrt(9.0 / 5.0 + 16.0 / 3.0),
             boost::test_tools::tolerance(1e-15));
}
