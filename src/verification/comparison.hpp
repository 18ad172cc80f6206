// SPDX-License-Identifier: BSL-1.0
//
// One derivative, three ways: by hand, exact, and how far rounding may move it. Gradients are matrices of one column,
// products have a column a direction.
#pragma once

#include <hesse/verification/check.hpp>

#include <functional>

namespace hesse {

struct Candidate {
  const char* check;  ///< "check_hessian"
  const char* noun;   ///< "Hessian"
  Index columns;
  bool symmetric;
  std::function<Matrix(ConstVector)> by_hand;
  std::function<Matrix(ConstVector)> exact;
  std::function<Matrix(ConstVector)> rounding;
  std::function<std::string(Index row, Index column)> name;
  std::vector<std::string> inputs;  ///< their names
  /// scale(row, column): what an entry is multiplied by to be a change of f over the size of the inputs.
  Matrix scale;
};

/// The derivatives at one point, and the difference that rounding may explain.
struct Sighting {
  Vector point;
  Matrix by_hand, exact, tolerance;
};

/// Fills everything of the verdict but the Taylor test. `sizes` are the typical sizes of the inputs.
Verdict compare_derivatives(const Function& f, const Candidate& problem, ConstVector x, ConstVector sizes,
                            const CheckOptions& options);

}  // namespace hesse
