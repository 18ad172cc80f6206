// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/curvature/classify.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/teaching/race.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

#include "contour_window.hpp"

namespace hesse {

namespace {

using reports::significant;

constexpr double infinity = std::numeric_limits<double>::infinity();

double default_eta(const Function& f, ConstVector start, double rho) {
  const Matrix hessian = f.hessian(start);
  if (!hessian.allFinite()) return 1.0;
  const CurvatureVerdict ends = classify(hessian);
  const double largest = std::max(std::abs(ends.smallest), std::abs(ends.largest));
  return largest > 0.0 ? 1.0 / (largest * (1.0 + rho * largest)) : 1.0;
}

std::vector<std::pair<std::string, Method>> entrants(double eta, double rho) {
  return {{"Newton", Newton{}},
          {"gradient descent", GradientDescent{}},
          {fmt::format("NGD, rho = {}", significant(rho)),
           GradientDescent{.step = StepRule::fixed, .eta = eta, .rho = rho}},
          {"L-BFGS", LBFGS{}}};
}

Race::Runner run(const std::string& name, const Function& f, ConstVector start, Method method,
                 const RaceOptions& limits) {
  Race::Runner runner{name, {}, {}, {}};
  std::visit(
      [&](auto& options) {
        options.iteration_limit = limits.iteration_limit;
        options.stop_token = limits.stop_token;
        options.callback = [&runner](const Iteration& row) {
          runner.points.emplace_back(Eigen::Map<const Vector>(row.point.data(), std::ssize(row.point)));
          runner.values.push_back(row.value);
          return Progress::go_on;
        };
      },
      method);
  runner.solution = minimize(f, start, method);
  return runner;
}

/// The square that holds the start and the points of all whose test was met, also at a saddle, with some room around.
struct Window {
  Vector middle;
  double reach;
};

Window window_of(const std::vector<Race::Runner>& runners, ConstVector start) {
  Vector low = start, high = start;
  for (const Race::Runner& runner : runners)
    if (is_stopping_test(runner.solution.status))
      for (const Vector& point : runner.points) {
        low = low.cwiseMin(point);
        high = high.cwiseMax(point);
      }
  const double reach = 0.6 * (high - low).maxCoeff();
  return {(low + high) / 2.0, reach > 0.0 ? reach : std::max(1.0, start.lpNorm<Eigen::Infinity>())};
}

reports::Curve path_of(const Race::Runner& runner) {
  reports::Curve path{runner.outcome(), {}, {}};
  for (const Vector& point : runner.points) {
    path.x.push_back(point[0]);
    path.y.push_back(point[1]);
  }
  return path;
}

reports::LineChart chart_of(const Race& race) {
  const bool met_none = !std::isfinite(race.least);
  reports::LineChart chart{.title = met_none ? "No value of f that was met is finite"
                                             : "f less the least value met, " + significant(race.least),
                           .x_label = "iterations",
                           .y_label = "f - least",
                           .y_scale = reports::Scale::logarithmic,
                           .y_floor = met_none ? 0.0 : 1e-16 * std::max(1.0, std::abs(race.least))};
  for (const Race::Runner& runner : race.runners) {
    reports::Curve curve{runner.outcome(), {}, {}};
    for (std::size_t k = 0; k < runner.values.size(); ++k) {
      curve.x.push_back(static_cast<double>(k));
      curve.y.push_back(runner.values[k] - race.least);
    }
    chart.curves.push_back(std::move(curve));
  }
  return chart;
}

}  // namespace

std::string Race::Runner::outcome() const {
  if (solution.converged()) return fmt::format("{}: {}", name, counted(solution.iterations, "iteration"));
  const bool is_no_minimum = is_stopping_test(solution.status) && solution.curves_down();
  const std::string why =
      is_no_minimum ? fmt::format("at a {}", name_of(solution.curvature->kind)) : name_of(solution.status);
  return fmt::format("{}: failed, {} after {}", name, why, solution.iterations);
}

Race race(const Function& f, ConstVector start, const RaceOptions& options) {
  require_plane("race()", f, start, {.names = options.names});
  require_option(options.points >= 2, "race(): points", static_cast<double>(options.points), "must be at least 2");
  require_option(options.eta >= 0.0, "race(): eta", options.eta, "must not be negative");
  const double eta = options.eta > 0.0 ? options.eta : default_eta(f, start, options.rho);
  Race result;
  result.least = infinity;
  for (const auto& [name, method] : entrants(eta, options.rho)) {
    result.runners.push_back(run(name, f, start, method, options));
    for (const double value : result.runners.back().values)
      if (std::isfinite(value)) result.least = std::min(result.least, value);
  }
  const auto [middle, reach] = window_of(result.runners, start);
  result.paths = contour_window(f, middle, reach, options.points, options.names, options.stop_token);
  result.stopped = options.stop_token.stop_requested();
  result.paths.title = fmt::format("Paths from ({}, {})", significant(start[0]), significant(start[1]));
  result.paths.side = 520.0;
  for (const Race::Runner& runner : result.runners) result.paths.paths.push_back(path_of(runner));
  result.values = chart_of(result);
  return result;
}

std::string Race::results() const {
  reports::Table table({"method", "iterations", "f at the end", "|g|", "status"});
  for (const Runner& runner : runners) {
    const Solution& end = runner.solution;
    table.add({runner.name, end.iterations, end.value, reports::Cell(end.gradient.norm(), 3),
               (end.converged() ? "" : "failed: ") + std::string(name_of(end.status))});
  }
  return table.text();
}

std::string Race::text() const { return results() + "\n" + paths.text() + "\n" + values.text(); }

}  // namespace hesse
