// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/scaling.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <utility>

namespace hesse {

double next_radius(double radius, double ratio, double length, bool at_boundary) {
  if (!(ratio >= poor_gain_ratio)) return 0.5 * std::min(radius, length);
  return ratio > good_gain_ratio && at_boundary ? 2.0 * radius : radius;
}

void ScaledVariables::see(ConstVector roots) {
  if (largest_roots_.size() == 0) largest_roots_ = Vector::Zero(roots.size());
  largest_roots_ = largest_roots_.cwiseMax(roots);
  inverse_ = inverse_scale(largest_roots_);
}

SpectralModel ScaledVariables::look(const Iterate& here, Problem& problem) {
  Matrix hessian = problem.hessian(here.point);
  if (!hessian.allFinite()) hessian.setZero();
  see(hessian.diagonal().cwiseAbs().cwiseSqrt());
  return {scaled_hessian(hessian), scaled_gradient(here.gradient)};
}

Matrix ScaledVariables::scaled_hessian(const Matrix& hessian) const {
  return inverse_.asDiagonal() * hessian * inverse_.asDiagonal();
}

Attempt ScaledVariables::attempt(const Iterate& here, const QuadraticModel& model, const ModelMinimum& minimum,
                                 Problem& problem) const {
  const auto length = [&](ConstVector gradient) {
    return model.decrement(scaled_gradient(gradient), minimum.multiplier);
  };
  return try_step(here, inverse_.cwiseProduct(minimum.step), minimum.reduction, least_gain_ratio, problem, length);
}

namespace {

ScaledRegion::Trial try_within(double radius, const Iterate& here, const ScaledVariables& variables,
                               const QuadraticModel& model, Problem& problem) {
  ModelMinimum minimum = model.within(radius);
  Attempt attempt = variables.attempt(here, model, minimum, problem);
  attempt.radius = radius;
  attempt.inner_iterations = 1;
  return {std::move(minimum), std::move(attempt)};
}

}  // namespace

ScaledRegion::Trial ScaledRegion::attempt(const Iterate& here, const ScaledVariables& variables,
                                          const QuadraticModel& model, Problem& problem) {
  if (radius_ == 0.0) radius_ = first_radius_ * scaled_size(here, variables.inverse());
  return try_within(radius_, here, variables, model, problem);
}

ScaledRegion::Trial ScaledRegion::shortened(Trial best, const Iterate& here, const ScaledVariables& variables,
                                            const QuadraticModel& model, Problem& problem) {
  while (best.attempt.next && !problem.interrupted()) {
    Trial shorter = try_within(0.5 * best.attempt.radius, here, variables, model, problem);
    ++best.attempt.inner_iterations;
    if (!shorter.attempt.next || shorter.attempt.next->value > best.attempt.next->value) break;
    shorter.attempt.inner_iterations = best.attempt.inner_iterations;
    best = std::move(shorter);
  }
  return best;
}

void ScaledRegion::adapt(const Trial& trial) {
  radius_ =
      next_radius(trial.attempt.radius, trial.attempt.ratio, length_of(trial.minimum.step), trial.minimum.at_boundary);
}

}  // namespace hesse
