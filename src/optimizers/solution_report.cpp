// SPDX-License-Identifier: BSL-1.0
//
// A run on a page: what was asked, what it cost, where it ended and why.
#include <hesse/basics/counted.hpp>
#include <hesse/basics/duration.hpp>
#include <hesse/optimizers/problem.hpp>
#include <hesse/optimizers/solution.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace hesse {

namespace {

std::string method_part(const MethodUsed& method) {
  std::string text = fmt::format("Method\n  {}\n", method.name);
  Index defaults = 0;
  for (const OptionUsed& option : method.options) {
    if (option.is_default)
      ++defaults;
    else
      text += fmt::format("  {:<32} {:>16}\n", option.name, option.text());
  }
  return text + fmt::format("  {} left at the default\n", counted(defaults, "option"));
}

std::string ends_part(const Solution& s) {
  if (s.history.empty()) return {};
  const Iteration& start = s.history.front();
  return fmt::format(
      "{:<26} {:>24} {:>24}\n"
      "  {:<24} {:>24.6g} {:>24.6g}\n"
      "  {:<24} {:>24.5e} {:>24.5e}\n",
      "Objective", "at the start", "at the end", "f", start.value, s.value, "|g|", start.gradient_norm,
      length_of(s.gradient));
}

std::string iterations_part(const Solution& s) {
  const auto refused =
      static_cast<Index>(std::ranges::count_if(s.history, [](const Iteration& row) { return !row.accepted; }));
  return fmt::format(
      "{:<35} {:>15}\n"
      "  {:<33} {:>15}\n"
      "  {:<33} {:>15}\n"
      "  {:<33} {:>15}\n"
      "  {:<33} {:>15}\n",
      "Iterations", s.iterations, "accepted", s.iterations - refused, "rejected", refused, "trial points rejected",
      s.counts.rejected, "of them not finite", s.counts.non_finite);
}

std::string evaluations_part(const Solution& s) {
  std::string text = fmt::format("{:<35} {:>15} {:>12} {:>12}\n", "Evaluations", "count", "time", "each");
  const auto add = [&text](const char* words, Index count, double seconds) {
    if (count > 0)
      text += fmt::format("  {:<33} {:>15} {:>12} {:>12}\n", words, count, duration(seconds),
                          duration(seconds / static_cast<double>(count)));
  };
#define HESSE_LINE(name, words) add(words, s.counts.name, s.evaluation_seconds.name);
  HESSE_EVALUATIONS(HESSE_LINE)
#undef HESSE_LINE
  return text + fmt::format(
                    "  {:<33} {:>15} {:>12}\n"
                    "  {:<33} {:>15} {:>12}\n",
                    "the method itself and callbacks", "",
                    duration(std::max(0.0, s.seconds - s.evaluation_seconds.total())), "total", s.counts.total(),
                    duration(s.seconds));
}

std::string curvature_part(const std::optional<CurvatureVerdict>& verdict) {
  if (!verdict) return "Curvature at the end\n  not computed\n";
  return fmt::format(
      "Curvature at the end\n"
      "  {}\n"
      "  {} positive, {} zero, {} negative eigenvalues; zero is what is at most {:.1e}\n"
      "  {:<33} {:>15.6g}  +- {:.1e}\n"
      "  {:<33} {:>15.6g}  +- {:.1e}\n",
      name_of(verdict->kind), verdict->positive, verdict->zero, verdict->negative, verdict->tolerance,
      "smallest eigenvalue", verdict->smallest, verdict->error_bound, "largest eigenvalue", verdict->largest,
      verdict->error_bound);
}

std::string outcome_part(const Solution& s) {
  return fmt::format("Outcome: {}\n  {}\n", s.converged() ? "converged" : "not converged", s.explanation());
}

}  // namespace

std::string Solution::full_report() const {
  const std::string problem = fmt::format("Problem\n  {} of {}\n", objective, counted(point.size(), "input"));
  std::string text = problem;
  for (const std::string& part : {method_part(method), ends_part(*this), iterations_part(*this),
                                  evaluations_part(*this), curvature_part(curvature), outcome_part(*this)})
    if (!part.empty()) text += "\n" + part;
  return text;
}

}  // namespace hesse
