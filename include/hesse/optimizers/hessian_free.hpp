// SPDX-License-Identifier: BSL-1.0
//
// Newton's method for networks: products alone, damping instead of a region, curvature from some of the rows.
#pragma once

#include <hesse/optimizers/curvature_matrix.hpp>
#include <hesse/optimizers/options.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace hesse {

class Descent;

/// Truncated conjugate gradients on (B + mu I) p = -g, then a line search along p.
///
/// B is the Gauss-Newton matrix of a loss in two parts or of residuals, the Hessian of every other objective, or
/// `matrix`. g comes from all rows, B from all or some of them. The conjugate gradients start from the last solution
/// times `decay` and end after i products where the last max(10, i / 10) have lowered the model by less than
/// `progress_tolerance` of its fall for each of them. Of their iterates, which lie farther out the later they are, the
/// last is tried on f, then earlier ones as long as those are lower. Where B + mu I curves downwards along a direction
/// met, mu grows beyond that curvature and the conjugate gradients begin again.
///
/// mu grows by 3/2 where f fell by less than 1/4 of what the model without mu promised, and shrinks by 2/3 where by
/// more than 3/4. A step that does not lower f is shortened until it does.
///
/// Cost of an iteration: `inner_iterations` products, two values and a gradient, more where the step is poor; memory:
/// about forty vectors.
///
/// Source: Martens, "Deep learning via Hessian-free optimization", ICML (2010). Left out: his preconditioner.
///
///     hesse::minimize(loss, weights0, hesse::HessianFree{.rows = 500, .iteration_limit = 100});
struct HessianFree {
  std::optional<CurvatureMatrix> matrix = {};
  double first_mu = 0.1;  ///< as a part of the curvature of B along the first gradient
  double decay = 0.95;
  double progress_tolerance = 5e-4;
  Index product_limit = 250;  ///< of one solution
  Index rows = 0;             ///< behind B, drawn anew at each point; 0: all
  std::uint64_t seed = 1;     ///< of the rows
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(HessianFree, matrix, first_mu, decay, progress_tolerance, product_limit, rows, seed)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const HessianFree& method);

}  // namespace hesse
