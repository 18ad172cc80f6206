// SPDX-License-Identifier: BSL-1.0
#include "published.hpp"

#include <algorithm>
#include <iterator>

namespace published {

Matrix symmetric(std::initializer_list<std::initializer_list<double>> lower) {
  const auto n = static_cast<Index>(lower.size());
  Matrix whole(n, n);
  Index i = 0;
  for (const auto& row : lower) {
    Index j = 0;
    for (const double entry : row) {
      whole(i, j) = whole(j, i) = entry;
      ++j;
    }
    ++i;
  }
  return whole;
}

Matrix diagonal(const Vector& entries) { return entries.asDiagonal(); }

Matrix outer(const Vector& v) { return v * v.transpose(); }

Matrix outer(const Vector& u, const Vector& v) { return u * v.transpose() + v * u.transpose(); }

Matrix gauss_newton(const Residuals& residuals) {
  const Index n = residuals.front().slopes.size();
  Matrix sum = Matrix::Zero(n, n);
  for (const Residual& r : residuals) sum += 2.0 * outer(r.slopes);
  return sum;
}

ByHand sum_of_squares(const Residuals& residuals) {
  ByHand sum{Vector::Zero(residuals.front().slopes.size()), gauss_newton(residuals)};
  for (const Residual& r : residuals) {
    sum.gradient += 2.0 * r.value * r.slopes;
    sum.hessian += 2.0 * r.value * r.curvature;
  }
  return sum;
}

const std::vector<Published>& all() {
  static const std::vector<Published> everything = [] {
    std::vector<Published> gathered;
    for (auto family : {least_squares(), test_functions(), likelihoods(), potentials(), models()})
      std::ranges::move(family, std::back_inserter(gathered));
    return gathered;
  }();
  return everything;
}

}  // namespace published
