// SPDX-License-Identifier: BSL-1.0
//
// Newton's method with a cubic term for what the quadratic model leaves out.
#pragma once

#include <hesse/optimizers/options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// Adaptive cubic regularisation (ARC): the step is the global minimum of g's + s'Hs/2 + sigma/3 |D s|^3, whatever the
/// signs of the eigenvalues; from a saddle it leaves along the most negative one. Where sigma bounds how fast the
/// Hessian changes, the model lies above f; of the methods of second order none has a better bound on its iterations.
/// D_i is the largest sqrt|H_ii| seen so far, so that iterates do not depend on the units of each variable.
///
/// A step is taken where f fell by at least 1e-4 of what the model promised. Where it fell by less than 1/4 of that,
/// sigma grows until the minimum of the model is half as far away; where by more than 3/4, it shrinks to a quarter.
/// With the first sigma, the first step is that of TrustRegionNewton where it ends at the boundary of its region.
///
/// Cost of an iteration: one Hessian and 9 n^3 a new point, and one gradient. The table shows sigma in place of a
/// radius.
///
/// Source: Cartis, Gould, Toint, "Adaptive cubic regularisation methods for unconstrained optimization", part I, Math.
/// Program. 127 (2011), algorithm 2.1 and section 6.1.
///
///     hesse::minimize(f, start, hesse::CubicNewton{.gradient_tolerance = 1e-12});
struct CubicNewton {
  double first_radius = 1.0;  ///< bounds the first step: in units of |D x| at the start, or of |D^-1 g| for one at zero
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(CubicNewton, first_radius)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const CubicNewton& method);

}  // namespace hesse
