// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/quasi_newton.hpp>
#include <hesse/optimizers/scaling.hpp>

#include <Eigen/LU>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "state_archive.hpp"

namespace hesse {

namespace {

/// By so much the unit of a variable may change before it is measured anew. With anything from 200 to 1500, and with 7
/// to 50 pairs, LBFGS solves one and the same 53 of NIST's 54 regressions; with 2000 it is one less.
constexpr double units_kept_within = 500.0;

/// What a step has taught, as a matrix.
class DenseInverse {
 public:
  explicit DenseInverse(Update update) : update_(update) {}

  void note(const SecantPair& pair) {
    if (is_empty()) {
      const double size = size_of_inverse(pair, metric_);
      if (!(size > 0.0)) return;
      inverse_ = (size * metric_).asDiagonal();
    }
    correct_inverse(inverse_, pair, update_);
  }
  void clear() { inverse_.resize(0, 0); }
  [[nodiscard]] bool is_empty() const { return inverse_.size() == 0; }
  [[nodiscard]] Vector inverse_times(ConstVector gradient) const { return inverse_ * gradient; }
  /// With the inverse of the part of B^-1 in these entries, which is not that part of B.
  [[nodiscard]] Vector inverse_times(ConstVector gradient, const std::vector<Index>& entries) const {
    std::vector<Index> others;
    std::vector<Index> all(static_cast<std::size_t>(inverse_.rows()));
    std::iota(all.begin(), all.end(), Index{0});
    std::ranges::set_difference(all, entries, std::back_inserter(others));
    const Vector known = gradient(entries);
    const Vector image = inverse_(others, entries) * known;
    return inverse_(entries, entries) * known -
           inverse_(entries, others) * inverse_(others, others).partialPivLu().solve(image);
  }
  void set_metric(Vector metric) { metric_ = std::move(metric); }
  void serialize(StateArchive& archive) { archive(metric_, inverse_); }

 private:
  Update update_;
  Vector metric_;
  Matrix inverse_;
};

/// A step that keeps the bounds: to the nearest point that does, where that is downhill, else to the first bound.
Vector within(const Bounds& bounds, const Iterate& here, const Vector& step) {
  const Vector nearest = bounds.nearest(here.point + step) - here.point;
  if (here.gradient.dot(nearest) <= 1e-4 * here.gradient.dot(step)) return nearest;
  return std::min(1.0, bounds.longest(here.point, step)) * step;
}

template <class Memory>
class QuasiNewton final : public Descent {
 public:
  explicit QuasiNewton(Memory memory) : memory_(std::move(memory)) {}

  const char* adapts() const override { return "length"; }

  void serialize(StateArchive& archive) override { archive(memory_, inverse_scale_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    measure(here);
    Vector direction = learned_direction(here, problem);
    const bool learned = direction.size() > 0;
    double first = 1.0;
    if (!learned) {
      memory_.clear();
      direction = steepest_direction(here, problem);
      first = 0.01 * (here.linearization ? scaled_size(here, inverse_scale_) : scale_of(here.point));
    }
    const Bounds& bounds = problem.bounds();
    if (!bounds.empty()) {
      direction = within(bounds, here, first * direction);
      first = 1.0;
    }
    Attempt attempt = search_wolfe(here, direction, first, problem, bounds.longest(here.point, direction));
    if (attempt.next) {
      memory_.note({attempt.next->point - here.point, attempt.next->gradient - here.gradient});
    } else if (learned) {
      // What was learned may be what is wrong: once more without it.
      memory_.clear();
      attempt.exhausted = false;
    }
    return attempt;
  }

 private:
  /// Columns of the Jacobian are the units of the variables; without one nothing is known of them. They are kept as
  /// they were at the start, or every pair would be weighed anew, until one of them is wrong by three orders of
  /// magnitude: then the first trial of a search can end where a term has vanished for good.
  void measure(const Iterate& here) {
    const bool known = inverse_scale_.size() > 0;
    if (known && !here.linearization) return;
    Vector now = Vector::Ones(here.point.size());
    if (here.linearization) now = inverse_scale(here.linearization->jacobian.colwise().norm().transpose());
    if (known) {
      const Vector change = now.cwiseQuotient(inverse_scale_);
      if (change.maxCoeff() < units_kept_within && change.minCoeff() > 1.0 / units_kept_within) return;
    }
    inverse_scale_ = std::move(now);
    memory_.set_metric(inverse_scale_.cwiseAbs2());
  }

  /// -B g in the inputs that are free; empty where nothing was learned, or where that is not downhill.
  [[nodiscard]] Vector learned_direction(const Iterate& here, const Problem& problem) const {
    if (memory_.is_empty()) return {};
    const std::vector<Index> free = problem.free_inputs(here);
    Vector direction = Vector::Zero(here.point.size());
    if (free.size() == static_cast<std::size_t>(direction.size())) {
      direction = -memory_.inverse_times(here.gradient);
    } else {
      const Vector part = memory_.inverse_times(here.gradient, free);
      if (part.size() == 0) return {};
      direction(free) = -part;
    }
    return direction.allFinite() && here.gradient.dot(direction) < 0.0 ? direction : Vector();
  }

  [[nodiscard]] Vector steepest_direction(const Iterate& here, const Problem& problem) const {
    const std::vector<Index> free = problem.free_inputs(here);
    Vector slope = Vector::Zero(here.point.size());
    slope(free) = inverse_scale_(free).cwiseProduct(here.gradient(free));
    return -inverse_scale_.cwiseProduct(slope / length_of(slope));
  }

  Memory memory_;
  Vector inverse_scale_;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const BFGS& method) {
  return std::make_unique<QuasiNewton<DenseInverse>>(DenseInverse(method.update));
}

std::unique_ptr<Descent> descent_of(const LBFGS& method) {
  require_option(method.memory >= 1, "LBFGS::memory", static_cast<double>(method.memory), "must be at least 1 pair");
  return std::make_unique<QuasiNewton<LimitedMemory>>(LimitedMemory(method.memory));
}

}  // namespace hesse
