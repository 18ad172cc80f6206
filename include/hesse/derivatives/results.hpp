// SPDX-License-Identifier: BSL-1.0
//
// What evaluations give back.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/basics/source_location.hpp>

#include <cstddef>
#include <string>

namespace hesse {

struct ValueAndGradient {
  double value;
  Vector gradient;
};

struct SecondOrder {
  double value;
  Vector gradient;
  Matrix hessian;
};

/// A node near a point where its function is not smooth: abs near 0, max near a tie.
struct Kink {
  std::size_t node;
  std::string what;  ///< "v7 = abs(v6)"
  double distance;   ///< to the kink, in units of the argument; 0 on it
  SourceLocation where;
};

/// What a fresh recording says of the one in use.
struct ReplayCheck {
  bool passed;
  std::string report;  ///< empty when passed, else the first difference in words
};

/// The first node that turned NaN or infinite, in each of the four quantities of a second-order sweep.
struct NonFiniteReport {
  struct Birth {
    bool found = false;
    std::size_t node = 0;
    double number = 0.0;
    std::string why;  ///< "v17 = sqrt(v16) with v16 = 0: its slope there is infinite"
  };
  Birth value;
  Birth tangent;
  Birth adjoint;
  Birth adjoint_tangent;

  [[nodiscard]] bool all_finite() const {
    return !value.found && !tangent.found && !adjoint.found && !adjoint_tangent.found;
  }
  [[nodiscard]] std::string text() const;
};

}  // namespace hesse
