// SPDX-License-Identifier: BSL-1.0
//
// What pictures over two axes have in common: frame, ticks and names, the markers of curves, the legend.
#pragma once

#include <hesse/reports/axis.hpp>
#include <hesse/reports/svg.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include "labels.hpp"

namespace hesse::reports {

inline constexpr const char* ink = "#333333";
inline constexpr double label_size = 12.0;

void draw_title(Svg& svg, double left, const std::string& title);

/// The frame of a plot, ticks and their numbers, the names of the axes below and left of it; lines of a grid if asked.
struct Frame {
  Box plot;
  const Axis& x;
  const Axis& y;
  std::string x_label, y_label;
};
void draw_grid(Svg& svg, const Frame& frame, int ticks);
void draw_frame(Svg& svg, const Frame& frame, int ticks);

/// Curves beyond the seventh, whose colours come again, are dashed.
const char* dashes(std::size_t curve);

/// A shape of its own for each curve: circle, square, diamond, triangle up, triangle down.
void add_marker(Svg& svg, std::size_t curve, const Pixel& at);

/// The line through the points, with markers at least `spacing` pixels apart, the last point first.
void draw_curve(Svg& svg, std::size_t curve, const std::vector<Pixel>& line, double spacing);

/// A name in the box that place_labels() found for it, on a white ground.
void draw_name(Svg& svg, const Box& box, const char* colour, const std::string& name);

/// Names of curves behind a piece of each, in as many rows as it takes.
class Legend {
 public:
  static constexpr double row_height = 22.0;

  Legend(const std::vector<std::string>& names, double width);
  [[nodiscard]] double height() const { return row_height * static_cast<double>(rows_.size()); }
  /// The first row stands on the line y.
  void draw(Svg& svg, double left, double y) const;

 private:
  const std::vector<std::string>& names_;
  std::vector<std::vector<std::size_t>> rows_;
};

}  // namespace hesse::reports
