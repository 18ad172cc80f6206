// SPDX-License-Identifier: BSL-1.0
//
// A matrix as colours: blue below zero, white at zero, red above, as deep as the entry is large. The scale is symmetric
// about zero, so that white always means zero. The three colours stay apart for colour-blind readers, and the sign is
// also drawn: as + and - where cells have room, as hatching of negative cells where they have not.
//
// Source of the palette: Brewer, "ColorBrewer" (2003), schemes RdBu and, for digits, Blues.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <string>
#include <vector>

namespace hesse::reports {

enum class HeatScale {
  linear,   ///< as deep as the entry is large
  decades,  ///< as deep as the power of ten of the entry is high; for entries of very different size
  digits    ///< entries are log10 of errors between 1e-16 and 1: the darker, the fewer digits are right
};

struct TerminalOptions {
  bool unicode = true;  ///< shades as block characters; otherwise plain ASCII
  bool colour = false;  ///< 24-bit colour behind the characters, which say the same
  Index most = 24;      ///< rows and columns; a larger matrix is shown in blocks
};

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
  /// The magnitude of the deepest colour; 0 takes the largest entry, for decades the power of ten above it. Entries
  /// beyond it share the deepest colour. Without meaning for digits.
  double limit = 0.0;
  HeatScale scale = HeatScale::linear;
  /// A sentence below the title.
  std::string note = {};

  /// The picture, with a colour bar; an entry that is not finite is grey and crossed out. More than 112 rows or columns
  /// are drawn in blocks.
  [[nodiscard]] std::string svg() const;

  /// The picture as a table. Linear: each entry in tenths of the limit, "." for 0. Decades: three digits an entry.
  /// Digits: in how many digits an entry is right. "?" where it is not finite. More than 40 rows or columns are shown
  /// in blocks.
  [[nodiscard]] std::string text() const;

  /// The picture in as few characters as possible: sign and shade of each entry, or the number of right digits and a
  /// shade, with a legend.
  [[nodiscard]] std::string terminal(const TerminalOptions& options = {}) const;

  /// The map with at most so many rows and columns: each entry is that with the largest magnitude of a square block,
  /// sign included, on the scale of digits that with the largest error; NaN where one is not finite. The note says so.
  /// A map that is small enough is returned as it is. Throws OptionError for most below 1.
  [[nodiscard]] HeatMap in_blocks(Index most) const;
};

/// Decades where the non-zero entries span more than a factor of a thousand, and small ones would look like zeros on a
/// linear scale.
[[nodiscard]] HeatScale fitting_scale(ConstMatrix values);

/// The colour of a number in [-1, 1]: "#f7f7f7" for 0.
[[nodiscard]] std::string diverging_colour(double share);

}  // namespace hesse::reports
