// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/dense_solve.hpp>

#include <Eigen/Cholesky>
#include <Eigen/LU>

namespace hesse {

namespace {

Matrix shifted(ConstMatrix hessian, double shift) {
  Matrix result = hessian;
  result.diagonal().array() += shift;
  return result;
}

}  // namespace

Vector solve_shifted(ConstMatrix hessian, double shift, ConstVector b) {
  return shifted(hessian, shift).partialPivLu().solve(b);
}

std::optional<Vector> solve_positive_definite(ConstMatrix hessian, double shift, ConstVector b) {
  const Eigen::LLT<Matrix> factor(shifted(hessian, shift));
  if (factor.info() != Eigen::Success) return std::nullopt;
  Vector solution = factor.solve(b);
  if (!solution.allFinite()) return std::nullopt;
  return solution;
}

}  // namespace hesse
