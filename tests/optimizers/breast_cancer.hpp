// SPDX-License-Identifier: BSL-1.0
//
// The Wisconsin breast-cancer table and the logistic loss that is fitted to it.
#pragma once

#include <hesse/hesse.hpp>
#include <hesse/optimizers/batch_objective.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace breast_cancer {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

struct Table {
  Matrix features;  ///< 31 by 569: one row of data a column, standardised, the last feature is 1
  Vector labels;    ///< 1 for benign
};

inline Table read() {
  const auto path = std::filesystem::path(__FILE__).parent_path() / "../../examples/data/breast_cancer.csv";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::string line;
  std::getline(file, line);  // 569,30,malignant,benign
  Table table{Matrix::Ones(31, 569), Vector(569)};
  for (Index row = 0; row < 569; ++row) {
    std::getline(file, line);
    std::istringstream cells(line);
    std::string cell;
    for (Index column = 0; column < 30; ++column) {
      std::getline(cells, cell, ',');
      table.features(column, row) = std::stod(cell);
    }
    std::getline(cells, cell, ',');
    table.labels[row] = std::stod(cell);
  }
  for (Index column = 0; column < 30; ++column) {
    auto feature = table.features.row(column);
    feature.array() -= feature.mean();
    feature /= std::sqrt(feature.squaredNorm() / 569.0);  // population sigma
  }
  return table;
}

/// The mean of log(1 + exp(z)) - y z over rows, plus lambda/2 |w|^2.
struct Loss {
  Table table = read();
  double lambda = 1e-2;

  template <class V>
  auto operator()(const V& w, hesse::Rows rows) const {
    using T = std::remove_cvref_t<decltype(w[0])>;
    T sum = 0;
    for (const Index row : rows) {
      T z = 0;
      for (Index j = 0; j < 31; ++j) z += table.features(j, row) * w[j];
      sum += hesse::softplus(z) - table.labels[row] * z;
    }
    T squares = 0;
    for (Index j = 0; j < 31; ++j) squares += w[j] * w[j];
    return T(sum / static_cast<double>(rows.size()) + 0.5 * lambda * squares);
  }
};

inline hesse::BatchFunction objective(double lambda) {
  Loss loss;
  loss.lambda = lambda;
  return hesse::BatchFunction(loss, 569, Vector::Zero(31));
}

}  // namespace breast_cancer
