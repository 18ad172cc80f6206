// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/dense_solve.hpp>
#include <hesse/optimizers/damped_newton.hpp>
#include <hesse/optimizers/line_search.hpp>

#include <algorithm>
#include <cmath>

#include "state_archive.hpp"

namespace hesse {

namespace {

class FixedLevenberg final : public Descent {
 public:
  explicit FixedLevenberg(double mu) : mu_(mu) {}

  const char* adapts() const override { return "mu"; }

  void serialize(StateArchive&) override {}

  Attempt attempt(const Iterate& here, Problem& problem) override {
    Attempt attempt = take_step(here, -solve_shifted(problem.hessian(here.point), mu_, here.gradient), problem);
    attempt.radius = mu_;
    return attempt;
  }

 private:
  double mu_;
};

class CorrectedInverse final : public Descent {
 public:
  CorrectedInverse(double eta, double alpha) : eta_(eta), alpha_(alpha) {}

  void serialize(StateArchive&) override {}

  Attempt attempt(const Iterate& here, Problem& problem) override {
    const Vector newton = solve_shifted(problem.hessian(here.point), 0.0, here.gradient);
    return take_step(here, -eta_ * (newton + alpha_ * here.gradient), problem);
  }

 private:
  double eta_, alpha_;
};

class Levenberg final : public Descent {
 public:
  explicit Levenberg(double first_mu) : first_mu_(first_mu) {}

  const char* adapts() const override { return "mu"; }

  void serialize(StateArchive& archive) override { archive(mu_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (stale_) {
      hessian_ = problem.hessian(here.point);
      stale_ = false;
    }
    const double least = smallest_useful(here);
    if (mu_ < 0.0) mu_ = std::max(first_mu_ * hessian_.diagonal().cwiseAbs().maxCoeff(), least);
    const Vector step = downhill_step(here, least);
    // The model falls by -g's - s'Hs/2, which by (H + mu I) s = -g is (mu |s|^2 - g's) / 2.
    const double length = length_of(step);
    const double predicted = 0.5 * (mu_ * length * length - here.gradient.dot(step));
    const double mu = mu_;
    Attempt attempt = try_step(here, step, predicted, 1e-4, problem);
    attempt.radius = mu;
    adapt(attempt.next.has_value(), attempt.ratio, least);
    stale_ = attempt.next.has_value();
    return attempt;
  }

 private:
  /// Where damping starts to matter against the entries of H; where there are none, what makes a step as long as x.
  double smallest_useful(const Iterate& here) const {
    const double largest = hessian_.cwiseAbs().maxCoeff();
    return largest > 0.0 && std::isfinite(largest) ? 1e-8 * largest : here.gradient_norm / scale_of(here.point);
  }

  Vector downhill_step(const Iterate& here, double least) {
    while (hessian_.allFinite() && std::isfinite(mu_)) {
      if (auto step = solve_positive_definite(hessian_, mu_, -here.gradient)) return *step;
      mu_ = std::max(2.0 * mu_, least);
    }
    mu_ = here.gradient_norm / scale_of(here.point);
    return -here.gradient / mu_;
  }

  void adapt(bool accepted, double ratio, double least) {
    if (accepted) {
      const double bend = 2.0 * std::min(ratio, 1.0) - 1.0;
      mu_ *= std::max(1.0 / 3.0, 1.0 - bend * bend * bend);
      growth_ = 2.0;
    } else {
      mu_ = std::max(mu_, least) * growth_;
      growth_ *= 2.0;
    }
  }

  double first_mu_;
  double mu_ = -1.0;
  double growth_ = 2.0;
  bool stale_ = true;
  Matrix hessian_;
};

}  // namespace

const char* name_of(Damping mode) {
  switch (mode) {
    case Damping::levenberg:
      return "levenberg";
    case Damping::corrected_inverse:
      return "corrected_inverse";
  }
  __builtin_unreachable();
}

std::unique_ptr<Descent> descent_of(const DampedNewton& method) {
  require_option(method.eta > 0.0 && std::isfinite(method.eta), "DampedNewton::eta", method.eta, "must be positive");
  require_option(method.first_mu > 0.0 && std::isfinite(method.first_mu), "DampedNewton::first_mu", method.first_mu,
                 "must be positive");
  require_option(method.alpha >= 0.0 && std::isfinite(method.alpha), "DampedNewton::alpha", method.alpha,
                 "must be zero or positive");
  const bool inverse = method.mode == Damping::corrected_inverse;
  require_option(inverse == (method.alpha > 0.0), "DampedNewton::alpha", method.alpha,
                 "must be positive for Damping::corrected_inverse and is for it alone");
  if (inverse) {
    require_option(!method.mu, "DampedNewton::mu", method.mu.value_or(0.0), "is for Damping::levenberg alone");
    return std::make_unique<CorrectedInverse>(method.eta, method.alpha);
  }
  require_option(method.eta == 1.0, "DampedNewton::eta", method.eta, "is for Damping::corrected_inverse alone");
  if (!method.mu) return std::make_unique<Levenberg>(method.first_mu);
  require_option(*method.mu > 0.0 && std::isfinite(*method.mu), "DampedNewton::mu", *method.mu, "must be positive");
  return std::make_unique<FixedLevenberg>(*method.mu);
}

}  // namespace hesse
