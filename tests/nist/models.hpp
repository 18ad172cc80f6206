// SPDX-License-Identifier: BSL-1.0
//
// The models of NIST's reference data sets for nonlinear regression, as the headers of the files print them. Parameters
// b1, b2, ... are b[0], b[1], ...; x holds the predictors of one observation.
#pragma once

#include <hesse/hesse.hpp>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

namespace nist {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

/// One row an observation: the response, then the predictors.
using Table = Matrix;

struct Model {
  std::string name;  ///< of the file, without .dat
  /// Model minus response, recorded at b: one output a row of the table.
  std::function<hesse::Function(const Table&, const Vector& b)> residuals;
  /// The parameters that give the same curve, b itself among them.
  std::function<std::vector<Vector>(const Vector& b)> equivalents;
};

namespace symmetry {

/// b in the order of the list.
inline Vector reordered(const Vector& b, const std::vector<Index>& order) {
  Vector result(b.size());
  for (Index i = 0; i < b.size(); ++i) result[i] = b[order[static_cast<std::size_t>(i)]];
  return result;
}

inline std::vector<Vector> none(const Vector& b) { return {b}; }

/// Three exchangeable terms of two parameters each.
inline std::vector<Vector> three_terms(const Vector& b) {
  return {b,
          reordered(b, {0, 1, 4, 5, 2, 3}),
          reordered(b, {2, 3, 0, 1, 4, 5}),
          reordered(b, {2, 3, 4, 5, 0, 1}),
          reordered(b, {4, 5, 0, 1, 2, 3}),
          reordered(b, {4, 5, 2, 3, 0, 1})};
}

/// Two exchangeable peaks, and the widths b5 and b8 of either sign.
inline std::vector<Vector> two_peaks(const Vector& b) {
  std::vector<Vector> all;
  for (const Vector& swapped : {b, reordered(b, {0, 1, 5, 6, 7, 2, 3, 4})})
    for (const double first : {1.0, -1.0})
      for (const double second : {1.0, -1.0}) {
        all.push_back(swapped);
        all.back()[4] *= first;
        all.back()[7] *= second;
      }
  return all;
}

}  // namespace symmetry

/// A model from what is predicted of one observation. `transform` is applied to the response.
template <class Predict>
Model model(
    std::string name, Predict predict, std::function<std::vector<Vector>(const Vector&)> equivalents,
    double (*transform)(double) = [](double y) { return y; }) {
  return {std::move(name),
          [predict, transform](const Table& table, const Vector& b) {
            const auto misfit = [predict, transform, table](const auto& parameters) {
              hesse::VectorOf<std::remove_cvref_t<decltype(parameters[0])>> residuals(table.rows());
              for (Index row = 0; row < table.rows(); ++row) {
                const Vector x = table.row(row).tail(table.cols() - 1);
                residuals[row] = predict(parameters, x) - transform(table(row, 0));
              }
              return residuals;
            };
            return hesse::Function(misfit, b);
          },
          std::move(equivalents)};
}

constexpr auto three_exponentials = [](const auto& b, const auto& x) {
  return b[0] * exp(-b[1] * x[0]) + b[2] * exp(-b[3] * x[0]) + b[4] * exp(-b[5] * x[0]);
};

constexpr auto two_gaussian_peaks = [](const auto& b, const auto& x) {
  const auto peak = [&](const auto& height, const auto& centre, const auto& width) {
    const auto distance = (x[0] - centre) / width;
    return height * exp(-distance * distance);
  };
  return b[0] * exp(-b[1] * x[0]) + peak(b[2], b[3], b[4]) + peak(b[5], b[6], b[7]);
};

constexpr auto chwirut = [](const auto& b, const auto& x) { return exp(-b[0] * x[0]) / (b[1] + b[2] * x[0]); };
constexpr auto saturation = [](const auto& b, const auto& x) { return b[0] * (1.0 - exp(-b[1] * x[0])); };

constexpr auto cubic_over_cubic = [](const auto& b, const auto& x) {
  const double t = x[0];
  return (b[0] + t * (b[1] + t * (b[2] + t * b[3]))) / (1.0 + t * (b[4] + t * (b[5] + t * b[6])));
};

constexpr auto el_nino = [](const auto& b, const auto& x) {
  const double turn = 2.0 * std::numbers::pi * x[0];
  return b[0] + b[1] * std::cos(turn / 12.0) + b[2] * std::sin(turn / 12.0) + b[4] * cos(turn / b[3]) +
         b[5] * sin(turn / b[3]) + b[7] * cos(turn / b[6]) + b[8] * sin(turn / b[6]);
};

/// The arctangent of the header runs through its pole: atan2 is the branch that the certified values are on.
constexpr auto roszman = [](const auto& b, const auto& x) {
  return b[0] - b[1] * x[0] - atan2(b[2], x[0] - b[3]) / std::numbers::pi;
};

inline std::vector<Model> models() {
  const auto mgh17_swapped = [](const Vector& b) -> std::vector<Vector> {
    return {b, symmetry::reordered(b, {0, 2, 1, 4, 3})};
  };
  const auto el_nino_swapped = [](const Vector& b) -> std::vector<Vector> {
    return {b, symmetry::reordered(b, {0, 1, 2, 6, 7, 8, 3, 4, 5})};
  };
  const auto eckerle_signs = [](const Vector& b) -> std::vector<Vector> { return {b, Vector{{-b[0], -b[1], b[2]}}}; };
  using symmetry::none;
  std::vector<Model> all;
  all.push_back(model("Misra1a", saturation, none));
  all.push_back(model("Chwirut2", chwirut, none));
  all.push_back(model("Chwirut1", chwirut, none));
  all.push_back(model("Lanczos3", three_exponentials, symmetry::three_terms));
  all.push_back(model("Gauss1", two_gaussian_peaks, symmetry::two_peaks));
  all.push_back(model("Gauss2", two_gaussian_peaks, symmetry::two_peaks));
  all.push_back(model(
      "DanWood", [](const auto& b, const auto& x) { return b[0] * pow(x[0], b[1]); }, none));
  all.push_back(model(
      "Misra1b", [](const auto& b, const auto& x) { return b[0] * (1.0 - pow(1.0 + b[1] * x[0] / 2.0, -2.0)); }, none));
  all.push_back(model(
      "Kirby2",
      [](const auto& b, const auto& x) {
        return (b[0] + x[0] * (b[1] + x[0] * b[2])) / (1.0 + x[0] * (b[3] + x[0] * b[4]));
      },
      none));
  all.push_back(model("Hahn1", cubic_over_cubic, none));
  all.push_back(model(
      "Nelson", [](const auto& b, const auto& x) { return b[0] - b[1] * x[0] * exp(-b[2] * x[1]); }, none,
      [](double y) { return std::log(y); }));
  all.push_back(model(
      "MGH17", [](const auto& b, const auto& x) { return b[0] + b[1] * exp(-x[0] * b[3]) + b[2] * exp(-x[0] * b[4]); },
      mgh17_swapped));
  all.push_back(model("Lanczos1", three_exponentials, symmetry::three_terms));
  all.push_back(model("Lanczos2", three_exponentials, symmetry::three_terms));
  all.push_back(model("Gauss3", two_gaussian_peaks, symmetry::two_peaks));
  all.push_back(model(
      "Misra1c", [](const auto& b, const auto& x) { return b[0] * (1.0 - pow(1.0 + 2.0 * b[1] * x[0], -0.5)); }, none));
  all.push_back(model(
      "Misra1d", [](const auto& b, const auto& x) { return b[0] * b[1] * x[0] / (1.0 + b[1] * x[0]); }, none));
  all.push_back(model("Roszman1", roszman, none));
  all.push_back(model("ENSO", el_nino, el_nino_swapped));
  all.push_back(model(
      "MGH09",
      [](const auto& b, const auto& x) {
        return b[0] * (x[0] * x[0] + x[0] * b[1]) / (x[0] * x[0] + x[0] * b[2] + b[3]);
      },
      none));
  all.push_back(model("Thurber", cubic_over_cubic, none));
  all.push_back(model("BoxBOD", saturation, none));
  all.push_back(model(
      "Rat42", [](const auto& b, const auto& x) { return b[0] / (1.0 + exp(b[1] - b[2] * x[0])); }, none));
  all.push_back(model(
      "MGH10", [](const auto& b, const auto& x) { return b[0] * exp(b[1] / (x[0] + b[2])); }, none));
  all.push_back(model(
      "Eckerle4",
      [](const auto& b, const auto& x) {
        const auto distance = (x[0] - b[2]) / b[1];
        return (b[0] / b[1]) * exp(-0.5 * distance * distance);
      },
      eckerle_signs));
  all.push_back(model(
      "Rat43", [](const auto& b, const auto& x) { return b[0] / pow(1.0 + exp(b[1] - b[2] * x[0]), 1.0 / b[3]); },
      none));
  all.push_back(model(
      "Bennett5", [](const auto& b, const auto& x) { return b[0] * pow(b[1] + x[0], -1.0 / b[2]); }, none));
  return all;
}

}  // namespace nist
