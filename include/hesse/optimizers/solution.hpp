// SPDX-License-Identifier: BSL-1.0
//
// What an optimizer gives back. A run that did not succeed is data too: it says what stopped it, with the numbers that
// were compared, and carries the best point it saw.
#pragma once

#include <hesse/curvature/classify.hpp>
#include <hesse/optimizers/counts.hpp>
#include <hesse/optimizers/iteration.hpp>
#include <hesse/optimizers/method_used.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hesse {

enum class Status {
  gradient_small,       ///< the gradient test holds
  function_flat,        ///< the function test held for two accepted steps in a row
  step_small,           ///< the step test holds
  stalled_at_rounding,  ///< no step can improve f by more than the rounding of f; gradient and Hessian confirm it
  plateau,              ///< f does not change over a distance the size of x: there is nothing to follow
  iteration_limit,
  evaluation_limit,
  time_limit,
  stopped_by_caller,
  line_search_failed,  ///< f does not fall where the gradient says it must, or only along steps the method does not try
  start_not_finite,
  not_finite,  ///< sixty trial points in a row where f or its gradient is not finite
  unbounded    ///< f fell below `unbounded_below`
};

[[nodiscard]] const char* name_of(Status status);

/// Whether it is the outcome of a test of the point stood on: the first four.
[[nodiscard]] bool is_stopping_test(Status status);

struct Solution {
  /// Where the test was met that ended the run; where none was, the best finite point seen.
  Vector point;
  double value = Iteration::none;
  Vector gradient;
  Index at_bounds = 0;  ///< entries of the point that a bound stops; the curvature is that of the others
  Status status = Status::start_not_finite;
  Index iterations = 0;
  Counts counts;
  EvaluationSeconds evaluation_seconds;
  double seconds = 0.0;            ///< altogether: with the method's own work and the callback
  std::vector<Iteration> history;  ///< the start and every iteration
  /// The Hessian at the point, classified; nothing beyond `curvature_limit` inputs or where it is not finite.
  std::optional<CurvatureVerdict> curvature;
  std::string reason;     ///< the sentence that explanation() starts with
  std::string objective;  ///< what was minimised, as Objective::kind() calls it
  MethodUsed method;

  /// Whether a stopping test holds at a point that may be a minimum: at a saddle or a maximum a small gradient is not
  /// success. Where the curvature was not computed, the test decides alone.
  [[nodiscard]] bool converged() const;

  /// The curvature says that f still falls from here: a saddle or a maximum.
  [[nodiscard]] bool curves_down() const { return curvature && curvature->negative > 0; }

  /// One line an iteration: iteration, f, change, |g|, |step|, ratio, what the method adapts (radius, length, mu,
  /// alpha, sigma or eta), inner iterations, seconds. Rejected steps carry an asterisk; a number that the method does
  /// not have is left blank.
  ///
  ///   most_rows  of a longer history the middle is left out, and a line says how much; at least 2
  [[nodiscard]] std::string table(Index most_rows = 60) const;

  /// Why it ended, with the numbers compared, and what the curvature says.
  [[nodiscard]] std::string explanation() const;

  /// All there is to say on a page: problem, method and the options that are not the default, f and |g| at both ends,
  /// iterations, evaluations with the time they took, why it ended, and the curvature there.
  [[nodiscard]] std::string full_report() const;
};

}  // namespace hesse
