// SPDX-License-Identifier: BSL-1.0
//
// A matrix as colours: blue below zero, white at zero, red above, as deep as the entry is large. The scale is symmetric
// about zero, so that white always means zero. The three colours stay apart for colour-blind readers.
//
// Source of the palette: Brewer, "ColorBrewer" (2003), scheme RdBu.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <string>
#include <vector>

namespace hesse::reports {

///     reports::HeatMap map{.title = "Hessian at the minimum", .values = hessian, .row_names = names,
///                          .column_names = names};
///     file << map.svg();
struct HeatMap {
  std::string title = {};
  std::string row_label = {};
  std::string column_label = {};
  Matrix values = {};
  /// Empty: rows and columns are numbered from 0.
  std::vector<std::string> row_names = {};
  std::vector<std::string> column_names = {};
  /// The magnitude of the deepest colour; 0 takes the largest entry. Entries beyond it share the deepest colour.
  double limit = 0.0;

  /// The picture, with a colour bar; an entry that is not finite is grey and crossed out.
  [[nodiscard]] std::string svg() const;

  /// The picture in characters: each entry in tenths of the limit, "." for 0, "?" where it is not finite.
  [[nodiscard]] std::string text() const;
};

/// The colour of a number in [-1, 1]: "#f7f7f7" for 0.
[[nodiscard]] std::string diverging_colour(double share);

}  // namespace hesse::reports
