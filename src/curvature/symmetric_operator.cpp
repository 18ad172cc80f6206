// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/symmetric_operator.hpp>

#include <utility>

namespace hesse {

SymmetricOperator hessian_operator(const Function& function, ConstVector x) {
  return {function.inputs(), [function, at = Vector(x)](ConstVector v) { return function.hessian_vector(at, v); }};
}

SymmetricOperator hessian_operator(const Loss& loss, ConstVector theta) {
  return {loss.inputs(), [loss, at = Vector(theta)](ConstVector v) { return loss.hessian_vector(at, v); }};
}

SymmetricOperator gauss_newton_operator(const Loss& loss, ConstVector theta) {
  return {loss.inputs(), [loss, at = Vector(theta)](ConstVector v) { return loss.gauss_newton_vector(at, v); }};
}

SymmetricOperator as_operator(Matrix matrix) {
  const Index size = matrix.rows();
  return {size,
          [matrix = std::move(matrix)](ConstVector v) -> Vector { return matrix.selfadjointView<Eigen::Lower>() * v; }};
}

Matrix dense(const SymmetricOperator& matrix) {
  Matrix result(matrix.size, matrix.size);
  for (Index j = 0; j < matrix.size; ++j) result.col(j) = matrix.product(Vector::Unit(matrix.size, j));
  return 0.5 * (result + result.transpose());
}

}  // namespace hesse
