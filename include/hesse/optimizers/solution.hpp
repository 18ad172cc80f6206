// SPDX-License-Identifier: BSL-1.0
//
// What an optimizer gives back. A run that did not succeed is data too: it says what stopped it, with the numbers that
// were compared, and carries the best point it saw.
#pragma once

#include <hesse/curvature/classify.hpp>
#include <hesse/optimizers/iteration.hpp>

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

/// How often the objective was asked for what.
struct Counts {
  Index values = 0;     ///< alone
  Index gradients = 0;  ///< with the value
  Index jacobians = 0;  ///< of residuals, with them
  Index hessians = 0;   ///< of the objective, or of a weighted sum of residuals
  Index hessian_vectors = 0;
  Index batch_gradients = 0;
  Index batch_hessian_vectors = 0;
  Index non_finite = 0;  ///< trial points that were rejected because f or its gradient is not finite there
  Index rejected = 0;    ///< trial points that were rejected for any reason

  /// Evaluations of every kind together.
  [[nodiscard]] Index total() const {
    return values + gradients + jacobians + hessians + hessian_vectors + batch_gradients + batch_hessian_vectors;
  }
};

struct Solution {
  /// Where the test was met that ended the run; where none was, the best finite point seen.
  Vector point;
  double value = Iteration::none;
  Vector gradient;
  Status status = Status::start_not_finite;
  Index iterations = 0;
  Counts counts;
  double seconds = 0.0;
  std::vector<Iteration> history;  ///< the start and every iteration
  /// The Hessian at the point, classified; nothing beyond `curvature_limit` inputs or where it is not finite.
  std::optional<CurvatureVerdict> curvature;
  std::string reason;  ///< the sentence that explanation() starts with

  /// Whether a stopping test holds at a point that may be a minimum: at a saddle or a maximum a small gradient is not
  /// success. Where the curvature was not computed, the test decides alone.
  [[nodiscard]] bool converged() const;

  /// One line an iteration: iteration, f, change, |g|, |step|, ratio, radius, inner iterations, seconds. Rejected steps
  /// carry an asterisk.
  [[nodiscard]] std::string table() const;

  /// Why it ended, with the numbers compared, and what the curvature says.
  [[nodiscard]] std::string explanation() const;
};

}  // namespace hesse
