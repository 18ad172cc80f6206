// SPDX-License-Identifier: BSL-1.0
//
// A function of two inputs on a square grid.
#pragma once

#include <hesse/reports/contour_map.hpp>

#include <string>

#include "subject.hpp"

namespace hesse {

/// Throws ShapeError unless f has two inputs and one output and x two entries.
void require_plane(const char* asked, const Function& f, ConstVector x, const ListingOptions& options);

/// f over the square of points by points around a middle, `reach` to each side.
reports::ContourMap contour_window(const Function& f, ConstVector middle, double reach, Index points,
                                   const std::vector<std::string>& names);

}  // namespace hesse
