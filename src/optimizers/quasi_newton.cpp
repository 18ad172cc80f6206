// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/quasi_newton.hpp>
#include <hesse/optimizers/scaling.hpp>

#include <utility>

#include "state_archive.hpp"

namespace hesse {

namespace {

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
  void set_metric(Vector metric) { metric_ = std::move(metric); }
  void serialize(StateArchive& archive) { archive(metric_, inverse_); }

 private:
  Update update_;
  Vector metric_;
  Matrix inverse_;
};

template <class Memory>
class QuasiNewton final : public Descent {
 public:
  explicit QuasiNewton(Memory memory) : memory_(std::move(memory)) {}

  const char* adapts() const override { return "length"; }

  void serialize(StateArchive& archive) override { archive(memory_, inverse_scale_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (inverse_scale_.size() == 0) measure(here);
    Vector direction;
    if (!memory_.is_empty()) direction = -memory_.inverse_times(here.gradient);
    const bool learned = direction.size() > 0 && direction.allFinite() && here.gradient.dot(direction) < 0.0;
    double first = 1.0;
    if (!learned) {
      memory_.clear();
      const Vector slope = inverse_scale_.cwiseProduct(here.gradient);
      direction = -inverse_scale_.cwiseProduct(slope / length_of(slope));
      first = 0.01 * (here.linearization ? scaled_size(here, inverse_scale_) : scale_of(here.point));
    }
    Attempt attempt = search_wolfe(here, direction, first, problem);
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
  /// Columns of the Jacobian at the start are the units of the variables; elsewhere nothing is known of them.
  void measure(const Iterate& here) {
    inverse_scale_ = Vector::Ones(here.point.size());
    if (here.linearization) inverse_scale_ = inverse_scale(here.linearization->jacobian.colwise().norm().transpose());
    memory_.set_metric(inverse_scale_.cwiseAbs2());
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
