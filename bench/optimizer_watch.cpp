// SPDX-License-Identifier: BSL-1.0
#include "optimizers.hpp"

namespace optimizers {

namespace {

constexpr Index most_gradients = 20'000;
constexpr double most_seconds = 20.0;

}  // namespace

double Watch::elapsed() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
}

bool Watch::still_counts() const { return !reached() && counts_.gradients + counts_.jacobians < most_gradients; }

bool Watch::is_over() const { return !still_counts() || elapsed() >= most_seconds; }

void Watch::note(Index Counts::*kind) {
  if (still_counts()) ++(counts_.*kind);
}

void Watch::note(Index Counts::*kind, double value, const Vector& gradient) {
  if (!still_counts()) return;
  const double length = gradient.norm();
  if (counts_.gradients + counts_.jacobians == 0) {
    first_ = length;
    first_value_ = value_ = value;
  }
  ++(counts_.*kind);
  if (length < least_ * first_) {
    least_ = length / first_;
    value_ = value;
  }
  seconds_ = elapsed();
}

double Watched::value(ConstVector x) const {
  watch_.note(&Counts::values);
  return f_.value(x);
}

hesse::ValueAndGradient Watched::value_and_gradient(ConstVector x) const {
  hesse::ValueAndGradient result = f_.value_and_gradient(x);
  watch_.note(&Counts::gradients, result.value, result.gradient);
  return result;
}

Vector Watched::hessian_vector(ConstVector x, ConstVector v) const {
  watch_.note(&Counts::hessian_vectors);
  return f_.hessian_vector(x, v);
}

Matrix Watched::hessian(ConstVector x) const {
  watch_.note(&Counts::hessians);
  return f_.hessian(x);
}

bool Watched::sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const {
  const bool knows_zeros = f_.sparse_hessian(x, lower);
  if (knows_zeros) watch_.note(&Counts::hessians);
  return knows_zeros;
}

Vector WatchedResiduals::residuals(ConstVector x) const {
  watch_.note(&Counts::values);
  return f_.residuals(x);
}

hesse::Linearization WatchedResiduals::linearize(ConstVector x) const {
  hesse::Linearization result = f_.linearize(x);
  const auto half = hesse::square_of(result);
  watch_.note(&Counts::jacobians, 2.0 * half.value, 2.0 * half.gradient);
  return result;
}

Matrix WatchedResiduals::residual_hessian(ConstVector x, ConstVector weights) const {
  watch_.note(&Counts::hessians);
  return f_.residual_hessian(x, weights);
}

}  // namespace optimizers
