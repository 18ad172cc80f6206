// SPDX-License-Identifier: BSL-1.0
//
// -eta (H^-1 + alpha I) g with an alpha that is given, or that follows the gain.
#include <hesse/curvature/dense_solve.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <Eigen/Eigenvalues>

#include <algorithm>

#include "damping.hpp"
#include "state_archive.hpp"

namespace hesse {

namespace {

/// The step of any alpha at a point.
class CorrectedStep {
 public:
  CorrectedStep(const DampedModel& model, double eta, bool safeguard)
      : gradient_(model.gradient), newton_(solve_shifted(model.hessian, 0.0, model.gradient)), eta_(eta) {
    if (safeguard)
      largest_eigenvalue_ =
          Eigen::SelfAdjointEigenSolver<Matrix>(model.hessian, Eigen::EigenvaluesOnly).eigenvalues().maxCoeff();
  }

  [[nodiscard]] Vector with(double alpha) const { return -eta_at(alpha) * (newton_ + alpha * gradient_); }
  /// What the model promises for alpha = 0.
  [[nodiscard]] double promise() const {
    const double eta = eta_at(0.0);
    return eta * (1.0 - 0.5 * eta) * gradient_.dot(newton_);
  }

 private:
  /// 1 - eta (1 + alpha l) is above -1 for every eigenvalue l.
  [[nodiscard]] double eta_at(double alpha) const {
    if (!largest_eigenvalue_) return eta_;
    return std::min(eta_, 0.99 * 2.0 / (1.0 + alpha * std::max(0.0, *largest_eigenvalue_)));
  }

  Vector gradient_, newton_;
  double eta_;
  std::optional<double> largest_eigenvalue_;
};

class InverseCorrection final : public Correction {
 public:
  InverseCorrection(double eta, bool safeguard) : eta_(eta), safeguard_(safeguard) {}

  std::vector<std::optional<Vector>> steps(const DampedModel& model, std::span<const double> dampings) const override {
    const CorrectedStep step(model, eta_, safeguard_);
    std::vector<std::optional<Vector>> all;
    for (const double alpha : dampings) all.emplace_back(step.with(alpha));
    return all;
  }
  double unit(const DampedModel& model, const Iterate& here) const override {
    const double largest = model.largest_on_diagonal();
    return 1.0 / (largest > 0.0 ? largest : damping_of_a_step_as_long_as_x(here));
  }
  bool literal() const override { return true; }
  const char* letter() const override { return "alpha"; }

 private:
  double eta_;
  bool safeguard_;
};

class TextbookInverse final : public Descent {
 public:
  explicit TextbookInverse(const DampedNewton& method) : method_(method) {}

  const char* adapts() const override { return "alpha"; }

  void serialize(StateArchive&) override {}

  Attempt attempt(const Iterate& here, Problem& problem) override {
    const DampedModel model = DampingScale(method_.matrix).look(here, problem);
    Attempt attempt =
        take_step(here, CorrectedStep(model, method_.eta, method_.safeguard).with(method_.alpha), problem);
    attempt.radius = method_.alpha;
    return attempt;
  }

 private:
  DampedNewton method_;
};

class AdaptiveInverse final : public Descent {
 public:
  explicit AdaptiveInverse(const DampedNewton& method)
      : eta_(method.eta), safeguard_(method.safeguard), alpha_(method.alpha) {}

  const char* adapts() const override { return "alpha"; }

  void serialize(StateArchive& archive) override { archive(alpha_, growth_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!model_) model_ = DampingScale(DampingMatrix::identity).look(here, problem);
    const CorrectedStep step(*model_, eta_, safeguard_);
    Attempt attempt = try_step(here, step.with(alpha_), step.promise(), least_gain_ratio, problem);
    attempt.radius = alpha_;
    // Without a correction that can be told from none, there is nothing left to change.
    attempt.exhausted = attempt.exhausted || (!attempt.next && alpha_ * model_->largest_on_diagonal() < 1e-8);
    adapt(attempt);
    if (attempt.next) model_.reset();
    return attempt;
  }

 private:
  void adapt(const Attempt& attempt) {
    if (!attempt.next || attempt.ratio < poor_gain_ratio) {
      alpha_ /= growth_;
      growth_ *= 2.0;
      return;
    }
    growth_ = 2.0;
    if (attempt.ratio >= good_gain_ratio) alpha_ *= 2.0;
  }

  double eta_;
  bool safeguard_;
  double alpha_;
  double growth_ = 2.0;
  std::optional<DampedModel> model_;
};

}  // namespace

std::unique_ptr<Correction> inverse_correction(double eta, bool safeguard) {
  return std::make_unique<InverseCorrection>(eta, safeguard);
}

std::unique_ptr<Descent> textbook_inverse(const DampedNewton& method) {
  return std::make_unique<TextbookInverse>(method);
}

std::unique_ptr<Descent> adaptive_inverse(const DampedNewton& method) {
  return std::make_unique<AdaptiveInverse>(method);
}

}  // namespace hesse
