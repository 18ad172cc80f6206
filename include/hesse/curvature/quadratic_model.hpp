// SPDX-License-Identifier: BSL-1.0
//
// What a trust region asks of a quadratic model, whichever way its Hessian is taken apart.
#pragma once

#include <hesse/basics/shapes.hpp>

namespace hesse {

/// Where a model is least.
struct ModelMinimum {
  Vector step;
  double reduction = 0.0;   ///< of the quadratic model from step 0: never negative
  double multiplier = 0.0;  ///< (H + multiplier I) step = -gradient, with H + multiplier I not indefinite
  bool at_boundary = false;
};

/// The model gradient' s + s' H s / 2.
class QuadraticModel {
 public:
  virtual ~QuadraticModel() = default;

  /// The global minimum over |s| <= radius, whatever the signs of the eigenvalues.
  [[nodiscard]] virtual ModelMinimum within(double radius) const = 0;
  /// The Newton decrement sqrt(g' (H + multiplier I)^-1 g) of some gradient.
  [[nodiscard]] virtual double decrement(ConstVector gradient, double multiplier) const = 0;

 protected:
  QuadraticModel() = default;
  QuadraticModel(const QuadraticModel&) = default;
  QuadraticModel(QuadraticModel&&) = default;
  QuadraticModel& operator=(const QuadraticModel&) = default;
  QuadraticModel& operator=(QuadraticModel&&) = default;
};

}  // namespace hesse
