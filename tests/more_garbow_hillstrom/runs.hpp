// SPDX-License-Identifier: BSL-1.0
//
// One run of one method on one problem, judged from outside: the end is evaluated again in long double, without any
// derivative of the library.
#pragma once

#include <hesse/optimizers/minimize.hpp>

#include <string>
#include <vector>

#include "problem.hpp"

namespace more_garbow_hillstrom {

struct Run {
  const Problem* problem;
  double factor;  ///< of the standard start
  hesse::Solution solution;
  double first, last;     ///< the sum of squares at the start and at the end
  bool solved;            ///< last <= least + 1e-6 (f at the standard start - least)
  bool at_other_minimum;  ///< not solved, and within 1e-4 of another local minimum that the paper prints
  double gain_left;       ///< see gain_left()
  double cost;            ///< in gradients; infinite unless solved
};

/// LeastSquares sees residuals, every other method their sum of squares.
[[nodiscard]] Run run(const Problem& problem, double factor, const hesse::Method& method);

/// The sum of squares, evaluated in long double.
[[nodiscard]] double value_at(const Problem& problem, const Vector& x);

/// The gradient of the sum of squares by central differences in long double.
struct Differences {
  Vector gradient;
  double doubt;  ///< how far differences over h and h / 2 are apart: what bending and rounding did
};
[[nodiscard]] Differences gradient_by_differences(const Problem& problem, const Vector& point);

/// How far the gradient moves when every entry of the point moves by its rounding: no evaluation in double knows it
/// better. In Meyer's problem from ten times its start that is 2e7, where the gradient at the start is 2e14 long.
[[nodiscard]] double rounding_of_gradient(const Problem& problem, const Vector& point);

/// How far from stationary a point is, whatever the units of f and x: g' |H|^-1 g / 2, by which a Newton step would
/// lower f, over the larger of f and 1e-12 times f at the standard start. g are central differences in long double; |H|
/// has the absolute eigenvalues, none below 1e-10 of the largest, of the Hessian with a diagonal of ones.
[[nodiscard]] double gain_left(const Problem& problem, const Vector& point);

}  // namespace more_garbow_hillstrom
