// SPDX-License-Identifier: BSL-1.0
#include "problem.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace nist {

namespace {

constexpr std::size_t first_parameter_line = 41, first_data_line = 61;

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<double> numbers_in(const std::string& text) {
  std::istringstream stream(text);
  std::vector<double> numbers;
  for (double number; stream >> number;) numbers.push_back(number);
  return numbers;
}

/// "  b1 = start1 start2 certified sd": a row a parameter.
Matrix parameters_in(const std::vector<std::string>& lines) {
  std::vector<Vector> rows;
  for (std::size_t i = first_parameter_line - 1; i < lines.size(); ++i) {
    const auto equals = lines[i].find('=');
    if (equals == std::string::npos) break;
    const std::vector<double> numbers = numbers_in(lines[i].substr(equals + 1));
    if (numbers.size() != 4)
      throw std::runtime_error("line " + std::to_string(i + 1) + " does not hold two starts, a value and a deviation");
    rows.push_back(Eigen::Map<const Vector>(numbers.data(), 4));
  }
  Matrix result(static_cast<Index>(rows.size()), 4);
  for (Index i = 0; i < result.rows(); ++i) result.row(i) = rows[static_cast<std::size_t>(i)].transpose();
  return result;
}

double certified_sum_in(const std::vector<std::string>& lines) {
  const std::string key = "Residual Sum of Squares:";
  for (const std::string& line : lines)
    if (line.starts_with(key)) return numbers_in(line.substr(key.size())).at(0);
  throw std::runtime_error("there is no line \"" + key + "\"");
}

Table table_in(const std::vector<std::string>& lines) {
  std::vector<std::vector<double>> rows;
  for (std::size_t i = first_data_line - 1; i < lines.size(); ++i) {
    const std::vector<double> numbers = numbers_in(lines[i]);
    if (numbers.empty()) continue;
    if (numbers.size() < 2 || numbers.size() != (rows.empty() ? numbers : rows[0]).size())
      throw std::runtime_error("line " + std::to_string(i + 1) + " is no observation");
    rows.push_back(numbers);
  }
  if (rows.empty()) throw std::runtime_error("there are no observations");
  Table table(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
  for (Index i = 0; i < table.rows(); ++i)
    table.row(i) = Eigen::Map<const Eigen::RowVectorXd>(rows[static_cast<std::size_t>(i)].data(), table.cols());
  return table;
}

}  // namespace

double Problem::digits(const Vector& b) const {
  double best = -11.0;
  for (const Vector& same : model.equivalents(b)) {
    double least = 11.0;
    for (Index i = 0; i < certified.size(); ++i) {
      const double error = std::abs(same[i] - certified[i]) / std::abs(certified[i]);
      if (error > 0.0) least = std::min(least, -std::log10(error));
      if (!std::isfinite(error)) least = -11.0;
    }
    best = std::max(best, least);
  }
  return best;
}

Problem read(const Model& model, const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / (model.name + ".dat");
  try {
    const std::vector<std::string> lines = lines_of(path);
    const Matrix parameters = parameters_in(lines);
    return {model, table_in(lines), {parameters.col(0), parameters.col(1)}, parameters.col(2), certified_sum_in(lines)};
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(path.string() + ": " + error.what());
  }
}

}  // namespace nist
