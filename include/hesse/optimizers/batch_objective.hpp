// SPDX-License-Identifier: BSL-1.0
//
// An objective that is a mean over the rows of a table, and can be asked for some of the rows only. Stochastic methods
// need no more than this.
#pragma once

#include <hesse/optimizers/objective.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace hesse {

/// Some rows of a table, by number.
using Rows = std::span<const Index>;

class BatchObjective : public Objective {
 public:
  [[nodiscard]] virtual Index rows() const = 0;
  /// The mean over the given rows, and its gradient.
  [[nodiscard]] virtual ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const = 0;
  /// The Hessian of the mean over the given rows, times v.
  [[nodiscard]] virtual Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const = 0;
};

/// A callable loss(theta, rows), generic in the number, that returns the mean over the rows it is given. The objective
/// of all rows is recorded once; a batch is recorded whenever it is asked for.
///
///     hesse::BatchFunction loss([&](const auto& theta, hesse::Rows rows) { ... return sum / rows.size(); }, m,
///     theta0); const hesse::Solution fit = hesse::minimize(loss, theta0, hesse::SGD{.eta = 0.1, .batch = 32});
class BatchFunction final : public BatchObjective {
 public:
  template <class Loss>
  requires(std::invocable<const Loss&, const VectorOf<Var>&, Rows>)
      BatchFunction(Loss loss, Index rows, ConstVector theta0)
      : BatchFunction(recorder_of(std::make_shared<const Loss>(std::move(loss))), rows, theta0) {}

  [[nodiscard]] Index rows() const override { return static_cast<Index>(all_.size()); }
  [[nodiscard]] Index inputs() const override { return full_.inputs(); }
  [[nodiscard]] double value(ConstVector x) const override { return full_.value(x); }
  [[nodiscard]] ValueAndGradient value_and_gradient(ConstVector x) const override {
    return full_.value_and_gradient(x);
  }
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector v) const override {
    return full_.hessian_vector(x, v);
  }
  [[nodiscard]] Matrix hessian(ConstVector x) const override { return full_.hessian(x); }
  [[nodiscard]] std::string explain_nonfinite(ConstVector x) const override { return full_.explain_nonfinite(x); }
  [[nodiscard]] ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const override;
  [[nodiscard]] Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const override;

 private:
  /// Records the loss of some rows at x.
  using Recorder = std::function<Function(ConstVector x, std::vector<Index> rows)>;

  template <class Loss>
  static Recorder recorder_of(std::shared_ptr<const Loss> loss) {
    return [loss](ConstVector x, std::vector<Index> rows) {
      return Function([loss, rows = std::move(rows)](const VectorOf<Var>& theta) { return (*loss)(theta, Rows(rows)); },
                      x);
    };
  }
  BatchFunction(Recorder recorder, Index rows, ConstVector theta0);

  Recorder recorder_;
  std::vector<Index> all_;
  FunctionObjective full_;
};

}  // namespace hesse
