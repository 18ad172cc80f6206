// SPDX-License-Identifier: BSL-1.0
//
// An objective that is half the sum of squares of residuals, as fits of a model to data are. Methods for least squares
// look inside.
#pragma once

#include <hesse/optimizers/objective.hpp>

#include <utility>

namespace hesse {

/// Residuals near a point: r(x + s) is about residuals + jacobian s.
struct Linearization {
  Vector residuals;  ///< m entries
  Matrix jacobian;   ///< m by n
};

/// |r|^2 / 2 and its gradient J'r.
[[nodiscard]] ValueAndGradient square_of(const Linearization& at);

/// f = |r|^2 / 2, with gradient J'r and Hessian J'J + sum r_i H_i. Derive from it to bring residuals of another origin.
class ResidualObjective : public Objective {
 public:
  [[nodiscard]] virtual Vector residuals(ConstVector x) const = 0;
  [[nodiscard]] virtual Linearization linearize(ConstVector x) const = 0;
  /// The sum of weights[i] times the Hessian of residual i: n by n and symmetric.
  [[nodiscard]] virtual Matrix residual_hessian(ConstVector x, ConstVector weights) const = 0;

  [[nodiscard]] double value(ConstVector x) const override;
  [[nodiscard]] ValueAndGradient value_and_gradient(ConstVector x) const override;
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector v) const override;
  [[nodiscard]] Matrix hessian(ConstVector x) const override;
  [[nodiscard]] bool has_gauss_newton() const override { return true; }
  /// J'J v. Cost: a linearization.
  [[nodiscard]] Vector gauss_newton_vector(ConstVector x, ConstVector v) const override;
};

/// The outputs of a recorded Function as residuals. Cost: a gradient that of a Jacobian, min(m, n) / 8 sweeps; a
/// Hessian or a product with it n / 8 sweeps over eight directions.
class FunctionResiduals final : public ResidualObjective {
 public:
  explicit FunctionResiduals(Function function) : function_(std::move(function)) {}

  [[nodiscard]] Index inputs() const override { return function_.inputs(); }
  [[nodiscard]] Vector residuals(ConstVector x) const override { return function_.values(x); }
  [[nodiscard]] Linearization linearize(ConstVector x) const override {
    return {function_.values(x), function_.jacobian(x)};
  }
  [[nodiscard]] Matrix residual_hessian(ConstVector x, ConstVector weights) const override {
    return function_.hessian(x, weights);
  }
  void compile() const override { function_.compile(); }
  [[nodiscard]] bool sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const override;
  [[nodiscard]] std::string explain_nonfinite(ConstVector x) const override { return birth_of_nonfinite(function_, x); }
  [[nodiscard]] std::string kind() const override;

 private:
  Function function_;
};

}  // namespace hesse
