// SPDX-License-Identifier: BSL-1.0
//
// One line of an optimizer's log.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <limits>
#include <span>

namespace hesse {

struct Iteration {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  Index iteration = 0;
  bool accepted = true;  ///< whether the step was taken; the numbers below are those of the point stood on afterwards
  double value = none;
  double change = none;         ///< of f by the step, negative downhill; of the trial where the step was rejected
  double gradient_norm = none;  ///< Euclidean
  double step_norm = none;      ///< Euclidean
  double ratio = none;   ///< reduction of f over the reduction that the method's model promised; NaN without a model
  double radius = none;  ///< of the trust region, or the damping mu, or the step length, whichever the method adapts
  Index inner_iterations = 0;  ///< products of conjugate gradients, trials of a line search, batches of an epoch
  double seconds = 0.0;        ///< since the start
  /// The point: only inside a callback, empty in the history.
  std::span<const double> point = {};
};

}  // namespace hesse
