// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/sparse_model.hpp>
#include <hesse/curvature/spectral_model.hpp>
#include <hesse/optimizers/sparse_newton_system.hpp>
#include <hesse/optimizers/trust_region.hpp>
#include <hesse/optimizers/trust_region_newton.hpp>

#include <cmath>
#include <memory>
#include <utility>

#include "state_archive.hpp"

namespace hesse {

namespace {

class ExactTrustRegion final : public Descent {
 public:
  ExactTrustRegion(double first_radius, HessianForm form) : region_(first_radius), sparse_("TrustRegionNewton", form) {}

  void serialize(StateArchive& archive) override { archive(variables_, region_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!model_) model_ = look(here, problem);
    ScaledRegion::Trial trial = region_.attempt(here, variables_, *model_, problem);
    const bool reshaped = region_.adapt(trial, here, variables_);
    if (trial.attempt.next || reshaped) model_.reset();
    return std::move(trial.attempt);
  }

 private:
  std::unique_ptr<QuadraticModel> look(const Iterate& here, Problem& problem) {
    if (!sparse_.look(here.point, problem)) return std::make_unique<SpectralModel>(variables_.look(here, problem));
    variables_.see(sparse_.lower().diagonal().cwiseAbs().cwiseSqrt());
    sparse_.scale(variables_.inverse());
    return std::make_unique<SparseModel>(sparse_.factor(), variables_.scaled_gradient(here.gradient));
  }

  ScaledVariables variables_;
  ScaledRegion region_;
  SparseNewtonSystem sparse_;
  std::unique_ptr<QuadraticModel> model_;  ///< of the point stood on: looking again gives the same
};

}  // namespace

std::unique_ptr<Descent> descent_of(const TrustRegionNewton& method) {
  require_option(method.first_radius > 0.0 && std::isfinite(method.first_radius), "TrustRegionNewton::first_radius",
                 method.first_radius, "must be positive");
  return std::make_unique<ExactTrustRegion>(method.first_radius, method.hessian);
}

}  // namespace hesse
