// SPDX-License-Identifier: BSL-1.0
//
// Value, gradient and Hessian of a tape by the sweeps on a number of choice, and how far two such answers differ. On
// fifty digits they are what answers on doubles are compared with.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <support/fifty_digits.hpp>
#include <vector>

namespace hesse {

struct Derivatives {
  double value;
  Vector gradient;
  Matrix hessian;

  [[nodiscard]] bool all_finite() const { return std::isfinite(value) && gradient.allFinite() && hessian.allFinite(); }
};

/// Forward over reverse on Dual<T>, a direction for each of the first n inputs; the others are constants.
template <class T>
Derivatives derivatives(const Tape& tape, const Vector& x, Index n) {
  Derivatives result{0.0, Vector(n), Matrix(n, n)};
  for (Index j = 0; j < n; ++j) {
    std::vector<Dual<T>> inputs(x.begin(), x.end());
    inputs[static_cast<std::size_t>(j)].tangent = T(1);
    Numbers<Dual<T>> values;
    forward<Dual<T>>(tape, inputs, values);
    std::vector<Dual<T>> adjoints(tape.nodes());
    const std::size_t output = tape.outputs()[0].node_index();
    adjoints[output] = Dual<T>(1);
    reverse(tape, values.data(), adjoints.data());
    result.value = static_cast<double>(values[output].value);
    for (Index i = 0; i < n; ++i) {
      result.gradient[i] = static_cast<double>(adjoints[static_cast<std::size_t>(i)].value);
      result.hessian(i, j) = static_cast<double>(adjoints[static_cast<std::size_t>(i)].tangent);
    }
  }
  return result;
}

/// The largest difference in units of `size`.
inline double distance(const Matrix& a, const Matrix& b, double size) {
  const double difference = (a - b).lpNorm<Eigen::Infinity>();
  return difference == 0.0 ? 0.0 : difference / size;
}

/// How far values, gradients and Hessians at x differ, each order in units of its largest number or, where that is
/// smaller, of the order below over x: hypot(x, x) is linear, its second derivative the rounding of terms of that size.
inline std::array<double, 3> distances(const Derivatives& a, const Derivatives& b, const Vector& x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!a.all_finite() || !b.all_finite()) return {infinity, infinity, infinity};
  const double length = x.lpNorm<Eigen::Infinity>();
  const double value = std::abs(a.value);
  const double slope = std::max(a.gradient.lpNorm<Eigen::Infinity>(), value / length);
  const double curvature = std::max(a.hessian.lpNorm<Eigen::Infinity>(), slope / length);
  return {distance(Matrix::Constant(1, 1, a.value), Matrix::Constant(1, 1, b.value), value),
          distance(a.gradient, b.gradient, slope), distance(a.hessian, b.hessian, curvature)};
}

}  // namespace hesse
