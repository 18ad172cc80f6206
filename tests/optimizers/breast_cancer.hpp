// SPDX-License-Identifier: BSL-1.0
//
// The Wisconsin breast-cancer table and the logistic loss that is fitted to it.
#pragma once

#include <hesse/hesse.hpp>

#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/project_folder.hpp>
#include <vector>

namespace breast_cancer {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

/// 569 rows of 31 features, standardised, the last one 1, and the label: 1 for benign.
inline Matrix read() {
  const auto path = support::project_folder() / "examples/data/breast_cancer.csv";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::string line;
  std::getline(file, line);  // 569,30,malignant,benign
  Matrix table = Matrix::Ones(569, 32);
  for (Index row = 0; row < 569; ++row) {
    std::getline(file, line);
    std::istringstream cells(line);
    std::string cell;
    for (Index column = 0; std::getline(cells, cell, ','); ++column)
      table(row, column < 30 ? column : 31) = std::stod(cell);
  }
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
