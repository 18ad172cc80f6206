// SPDX-License-Identifier: BSL-1.0
//
// Where the name of a curve can stand beside it without covering anything. Each curve tries places around its last
// point first, then around points further back, and takes the first one that is free, or the one that hides least.
#pragma once

#include <hesse/reports/svg.hpp>

#include <cstddef>
#include <vector>

namespace hesse::reports {

struct Box {
  double left = 0.0, top = 0.0, right = 0.0, bottom = 0.0;
  [[nodiscard]] bool contains(const Pixel& p) const {
    return p.x >= left && p.x <= right && p.y >= top && p.y <= bottom;
  }
  [[nodiscard]] bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

/// Points along a polyline, at most `spacing` pixels apart.
std::vector<Pixel> sampled(const std::vector<Pixel>& line, double spacing);

/// A box of the given size for each label, inside `room`.
///
///   lines    the polylines of the picture; the i-th label belongs to the i-th line
///   widths   of the labels, in pixels
std::vector<Box> place_labels(const std::vector<std::vector<Pixel>>& lines, const std::vector<double>& widths,
                              double height, const Box& room);

}  // namespace hesse::reports
