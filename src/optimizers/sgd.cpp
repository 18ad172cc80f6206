// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/descent.hpp>
#include <hesse/optimizers/sgd.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "state_archive.hpp"

namespace hesse {

namespace {

/// The rows in random order, a batch at a time. The shuffle is spelled out: std::shuffle may differ between libraries.
class Shuffled {
 public:
  Shuffled() = default;
  Shuffled(Index rows, Index batch, std::uint64_t seed)
      : order_(static_cast<std::size_t>(rows)), batch_(static_cast<std::size_t>(batch)), generator_(seed) {
    std::iota(order_.begin(), order_.end(), Index{0});
  }
  void shuffle() {
    for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[below(i)]);
  }
  [[nodiscard]] std::size_t batches() const { return (order_.size() + batch_ - 1) / batch_; }
  [[nodiscard]] Rows batch(std::size_t k) const {
    return Rows(order_).subspan(k * batch_, std::min(batch_, order_.size() - k * batch_));
  }
  void serialize(StateArchive& archive) { archive(order_, batch_, generator_); }

 private:
  /// Uniform in [0, count): numbers of the last, incomplete block are drawn again.
  std::size_t below(std::size_t count) {
    const std::uint64_t fair = std::numeric_limits<std::uint64_t>::max() / count * count;
    std::uint64_t drawn = generator_();
    while (drawn >= fair) drawn = generator_();
    return static_cast<std::size_t>(drawn % count);
  }
  std::vector<Index> order_;
  std::size_t batch_ = 1;
  std::mt19937_64 generator_;
};

class StochasticDescent final : public Descent {
 public:
  explicit StochasticDescent(const SGD& method) : method_(method), eta_(method.eta) {}

  const char* adapts() const override { return "eta"; }

  void serialize(StateArchive& archive) override { archive(eta_, epoch_, velocity_, rows_, product_rows_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (velocity_.size() == 0) velocity_ = Vector::Zero(here.point.size());
    const double eta = eta_ / (1.0 + method_.decay * static_cast<double>(epoch_));
    const Vector velocity_before = velocity_;
    Attempt attempt;
    Vector x = here.point;
    attempt.inner_iterations = run_epoch(x, eta, problem);
    attempt.step = x - here.point;
    attempt.next = problem.evaluate(std::move(x));
    attempt.radius = eta;
    if (attempt.next) {
      attempt.trial_value = attempt.next->value;
      ++epoch_;
    } else {
      eta_ *= 0.5;
      velocity_ = velocity_before;
    }
    return attempt;
  }

 private:
  /// Moves x through all batches; the number of batches.
  Index run_epoch(Vector& x, double eta, Problem& problem) {
    const Index rows = problem.rows(), batch = std::min(method_.batch, rows);
    if (!rows_) {
      rows_.emplace(rows, batch, method_.seed);
      product_rows_.emplace(rows, batch, ~method_.seed);
    }
    rows_->shuffle();
    product_rows_->shuffle();
    Index done = 0;
    for (std::size_t k = 0; k < rows_->batches() && x.allFinite() && !problem.interrupted(); ++k, ++done) {
      velocity_ = method_.momentum * velocity_ - eta * direction(x, k, problem);
      x += velocity_;
    }
    return done;
  }

  Vector direction(const Vector& x, std::size_t k, Problem& problem) {
    Vector gradient = problem.batch_gradient(x, rows_->batch(k));
    if (method_.rho == 0.0 || !gradient.allFinite()) return gradient;
    const bool same = method_.product_rows == ProductRows::same_batch;
    const Rows rows = (same ? *rows_ : *product_rows_).batch(k);
    return gradient + method_.rho * problem.batch_hessian_vector(x, gradient, rows);
  }

  SGD method_;
  double eta_;
  Index epoch_ = 0;
  Vector velocity_;
  std::optional<Shuffled> rows_, product_rows_;
};

}  // namespace

const char* name_of(ProductRows rows) {
  switch (rows) {
    case ProductRows::same_batch:
      return "same_batch";
    case ProductRows::independent_batches:
      return "independent_batches";
  }
  __builtin_unreachable();
}

std::unique_ptr<Descent> descent_of(const SGD& method) {
  require_option(method.eta > 0.0 && std::isfinite(method.eta), "SGD::eta", method.eta, "must be positive");
  require_option(method.decay >= 0.0 && std::isfinite(method.decay), "SGD::decay", method.decay,
                 "must be zero or positive");
  require_option(method.momentum >= 0.0 && method.momentum < 1.0, "SGD::momentum", method.momentum,
                 "must be at least 0 and below 1");
  require_option(std::isfinite(method.rho), "SGD::rho", method.rho, "must be finite");
  require_option(method.batch >= 1, "SGD::batch", static_cast<double>(method.batch), "must be at least 1 row");
  return std::make_unique<StochasticDescent>(method);
}

}  // namespace hesse
