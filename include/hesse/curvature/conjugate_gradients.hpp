// SPDX-License-Identifier: BSL-1.0
//
// Truncated conjugate gradients: a linear system with a matrix that is only known by its products, as a Hessian of a
// million unknowns is. It stops early on purpose: when the residual is small enough for the outer iteration, at the
// boundary of a trust region, or where the matrix curves downwards, which is what a method for minimising wants to
// know.
#pragma once

#include <hesse/curvature/symmetric_operator.hpp>

#include <functional>
#include <limits>

namespace hesse {

struct ConjugateGradientResult;

struct ConjugateGradientOptions {
  double tolerance = 1e-10;                                 ///< on |b - A x| / |b|
  double radius = std::numeric_limits<double>::infinity();  ///< on |x|
  Index iteration_limit = 0;                                ///< 0: twice the number of unknowns
  std::function<bool()> interrupted = {};                   ///< asked before each product
  /// Whether what there is suffices: asked after each product, where the residual does not.
  std::function<bool(const ConjugateGradientResult&)> enough = {};
};

struct ConjugateGradientResult {
  enum class End { residual_small, enough, boundary, negative_curvature, iteration_limit, interrupted, not_finite };
  Vector solution;         ///< always finite; the best so far where the end is none of the first four
  double reduction = 0.0;  ///< of the model x'Ax/2 - b'x, from x = 0: never negative
  Index products = 0;
  End end = End::residual_small;
  double curvature = 0.0;  ///< d'Ad / d'd along the last direction d
};

/// Minimises x'Ax/2 - b'x over |x| <= radius by conjugate gradients from x = 0.
///
/// Each iterate is longer than the one before and lower on the model, so leaving the region once means ending on its
/// boundary. A direction with d'Ad <= 0 is followed to the boundary too; without one (radius infinite) the iterate
/// before it is returned, or that direction itself when it is the first.
///
/// Cost: one product an iteration. At most n iterations in exact arithmetic, the number of distinct eigenvalues at
/// best.
///
/// Source: Steihaug, "The conjugate gradient method and trust regions in large scale optimization" (1983).
///
///     const auto step = hesse::conjugate_gradients([&](const auto& v) { return f.hessian_vector(x, v); }, -gradient);
[[nodiscard]] ConjugateGradientResult conjugate_gradients(const LinearOperator& product, ConstVector b,
                                                          const ConjugateGradientOptions& options = {});

}  // namespace hesse
