// SPDX-License-Identifier: BSL-1.0
//
// Nonlinear least squares.
#pragma once

#include <hesse/optimizers/options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// Minimises |r|^2 / 2 in a trust region |D s| <= radius, on one of two models: Gauss-Newton's, H = J'J, which is what
/// counts where residuals are small or straight, and the full one, H = J'J + sum r_i H_i, where they are not.
/// Gauss-Newton begins; a model is kept while it forecasts the gain to within half of it, else the one that forecast it
/// better takes over.
///
/// D_i is the largest |column i of J| seen so far. Gauss-Newton steps come from the singular values of J D^-1, so that
/// they keep the digits that J'J loses. A step is taken where f fell by at least 1e-4 of what its model promised; the
/// radius doubles where the promise was kept to 3/4 at the boundary and halves where it was not to 1/4. Then the step
/// is corrected by how the residuals bent along it, and tried again: in a curved valley it stays on the floor. Before
/// the first step the radius is halved as long as that brings f lower. An objective without residuals leaves the full
/// model alone: this is TrustRegionNewton then.
///
/// Cost of an iteration: residuals and Jacobian a trial, of which there may be two; at a new point n / 8 sweeps over
/// eight directions for the sum of r_i H_i and 2 m n^2 + 29 n^3 operations.
///
/// Source: Dennis, Gay, Welsch, "An adaptive nonlinear least-squares algorithm", ACM TOMS 7 (1981), for the choice of a
/// model; Moré (1978) and Moré, Sorensen (1983) for the steps; Transtrum, Sethna, "Improvements to the
/// Levenberg-Marquardt algorithm for nonlinear least-squares minimization" (2012), for the correction, there by finite
/// differences before the trial.
///
///     hesse::least_squares(residuals, start, hesse::LeastSquares{.gradient_tolerance = 1e-10});
struct LeastSquares {
  double first_radius = 1.0;  ///< in units of |D x| at the start, or of |D^-1 g| for a start at zero
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(LeastSquares, first_radius)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const LeastSquares& method);

}  // namespace hesse
