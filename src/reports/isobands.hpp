// SPDX-License-Identifier: BSL-1.0
//
// The part of a grid where its values are at least as high as a level, and the line around it, cell by cell.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <string>
#include <vector>

namespace hesse::reports {

/// Values at the corners of a grid of pixels.
struct PixelGrid {
  std::vector<double> x, y;
  const Matrix& values;  ///< x.size() by y.size()
};

/// Both as the "d" of a path.
struct Isoband {
  std::string region;
  std::string line;
};

/// Values are taken to be linear along the sides of a cell. Cells with a corner that is not finite are left out; where
/// two opposite corners are high and two are low the high ones are joined.
Isoband isoband(const PixelGrid& grid, double level);

}  // namespace hesse::reports
