// SPDX-License-Identifier: BSL-1.0
//
// A function of two inputs on a square grid.
#pragma once

#include <hesse/reports/contour_map.hpp>

#include <stop_token>
#include <string>

#include "subject.hpp"

namespace hesse {

/// Throws ShapeError unless f has two inputs and one output and x two entries.
void require_plane(const char* asked, const Function& f, ConstVector x, const ListingOptions& options);

/// f over the square of points by points around a middle, `reach` to each side. NaN where it was stopped before.
reports::ContourMap contour_window(const Function& f, ConstVector middle, double reach, Index points,
                                   const std::vector<std::string>& names, const std::stop_token& stop);

}  // namespace hesse
