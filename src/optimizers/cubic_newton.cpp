// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/spectral_model.hpp>
#include <hesse/optimizers/cubic_newton.hpp>
#include <hesse/optimizers/scaling.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include "state_archive.hpp"

namespace hesse {

namespace {

class AdaptiveCubic final : public Descent {
 public:
  explicit AdaptiveCubic(double first_radius) : first_radius_(first_radius) {}

  const char* adapts() const override { return "sigma"; }

  void serialize(StateArchive& archive) override { archive(reach_, variables_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!model_) model_.emplace(variables_.look(here, problem));
    if (reach_ == 0.0) shorten_to(first_radius_ * scaled_size(here, variables_.inverse()), here);
    ModelMinimum minimum = model_->with_cubic_term(reach_);
    const double length = length_of(minimum.step);
    // sigma/3 |s|^3, the part of the model that `reduction` leaves out.
    minimum.reduction -= minimum.multiplier * length * length / 3.0;
    Attempt attempt = variables_.attempt(here, *model_, minimum, problem);
    attempt.radius = 1.0 / (reach_ * reach_);
    attempt.inner_iterations = 1;
    adapt(attempt.ratio, length, here);
    if (attempt.next) model_.reset();
    return attempt;
  }

 private:
  void adapt(double ratio, double length, const Iterate& here) {
    if (!(ratio >= poor_gain_ratio))
      shorten_to(0.5 * length, here);
    else if (ratio > good_gain_ratio)
      reach_ *= 2.0;
  }

  /// The sigma whose step is at most this long. On the sphere of this radius the model without its cubic term is least
  /// where the one with it is, for sigma = multiplier / radius; a Newton step inside tells no sigma, and |g| = sigma
  /// radius^2 is the largest that could matter.
  void shorten_to(double radius, const Iterate& here) {
    const double multiplier = model_->within(radius).multiplier;
    const double slope = length_of(variables_.scaled_gradient(here.gradient));
    reach_ = radius / std::sqrt(multiplier > 0.0 ? multiplier * radius : slope);
  }

  double first_radius_;
  double reach_ = 0.0;  ///< 1 / sqrt(sigma): sigma itself may underflow
  ScaledVariables variables_;
  std::optional<SpectralModel> model_;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const CubicNewton& method) {
  require_option(method.first_radius > 0.0 && std::isfinite(method.first_radius), "CubicNewton::first_radius",
                 method.first_radius, "must be positive");
  return std::make_unique<AdaptiveCubic>(method.first_radius);
}

}  // namespace hesse
