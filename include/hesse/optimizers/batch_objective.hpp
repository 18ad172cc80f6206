// SPDX-License-Identifier: BSL-1.0
//
// An objective made of the rows of a table, which can be estimated from some of the rows. Stochastic methods need no
// more than this.
#pragma once

#include <hesse/derivatives/loss.hpp>
#include <hesse/optimizers/objective.hpp>

#include <span>
#include <utility>

namespace hesse {

/// Some rows of a table, by number.
using Rows = std::span<const Index>;

class BatchObjective : public Objective {
 public:
  [[nodiscard]] virtual Index rows() const = 0;
  /// The objective and its gradient, estimated from the given rows: the mean of these over all batches of a size is the
  /// one of the objective.
  [[nodiscard]] virtual ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const = 0;
  /// The same of the Hessian times v.
  [[nodiscard]] virtual Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const = 0;
  /// The same of the two matrices that stand for the Hessian; see Objective. These throw Error unless overridden.
  [[nodiscard]] virtual Vector batch_gauss_newton_vector(ConstVector x, ConstVector v, Rows rows) const;
  [[nodiscard]] virtual Vector batch_fisher_vector(ConstVector x, ConstVector v, Rows rows) const;
  /// That of all rows as one batch.
  [[nodiscard]] Vector fisher_vector(ConstVector x, ConstVector v) const override;
};

/// A Loss as an objective.
class LossObjective final : public BatchObjective {
 public:
  explicit LossObjective(Loss loss) : loss_(std::move(loss)) {}

  [[nodiscard]] Index rows() const override { return loss_.rows(); }
  [[nodiscard]] Index inputs() const override { return loss_.inputs(); }
  [[nodiscard]] double value(ConstVector x) const override { return loss_.value(x); }
  [[nodiscard]] ValueAndGradient value_and_gradient(ConstVector x) const override {
    return loss_.value_and_gradient(x);
  }
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector v) const override {
    return loss_.hessian_vector(x, v);
  }
  [[nodiscard]] Matrix hessian(ConstVector x) const override { return loss_.hessian(x); }
  void compile() const override { loss_.compile(); }
  [[nodiscard]] bool has_gauss_newton() const override { return loss_.in_two_parts(); }
  [[nodiscard]] Vector gauss_newton_vector(ConstVector x, ConstVector v) const override {
    return loss_.gauss_newton_vector(x, v);
  }
  [[nodiscard]] Vector fisher_vector(ConstVector x, ConstVector v) const override { return loss_.fisher_vector(x, v); }
  [[nodiscard]] bool sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const override {
    return loss_.sparse_hessian(x, lower, Triangle::lower), true;
  }
  [[nodiscard]] std::string explain_nonfinite(ConstVector x) const override { return loss_.explain_nonfinite(x); }
  [[nodiscard]] std::string kind() const override;
  [[nodiscard]] ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const override;
  [[nodiscard]] Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const override;
  [[nodiscard]] Vector batch_gauss_newton_vector(ConstVector x, ConstVector v, Rows rows) const override;
  [[nodiscard]] Vector batch_fisher_vector(ConstVector x, ConstVector v, Rows rows) const override;

 private:
  /// From the loss of so many rows to that of all.
  [[nodiscard]] double scale(Rows rows) const;

  Loss loss_;
};

}  // namespace hesse
