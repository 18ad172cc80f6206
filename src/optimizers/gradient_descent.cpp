// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/gradient_descent.hpp>
#include <hesse/optimizers/line_search.hpp>

#include <cmath>

#include "state_archive.hpp"

namespace hesse {

namespace {

class FixedStep final : public Descent {
 public:
  explicit FixedStep(const GradientDescent& method) : eta_(method.eta), rho_(method.rho) {}

  void serialize(StateArchive&) override {}

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (rho_ == 0.0) return take_step(here, -eta_ * here.gradient, problem);
    const Vector image = problem.hessian_vector(here.point, here.gradient);
    return take_step(here, -eta_ * (here.gradient + rho_ * image), problem);
  }

 private:
  double eta_, rho_;
};

/// Along the unit vector -g / |g|, so that neither |g|^2 nor g'Hg can overflow or vanish.
class Searched final : public Descent {
 public:
  explicit Searched(StepRule rule) : rule_(rule) {}

  const char* adapts() const override { return "length"; }

  void serialize(StateArchive& archive) override { archive(last_length_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    const Vector downhill = -here.gradient / here.gradient_norm;
    Attempt attempt = search_armijo(here, downhill, first_length(here, downhill, problem), problem, 1e-3);
    last_length_ = attempt.radius;
    if (rule_ == StepRule::cauchy) ++attempt.inner_iterations;
    return attempt;
  }

 private:
  double first_length(const Iterate& here, const Vector& downhill, Problem& problem) const {
    const double fallback = last_length_ > 0.0 ? 2.0 * last_length_ : 0.01 * scale_of(here.point);
    if (rule_ != StepRule::cauchy) return fallback;
    const double curvature = downhill.dot(problem.hessian_vector(here.point, downhill));
    const double length = here.gradient_norm / curvature;
    return curvature > 0.0 && std::isfinite(length) && length > 0.0 ? length : fallback;
  }

  StepRule rule_;
  double last_length_ = 0.0;
};

}  // namespace

const char* name_of(StepRule rule) {
  switch (rule) {
    case StepRule::armijo:
      return "armijo";
    case StepRule::cauchy:
      return "cauchy";
    case StepRule::fixed:
      return "fixed";
  }
  __builtin_unreachable();
}

std::unique_ptr<Descent> descent_of(const GradientDescent& method) {
  require_option(std::isfinite(method.rho), "GradientDescent::rho", method.rho, "must be finite");
  if (method.step == StepRule::fixed) {
    require_option(method.eta > 0.0 && std::isfinite(method.eta), "GradientDescent::eta", method.eta,
                   "must be positive for StepRule::fixed; try 1 / (largest eigenvalue of the Hessian)");
    return std::make_unique<FixedStep>(method);
  }
  require_option(method.eta == 0.0, "GradientDescent::eta", method.eta,
                 "is the length of a fixed step; add .step = StepRule::fixed or leave it out");
  require_option(method.rho == 0.0, "GradientDescent::rho", method.rho,
                 "must be 0 with a line search on f, since it descends on f + rho/2 |g|^2; add .step = "
                 "StepRule::fixed and .eta");
  return std::make_unique<Searched>(method.step);
}

}  // namespace hesse
