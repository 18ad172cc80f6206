// SPDX-License-Identifier: BSL-1.0
//
// A quadratic model whose Hessian is sparse: its minimum within a ball from a few factorisations, whatever the number
// of unknowns, where that of SpectralModel takes all eigenvectors.
#pragma once

#include <hesse/curvature/quadratic_model.hpp>
#include <hesse/curvature/shifted_factor.hpp>

namespace hesse {

class SparseModel final : public QuadraticModel {
 public:
  /// hessian must outlive the model and hold the same matrix as long.
  ///
  ///   gradient  n finite entries
  ///   slack     a step to the boundary may be longer or shorter than the radius by this part; what the model falls by
  ///             is as much of what is possible, or more than 1 - 2 slack
  SparseModel(ShiftedFactor& hessian, ConstVector gradient, double slack = 0.1);

  /// The step with a multiplier that makes H + multiplier I positive definite and the step as long as the radius, found
  /// by Newton's method on 1 / |s|. Where no multiplier does (the hard case), the step is completed along a vector that
  /// inverse iteration turns towards the lowest eigenvector. A Hessian that is singular to rounding is shifted by its
  /// rounding, so that a flat direction is left alone.
  ///
  /// Cost: one factorisation inside the ball, two to five on its boundary.
  ///
  /// Source: Moré, Sorensen, "Computing a trust region step", SIAM J. Sci. Stat. Comput. 4 (1983), algorithm 3.14;
  /// Conn, Gould, Toint, "Trust-region methods" (2000), section 7.3.
  [[nodiscard]] ModelMinimum within(double radius) const override;

  /// Cost: a factorisation where the multiplier is not that of the last minimum.
  [[nodiscard]] double decrement(ConstVector gradient, double multiplier) const override;

 private:
  struct Search;

  ShiftedFactor& hessian_;
  Vector slopes_;      ///< the gradient in units of its length
  double unit_ = 1.0;  ///< its length
  double slack_;
};

}  // namespace hesse
