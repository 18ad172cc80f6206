// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/optimizers/residual_objective.hpp>

#include <fmt/format.h>

namespace hesse {

ValueAndGradient square_of(const Linearization& at) {
  return {0.5 * at.residuals.squaredNorm(), at.jacobian.transpose() * at.residuals};
}

double ResidualObjective::value(ConstVector x) const { return 0.5 * residuals(x).squaredNorm(); }

ValueAndGradient ResidualObjective::value_and_gradient(ConstVector x) const { return square_of(linearize(x)); }

Vector ResidualObjective::hessian_vector(ConstVector x, ConstVector v) const { return hessian(x) * v; }

Matrix ResidualObjective::hessian(ConstVector x) const {
  const Linearization at = linearize(x);
  return residual_hessian(x, at.residuals) + at.jacobian.transpose() * at.jacobian;
}

Vector ResidualObjective::gauss_newton_vector(ConstVector x, ConstVector v) const {
  const Matrix jacobian = linearize(x).jacobian;
  return jacobian.transpose() * (jacobian * v);
}

bool FunctionResiduals::sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const {
  using SparseMatrix = Eigen::SparseMatrix<double>;
  const SparseMatrix jacobian = function_.sparse_jacobian(x);
  const SparseMatrix squares = SparseMatrix(jacobian.transpose() * jacobian).triangularView<Eigen::Lower>();
  lower = function_.sparse_hessian(x, function_.values(x), Triangle::lower) + squares;
  return true;
}

std::string FunctionResiduals::kind() const {
  return fmt::format("half the sum of squares of {}", counted(function_.outputs(), "residual"));
}

}  // namespace hesse
