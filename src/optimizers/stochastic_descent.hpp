// SPDX-License-Identifier: BSL-1.0
//
// The engine of all methods on batches. A method brings its rule, which makes a step of a gradient; batches, schedule,
// clipping, averaging, and what happens where nothing is finite, stand here.
#pragma once

#include <hesse/curvature/random_signs.hpp>
#include <hesse/optimizers/descent.hpp>
#include <hesse/optimizers/stochastic_options.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <memory>
#include <optional>
#include <utility>

#include "batches.hpp"
#include "state_archive.hpp"

namespace hesse {

/// What an engine asks of a rule. A rule keeps its state in plain members: it is copied to take an epoch back.
template <class Rule>
concept DescentRule = std::copyable<Rule> &&
    requires(Rule rule, Index inputs, const Vector& v, double eta, Batch& batch) {
  rule.start(inputs);  // once, before anything else
  // and rule.serialize(archive), with the members that steps change
  { rule.gradient(v, batch) } -> std::same_as<Vector>;
  { rule.wants_curvature() } -> std::same_as<bool>;
  rule.note_curvature(v);                         // an estimate of the diagonal of the Hessian, where it is wanted
  { rule.step(v, eta) } -> std::same_as<Vector>;  // to be added to the point
};

/// What most rules leave as it is.
class FirstOrderRule {
 public:
  [[nodiscard]] Vector gradient(const Vector& x, Batch& batch) { return batch.gradient(x); }
  [[nodiscard]] bool wants_curvature() const { return false; }
  void note_curvature(const Vector&) {}
};

/// The mean of what it has seen, or, beyond `memory`, an exponential moving average.
class RunningMean {
 public:
  void note(const Vector& point, double memory) {
    const double weight = std::max(1.0 / static_cast<double>(++seen_), 1.0 / memory);
    if (seen_ == 1) mean_ = point;
    mean_ += weight * (point - mean_);
  }
  [[nodiscard]] bool is_empty() const { return seen_ == 0; }
  [[nodiscard]] const Vector& value() const { return mean_; }
  void serialize(auto& archive) { archive(mean_, seen_); }

 private:
  Vector mean_;
  Index seen_ = 0;
};

template <DescentRule Rule>
class StochasticDescent final : public Descent {
 public:
  StochasticDescent(Rule rule, const StochasticOptions& options)
      // Streams of their own for products and signs, or they would repeat the draws of the rows.
      : options_(options), signs_(options.seed + 0x9e3779b97f4a7c15), now_{std::move(rule), {}, {}} {}

  const char* adapts() const override { return "eta"; }

  void serialize(StateArchive& archive) override {
    archive(options_.eta, epoch_, rows_, other_rows_, signs_, now_.rule, now_.point, now_.mean);
  }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!rows_) begin(here.point, problem.rows());
    const Standing before = now_;
    Attempt attempt;
    attempt.radius = learning_rate(options_, epoch_);
    attempt.inner_iterations = run_epoch(attempt.radius, problem);
    attempt.step = shown() - here.point;
    attempt.next = problem.evaluate(shown());
    if (attempt.next) {
      attempt.trial_value = attempt.next->value;
      ++epoch_;
    } else {
      now_ = before;
      options_.eta *= 0.5;
    }
    return attempt;
  }

 private:
  /// What goes back together when an epoch is taken back.
  struct Standing {
    Rule rule;
    Vector point;
    RunningMean mean;
  };

  void begin(const Vector& start, Index rows) {
    rows_.emplace(rows, options_.batch, options_.seed);
    other_rows_.emplace(rows, options_.batch, ~options_.seed);
    now_.rule.start(start.size());
    now_.point = start;
  }

  /// The number of steps.
  Index run_epoch(double eta, Problem& problem) {
    rows_->shuffle();
    other_rows_->shuffle();
    const bool averages = options_.average_from && epoch_ >= *options_.average_from;
    Index done = 0;
    for (std::size_t k = 0; k < rows_->batches() && now_.point.allFinite() && !problem.interrupted(); ++k, ++done) {
      Batch batch(problem, rows_->batch(k), other_rows_->batch(k));
      make_step(eta, batch);
      if (averages) now_.mean.note(now_.point, options_.average_memory);
    }
    return done;
  }

  /// Estimates that are not finite become the point, so that no rule meets them and the epoch is taken back.
  void make_step(double eta, Batch& batch) {
    Vector& x = now_.point;
    Vector gradient = now_.rule.gradient(x, batch);
    if (!gradient.allFinite()) return void(x = gradient);
    const double length = length_of(gradient);
    if (length > options_.clip) gradient *= options_.clip / length;
    if (now_.rule.wants_curvature()) {
      const Vector signs = signs_.vector(x.size());
      const Vector diagonal = signs.cwiseProduct(batch.hessian_vector(x, signs));
      if (!diagonal.allFinite()) return void(x = diagonal);
      now_.rule.note_curvature(diagonal);
    }
    x += now_.rule.step(gradient, eta) - eta * options_.weight_decay * x;
  }

  /// The point to stand on: the mean where there is one of finite points.
  [[nodiscard]] const Vector& shown() const {
    return now_.mean.is_empty() || !now_.point.allFinite() ? now_.point : now_.mean.value();
  }

  StochasticOptions options_;
  Index epoch_ = 0;  ///< those taken back not counted
  std::optional<ShuffledRows> rows_, other_rows_;
  RandomSigns signs_;
  Standing now_;
};

/// Throws OptionError unless it can be the part of an average that stays: at least 0, below 1.
inline void require_part(const char* option, double found) {
  require_option(found >= 0.0 && found < 1.0, option, found, "must be at least 0 and below 1");
}

/// Throws OptionError unless it can stand beside a divisor that may be 0.
inline void require_epsilon(const char* option, double found) {
  require_option(found > 0.0 && std::isfinite(found), option, found,
                 "must be positive, as what stands beside it may be 0");
}

/// The descent of a method of the family by a rule. Throws OptionError where a shared option makes no sense.
template <StochasticMethod Method, DescentRule Rule>
[[nodiscard]] std::unique_ptr<Descent> stochastic_descent(const Method& method, Rule rule) {
  const StochasticOptions options = stochastic_options(method);
  validate(options);
  return std::make_unique<StochasticDescent<Rule>>(std::move(rule), options);
}

}  // namespace hesse
