// SPDX-License-Identifier: BSL-1.0
//
// Where the boxes of a graph without cycles stand and how its edges run between them: in layers from left to right,
// each box right of all that it depends on. An edge over several layers gets a place of its own in each of those
// between, so that it passes no box from behind.
//
// Source: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system structures", IEEE Trans.
// Syst. Man Cybern. 11 (1981).
#pragma once

#include <hesse/reports/svg.hpp>

#include <cstddef>
#include <vector>

namespace hesse {

struct LayoutBox {
  double width = 0.0, height = 0.0;
};
/// Boxes come in an order in which from < to.
struct LayoutEdge {
  std::size_t from = 0, to = 0;
};

struct Layout {
  std::vector<reports::Pixel> corners;  ///< the top left of each box
  /// Of each edge: it runs straight from points 0, 2, 4, ... to the next one, and bends from points 1, 3, 5, ... to the
  /// next one, horizontal at both.
  std::vector<std::vector<reports::Pixel>> routes;
  double width = 0.0, height = 0.0;
};

/// A layout whose top left corner is (0, 0). Edges leave a box in the middle of its right side and arrive spread evenly
/// over the left one.
///
///   column_gap  pixels between layers; room for arrows, and for labels on them
Layout layered_layout(const std::vector<LayoutBox>& boxes, const std::vector<LayoutEdge>& edges, double column_gap);

}  // namespace hesse
