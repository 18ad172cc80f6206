// SPDX-License-Identifier: BSL-1.0
//
// A damping out of a grid: by f, or by cross-validation.
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/random_rows.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "damping.hpp"
#include "state_archive.hpp"

namespace hesse {

namespace {

using Steps = std::vector<std::optional<Vector>>;
/// One for each number of the grid, the least is the best; infinite where there is no step.
using Scores = std::vector<double>;

constexpr double hopeless = std::numeric_limits<double>::infinity();

double finite_or_hopeless(double score) { return std::isfinite(score) ? score : hopeless; }

/// f after each step, or the model of it where no difference of f could be seen.
Scores scores_on_f(const Iterate& here, const DampedModel& model, const Steps& steps, Problem& problem) {
  Scores scores(steps.size(), hopeless);
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i]) scores[i] = finite_or_hopeless(-model.reduction(*steps[i]));
  const auto is_visible = [&](double score) { return score != hopeless && std::abs(score) > here.rounding; };
  if (std::ranges::none_of(scores, is_visible)) return scores;
  for (std::size_t i = 0; i < steps.size() && !problem.interrupted(); ++i)
    if (steps[i]) scores[i] = finite_or_hopeless(problem.value(here.point + model.inverse.cwiseProduct(*steps[i])));
  return scores;
}

/// The rows of a table in so many parts of about one size.
class Folds {
 public:
  Folds(Index rows, Index folds, std::uint64_t seed) : folds_(folds) {
    RandomRows random(rows, seed);
    const Rows drawn = random.draw(rows);
    order_.assign(drawn.begin(), drawn.end());
  }
  [[nodiscard]] Rows held_out(Index fold) const {
    return Rows(order_).subspan(first(fold), first(fold + 1) - first(fold));
  }
  [[nodiscard]] std::vector<Index> others(Index fold) const {
    std::vector<Index> rows = order_;
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(first(fold)),
               rows.begin() + static_cast<std::ptrdiff_t>(first(fold + 1)));
    return rows;
  }

 private:
  [[nodiscard]] std::size_t first(Index fold) const {
    return order_.size() * static_cast<std::size_t>(fold) / static_cast<std::size_t>(folds_);
  }

  std::vector<Index> order_;
  Index folds_;
};

DampedModel model_of(Rows rows, const Iterate& here, const Vector& inverse_scale, Problem& problem) {
  const Index n = here.point.size();
  Matrix hessian(n, n);
  for (Index column = 0; column < n; ++column)
    hessian.col(column) = problem.batch_hessian_vector(here.point, Vector::Unit(n, column), rows);
  return {hessian, problem.batch_gradient(here.point, rows), inverse_scale};
}

/// The loss of all rows, each after the step that the others would have taken.
Scores scores_on_held_out_rows(const Folds& folds, Index count, const Iterate& here, const DampedModel& whole,
                               const Correction& correction, std::span<const double> dampings, Problem& problem) {
  Scores scores(dampings.size(), 0.0);
  for (Index fold = 0; fold < count && !problem.interrupted(); ++fold) {
    const Rows held_out = folds.held_out(fold);
    const Steps steps = correction.steps(model_of(folds.others(fold), here, whole.inverse, problem), dampings);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!steps[i]) scores[i] = hopeless;
      if (scores[i] == hopeless) continue;
      const Vector trial = here.point + whole.inverse.cwiseProduct(*steps[i]);
      const double loss = problem.batch_value_and_gradient(trial, held_out).value;
      scores[i] = finite_or_hopeless(scores[i] + static_cast<double>(held_out.size()) * loss);
    }
  }
  return scores;
}

class ChosenDamping final : public Descent {
 public:
  ChosenDamping(const DampedNewton& method, std::unique_ptr<Correction> correction, bool by_folds)
      : scale_(method.matrix),
        grid_(method.grid),
        fold_count_(method.folds),
        seed_(method.seed),
        correction_(std::move(correction)),
        by_folds_(by_folds) {
    if (grid_.empty()) grid_ = {0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0};
  }

  const char* adapts() const override { return correction_->letter(); }

  void serialize(StateArchive& archive) override { archive(scale_, lift_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!model_) model_ = scale_.look(here, problem);
    const auto [damping, step] = choose(here, problem);
    const Vector unscaled = model_->inverse.cwiseProduct(step);
    Attempt attempt = correction_->literal()
                          ? take_step(here, unscaled, problem)
                          : try_step(here, unscaled, model_->reduction(step), least_gain_ratio, problem);
    attempt.radius = damping;
    attempt.inner_iterations = static_cast<Index>(grid_.size());
    lift_ = attempt.next ? std::max(1.0, 0.1 * lift_) : 10.0 * lift_;
    if (attempt.next) model_.reset();
    return attempt;
  }

 private:
  struct Choice {
    double damping;
    Vector step;  ///< in scaled variables
  };

  Choice choose(const Iterate& here, Problem& problem) {
    std::vector<double> dampings = lifted(here);
    Steps steps = correction_->steps(*model_, dampings);
    while (std::ranges::none_of(steps, [](const auto& step) { return step.has_value(); })) {
      lift_ *= 10.0;
      dampings = lifted(here);
      steps = correction_->steps(*model_, dampings);
    }
    Scores scores = by_folds_ ? scores_on_held_out_rows(folds_of(problem), fold_count_, here, *model_, *correction_,
                                                        dampings, problem)
                              : scores_on_f(here, *model_, steps, problem);
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (!steps[i]) scores[i] = hopeless;
    auto best = static_cast<std::size_t>(std::ranges::min_element(scores) - scores.begin());
    // Where every trial is hopeless, the most damped one is the least so.
    if (scores[best] == hopeless) best = most_damped(dampings, steps);
    return {dampings[best], *steps[best]};
  }

  static std::size_t most_damped(const std::vector<double>& dampings, const Steps& steps) {
    std::size_t most = dampings.size();
    for (std::size_t i = 0; i < dampings.size(); ++i)
      if (steps[i] && (most == dampings.size() || dampings[i] > dampings[most])) most = i;
    return most;
  }

  /// The grid in its unit, raised by what failures ask for.
  std::vector<double> lifted(const Iterate& here) const {
    const double unit = (correction_->literal() ? 1.0 : lift_) * correction_->unit(*model_, here);
    std::vector<double> dampings;
    for (const double part : grid_) dampings.push_back(part * unit);
    return dampings;
  }

  const Folds& folds_of(const Problem& problem) {
    require_option(fold_count_ <= problem.rows(), "DampedNewton::folds", static_cast<double>(fold_count_),
                   "must be no more than the objective has rows, and a Function counts as one; give a Loss, or take "
                   "DampingPolicy::grid");
    if (!folds_) folds_.emplace(problem.rows(), fold_count_, seed_);
    return *folds_;
  }

  DampingScale scale_;
  std::vector<double> grid_;
  Index fold_count_;
  std::uint64_t seed_;
  std::unique_ptr<Correction> correction_;
  bool by_folds_;
  double lift_ = 1.0;
  std::optional<DampedModel> model_;
  std::optional<Folds> folds_;
};

}  // namespace

std::unique_ptr<Descent> chosen_damping(const DampedNewton& method, DampingPolicy policy) {
  const bool inverse = method.mode == Damping::corrected_inverse;
  return std::make_unique<ChosenDamping>(
      method, inverse ? inverse_correction(method.eta, method.safeguard) : levenberg_correction(),
      policy == DampingPolicy::cross_validated);
}

}  // namespace hesse
