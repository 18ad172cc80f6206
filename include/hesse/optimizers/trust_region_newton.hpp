// SPDX-License-Identifier: BSL-1.0
//
// Newton's method in a trust region, with the dense or the sparse Hessian.
#pragma once

#include <hesse/optimizers/hessian_form.hpp>
#include <hesse/optimizers/options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// The step is the global minimum of the quadratic model within |D s| <= radius, whatever the signs of the eigenvalues;
/// from a saddle it leaves along the most negative one. D_i is the largest sqrt|H_ii| seen so far, so that iterates do
/// not depend on the units of each variable. A step is taken where f fell by at least 1e-4 of what the model promised;
/// the radius doubles where the promise was kept to 3/4 at the boundary and halves where it was not to 1/4.
///
/// Cost of an iteration: one gradient, and for a new point one Hessian with 9 n^3 operations, or, sparse, one to five
/// Cholesky factorisations: some hundred thousand unknowns where factors have few entries. Steps to the boundary are
/// exact to 1e-12 of the radius from the dense form, to a tenth from the sparse one.
///
/// Source: Moré, Sorensen, "Computing a trust region step" (1983); Conn, Gould, Toint, "Trust-region methods" (2000).
///
///     hesse::minimize(f, start, hesse::TrustRegionNewton{.gradient_tolerance = 1e-12});
struct TrustRegionNewton {
  double first_radius = 1.0;  ///< in units of |D x| at the start, or of |D^-1 g| for a start at zero
  HessianForm hessian = HessianForm::automatic;
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(TrustRegionNewton, first_radius, hessian)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const TrustRegionNewton& method);

}  // namespace hesse
