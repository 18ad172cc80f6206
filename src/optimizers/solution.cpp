// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/solution.hpp>

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace hesse {

namespace {

bool curves_down(const std::optional<CurvatureVerdict>& curvature) { return curvature && curvature->negative > 0; }

/// A number in scientific notation, a dash where there is none.
std::string cell(double number, int width, int digits) {
  return std::isnan(number) ? fmt::format("{:>{}}", "-", width) : fmt::format("{:{}.{}e}", number, width, digits);
}

}  // namespace

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

bool Solution::converged() const { return is_stopping_test(status) && !curves_down(curvature); }

std::string Solution::table() const {
  std::string text = fmt::format("{:>5}  {:>17} {:>11} {:>10} {:>10} {:>10} {:>10} {:>6} {:>9}\n", "iter", "f",
                                 "change", "|g|", "|step|", "ratio", "radius", "inner", "seconds");
  for (const Iteration& row : history)
    fmt::format_to(std::back_inserter(text), "{:5}{:1} {} {} {} {} {} {} {:6} {:9.2e}\n", row.iteration,
                   row.accepted ? "" : "*", cell(row.value, 18, 10), cell(row.change, 11, 2),
                   cell(row.gradient_norm, 10, 2), cell(row.step_norm, 10, 2), cell(row.ratio, 10, 2),
                   cell(row.radius, 10, 2), row.inner_iterations, row.seconds);
  return text;
}

std::string Solution::explanation() const {
  const std::string outcome = fmt::format("{}: {}", name_of(status), reason);
  if (!curvature) return outcome + " Curvature there: not computed.";
  const std::string verdict = fmt::format(" Curvature there: {}.", curvature->text());
  if (!is_stopping_test(status) || !curves_down(curvature)) return outcome + verdict;
  return outcome + verdict +
         " This is not a minimum: f falls on both sides along curvature->lowest_direction; start again from a little "
         "way along it.";
}

}  // namespace hesse
