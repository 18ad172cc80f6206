// SPDX-License-Identifier: BSL-1.0
//
// Curves over a common axis, such as f - f* over the iterations of several methods. Colours are those of Okabe and Ito,
// which colour-blind readers tell apart, and each curve has a marker of its own for those who see none.
//
// Source: Okabe and Ito, "Color universal design" (2008).
#pragma once

#include <hesse/reports/axis.hpp>

#include <string>
#include <vector>

namespace hesse::reports {

/// One curve. Points that are not finite, or not positive where `x` is logarithmic, are left out.
struct Curve {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
};

///     reports::LineChart chart{.title = "Convergence", .x_label = "iterations", .y_label = "f - f*",
///                              .y_scale = reports::Scale::logarithmic, .y_floor = 1e-17};
///     chart.curves.push_back({"Newton", {0, 1, 2}, {0.6, 1e-3, 1e-9}});
///     file << chart.svg();
struct LineChart {
  std::string title = {};
  /// What screen readers read; empty: text().
  std::string description = {};
  std::string x_label = {};
  std::string y_label = {};
  Scale x_scale = Scale::linear;
  Scale y_scale = Scale::linear;
  /// On a logarithmic axis smaller numbers, zero and negative ones included, are drawn here and the picture says so;
  /// 0 takes the smallest positive number there is.
  double y_floor = 0.0;
  /// A unit of x is as long as one of y, so that circles are round; for linear axes.
  bool equal_units = false;
  double marker_spacing = 28.0;  ///< pixels between the markers of a curve, at least
  double width = 860.0;
  double height = 520.0;
  std::vector<Curve> curves = {};

  /// The picture: axes, grid, legend, and each curve labelled next to it where there is room.
  [[nodiscard]] std::string svg() const;

  /// The picture in words: a table with a row a curve and columns at 0, 1, 2, 5, 10, ... of x, each cell the last
  /// number the curve had there, and the end of the curve.
  [[nodiscard]] std::string text() const;
};

/// Colour of the i-th curve: "#0072B2".
[[nodiscard]] const char* curve_colour(std::size_t i);

}  // namespace hesse::reports
