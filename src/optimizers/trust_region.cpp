// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/scaling.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <cmath>
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

bool ScaledVariables::restrain(ConstVector point, ConstVector step) {
  bool changed = false;
  for (Index i = 0; i < point.size(); ++i) {
    const double multiple = std::abs(step[i] / point[i]);
    if (!(multiple > 1.0) || !std::isfinite(multiple)) continue;
    largest_roots_[i] = multiple / inverse_[i];
    changed = true;
  }
  if (changed) inverse_ = inverse_scale(largest_roots_);
  return changed;
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

bool ScaledRegion::adapt(const Trial& trial, const Iterate& here, ScaledVariables& variables) {
  radius_ =
      next_radius(trial.attempt.radius, trial.attempt.ratio, length_of(trial.minimum.step), trial.minimum.at_boundary);
  not_finite_in_a_row_ = std::isnan(trial.attempt.trial_value) ? not_finite_in_a_row_ + 1 : 0;
  if (not_finite_in_a_row_ < patience) return false;
  not_finite_in_a_row_ = 0;
  return variables.restrain(here.point, trial.attempt.step);
}

}  // namespace hesse
