// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/optimizers/solution.hpp>

#include <fmt/format.h>

namespace hesse {

const char* name_of(Status status) {
  switch (status) {
    case Status::gradient_small:
      return "gradient_small";
    case Status::function_flat:
      return "function_flat";
    case Status::step_small:
      return "step_small";
    case Status::stalled_at_rounding:
      return "stalled_at_rounding";
    case Status::plateau:
      return "plateau";
    case Status::iteration_limit:
      return "iteration_limit";
    case Status::evaluation_limit:
      return "evaluation_limit";
    case Status::time_limit:
      return "time_limit";
    case Status::stopped_by_caller:
      return "stopped_by_caller";
    case Status::line_search_failed:
      return "line_search_failed";
    case Status::start_not_finite:
      return "start_not_finite";
    case Status::not_finite:
      return "not_finite";
    case Status::unbounded:
      return "unbounded";
  }
  __builtin_unreachable();
}

bool is_stopping_test(Status status) {
  return status == Status::gradient_small || status == Status::function_flat || status == Status::step_small ||
         status == Status::stalled_at_rounding;
}

bool Solution::converged() const { return is_stopping_test(status) && !curves_down(); }

std::string Solution::explanation() const {
  std::string outcome = fmt::format("{}: {}", name_of(status), reason);
  if (at_bounds > 0) outcome += fmt::format(" Held at a bound: {} of {}.", at_bounds, counted(point.size(), "input"));
  if (!curvature) return outcome + " Curvature there: not computed.";
  const std::string verdict = fmt::format(" Curvature there: {}.", curvature->text());
  if (!is_stopping_test(status) || !curves_down()) return outcome + verdict;
  return outcome + verdict +
         " This is not a minimum: f falls on both sides along curvature->lowest_direction; start again from a little "
         "way along it.";
}

}  // namespace hesse
