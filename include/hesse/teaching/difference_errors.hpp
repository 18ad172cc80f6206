// SPDX-License-Identifier: BSL-1.0
//
// How wrong difference quotients are, step by step, beside the derivatives that this library computes. With a large
// step the quotient is of another function, a chord's; with a small one the rounding of f, divided by h or h^2, is all
// there is: the error has the shape of a U, and its lowest point is above the rounding of a derivative.
//
// Source: Nocedal, Wright, "Numerical Optimization" (2006), section 8.1.
#pragma once

#include <hesse/derivatives/one_liners.hpp>

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

struct StepRange {
  double smallest = 1e-16, largest = 1.0;
  int per_decade = 4;
  std::stop_token stop_token = {};  ///< asked between steps; the smallest is always made
};

/// What difference_errors() found. Errors are relative to the derivative, absolute where that is zero; NaN where f is
/// not finite.
class DifferenceErrors {
 public:
  struct Quotient {
    std::string name;            ///< "f', central difference"
    std::vector<double> errors;  ///< one a step
    std::size_t best = 0;        ///< place of the step with the least error
  };
  /// What this library says.
  struct Derivative {
    std::string name;  ///< "f', Hesse"
    double value = 0.0;
    double error = 0.0;
  };

  std::vector<double> steps;            ///< the smallest first
  std::vector<Quotient> quotients;      ///< of f' forward and central, of f'' forward and central
  std::vector<Derivative> derivatives;  ///< f', f''
  bool stopped = false;                 ///< by the caller: larger steps were not made

  /// The errors over the steps, both axes logarithmic.
  [[nodiscard]] std::string svg() const;
  /// The best step of each quotient, with the error there, and the errors of the derivatives.
  [[nodiscard]] std::string text() const;
};

/// The errors of difference quotients of t -> f(x + t direction) at t = 0, where f' is the slope and f'' the curvature
/// along the direction. They are measured against derivatives of the recorded operations on fifty digits.
///
///   f          a Function with one output, or a callable, which is recorded
///   x          n entries, in the units of the inputs
///   direction  n entries, same units
///   range      steps to try, in units of the direction
///
/// Cost: four evaluations a step, and one on fifty digits, which takes as long as thousands. Throws ShapeError for a
/// wrong number of entries or outputs, OptionError for a range without steps, OperationError for a custom operation,
/// which is known in double only, and what f throws.
///
///     file << hesse::difference_errors(f, x, Eigen::VectorXd::Unit(n, 0)).svg();
[[nodiscard]] DifferenceErrors difference_errors(const Function& f, ConstVector x, ConstVector direction,
                                                 const StepRange& range = {});

template <Recordable F>
[[nodiscard]] DifferenceErrors difference_errors(F&& f, ConstVector x, ConstVector direction,
                                                 const StepRange& range = {}) {
  return difference_errors(detail::borrow(f, x), x, direction, range);
}

}  // namespace hesse
