// SPDX-License-Identifier: BSL-1.0
//
// (H + mu D)^-1 g with a mu that is given, or that follows the gain.
#include <hesse/curvature/dense_solve.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <cmath>

#include "damping.hpp"
#include "state_archive.hpp"

namespace hesse {

namespace {

class LevenbergCorrection final : public Correction {
 public:
  std::vector<std::optional<Vector>> steps(const DampedModel& model, std::span<const double> dampings) const override {
    std::vector<std::optional<Vector>> all;
    for (const double mu : dampings) all.push_back(solve_positive_definite(model.hessian, mu, -model.gradient));
    return all;
  }
  double unit(const DampedModel& model, const Iterate& here) const override {
    const double largest = model.largest_on_diagonal();
    return largest > 0.0 ? largest : damping_of_a_step_as_long_as_x(here);
  }
  bool literal() const override { return false; }
  const char* letter() const override { return "mu"; }
};

class TextbookLevenberg final : public Descent {
 public:
  explicit TextbookLevenberg(const DampedNewton& method)
      : scale_(method.matrix), mu_(method.mu), lipschitz_(method.lipschitz) {}

  const char* adapts() const override { return "mu"; }

  void serialize(StateArchive& archive) override { archive(scale_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    const DampedModel model = scale_.look(here, problem);
    const double mu = mu_ ? *mu_ : std::sqrt(*lipschitz_) * std::sqrt(length_of(model.gradient));
    const Vector step = -model.inverse.cwiseProduct(solve_shifted(model.hessian, mu, model.gradient));
    Attempt attempt = take_step(here, step, problem);
    attempt.radius = mu;
    return attempt;
  }

 private:
  DampingScale scale_;
  std::optional<double> mu_, lipschitz_;
};

/// A step that was tried, in scaled variables.
struct TriedDamping {
  double mu = 0.0;
  double least = 0.0;  ///< where damping starts to matter
  double predicted = 0.0;
  double step = 0.0, gradient = 0.0;  ///< their lengths
};

/// Increases mu until H + mu D is positive definite, and takes a step where f falls. How mu goes on from one step to
/// the next is left open.
class SearchedLevenberg : public Descent {
 public:
  explicit SearchedLevenberg(const DampedNewton& method) : scale_(method.matrix), first_mu_(method.first_mu) {}

  const char* adapts() const override { return "mu"; }

  void serialize(StateArchive& archive) override { archive(scale_, started_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (stale_) model_ = scale_.look(here, problem);
    TriedDamping tried{.least = smallest_useful(here), .gradient = length(here.gradient)};
    if (!started_) start_with(std::max(first_mu_ * model_->largest_on_diagonal(), tried.least), tried.gradient);
    started_ = true;
    tried.mu = mu_at(tried.gradient);
    const Vector step = downhill_step(here, tried);
    tried.step = length_of(step);
    // The model falls by -g's - s'Hs/2, which by (H + mu I) s = -g is (mu |s|^2 - g's) / 2.
    tried.predicted = 0.5 * (tried.mu * tried.step * tried.step - model_->gradient.dot(step));
    Attempt attempt = try_step(here, model_->inverse.cwiseProduct(step), tried.predicted, least_gain_ratio, problem,
                               [this](ConstVector gradient) { return length(gradient); });
    attempt.radius = tried.mu;
    adapt(here, attempt, tried);
    stale_ = attempt.next.has_value();
    return attempt;
  }

 protected:
  /// Of a gradient, in scaled variables.
  double length(ConstVector gradient) const { return length_of(model_->inverse.cwiseProduct(gradient)); }

 private:
  virtual void start_with(double mu, double gradient) = 0;
  /// Where the gradient is as long as that.
  virtual double mu_at(double gradient) const = 0;
  virtual void adapt(const Iterate& here, const Attempt& attempt, const TriedDamping& tried) = 0;

  /// Where damping starts to matter against the entries of H; where there are none, what makes a step as long as x.
  double smallest_useful(const Iterate& here) const {
    const double largest = model_->hessian.cwiseAbs().maxCoeff();
    return largest > 0.0 ? 1e-8 * largest : damping_of_a_step_as_long_as_x(here);
  }

  Vector downhill_step(const Iterate& here, TriedDamping& tried) const {
    for (; std::isfinite(tried.mu); tried.mu = std::max(2.0 * tried.mu, tried.least))
      if (auto step = solve_positive_definite(model_->hessian, tried.mu, -model_->gradient)) return *step;
    tried.mu = damping_of_a_step_as_long_as_x(here);
    return -model_->gradient / tried.mu;
  }

  DampingScale scale_;
  double first_mu_;
  std::optional<DampedModel> model_;
  bool stale_ = true;
  bool started_ = false;
};

class GainRatioLevenberg final : public SearchedLevenberg {
 public:
  using SearchedLevenberg::SearchedLevenberg;

 private:
  void serialize(StateArchive& archive) override {
    SearchedLevenberg::serialize(archive);
    archive(mu_);
  }
  void start_with(double mu, double /*gradient*/) override { mu_ = mu; }
  double mu_at(double /*gradient*/) const override { return mu_; }
  void adapt(const Iterate& /*here*/, const Attempt& attempt, const TriedDamping& tried) override {
    if (attempt.next) {
      const double bend = 2.0 * std::min(attempt.ratio, 1.0) - 1.0;
      mu_ = tried.mu * std::max(1.0 / 3.0, 1.0 - bend * bend * bend);
      growth_ = 2.0;
    } else {
      mu_ = std::max(tried.mu, tried.least) * growth_;
      growth_ *= 2.0;
    }
  }

  double mu_ = 0.0;
  double growth_ = 2.0;
};

/// mu = sqrt(M |g|). sqrt(M) is what is kept: M itself overflows earlier.
class SquareRootLevenberg final : public SearchedLevenberg {
 public:
  using SearchedLevenberg::SearchedLevenberg;

 private:
  void serialize(StateArchive& archive) override {
    SearchedLevenberg::serialize(archive);
    archive(root_);
  }
  void start_with(double mu, double gradient) override { root_ = mu / std::sqrt(gradient); }
  double mu_at(double gradient) const override { return root_ * std::sqrt(gradient); }
  void adapt(const Iterate& here, const Attempt& attempt, const TriedDamping& tried) override {
    const double enough = 2.0 / 3.0 * (tried.mu * tried.step * tried.step);
    const bool fell = attempt.next && (tried.predicted < here.rounding || here.value - attempt.next->value >= enough);
    const bool kept = fell && length(attempt.next->gradient) <= 2.0 * tried.mu * tried.step;
    start_with(kept ? 0.5 * tried.mu : 2.0 * std::max(tried.mu, tried.least), tried.gradient);
  }

  double root_ = 0.0;
};

}  // namespace

std::unique_ptr<Correction> levenberg_correction() { return std::make_unique<LevenbergCorrection>(); }

std::unique_ptr<Descent> textbook_levenberg(const DampedNewton& method) {
  return std::make_unique<TextbookLevenberg>(method);
}

std::unique_ptr<Descent> gain_ratio_levenberg(const DampedNewton& method) {
  return std::make_unique<GainRatioLevenberg>(method);
}

std::unique_ptr<Descent> square_root_levenberg(const DampedNewton& method) {
  return std::make_unique<SquareRootLevenberg>(method);
}

}  // namespace hesse
