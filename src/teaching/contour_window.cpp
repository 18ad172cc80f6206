// SPDX-License-Identifier: BSL-1.0
#include "contour_window.hpp"

#include <algorithm>
#include <limits>

namespace hesse {

void require_plane(const char* asked, const Function& f, ConstVector x, const ListingOptions& options) {
  require_size(asked, f.inputs(), 2, "input");
  static_cast<void>(tape_at(asked, f, x, options));
}

reports::ContourMap contour_window(const Function& f, ConstVector middle, double reach, Index points,
                                   const std::vector<std::string>& names, const std::stop_token& stop) {
  // Of a window that is narrower, the points of the grid would not differ in the larger input.
  constexpr double narrowest = 1e-12;
  const double half = std::max(reach, narrowest * middle.lpNorm<Eigen::Infinity>());
  reports::ContourMap map;
  map.x_label = names.empty() ? "x[0]" : names[0];
  map.y_label = names.empty() ? "x[1]" : names[1];
  for (const double share : Vector::LinSpaced(points, -1.0, 1.0)) {
    map.x.push_back(middle[0] + share * half);
    map.y.push_back(middle[1] + share * half);
  }
  map.values.setConstant(points, points, std::numeric_limits<double>::quiet_NaN());
  for (Index i = 0; i < points && !stop.stop_requested(); ++i)
    for (Index j = 0; j < points; ++j)
      map.values(i, j) = f.value(Vector{{map.x[static_cast<std::size_t>(i)], map.y[static_cast<std::size_t>(j)]}});
  return map;
}

}  // namespace hesse
