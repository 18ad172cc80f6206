// SPDX-License-Identifier: BSL-1.0
//
// Derivatives along a direction on fifty digits: what others are measured against.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/tape/tape.hpp>

namespace hesse {

/// A number of some thirty digits as a double and what that leaves out.
struct ThirtyDigits {
  double leading = 0.0, rest = 0.0;

  /// How far a double is away: exact to rounding also where it is close, as leading is then subtracted exactly.
  [[nodiscard]] double distance(double number) const;
};

struct ExactDerivatives {
  ThirtyDigits slope, curvature;
};

/// The first two derivatives of t -> f(x + t direction) at t = 0, of the operations on the tape. Throws OperationError
/// for a custom operation.
ExactDerivatives exact_derivatives(const Tape& tape, ConstVector x, ConstVector direction);

}  // namespace hesse
