// SPDX-License-Identifier: BSL-1.0
#include "damping.hpp"

#include <hesse/optimizers/scaling.hpp>

#include <utility>

namespace hesse {

DampedModel::DampedModel(const Matrix& unscaled_hessian, ConstVector unscaled_gradient, Vector inverse_scale)
    : inverse(std::move(inverse_scale)), gradient(inverse.cwiseProduct(unscaled_gradient)) {
  if (unscaled_hessian.allFinite())
    hessian = inverse.asDiagonal() * unscaled_hessian * inverse.asDiagonal();
  else
    hessian = Matrix::Zero(inverse.size(), inverse.size());
}

double DampedModel::reduction(const Vector& step) const { return -gradient.dot(step) - 0.5 * step.dot(hessian * step); }

double DampedModel::largest_on_diagonal() const { return hessian.diagonal().cwiseAbs().maxCoeff(); }

DampedModel DampingScale::look(const Iterate& here, Problem& problem) {
  const Matrix hessian = problem.hessian(here.point);
  const Index n = here.point.size();
  if (matrix_ == DampingMatrix::identity) return {hessian, here.gradient, Vector::Ones(n)};
  if (matrix_ == DampingMatrix::diagonal || largest_roots_.size() == 0) largest_roots_ = Vector::Zero(n);
  if (hessian.allFinite()) largest_roots_ = largest_roots_.cwiseMax(hessian.diagonal().cwiseAbs().cwiseSqrt());
  return {hessian, here.gradient, inverse_scale(largest_roots_)};
}

double damping_of_a_step_as_long_as_x(const Iterate& here) { return here.gradient_norm / scale_of(here.point); }

}  // namespace hesse
