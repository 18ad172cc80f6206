// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/spectral_model.hpp>
#include <hesse/optimizers/trust_region.hpp>
#include <hesse/optimizers/trust_region_newton.hpp>

#include <cmath>
#include <optional>
#include <utility>

#include "state_archive.hpp"

namespace hesse {

namespace {

class ExactTrustRegion final : public Descent {
 public:
  explicit ExactTrustRegion(double first_radius) : region_(first_radius) {}

  void serialize(StateArchive& archive) override { archive(variables_, region_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!model_) model_.emplace(variables_.look(here, problem));
    ScaledRegion::Trial trial = region_.attempt(here, variables_, *model_, problem);
    region_.adapt(trial);
    if (trial.attempt.next) model_.reset();
    return std::move(trial.attempt);
  }

 private:
  ScaledVariables variables_;
  ScaledRegion region_;
  std::optional<SpectralModel> model_;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const TrustRegionNewton& method) {
  require_option(method.first_radius > 0.0 && std::isfinite(method.first_radius), "TrustRegionNewton::first_radius",
                 method.first_radius, "must be positive");
  return std::make_unique<ExactTrustRegion>(method.first_radius);
}

}  // namespace hesse
