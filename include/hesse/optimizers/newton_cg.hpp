// SPDX-License-Identifier: BSL-1.0
//
// Newton's method without a Hessian: products only, so that a million unknowns cost a few vectors.
#pragma once

#include <hesse/optimizers/options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// In which variables the conjugate gradients run.
enum class Preconditioner {
  none,
  /// D x, with the square roots of the absolute diagonal of the Hessian here, none below 1e-8 of the largest. Wants an
  /// objective that knows its sparse Hessian, one evaluation of it a new point.
  diagonal
};

[[nodiscard]] const char* name_of(Preconditioner preconditioner);

/// A trust-region method whose step is found by truncated conjugate gradients on H s = -g.
///
/// The step minimises the quadratic model within a radius; it follows negative curvature to the boundary. The system is
/// solved to the relative residual min(0.1, sqrt(|g| / |g at the start|)), loosely far away and ever more exactly near
/// a minimum, which makes convergence superlinear. A step is taken where f fell by at least 1e-4 of what the model
/// promised; the radius doubles where the promise was kept to 3/4 at the boundary and halves where it was not to 1/4.
///
/// The number of products grows with the square root of the condition number; variables of different units or weights
/// are what the diagonal preconditioner cures. The region is then a ball in D x.
///
/// Cost of an iteration: one gradient and `inner_iterations` Hessian-vector products; memory: about eight vectors.
///
/// Source: Steihaug (1983); Nocedal, Wright (2006), algorithms 4.1 and 7.2, section 7.1 for preconditioning.
///
///     hesse::minimize(f, start, hesse::NewtonCG{.gradient_tolerance = 1e-8});
struct NewtonCG {
  double first_radius = 0.0;  ///< in units of x, or D x; 0: its length at the start, or 1 where |x| is less
  Index product_limit = 0;    ///< an iteration; 0: twice the number of inputs
  Preconditioner preconditioner = Preconditioner::none;
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(NewtonCG, first_radius, product_limit, preconditioner)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const NewtonCG& method);

}  // namespace hesse
