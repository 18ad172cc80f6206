// SPDX-License-Identifier: BSL-1.0
//
// Reads the breast-cancer table and standardises it: what the example needs before it can start.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

struct Cases {
  hesse::Matrix features;  ///< a case a row: standardised measurements, and a last column of ones for the bias
  hesse::Vector benign;    ///< 1 benign, 0 malignant
  std::vector<std::string> names;
};

inline std::vector<std::string> names_of_measurements() {
  const std::array quantities = {"radius",      "texture",   "perimeter",      "area",     "smoothness",
                                 "compactness", "concavity", "concave points", "symmetry", "fractal dimension"};
  std::vector<std::string> names;
  for (const std::string kind : {"mean ", "error of ", "worst "})
    for (const std::string quantity : quantities) names.push_back(kind + quantity);
  names.push_back("bias");
  return names;
}

/// Each column minus its mean, over its population standard deviation.
inline hesse::Matrix standardised(const hesse::Matrix& table) {
  hesse::Matrix result = table.rowwise() - table.colwise().mean();
  for (auto column : result.colwise()) column /= std::sqrt(column.squaredNorm() / static_cast<double>(column.size()));
  return result;
}

inline Cases read_cases(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  hesse::Index rows = 0, columns = 0;
  char comma = 0;
  std::string line;
  std::getline(file, line);
  std::istringstream(line) >> rows >> comma >> columns;
  hesse::Matrix table(rows, columns);
  hesse::Vector labels(rows);
  for (hesse::Index row = 0; row < rows; ++row) {
    std::getline(file, line);
    std::istringstream numbers(line);
    for (hesse::Index column = 0; column < columns; ++column) numbers >> table(row, column) >> comma;
    numbers >> labels[row];
    if (!numbers) throw std::runtime_error(path.string() + ": line " + std::to_string(row + 2) + " is not a case");
  }
  Cases cases{hesse::Matrix(rows, columns + 1), labels, names_of_measurements()};
  cases.features << standardised(table), hesse::Vector::Ones(rows);
  return cases;
}
