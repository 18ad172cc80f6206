// SPDX-License-Identifier: BSL-1.0
//
// Smooth convex problems on real data: the mean of a loss over the rows of a table, plus lambda/2 |w|^2. All scores are
// linear in w, so a problem has one minimum, and its Hessian is its Gauss-Newton matrix: nothing is gained by giving a
// loss in two parts.
#pragma once

#include <hesse/derivatives/loss.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace convex {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

struct Problem {
  std::string name;
  double lambda;     ///< f - lambda/2 |w|^2 is convex
  double least;      ///< f*, found with Newton's method in long double
  hesse::Loss loss;  ///< of the weights; the last of each score is its bias, which lambda holds small too

  [[nodiscard]] Vector start() const { return Vector::Zero(loss.inputs()); }

  /// How far from f* a run may end.
  [[nodiscard]] double gap() const { return 1e-14 * (1.0 + std::abs(least)); }
};

[[nodiscard]] const std::vector<Problem>& all_problems();
/// One of them by its name, "iris 1e-2".
[[nodiscard]] const Problem& problem_of(const std::string& name);

}  // namespace convex
