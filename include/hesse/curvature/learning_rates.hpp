// SPDX-License-Identifier: BSL-1.0
//
// Step lengths of first-order methods, read off the ends of the spectrum.
#pragma once

#include <hesse/curvature/eigenvalues.hpp>

#include <string>

namespace hesse {

struct LearningRates {
  double smallest_eigenvalue = 0.0;
  double largest_eigenvalue = 0.0;
  double error_bound = 0.0;  ///< on both
  Index products = 0;

  /// Gradient descent on the quadratic model converges below this and diverges above it: 2 / l_max; infinite where
  /// nothing curves upwards.
  [[nodiscard]] double limit() const;
  /// No step of gradient descent raises the model: 1 / l_max.
  [[nodiscard]] double safe() const;
  /// The fastest of gradient descent: 2 / (l_min + l_max). NaN unless the matrix is positive definite.
  [[nodiscard]] double optimal() const;
  /// The fastest with momentum: x - rate g + momentum (x - previous x). NaN unless the matrix is positive definite.
  struct HeavyBall {
    double rate, momentum;
  };
  [[nodiscard]] HeavyBall heavy_ball() const;

  [[nodiscard]] std::string text() const;
};

/// From the largest and the smallest eigenvalue. They hold where the Hessian does, at one point, and for a loss over
/// all rows: batches curve more.
///
/// Source: Polyak, USSR Comput. Math. Math. Phys. 4 (1964); Nesterov, "Introductory Lectures on Convex Optimization"
/// (2004), section 2.1.
///
///     const double rate = hesse::suggest_learning_rate(hesse::hessian_operator(loss, theta)).safe();
[[nodiscard]] LearningRates suggest_learning_rate(const SymmetricOperator& hessian,
                                                  const EigenvalueOptions& options = {.tolerance = 1e-3});

}  // namespace hesse
