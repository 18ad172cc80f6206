// SPDX-License-Identifier: BSL-1.0
//
// The loop that all methods share: what stops it, what is kept, what is said at the end.
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/descent.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/optimizers/stopping.hpp>

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "describe_method.hpp"

namespace hesse {

namespace {

class Run {
 public:
  Run(const Objective& objective, const CommonOptions& options, MethodUsed method)
      : options_(options), problem_(objective, options) {
    solution_.objective = objective.kind();
    solution_.method = std::move(method);
  }

  Solution from(ConstVector start, Descent& descent) {
    solution_.method.adapts = descent.adapts();
    std::optional<Iterate> first = problem_.evaluate(start);
    if (!first) return nowhere(start);
    here_ = std::move(*first);
    stopping_.emplace(options_, here_.gradient_norm);
    if (log({})) return finish({Status::stopped_by_caller, "the callback asked to stop at the start."});
    for (;;) {
      if (const auto ending = stopping_->after(here_, solution_.iterations, problem_)) return finish(*ending);
      const Attempt attempt = descent.attempt(here_, problem_);
      if (const auto ending = advance(attempt)) return finish(*ending);
    }
  }

 private:
  /// Takes or refuses the step and notes it.
  std::optional<Ending> advance(const Attempt& attempt) {
    ++solution_.iterations;
    Iteration row;
    row.accepted = attempt.next.has_value();
    row.change = attempt.trial_value - here_.value;
    row.step_norm = length_of(attempt.step);
    row.ratio = attempt.ratio;
    row.radius = attempt.radius;
    row.inner_iterations = attempt.inner_iterations;
    if (attempt.next) {
      stopping_->note_step(here_, *attempt.next, row.step_norm);
      move_to(*attempt.next);
    }
    if (log(row)) return Ending{Status::stopped_by_caller, "the callback asked to stop."};
    if (attempt.next) return std::nullopt;
    if (problem_.is_lost()) return not_finite_ending(problem_.counts().non_finite);
    if (attempt.exhausted && !problem_.interrupted()) return explain_standstill(here_, attempt.step, problem_);
    return std::nullopt;
  }

  void move_to(const Iterate& next) {
    if (next.value > here_.value && (!best_ || here_.value < best_->value)) best_ = std::move(here_);
    here_ = next;
    problem_.note_accepted();
  }

  /// Completes a row of the history; whether the callback wants to stop.
  bool log(Iteration row) {
    row.iteration = solution_.iterations;
    row.value = here_.value;
    row.gradient_norm = here_.gradient_norm;
    row.seconds = problem_.seconds();
    solution_.history.push_back(row);
    if (!options_.callback) return false;
    row.point = {here_.point.data(), static_cast<std::size_t>(here_.point.size())};
    return options_.callback(row) == Progress::stop;
  }

  Solution nowhere(ConstVector start) {
    const std::string birth = problem_.objective().explain_nonfinite(start);
    solution_.status = Status::start_not_finite;
    solution_.reason = fmt::format("the objective or its gradient is not finite at the start point{}. Start elsewhere.",
                                   birth.empty() ? "" : fmt::format(" (first: {})", birth));
    solution_.point = start;
    return sealed();
  }

  Solution finish(Ending ending) {
    const bool test_holds = is_stopping_test(ending.status);
    if (!test_holds && best_ && best_->value < here_.value - here_.rounding) here_ = std::move(*best_);
    const bool in_a_hurry = ending.status == Status::stopped_by_caller || ending.status == Status::time_limit;
    if (!in_a_hurry && here_.point.size() <= options_.curvature_limit) look_around(ending);
    if (test_holds)
      if (auto plateau = find_plateau(here_, solution_.curvature, problem_)) ending = std::move(*plateau);
    solution_.status = ending.status;
    solution_.reason = std::move(ending.reason);
    solution_.point = std::move(here_.point);
    solution_.value = here_.value;
    solution_.gradient = std::move(here_.gradient);
    return sealed();
  }

  /// A function whose Hessian cannot be had (no second derivatives, too large) still has a solution; the verdict is
  /// what is missing then.
  void look_around(Ending& ending) {
    try {
      const Matrix hessian = problem_.hessian(here_.point);
      if (!hessian.allFinite()) return;
      solution_.curvature = classify(hessian);
      // Of negative curvature the explanation speaks anyway.
      if (ending.status != Status::stalled_at_rounding || solution_.curvature->negative > 0) return;
      if (auto descent = find_descent(here_, hessian, problem_)) ending = std::move(*descent);
    } catch (const Error& error) {
      ending.reason += fmt::format(" ({})", error.what());
    }
  }

  Solution sealed() {
    solution_.counts = problem_.counts();
    solution_.evaluation_seconds = problem_.evaluation_seconds();
    solution_.seconds = problem_.seconds();
    return std::move(solution_);
  }

  const CommonOptions& options_;
  Problem problem_;
  std::optional<Stopping> stopping_;
  Iterate here_{};
  std::optional<Iterate> best_;  ///< of those left behind, where a step went uphill
  Solution solution_;
};

void require_finite(ConstVector start) {
  for (Index i = 0; i < start.size(); ++i)
    if (!std::isfinite(start[i]))
      throw NonFiniteError(
          "minimize.start",
          fmt::format("minimize() got a start whose entry [{}] is {}. Pass finite numbers.", i, start[i]));
}

}  // namespace

Solution minimize(const Objective& f, ConstVector start, const Method& method) {
  require_size("minimize()", start.size(), f.inputs(), "entry in the start");
  require_finite(start);
  return std::visit(
      [&](const auto& chosen) {
        const CommonOptions options = common_options(chosen);
        validate(options);
        return Run(f, options, describe_method(chosen)).from(start, *descent_of(chosen));
      },
      method);
}

Solution minimize(const Function& f, ConstVector start, const Method& method) {
  return minimize(FunctionObjective(f), start, method);
}

Solution minimize(const Loss& f, ConstVector start, const Method& method) {
  return minimize(LossObjective(f), start, method);
}

Solution least_squares(const Function& residuals, ConstVector start, const Method& method) {
  return minimize(FunctionResiduals(residuals), start, method);
}

}  // namespace hesse
