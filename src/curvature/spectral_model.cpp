// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/spectral_model.hpp>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hesse {

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

/// The positive root of (base + x) (gap + x) = product, or 0 where there is none, without cancellation.
double shift_of_product(double base, double gap, double product) {
  const double excess = product - base * gap;
  return excess > 0.0 ? 2.0 * excess / (base + gap + std::sqrt((base - gap) * (base - gap) + 4.0 * product)) : 0.0;
}

/// Lengthens y along the eigenvector of the smallest eigenvalue, along which it has no part.
void complete(Vector& y, double length) {
  const double shorter = y.stableNorm();
  y[0] = std::sqrt((length - shorter) * (length + shorter));
}

}  // namespace

SpectralModel::SpectralModel(ConstMatrix hessian, ConstVector gradient) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(hessian);
  eigenvalues_ = eigen.eigenvalues();
  eigenvectors_ = eigen.eigenvectors();
  slopes_ = eigenvectors_.transpose() * gradient;
  settle_zeros();
}

/// An eigenvalue of zero comes out with either sign, and the sign decides whether to walk to the boundary along it.
void SpectralModel::settle_zeros() {
  const double rounding = static_cast<double>(eigenvectors_.rows()) * eps;
  const double least = rounding * eigenvalues_.lpNorm<Eigen::Infinity>();
  const double least_slope = rounding * slopes_.lpNorm<Eigen::Infinity>();
  for (Index i = 0; i < eigenvalues_.size(); ++i) {
    if (std::abs(eigenvalues_[i]) > least) continue;
    eigenvalues_[i] = 0.0;
    if (std::abs(slopes_[i]) <= least_slope) slopes_[i] = 0.0;
  }
}

SpectralModel SpectralModel::of_squares(ConstMatrix jacobian, ConstVector residuals) {
  Matrix square = jacobian;
  Vector image = residuals;
  const Index m = jacobian.rows(), n = jacobian.cols();
  if (m > n) {
    const Eigen::HouseholderQR<Matrix> qr(jacobian);
    image = (qr.householderQ().adjoint() * residuals).head(n);
    square = qr.matrixQR().topRows(n).triangularView<Eigen::Upper>();
  }
  const Eigen::BDCSVD<Matrix> svd(square, Eigen::ComputeThinU | Eigen::ComputeThinV);
  Vector values = svd.singularValues();
  const double least = static_cast<double>(std::max(m, n)) * eps * values.lpNorm<Eigen::Infinity>();
  values = (values.array() > least).select(values, 0.0);
  SpectralModel model;
  model.eigenvectors_ = svd.matrixV();
  model.slopes_ = values.cwiseProduct(svd.matrixU().transpose() * image);
  model.eigenvalues_ = values.cwiseAbs2();
  return model;
}

/// What makes every eigenvalue zero or positive.
double SpectralModel::base() const { return eigenvalues_.size() == 0 ? 0.0 : std::max(0.0, -eigenvalues_.minCoeff()); }

/// The step with the multiplier base + shift. The sum of an eigenvalue and its base is formed first: it is exactly zero
/// for the smallest.
Vector SpectralModel::coordinates(double base, double shift) const {
  const auto sums = (eigenvalues_.array() + base) + shift;
  return (sums > 0.0).select(-slopes_.array() / sums, 0.0);
}

ModelMinimum SpectralModel::minimum(const Vector& y, double multiplier, bool at_boundary) const {
  // By (l + multiplier) y = -slope the model falls by the sum of (l + 2 multiplier) y^2 / 2, where y^2
  // alone may overflow.
  const auto halves = 0.5 * ((eigenvalues_.array() + multiplier) + multiplier);
  return {eigenvectors_ * y, (halves * y.array() * y.array()).sum(), multiplier, at_boundary};
}

SpectralModel SpectralModel::with_gradient(ConstVector gradient) const {
  SpectralModel model = *this;
  model.slopes_ = eigenvectors_.transpose() * gradient;
  model.settle_zeros();
  return model;
}

double SpectralModel::decrement(ConstVector gradient, double multiplier) const {
  const auto sums = eigenvalues_.array() + multiplier;
  Vector parts = eigenvectors_.transpose() * gradient;
  parts = (sums > 0.0).select(parts.array() / sums.max(0.0).sqrt(), 0.0);
  return parts.stableNorm();
}

/// Newton's method on 1 / |step| - 1 / target, which is concave and rises: from the left it never overshoots.
ModelMinimum SpectralModel::on_sphere(double base, double least_shift, const TargetOf& target) const {
  double shift = least_shift;
  Vector y = coordinates(base, shift);
  for (int iteration = 0; iteration < 200; ++iteration) {
    const double length = y.stableNorm();
    const Target aim = target(base + shift);
    const double missing = aim.inverse - 1.0 / length;
    if (missing <= 1e-12 * aim.inverse) break;
    const auto sums = (eigenvalues_.array() + base) + shift;
    const double slope = ((y / length).array().square() / (sums > 0.0).select(sums, 1.0)).sum() / length;
    const double next = shift + missing / (slope - aim.slope_of_inverse);
    if (!(next > shift)) break;
    shift = next;
    y = coordinates(base, shift);
  }
  return minimum(y, base + shift, true);
}

ModelMinimum SpectralModel::within(double radius) const {
  const double base = this->base();
  Vector y = coordinates(base, 0.0);
  // No coordinate of the minimum is longer than the radius.
  double least_shift = 0.0;
  for (Index i = 0; i < y.size(); ++i)
    least_shift = std::max(least_shift, std::abs(slopes_[i]) / radius - (eigenvalues_[i] + base));
  if (least_shift == 0.0 && y.stableNorm() <= radius) {
    if (base == 0.0) return minimum(y, 0.0, false);
    complete(y, radius);
    return minimum(y, base, true);
  }
  return on_sphere(base, least_shift, [radius](double) { return Target{1.0 / radius, 0.0}; });
}

/// In units of the reach, s = reach t, the model is reach (gradient' t + reach t' H t / 2 + |t|^3 / 3).
ModelMinimum SpectralModel::with_cubic_term(double reach) const {
  SpectralModel scaled = *this;
  scaled.eigenvalues_ *= reach;
  ModelMinimum least = scaled.with_unit_cubic_term();
  least.step *= reach;
  least.reduction *= reach;
  least.multiplier /= reach;
  return least;
}

ModelMinimum SpectralModel::with_unit_cubic_term() const {
  const double base = this->base();
  Vector y = coordinates(base, 0.0);
  double least_shift = 0.0;
  for (Index i = 0; i < y.size(); ++i)
    least_shift = std::max(least_shift, shift_of_product(base, eigenvalues_[i] + base, std::abs(slopes_[i])));
  if (least_shift == 0.0 && y.stableNorm() <= base) {
    if (base > 0.0) complete(y, base);
    return minimum(y, base, base > 0.0);
  }
  return on_sphere(base, least_shift, [](double multiplier) {
    return Target{1.0 / multiplier, -1.0 / (multiplier * multiplier)};
  });
}

}  // namespace hesse
