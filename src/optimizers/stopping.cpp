// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/duration.hpp>
#include <hesse/optimizers/scaling.hpp>
#include <hesse/optimizers/stopping.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace hesse {

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

Ending limit_ending(Status status, const Problem& problem) {
  const CommonOptions& options = problem.options();
  switch (status) {
    case Status::evaluation_limit:
      return {status, fmt::format("{} evaluations were made, the limit is {}.", problem.counts().total(),
                                  options.evaluation_limit)};
    case Status::time_limit:
      return {status, fmt::format("{} have passed, the limit is {}.", duration(problem.seconds()),
                                  duration(options.time_limit))};
    default:
      return {status, "a stop was requested through the stop token."};
  }
}

/// How far from a point f is probed for its slope.
double probe_distance(const Iterate& here) { return std::cbrt(eps) * scale_of(here.point); }

struct MeasuredSlope {
  double promised;  ///< by the gradient
  double slope;
  double doubt;  ///< what bending, rounding and noise may add
};

/// The part of a direction along which the bounds let one go to both sides, of length one.
Vector two_sided(const Vector& direction, const Iterate& here, const Bounds& bounds) {
  Vector part = direction;
  for (Index i = 0; i < part.size(); ++i)
    if (here.point[i] <= bounds.lower_of(i) || here.point[i] >= bounds.upper_of(i)) part[i] = 0.0;
  return part / length_of(part);
}

/// Central differences over distances of h, h/2, h/4 and h/8. What bends within h, or is noisier than the rounding of
/// f, shows in how far they are apart; the first has the least noise. x itself is known to its rounding only, which
/// moves the slope by the curvature times that. Distances at which f is not finite are left out, and inputs at a bound.
MeasuredSlope slope_along(const Vector& step, const Iterate& here, Problem& problem) {
  const Vector direction = two_sided(step, here, problem.bounds());
  const double promised = here.gradient.dot(direction);
  std::vector<double> slopes;
  double rounding = 0.0;
  double distance = std::min({probe_distance(here), problem.bounds().longest(here.point, direction),
                              problem.bounds().longest(here.point, -direction)});
  for (int halving = 0; halving < 4; ++halving, distance *= 0.5) {
    const double ahead = problem.value(here.point + distance * direction);
    const double behind = problem.value(here.point - distance * direction);
    if (!std::isfinite(ahead - behind)) continue;
    slopes.push_back((ahead - behind) / (2.0 * distance));
    const double of_values = std::max({here.rounding, rounding_of(ahead), rounding_of(behind)}) / distance;
    const double bend = std::abs((ahead - here.value) + (behind - here.value)) / distance;
    const double of_point = 10.0 * eps * bend * (scale_of(here.point) / distance);
    rounding = std::max(rounding, of_values + of_point);
  }
  if (slopes.empty()) return {promised, Iteration::none, 0.0};
  const auto [least, largest] = std::ranges::minmax(slopes);
  return {promised, slopes.front(), 3.0 * (largest - least) + rounding};
}

}  // namespace

Stopping::Stopping(const CommonOptions& options, double first_gradient_norm)
    : options_(options), first_gradient_norm_(first_gradient_norm) {}

void Stopping::note_step(const Iterate& from, const Iterate& to, double length) {
  const double larger = std::max(std::abs(from.value), std::abs(to.value));
  relative_change_ = larger == 0.0 ? 0.0 : std::abs(to.value - from.value) / larger;
  flat_in_a_row_ = relative_change_ <= options_.function_tolerance ? flat_in_a_row_ + 1 : 0;
  step_ = length;
}

std::optional<Ending> Stopping::test(const Iterate& here) const {
  const std::optional<double> absolute = options_.gradient_tolerance;
  const double relative = options_.relative_gradient_tolerance.value_or(absolute ? 0.0 : default_);
  if (absolute && here.gradient_norm <= *absolute)
    return Ending{Status::gradient_small,
                  fmt::format("|g| = {:.6g} <= gradient_tolerance = {:.6g}.", here.gradient_norm, *absolute)};
  if (here.gradient_norm <= relative * first_gradient_norm_)
    return Ending{Status::gradient_small,
                  fmt::format("|g| = {:.6g} <= {:.6g} = relative_gradient_tolerance {:.3g} x |g| at the start {:.6g}.",
                              here.gradient_norm, relative * first_gradient_norm_, relative, first_gradient_norm_)};
  if (options_.function_tolerance > 0.0 && flat_in_a_row_ >= 2)
    return Ending{
        Status::function_flat,
        fmt::format("two steps in a row changed f by no more of itself than function_tolerance = {:.3g}, the last by "
                    "{:.3g}; |g| = {:.3g}.",
                    options_.function_tolerance, relative_change_, here.gradient_norm)};
  const double smallest_step = options_.step_tolerance * (length_of(here.point) + options_.step_tolerance);
  if (options_.step_tolerance > 0.0 && step_ <= smallest_step)
    return Ending{
        Status::step_small,
        fmt::format("|step| = {:.6g} <= {:.6g} = step_tolerance {:.3g} x (|x| {:.6g} + step_tolerance); |g| = "
                    "{:.3g}.",
                    step_, smallest_step, options_.step_tolerance, length_of(here.point), here.gradient_norm)};
  return std::nullopt;
}

std::optional<Ending> Stopping::after(const Iterate& here, Index iterations, const Problem& problem) const {
  if (here.value < options_.unbounded_below)
    return Ending{Status::unbounded,
                  fmt::format("f = {:.3g} is below the bound {:.3g} under which it counts as unbounded.", here.value,
                              options_.unbounded_below)};
  if (auto ending = test(here)) return ending;
  if (const auto status = problem.interrupted()) return limit_ending(*status, problem);
  if (iterations >= options_.iteration_limit)
    return Ending{Status::iteration_limit, fmt::format("{} iterations were made, the limit is {}; |g| = {:.3g}.",
                                                       iterations, options_.iteration_limit, here.gradient_norm)};
  return std::nullopt;
}

Ending not_finite_ending(Index trials) {
  return {
      Status::not_finite,
      fmt::format("f or its gradient was not finite at 60 trial points in a row ({} altogether), ever closer to the "
                  "last point where both are. The minimum may lie on the border of where f exists.",
                  trials)};
}

bool newton_step_is_long(const Iterate& here, const Matrix& hessian, const Problem& problem) {
  const std::vector<Index> free = problem.free_inputs(here);
  if (free.empty() || !hessian.allFinite()) return false;
  const SpectralModel model(hessian(free, free), here.gradient(free));
  if (!(model.eigenvalues().minCoeff() > 0.0)) return false;
  const double size = scale_of(here.point);
  const ModelMinimum minimum = model.within(size);
  return length_of(minimum.step) > 1e-6 * size && minimum.reduction > here.rounding;
}

Ending explain_standstill(const Iterate& here, const Vector& step, Problem& problem) {
  const double length = length_of(step);
  const bool has_direction = length > 0.0 && std::isfinite(length);
  const MeasuredSlope measured = slope_along(has_direction ? step : -here.gradient, here, problem);
  const double promised = measured.promised, tolerance = 0.1 * std::abs(promised) + measured.doubt;
  if (std::abs(measured.slope - promised) <= tolerance)
    return {Status::stalled_at_rounding,
            fmt::format("the next step cannot change f = {:.17g} by more than its rounding, {:.2g}; |g| = {:.3g}.",
                        here.value, here.rounding, here.gradient_norm)};
  const bool flipped = std::abs(measured.slope + promised) <= tolerance;
  return {Status::line_search_failed,
          fmt::format("along the last direction the gradient promises a slope of {:.6g}, differences of f show {:.6g}: "
                      "{}.",
                      promised, measured.slope,
                      flipped ? "the gradient check fails: looks like a sign flip"
                              : "the gradient is wrong, or f is noisy or not smooth here")};
}

std::optional<Ending> find_descent(const Iterate& here, const Matrix& hessian, Problem& problem) {
  const std::vector<Index> free = problem.free_inputs(here);
  Matrix bend = Matrix::Zero(hessian.rows(), hessian.cols());
  Vector slope = Vector::Zero(hessian.rows());
  bend(free, free) = hessian(free, free);
  slope(free) = here.gradient(free);
  ScaledVariables variables;
  variables.see(bend.diagonal().cwiseAbs().cwiseSqrt());
  const SpectralModel model(variables.scaled_hessian(bend), variables.scaled_gradient(slope));
  double radius = scaled_size(here, variables.inverse());
  for (int trial = 0; trial < 6; ++trial) {
    const ModelMinimum minimum = model.within(radius);
    radius = 0.1 * length_of(minimum.step);
    if (!(minimum.reduction > 10.0 * here.rounding)) break;
    const Vector step = variables.inverse().cwiseProduct(minimum.step);
    const double fall = here.value - problem.value(here.point + step);
    if (!(fall > 0.1 * minimum.reduction)) continue;
    // What falls by less than f is known along this step may as well have risen.
    const double length = length_of(step);
    if (fall <= slope_along(step, here, problem).doubt * probe_distance(here)) continue;
    return Ending{Status::line_search_failed,
                  fmt::format("no step that the method tries lowers f = {:.17g}, but a Newton step of length {:.3g} "
                              "lowers it by {:.3g}: too ill-conditioned for the steps of this method. Go on from here "
                              "with another one.",
                              here.value, length, fall)};
  }
  return std::nullopt;
}

std::optional<Ending> find_plateau(const Iterate& here, const std::optional<CurvatureVerdict>& curvature,
                                   Problem& problem) {
  if (problem.free_inputs(here).empty()) return std::nullopt;
  const double distance = std::max(1.0, 0.1 * length_of(here.point)), visible = here.rounding;
  if (here.gradient_norm * distance > visible) return std::nullopt;
  if (curvature) {
    const double bend = std::max(std::abs(curvature->smallest), std::abs(curvature->largest));
    if (bend * distance * distance > visible) return std::nullopt;
    // A short Newton step in a positive definite Hessian has found its minimum, even where f is too large to show it.
    if (curvature->smallest > 0.0 && here.gradient_norm <= 1e-3 * curvature->smallest * distance) return std::nullopt;
  }
  // Without a gradient, x itself is the direction that has the units of the variables.
  Vector direction = here.point.isZero(0.0) ? Vector::Ones(here.point.size()) : here.point;
  if (here.gradient_norm > 0.0) direction = here.gradient;
  direction /= length_of(direction);
  for (const double side : {distance, -distance})
    if (!(std::abs(problem.value(here.point + side * direction) - here.value) <= visible)) return std::nullopt;
  return Ending{
      Status::plateau,
      fmt::format("f = {:.6g} does not change over a distance of {:.3g} on either side and |g| = {:.3g}: there is "
                  "nothing to follow. Start elsewhere.",
                  here.value, distance, here.gradient_norm)};
}

}  // namespace hesse
