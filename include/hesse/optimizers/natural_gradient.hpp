// SPDX-License-Identifier: BSL-1.0
//
// The gradient in the metric of what is predicted, instead of that of the parameters.
#pragma once

#include <hesse/optimizers/curvature_matrix.hpp>
#include <hesse/optimizers/options.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace hesse {

class Descent;

/// x - eta (F + damping I)^-1 g, every step taken.
///
/// F is the Fisher matrix: how much predictions change with the parameters. With damping 0 an invertible linear change
/// of the parameters changes nothing but the numbers that a point is written with. `matrix` says what is taken for F.
/// Where it is not given that is the Gauss-Newton matrix of a loss in two parts or of residuals, and the empirical
/// Fisher matrix of every other objective; one without rows counts as one row, F = g g'. On linear least squares F =
/// J'J is the Hessian, and eta = 1 leads to the minimum in one step.
///
/// F is known by products; the system is solved by conjugate gradients from zero. A singular F, as of fewer rows than
/// parameters, is no obstacle: the step keeps to the directions that F knows.
///
/// Cost of an iteration: one gradient and `inner_iterations` products with F. Throws Error where the objective does not
/// have the matrix that is asked for.
///
/// Source: Amari, "Natural gradient works efficiently in learning", Neural Computation 10 (1998); Martens, "New
/// insights and perspectives on the natural gradient method", JMLR 21 (2020).
///
///     hesse::minimize(loss, theta0, hesse::NaturalGradient{.eta = 0.5, .damping = 1e-3});
struct NaturalGradient {
  std::optional<CurvatureMatrix> matrix = {};  ///< gauss_newton or fisher
  double eta = 1.0;
  double damping = 0.0;      ///< in units of F
  double tolerance = 1e-10;  ///< of the conjugate gradients: on the residual, as a part of |g|
  Index rows = 0;            ///< behind F, drawn anew each iteration; 0: all
  std::uint64_t seed = 1;    ///< of the rows
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(NaturalGradient, matrix, eta, damping, tolerance, rows, seed)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const NaturalGradient& method);

}  // namespace hesse
