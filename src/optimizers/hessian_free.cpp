// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/conjugate_gradients.hpp>
#include <hesse/optimizers/hessian_free.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "state_archive.hpp"

namespace hesse {

namespace {

/// A step on the way of the conjugate gradients, and how far the damped model has fallen there.
struct Stage {
  Vector step;
  double reduction;
};

/// How the conjugate gradients on (B + mu I) p = b went.
struct Path {
  std::vector<Stage> stages;  ///< one for every 30 % more products, and the last iterate; none before the first
  std::optional<double> downward = {};  ///< the curvature along a direction in which B + mu I curves downwards
};

/// Conjugate gradients from a first guess, ended by their progress.
class TruncatedSolve {
 public:
  TruncatedSolve(const HessianFree& method, Problem& problem) : method_(method), problem_(problem) {}

  [[nodiscard]] Path run(const LinearOperator& damped, ConstVector b, const Vector& guess) {
    Vector residual = b;
    if (guess.size() > 0) {
      const Vector image = damped(guess);
      // A guess that is no better than zero would lead uphill if the end came soon.
      if (const double reduction = b.dot(guess) - 0.5 * guess.dot(image); reduction > 0.0 && std::isfinite(reduction)) {
        start_ = {guess, reduction};
        residual -= image;
      }
    }
    if (start_.step.size() == 0) start_.step = Vector::Zero(b.size());
    const ConjugateGradientResult result =
        conjugate_gradients(damped, residual,
                            {.iteration_limit = method_.product_limit,
                             .interrupted = [this] { return problem_.interrupted().has_value(); },
                             .enough = [this](const ConjugateGradientResult& so_far) { return note(so_far); }});
    if (result.end == ConjugateGradientResult::End::negative_curvature) return {{}, result.curvature};
    if (stages_.empty() && start_.reduction > 0.0) stages_.push_back(start_);
    return {std::move(stages_), {}};
  }

 private:
  /// Keeps the iterate; whether the progress of the last ones is too small to go on.
  bool note(const ConjugateGradientResult& so_far) {
    const Stage stage{start_.step + so_far.solution, start_.reduction + so_far.reduction};
    reductions_.push_back(stage.reduction);
    const std::size_t products = reductions_.size();
    if (last_stays_)
      stages_.push_back(stage);
    else
      stages_.back() = stage;
    last_stays_ = static_cast<double>(products) >= next_to_stay_;
    if (last_stays_) next_to_stay_ *= 1.3;
    const std::size_t window = std::max<std::size_t>(10, products / 10);
    if (products <= window) return false;
    const double gained = stage.reduction - reductions_[products - 1 - window];
    return gained < static_cast<double>(window) * method_.progress_tolerance * stage.reduction;
  }

  const HessianFree& method_;
  Problem& problem_;
  Stage start_{{}, 0.0};
  std::vector<Stage> stages_;
  std::vector<double> reductions_;
  bool last_stays_ = true;
  double next_to_stay_ = 1.0;
};

class MartensDescent final : public Descent {
 public:
  explicit MartensDescent(const HessianFree& method) : method_(method), curvature_(method.rows, method.seed) {}

  const char* adapts() const override { return "mu"; }

  void serialize(StateArchive& archive) override { archive(mu_, last_step_, curvature_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    products_ = 0;
    const Stage stage = best_stage(here, solve(here, problem), problem);
    const double mu = mu_, length = length_of(stage.step);
    // Without mu the model falls by mu |y|^2 / 2 more. The step is y in units of |g|.
    const double reduction = stage.reduction + 0.5 * (mu * length) * length;
    last_step_ = here.gradient_norm * stage.step;
    Attempt attempt =
        try_step(here, last_step_, here.gradient_norm * (here.gradient_norm * reduction), least_gain_ratio, problem);
    adapt(attempt.ratio);
    if (!attempt.next && !attempt.exhausted && !problem.is_lost() && !problem.interrupted())
      attempt = search_armijo(here, last_step_, 0.5, problem);
    attempt.radius = mu;
    attempt.inner_iterations = products_;
    return attempt;
  }

 private:
  /// The steps to choose from, in units of |g|, for the damping with which B + mu I curves upwards wherever it is
  /// looked at. Increases mu up to that.
  std::vector<Stage> solve(const Iterate& here, Problem& problem) {
    const bool has_gauss_newton = problem.objective().has_gauss_newton();
    const CurvatureMatrix matrix =
        method_.matrix.value_or(has_gauss_newton ? CurvatureMatrix::gauss_newton : CurvatureMatrix::hessian);
    const LinearOperator curvature = counted(curvature_.at(here, matrix, problem));
    const Vector downhill = -here.gradient / here.gradient_norm;
    if (mu_ < 0.0) mu_ = first_mu(here, downhill.dot(curvature(downhill)));
    Vector guess;
    if (last_step_.size() > 0 && method_.decay > 0.0) guess = method_.decay / here.gradient_norm * last_step_;
    Path path;
    while (std::isfinite(mu_)) {
      const auto damped = [&](ConstVector v) -> Vector { return curvature(v) + mu_ * v; };
      path = TruncatedSolve(method_, problem).run(damped, downhill, guess);
      if (!path.downward) break;
      mu_ = 2.0 * (mu_ - *path.downward);
    }
    // A matrix that is not finite says nothing; the gradient still does.
    const double size = scale_of(here.point) / here.gradient_norm;
    if (path.stages.empty()) return {{size * downhill, size}};
    return std::move(path.stages);
  }

  /// The last stage, or an earlier one where f is lower.
  static Stage best_stage(const Iterate& here, std::vector<Stage> stages, Problem& problem) {
    const auto value_at = [&](const Stage& stage) {
      const double value = problem.value(here.point + here.gradient_norm * stage.step);
      return std::isfinite(value) ? value : std::numeric_limits<double>::infinity();
    };
    const double promised = here.gradient_norm * (here.gradient_norm * stages.back().reduction);
    if (stages.size() > 1 && promised >= here.rounding) {
      double value = value_at(stages.back());
      for (; stages.size() > 1 && !problem.interrupted(); stages.pop_back()) {
        const double earlier = value_at(stages[stages.size() - 2]);
        if (!(earlier < value)) break;
        value = earlier;
      }
    }
    return std::move(stages.back());
  }

  LinearOperator counted(LinearOperator product) {
    return [this, product = std::move(product)](ConstVector v) -> Vector {
      ++products_;
      return product(v);
    };
  }

  [[nodiscard]] double first_mu(const Iterate& here, double curvature) const {
    const bool curves_up = curvature > 0.0 && std::isfinite(curvature);
    return method_.first_mu * (curves_up ? curvature : here.gradient_norm / scale_of(here.point));
  }

  void adapt(double ratio) {
    if (!(ratio >= poor_gain_ratio)) mu_ *= 1.5;
    if (ratio > good_gain_ratio) mu_ /= 1.5;
  }

  HessianFree method_;
  SampledCurvature curvature_;
  double mu_ = -1.0;
  Vector last_step_;
  Index products_ = 0;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const HessianFree& method) {
  require_option(method.first_mu > 0.0 && std::isfinite(method.first_mu), "HessianFree::first_mu", method.first_mu,
                 "must be positive");
  require_option(method.decay >= 0.0 && method.decay <= 1.0, "HessianFree::decay", method.decay,
                 "must be at least 0, which starts from nothing, and at most 1");
  require_option(method.progress_tolerance > 0.0 && method.progress_tolerance < 0.1, "HessianFree::progress_tolerance",
                 method.progress_tolerance, "must be above 0 and below 0.1");
  require_option(method.product_limit >= 1, "HessianFree::product_limit", static_cast<double>(method.product_limit),
                 "must be at least 1");
  require_option(method.rows >= 0, "HessianFree::rows", static_cast<double>(method.rows),
                 "must be positive, or 0 for all rows");
  return std::make_unique<MartensDescent>(method);
}

}  // namespace hesse
