// SPDX-License-Identifier: BSL-1.0
#include "runs.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

namespace more_garbow_hillstrom {

namespace {

using LongVector = VectorOf<long double>;

constexpr double unsolved_cost = std::numeric_limits<double>::infinity();

/// A value counts as a gradient, a product as two, a Hessian as n products, a Jacobian as the shorter of its sides.
double cost_of(const hesse::Counts& counts, Index n, Index m) {
  return static_cast<double>(counts.values + counts.gradients + std::min(m, n) * counts.jacobians +
                             2 * counts.hessian_vectors + 2 * n * counts.hessians + counts.batch_gradients +
                             2 * counts.batch_hessian_vectors);
}

}  // namespace

double value_at(const Problem& problem, const Vector& x) {
  return static_cast<double>(problem.plain(x.cast<long double>()));
}

Differences gradient_by_differences(const Problem& problem, const Vector& point) {
  LongVector x = point.cast<long double>();
  Vector gradient(x.size()), doubts(x.size());
  for (Index i = 0; i < x.size(); ++i) {
    const long double middle = x[i], h = 1e-5L * std::max(1e-6L, std::abs(middle));
    const auto slope_over = [&](long double distance) {
      x[i] = middle + distance;
      const long double above = problem.plain(x);
      x[i] = middle - distance;
      const long double below = problem.plain(x);
      x[i] = middle;
      return (above - below) / (2.0L * distance);
    };
    // Richardson's step removes how f bends over h.
    const long double coarse = slope_over(h), fine = slope_over(h / 2.0L);
    gradient[i] = static_cast<double>((4.0L * fine - coarse) / 3.0L);
    doubts[i] = static_cast<double>(std::abs(fine - coarse));
  }
  return {std::move(gradient), doubts.stableNorm()};
}

double rounding_of_gradient(const Problem& problem, const Vector& point) {
  const Matrix hessian = problem.sum_of_squares(point).hessian(point);
  return std::numeric_limits<double>::epsilon() / 2.0 * (hessian.cwiseAbs() * point.cwiseAbs()).stableNorm();
}

double gain_left(const Problem& problem, const Vector& point) {
  const Matrix hessian = problem.sum_of_squares(point).hessian(point);
  Vector units = hessian.diagonal().cwiseAbs().cwiseSqrt().cwiseInverse();
  units = units.array().isFinite().select(units, 1.0);
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(units.asDiagonal() * hessian * units.asDiagonal());
  const Vector curvatures = eigen.eigenvalues().cwiseAbs();
  const Vector slopes =
      eigen.eigenvectors().transpose() * units.cwiseProduct(gradient_by_differences(problem, point).gradient);
  const double gain = 0.5 * (slopes.array().square() / curvatures.array().max(1e-10 * curvatures.maxCoeff())).sum();
  return gain / std::max(value_at(problem, point), 1e-12 * value_at(problem, problem.start));
}

Run run(const Problem& problem, double factor, const hesse::Method& method) {
  const Vector start = problem.start_times(factor);
  Run result{&problem, factor, {}, value_at(problem, start), 0.0, false, false, 0.0, unsolved_cost};
  const bool sees_residuals = std::holds_alternative<hesse::LeastSquares>(method);
  const hesse::Function f = sees_residuals ? problem.residuals(start) : problem.sum_of_squares(start);
  result.solution = sees_residuals ? hesse::least_squares(f, start, method) : hesse::minimize(f, start, method);
  const hesse::Solution& s = result.solution;
  result.last = value_at(problem, s.point);
  result.solved = result.last <= problem.least + 1e-6 * (value_at(problem, problem.start) - problem.least);
  for (const double other : problem.others)
    result.at_other_minimum |= !result.solved && std::abs(result.last - other) <= 1e-4 * other;
  result.gain_left = gain_left(problem, s.point);
  if (result.solved) result.cost = cost_of(s.counts, start.size(), f.outputs());
  return result;
}

}  // namespace more_garbow_hillstrom
