// SPDX-License-Identifier: BSL-1.0
//
// When a run ends, and the sentence that says why, with the numbers that were compared.
#pragma once

#include <hesse/curvature/classify.hpp>
#include <hesse/optimizers/problem.hpp>

#include <optional>
#include <string>

namespace hesse {

struct Ending {
  Status status;
  std::string reason;
};

/// The tests of gradient, function and step, then the limits.
class Stopping {
 public:
  Stopping(const CommonOptions& options, double first_gradient_norm);

  /// A step was taken from one point to the next.
  void note_step(const Iterate& from, const Iterate& to, double length);

  void serialize(auto& archive) { archive(first_gradient_norm_, relative_change_, step_, flat_in_a_row_, default_); }

  /// Neither tolerance of the gradient was given, so that the relative one is a guess, and not yet at the rounding of
  /// g.
  [[nodiscard]] bool guesses() const {
    return !options_.gradient_tolerance && !options_.relative_gradient_tolerance && default_ > 1e-18;
  }
  /// Makes the guess a thousand times smaller.
  void ask_for_more() { default_ *= 1e-3; }

  /// What ends the run at this point, if anything.
  [[nodiscard]] std::optional<Ending> after(const Iterate& here, Index iterations, const Problem& problem) const;

 private:
  [[nodiscard]] std::optional<Ending> test(const Iterate& here) const;

  const CommonOptions& options_;
  double first_gradient_norm_;
  double default_ = 1e-9;  ///< relative_gradient_tolerance where none was given
  double relative_change_ = Iteration::none;
  double step_ = Iteration::none;
  Index flat_in_a_row_ = 0;
};

[[nodiscard]] Ending not_finite_ending(Index trials);

/// Whether a Newton step would still lower f visibly and move x by more than 1e-6 of max(1, |x|), where all curvatures
/// are positive; where they are not, it has nothing to say. |g| at the start may be 1e10, as on a cliff: a gradient of
/// 1e-9 times that says little.
[[nodiscard]] bool newton_step_is_long(const Iterate& here, const Matrix& hessian, const Problem& problem);

/// What it means that no step was possible along a direction. Central differences of f along it either agree with the
/// gradient, and then f is at its rounding, or they do not, and then the derivative is wrong or f is not smooth. Eight
/// evaluations.
[[nodiscard]] Ending explain_standstill(const Iterate& here, const Vector& step, Problem& problem);

/// Where f stands at its rounding along the steps of a method, it may still fall along others: in a narrow valley those
/// along the gradient end far from the minimum. Looks for a fall that can be seen along Newton steps of six lengths. At
/// a minimum nothing is evaluated, as the model promises none.
[[nodiscard]] std::optional<Ending> find_descent(const Iterate& here, const Matrix& hessian, Problem& problem);

/// Where gradient and curvature are too small to change f over a distance of max(1, |x| / 10), f is looked at that far
/// away on both sides: a plateau where it does not change either. Two evaluations, only under suspicion. A positive
/// definite Hessian in which the Newton step is short is none: there the gradient has seen what f cannot show.
[[nodiscard]] std::optional<Ending> find_plateau(const Iterate& here, const std::optional<CurvatureVerdict>& curvature,
                                                 Problem& problem);

}  // namespace hesse
