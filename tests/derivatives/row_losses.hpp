// SPDX-License-Identifier: BSL-1.0
//
// Losses over the rows of a small table, and the Function that loops over the same rows: what a Loss is compared with.
#pragma once

#include <hesse/hesse.hpp>

#include <cmath>
#include <problems.hpp>
#include <type_traits>

namespace hesse {

inline bool close(const Matrix& a, const Matrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         (a - b).lpNorm<Eigen::Infinity>() <= 1e-12 * (1 + a.lpNorm<Eigen::Infinity>());
}

/// Rows: 4 features, a label of -1 or 1, a class of 0, 1 or 2.
inline Matrix table(Index rows) {
  problems::Uniform uniform(11);
  Matrix result(rows, 6);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < 4; ++j) result(i, j) = uniform(-1, 1);
    result(i, 4) = uniform(-1, 1) > 0 ? 1 : -1;
    result(i, 5) = std::floor(uniform(0, 3));
  }
  return result;
}

template <class Theta, class Row>
auto score(const Theta& theta, const Row& row) {
  auto z = theta[4] * 1.0;
  for (Index j = 0; j < 4; ++j) z += row[j] * theta[j];
  return z;
}

// What is in common, a loss that does not branch.
inline const auto smooth = [](const auto& theta, const auto& row) {
  return softplus(-row[4] * score(theta, row)) + 0.05 * exp(theta[0]) * theta[1] * theta[1];
};
// Branches on what parameters and data give together, and on data alone.
inline const auto branching = [](const auto& theta, const auto& row) {
  using T = std::decay_t<decltype(theta[0])>;
  const T z = -row[4] * score(theta, row);
  const T loss = z > 0 ? T(z + log1p(exp(-z))) : T(log1p(exp(z)));
  if (row[5] == 1.0) return T(2.0 * loss);
  return T(loss + 0.1 * sin(theta[3] * theta[0]));
};
// Reads a number of the row as a plain one, to look up a parameter.
inline double number(double x) { return x; }
inline double number(const Var& x) { return x.value(); }
inline const auto indexing = [](const auto& theta, const auto& row) {
  const auto& scale = theta[static_cast<Index>(number(row[5]))];
  return square(scale - row[0]) * exp(0.3 * scale * theta[4]);
};

/// The same sum as a Function, which knows nothing of rows.
template <class RowLoss>
Function looped(const RowLoss& loss, const Matrix& rows, const Vector& theta) {
  return Function(
      [=](const auto& x) {
        auto sum = 0.0 * x[0];
        for (Index i = 0; i < rows.rows(); ++i) {
          const Vector row = rows.row(i).transpose();
          sum += loss(x, row);
        }
        return sum;
      },
      theta, {.compile = Compile::never});
}

inline const Vector theta0{{0.3, -0.2, 0.5, 0.1, 0.4}};
inline const Vector direction{{1.0, -0.5, 0.25, 2.0, -1.0}};

}  // namespace hesse
