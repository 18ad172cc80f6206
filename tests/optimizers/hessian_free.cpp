// SPDX-License-Identifier: BSL-1.0
//
// Martens' method: its steps on a quadratic, and what it learns.
#include <hesse/basics/error.hpp>

#include <cmath>
#include <set>
#include <vector>

#include "breast_cancer.hpp"
#include "methods.hpp"

using namespace hesse;
using hesse::test::points_of;

namespace {

/// The loss of breast_cancer.hpp in two parts: the predictions are the score of the row and the weights themselves, so
/// that the ridge is curvature of the loss in its predictions, and Gauss-Newton's matrix is the Hessian.
Loss fit_in_two_parts() {
  const auto model = [](const auto& w, const auto& row) {
    using T = std::remove_cvref_t<decltype(w[0])>;
    std::vector<T> predictions(w.begin(), w.end());
    T z = 0;
    for (Index j = 0; j < 31; ++j) z += row[j] * w[j];
    predictions.push_back(z);
    return predictions;
  };
  const auto loss = [](const auto& predictions, const auto& row) {
    using T = std::remove_cvref_t<decltype(predictions[0])>;
    T squares = 0;
    for (Index j = 0; j < 31; ++j) squares += predictions[j] * predictions[j];
    return T(softplus(predictions[31]) - row[31] * predictions[31] + 0.005 * squares);
  };
  return Loss(model, loss, Vector::Zero(31), breast_cancer::read(), {.reduction = Reduction::mean});
}

/// A network of two inputs, three tanh and one output for the four rows of exclusive or, with a ridge of 0.001.
Loss exclusive_or() {
  const auto model = [](const auto& w, const auto& row) {
    using T = std::remove_cvref_t<decltype(w[0])>;
    std::vector<T> predictions(w.begin(), w.end());
    T z = w[12];
    for (Index j = 0; j < 3; ++j) z += w[9 + j] * tanh(w[3 * j] * row[0] + w[3 * j + 1] * row[1] + w[3 * j + 2]);
    predictions.push_back(z);
    return predictions;
  };
  const auto loss = [](const auto& predictions, const auto& row) {
    using T = std::remove_cvref_t<decltype(predictions[0])>;
    T squares = 0;
    for (Index j = 0; j < 13; ++j) squares += predictions[j] * predictions[j];
    return T(softplus(predictions[13]) - row[2] * predictions[13] + 0.0005 * squares);
  };
  const Matrix rows{{0.0, 0.0, 0.0}, {0.0, 1.0, 1.0}, {1.0, 0.0, 1.0}, {1.0, 1.0, 0.0}};
  return Loss(model, loss, Vector::Zero(13), rows, {.reduction = Reduction::mean});
}
const Vector untrained{{0.9, -0.7, 0.1, 0.6, 0.8, -0.3, -1.1, 0.4, 0.2, 0.5, -0.8, 1.0, 0.1}};

}  // namespace

// The first mu is its part of g'Hg / g'g, a step divides it by 1.5 as f falls as promised, and x <- mu / (l + mu) x.
// From zero the iterates grow longer, so that the last one has the lowest f. The conjugate gradients end at a residual
// of 1e-10 |g|, so an error of at most 1e-10 |g| / (lmin + mu).
BOOST_AUTO_TEST_CASE(on_a_quadratic_every_step_multiplies_by_mu_over_l_plus_mu) {
  const Vector l{{0.1, 1.0, 10.0}}, start{{0.7, 1.0, 1.3}};
  const FunctionObjective f{
      Function([](const auto& x) { return 0.05 * x[0] * x[0] + 0.5 * x[1] * x[1] + 5.0 * x[2] * x[2]; }, start)};
  const HessianFree method{.first_mu = 2.0, .decay = 0.0, .progress_tolerance = 1e-15, .iteration_limit = 5};
  const auto points = points_of(f, start, method);
  BOOST_TEST_REQUIRE(points.size() == 6u);
  const Vector g = l.cwiseProduct(start);
  double mu = 2.0 * g.dot(l.cwiseProduct(g)) / g.squaredNorm();
  for (std::size_t k = 0; k + 1 < points.size(); ++k) {
    const Vector expected = (mu / (l.array() + mu) * points[k].array()).matrix();
    BOOST_TEST((points[k + 1] - expected).norm() <= 1e-10 * l.cwiseProduct(points[k]).norm() / (0.1 + mu));
    mu /= 1.5;
  }
}

// x^4/4 - x^2/2 + y^2 at (0.1, 1): the Hessian is diag(-0.97, 2), the minima are -1/4 at (+-1, 0).
BOOST_AUTO_TEST_CASE(negative_curvature_that_is_met_raises_mu_beyond_it) {
  const auto f = [](const auto& x) {
    const auto square = x[0] * x[0];
    return square * square / 4.0 - square / 2.0 + x[1] * x[1];
  };
  const Solution s = minimize(f, Vector{{0.1, 1.0}}, HessianFree{.first_mu = 1e-6});
  BOOST_TEST(s.history[1].radius > 0.97);
  BOOST_TEST(s.history[1].accepted);
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.value == -0.25, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(gauss_newton_fits_the_breast_cancer_table_from_products_alone) {
  constexpr double least = 0.100446303781205932;  // exact Newton in long double
  const Solution s = minimize(fit_in_two_parts(), Vector::Zero(31), HessianFree{});
  BOOST_TEST_MESSAGE(s.iterations << " iterations, " << s.counts.gauss_newton_vectors
                                  << " products, f - f* = " << s.value - least);
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.value - least <= 1e-14 * (1.0 + least));
  BOOST_TEST(s.counts.gauss_newton_vectors > 0);
  BOOST_TEST(s.counts.hessian_vectors + s.counts.batch_hessian_vectors == 0);
  BOOST_TEST(s.counts.hessians == 1);  // of the verdict
}

// Both matrices lead to a minimum, and from there the flagship finds none lower nearby.
BOOST_AUTO_TEST_CASE(a_network_learns_exclusive_or) {
  const Loss f = exclusive_or();
  for (const CurvatureMatrix matrix : {CurvatureMatrix::gauss_newton, CurvatureMatrix::hessian})
    BOOST_TEST_CONTEXT(name_of(matrix)) {
      const Solution s = minimize(f, untrained, HessianFree{.matrix = matrix});
      BOOST_TEST_MESSAGE(s.iterations << " iterations, f = " << s.value);
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST_REQUIRE(s.curvature.has_value());
      BOOST_TEST(name_of(s.curvature->kind) == name_of(CurvatureKind::minimum));
      const Solution there = minimize(f, s.point, TrustRegionNewton{.gradient_tolerance = 0.0});
      BOOST_TEST(s.value == there.value, boost::test_tools::tolerance(1e-12));
      // The four answers: a loss below log(2) / 4 in the mean means that each is right.
      BOOST_TEST(s.value < std::log(2.0) / 4.0);
    }
}

namespace {

/// Notes how many rows a product of a batch was asked from, and which.
class Watched final : public BatchObjective {
 public:
  Index rows() const override { return f_.rows(); }
  Index inputs() const override { return f_.inputs(); }
  double value(ConstVector x) const override { return f_.value(x); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return f_.value_and_gradient(x); }
  Vector hessian_vector(ConstVector x, ConstVector v) const override { return f_.hessian_vector(x, v); }
  Matrix hessian(ConstVector x) const override { return f_.hessian(x); }
  ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const override {
    return f_.batch_value_and_gradient(x, rows);
  }
  Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const override {
    asked.insert(std::vector<Index>(rows.begin(), rows.end()));
    return f_.batch_hessian_vector(x, v, rows);
  }
  mutable std::set<std::vector<Index>> asked;

 private:
  LossObjective f_{breast_cancer::objective(1e-2)};
};

}  // namespace

BOOST_AUTO_TEST_CASE(curvature_of_some_rows_is_enough_and_their_draw_depends_on_the_seed_alone) {
  const auto run = [](std::uint64_t seed, std::set<std::vector<Index>>& asked) {
    const Watched f;
    const Solution s = minimize(f, Vector::Zero(31), HessianFree{.rows = 100, .seed = seed});
    BOOST_TEST(s.converged(), s.explanation());
    BOOST_TEST(s.value - 0.100446303781205932 < 1e-10);
    BOOST_TEST(asked.empty());
    asked = f.asked;
    BOOST_TEST(f.asked.size() >= static_cast<std::size_t>(s.iterations) - 1);
    return s.point;
  };
  std::set<std::vector<Index>> first, again, other;
  const Vector point = run(5, first);
  BOOST_TEST((run(5, again) == point));
  BOOST_TEST((again == first));
  (void)run(6, other);
  BOOST_TEST((other != first));
  for (const auto& rows : first) BOOST_TEST((std::set<Index>(rows.begin(), rows.end()).size()) == 100u);
}
