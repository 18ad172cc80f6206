// SPDX-License-Identifier: BSL-1.0
//
// The loop that all methods share: what stops it, what is kept, what is said at the end.
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/descent.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/optimizers/stopping.hpp>

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint.hpp"
#include "describe_method.hpp"
#include "state_archive.hpp"

namespace hesse {

namespace {

/// What a run and the one that goes on from its checkpoint must have in common: "LBFGS (memory 3) on a recorded
/// function of 3 inputs".
std::string run_in_words(const Solution& solution, Index inputs) {
  std::vector<std::string> own;
  for (const OptionUsed& option : solution.method.options)
    if (!option.is_default && !is_common_option(option.name))
      own.push_back(fmt::format("{} {}", option.name, option.text()));
  return fmt::format("{}{} on a {} of {}", solution.method.name,
                     own.empty() ? "" : fmt::format(" ({})", fmt::join(own, ", ")), solution.objective,
                     counted(inputs, "input"));
}

class Run {
 public:
  Run(const Objective& objective, const CommonOptions& options, MethodUsed method, Bounds bounds)
      : options_(options), problem_(objective, options, std::move(bounds)) {
    solution_.objective = objective.kind();
    solution_.method = std::move(method);
  }

  Solution from(ConstVector start, Descent& descent) {
    solution_.method.adapts = descent.adapts();
    if (!options_.checkpoint_file.empty()) problem_.objective().compile();
    if (!resume(start, descent)) {
      std::optional<Iterate> first = problem_.evaluate(start);
      if (!first) return nowhere(start);
      here_ = std::move(*first);
      stopping_.emplace(options_, here_.gradient_norm);
      if (log({})) return finish({Status::stopped_by_caller, "the callback asked to stop at the start."});
    }
    for (;;) {
      auto ending = stopping_->after(here_, solution_.iterations, problem_);
      if (!ending) {
        keep(start, descent, options_.checkpoint_seconds);
        ending = advance(descent.attempt(here_, problem_));
      }
      if (!ending) continue;
      keep(start, descent, 0.0);
      if (ending->status != Status::gradient_small || !stopping_->guesses() || !minimum_is_far())
        return finish(*ending);
      stopping_->ask_for_more();
    }
  }

 private:
  /// Goes on from the checkpoint, if there is one.
  bool resume(ConstVector start, Descent& descent) {
    if (options_.checkpoint_file.empty()) return false;
    auto bytes = read_checkpoint(options_.checkpoint_file);
    if (!bytes) return false;
    StateArchive archive(std::move(*bytes));
    serialize(archive, start, descent);
    archive.require_end();
    Problem uncounted(problem_.objective(), options_);
    std::optional<Iterate> again = uncounted.evaluate(here_.point);
    if (!again || std::abs(again->value - here_.value) > again->rounding)
      throw CheckpointError(
          "checkpoint.other_run",
          fmt::format("The checkpoint {} says that f = {:.17g} at its point, but it is {:.17g}: it was made with "
                      "another function or other data. Name another file, or delete it to begin anew.",
                      options_.checkpoint_file.string(), here_.value, again ? again->value : Iteration::none));
    here_ = std::move(*again);
    return true;
  }

  /// Writes the checkpoint where the last one is so many seconds old. After a step that was refused a method knows more
  /// than it writes.
  void keep(ConstVector start, Descent& descent, double seconds) {
    if (options_.checkpoint_file.empty() || !solution_.history.back().accepted) return;
    if (problem_.seconds() - kept_at_ < seconds) return;
    StateArchive archive;
    serialize(archive, start, descent);
    write_checkpoint(options_.checkpoint_file, archive.bytes());
    kept_at_ = problem_.seconds();
  }

  void serialize(StateArchive& archive, ConstVector start, Descent& descent) {
    std::string run = run_in_words(solution_, start.size());
    Vector from = start;
    const std::string expected = run;
    archive(run, from);
    if (run != expected) throw_other_run(fmt::format("of {}; this one is {}", run, expected));
    if (from != start) throw_other_run("from another start");
    Bounds bounds = problem_.bounds();
    archive(bounds);
    if (bounds != problem_.bounds()) throw_other_run("with other bounds");
    if (!stopping_) stopping_.emplace(options_, 0.0);
    archive(problem_, *stopping_, here_, best_, solution_.iterations, solution_.history, descent);
  }

  [[noreturn]] void throw_other_run(std::string_view what) const {
    throw CheckpointError(
        "checkpoint.other_run",
        fmt::format("The checkpoint {} is of a run {}. Name another file, or delete it to begin anew.",
                    options_.checkpoint_file.string(), what));
  }

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

  /// Whether the Hessian contradicts a gradient that is small against the one at the start only.
  bool minimum_is_far() {
    if (here_.gradient_norm == 0.0 || here_.point.size() > options_.curvature_limit) return false;
    try {
      return newton_step_is_long(here_, hessian_here(), problem_);
    } catch (const Error&) {
      return false;  // a function without second derivatives: the gradient decides alone
    }
  }

  const Matrix& hessian_here() {
    if (!hessian_) hessian_ = problem_.hessian(here_.point);
    return *hessian_;
  }

  void move_to(const Iterate& next) {
    if (next.value > here_.value && (!best_ || here_.value < best_->value)) best_ = std::move(here_);
    here_ = next;
    hessian_.reset();
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
    if (!test_holds && best_ && best_->value < here_.value - here_.rounding) {
      here_ = std::move(*best_);
      hessian_.reset();
    }
    const bool in_a_hurry = ending.status == Status::stopped_by_caller || ending.status == Status::time_limit;
    if (!in_a_hurry && here_.point.size() <= options_.curvature_limit) look_around(ending);
    if (test_holds)
      if (auto plateau = find_plateau(here_, solution_.curvature, problem_)) ending = std::move(*plateau);
    solution_.status = ending.status;
    solution_.reason = std::move(ending.reason);
    solution_.at_bounds = here_.point.size() - std::ssize(problem_.free_inputs(here_));
    solution_.point = std::move(here_.point);
    solution_.value = here_.value;
    solution_.gradient = std::move(here_.gradient);
    return sealed();
  }

  /// A function whose Hessian cannot be had (no second derivatives, too large) still has a solution; the verdict is
  /// what is missing then.
  void look_around(Ending& ending) {
    try {
      const Matrix& hessian = hessian_here();
      if (!hessian.allFinite()) return;
      const std::vector<Index> free = problem_.free_inputs(here_);
      solution_.curvature = classify(hessian(free, free));
      Vector lowest = Vector::Zero(here_.point.size());
      lowest(free) = solution_.curvature->lowest_direction;
      solution_.curvature->lowest_direction = std::move(lowest);
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
  std::optional<Matrix> hessian_;  ///< at the point stood on, once it was asked for
  std::optional<Iterate> best_;    ///< of those left behind, where a step went uphill
  double kept_at_ = 0.0;           ///< the second at which the last checkpoint was written
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
        Bounds bounds;
        if constexpr (requires { chosen.bounds; }) bounds = chosen.bounds;
        bounds.validate(start);
        return Run(f, options, describe_method(chosen), std::move(bounds)).from(start, *descent_of(chosen));
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
