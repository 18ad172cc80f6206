// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/least_squares.hpp>
#include <hesse/optimizers/trust_region.hpp>
#include <hesse/optimizers/trust_region_newton.hpp>

#include <cmath>
#include <optional>
#include <utility>

#include "state_archive.hpp"

namespace hesse {

namespace {

using Trial = ScaledRegion::Trial;

/// Both models at one point, in scaled variables.
struct Models {
  Matrix jacobian, bend;  ///< J D^-1, and D^-1 (sum r_i H_i) D^-1
  Vector gradient;
  SpectralModel gauss_newton;
  std::optional<SpectralModel> full;  ///< nothing where second derivatives are not finite
};

class TwoModels final : public Descent {
 public:
  explicit TwoModels(double first_radius)
      : region_(first_radius), without_residuals_(descent_of(TrustRegionNewton{.first_radius = first_radius})) {}

  void serialize(StateArchive& archive) override {
    archive(variables_, region_, uses_full_, at_start_, *without_residuals_);
  }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!here.linearization) return without_residuals_->attempt(here, problem);
    if (!models_) look(here, problem);
    const SpectralModel& model = uses_full_ && models_->full ? *models_->full : models_->gauss_newton;
    Trial trial = region_.attempt(here, variables_, model, problem);
    // A first radius that is too long must not decide which minimum is found.
    if (at_start_) trial = ScaledRegion::shortened(std::move(trial), here, variables_, model, problem);
    if (trial.attempt.next) at_start_ = false;
    choose(here, trial);
    correct(here, model, trial, problem);
    const bool reshaped = region_.adapt(trial, here, variables_);
    if (trial.attempt.next || reshaped) models_.reset();
    return std::move(trial.attempt);
  }

 private:
  void look(const Iterate& here, Problem& problem) {
    const Linearization& at = *here.linearization;
    variables_.see(at.jacobian.colwise().norm().transpose());
    Matrix jacobian = at.jacobian * variables_.inverse().asDiagonal();
    Matrix bend = variables_.scaled_hessian(problem.residual_hessian(here.point, at.residuals));
    Vector gradient = variables_.scaled_gradient(here.gradient);
    SpectralModel gauss_newton = SpectralModel::of_squares(jacobian, at.residuals);
    std::optional<SpectralModel> full;
    if (bend.allFinite()) full.emplace(jacobian.transpose() * jacobian + bend, gradient);
    models_.emplace(
        Models{std::move(jacobian), std::move(bend), std::move(gradient), std::move(gauss_newton), std::move(full)});
  }

  /// The model of the next step. One is kept as long as it forecasts the gain to within half of it; else the better
  /// forecast wins. A gain below the rounding of f tells nothing, and the full model converges faster.
  void choose(const Iterate& here, const Trial& trial) {
    if (std::isnan(trial.attempt.trial_value)) return;
    if (trial.minimum.reduction < here.rounding) {
      uses_full_ = true;
      return;
    }
    const Vector& step = trial.minimum.step;
    const double gauss_newton = -models_->gradient.dot(step) - 0.5 * (models_->jacobian * step).squaredNorm();
    const double full = gauss_newton - 0.5 * step.dot(models_->bend * step);
    const double gain = here.value - trial.attempt.trial_value;
    const double miss_of_gauss_newton = std::abs(gain - gauss_newton), miss_of_full = std::abs(gain - full);
    if ((uses_full_ ? miss_of_full : miss_of_gauss_newton) > 0.5 * std::abs(gain))
      uses_full_ = miss_of_full < miss_of_gauss_newton;
  }

  /// Where the gain was poor, the residuals at the trial show how they bend along the step. The step to where the bent
  /// ones are least is tried too, and taken where f is lower: in a curved valley it stays on the floor. One that turns
  /// far away from the first step is none that they vouch for.
  void correct(const Iterate& here, const SpectralModel& model, Trial& trial, Problem& problem) const {
    const auto& tried = trial.attempt.next ? trial.attempt.next : trial.attempt.refused;
    if (!tried || trial.attempt.ratio >= poor_gain_ratio || trial.minimum.reduction < here.rounding) return;
    const Vector& step = trial.minimum.step;
    const Vector bent = tried->linearization->residuals - here.linearization->residuals - models_->jacobian * step;
    ModelMinimum minimum =
        model.with_gradient(models_->gradient + models_->jacobian.transpose() * bent).within(trial.attempt.radius);
    if ((minimum.step - step).norm() > 0.75 * step.norm()) return;
    minimum.reduction = trial.minimum.reduction;
    Attempt again = variables_.attempt(here, model, minimum, problem);
    ++trial.attempt.inner_iterations;
    if (!again.next || again.trial_value >= tried->value) return;
    again.radius = trial.attempt.radius;
    again.inner_iterations = trial.attempt.inner_iterations;
    trial = {std::move(minimum), std::move(again)};
  }

  ScaledVariables variables_;
  ScaledRegion region_;
  std::unique_ptr<Descent> without_residuals_;
  std::optional<Models> models_;
  bool uses_full_ = false;
  bool at_start_ = true;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const LeastSquares& method) {
  require_option(method.first_radius > 0.0 && std::isfinite(method.first_radius), "LeastSquares::first_radius",
                 method.first_radius, "must be positive");
  return std::make_unique<TwoModels>(method.first_radius);
}

}  // namespace hesse
