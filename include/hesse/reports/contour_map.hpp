// SPDX-License-Identifier: BSL-1.0
//
// A function of two numbers seen from above: bands of colour between levels, the deeper the higher, with a scale;
// arrows and paths over them. Bands are found cell by cell of a grid ("marching squares").
//
// Source: Lorensen, Cline, "Marching cubes" (SIGGRAPH 1987), in two dimensions; colours of Brewer, "ColorBrewer"
// (2003), scheme Blues, which get darker evenly.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/reports/line_chart.hpp>

#include <string>
#include <vector>

namespace hesse::reports {

struct ContourMap {
  /// From one point to another and back: with a tip at both ends.
  struct Arrow {
    std::string name;
    double from_x, from_y, to_x, to_y;
  };

  std::string title = {};
  /// What screen readers read; empty: text().
  std::string description = {};
  std::string x_label = {};
  std::string y_label = {};
  /// The grid, increasing, at least two numbers each.
  std::vector<double> x = {};
  std::vector<double> y = {};
  Matrix values = {};  ///< x.size() by y.size(); what is not finite stays grey
  /// Increasing; empty: quantiles of the values, twelve bands with an equal share of the grid each.
  std::vector<double> levels = {};
  std::vector<Arrow> arrows = {};
  std::vector<Curve> paths = {};  ///< with a legend; cut off where they leave the grid
  double side = 420.0;            ///< of the square that is the plot, in pixels

  /// The picture. Units are equal on both axes where the grid is a square.
  [[nodiscard]] std::string svg() const;
  /// The picture in words: what is between which levels, arrows from where to where, paths from where to where.
  [[nodiscard]] std::string text() const;
};

/// Pictures with a line of words under each, side by side in rows of so many, on one page.
struct ContourSheet {
  std::string title = {};
  std::string description = {};
  std::vector<ContourMap> maps = {};
  std::vector<std::string> captions = {};
  std::size_t columns = 2;

  [[nodiscard]] std::string svg() const;
};

/// Numbers that split the finite values into so many parts of equal size; fewer where values are equal.
[[nodiscard]] std::vector<double> quantiles(const Matrix& values, int parts);

/// The colour of a number in [0, 1]: light for 0.
[[nodiscard]] std::string sequential_colour(double share);

}  // namespace hesse::reports
