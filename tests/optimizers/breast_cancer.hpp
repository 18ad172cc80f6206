// SPDX-License-Identifier: BSL-1.0
//
// The Wisconsin breast-cancer table and the logistic loss that is fitted to it.
#pragma once

#include <hesse/hesse.hpp>

#include <cmath>
#include <support/read_table.hpp>

namespace breast_cancer {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

/// 569 rows of 31 features, standardised, the last one 1, and the label: 1 for benign.
inline Matrix read() {
  const Matrix cells = support::read_table("breast_cancer.csv", 569, 31, 1);
  Matrix table = Matrix::Ones(569, 32);
  table.leftCols(30) = cells.leftCols(30);
  table.col(31) = cells.col(30);
  for (Index column = 0; column < 30; ++column) {
    auto feature = table.col(column);
    feature.array() -= feature.mean();
    feature /= std::sqrt(feature.squaredNorm() / 569.0);  // population sigma
  }
  return table;
}

/// The mean of log(1 + exp(z)) - y z over rows, plus lambda/2 |w|^2.
inline hesse::Loss objective(double lambda) {
  const auto loss = [lambda](const auto& w, const auto& row) {
    using T = std::remove_cvref_t<decltype(w[0])>;
    T z = 0, squares = 0;
    for (Index j = 0; j < 31; ++j) z += row[j] * w[j];
    for (Index j = 0; j < 31; ++j) squares += w[j] * w[j];
    return T(softplus(z) - row[31] * z + 0.5 * lambda * squares);
  };
  return hesse::Loss(loss, Vector::Zero(31), read(), {.reduction = hesse::Reduction::mean});
}

}  // namespace breast_cancer
