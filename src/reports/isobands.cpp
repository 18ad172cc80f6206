// SPDX-License-Identifier: BSL-1.0
#include "isobands.hpp"

#include <hesse/reports/svg.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace hesse::reports {

namespace {

struct Corner {
  Pixel at;
  double value;
};
using Cell = std::array<Corner, 4>;  // going round

Cell cell_of(const PixelGrid& grid, std::size_t i, std::size_t j) {
  const auto corner = [&](std::size_t a, std::size_t b) {
    return Corner{{grid.x[a], grid.y[b]}, grid.values(static_cast<Index>(a), static_cast<Index>(b))};
  };
  return {corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)};
}

Pixel crossing(const Corner& a, const Corner& b, double level) {
  const double share = (level - a.value) / (b.value - a.value);
  return {a.at.x + share * (b.at.x - a.at.x), a.at.y + share * (b.at.y - a.at.y)};
}

/// Adds what is high of a cell that is partly low.
void add_cut_cell(const Cell& cell, double level, Isoband& band) {
  std::vector<Pixel> polygon, crossings;
  for (std::size_t k = 0; k < cell.size(); ++k) {
    const Corner &a = cell[k], &b = cell[(k + 1) % cell.size()];
    if (a.value >= level) polygon.push_back(a.at);
    if ((a.value >= level) == (b.value >= level)) continue;
    crossings.push_back(crossing(a, b, level));
    polygon.push_back(crossings.back());
  }
  band.region += path_through(polygon) + "Z";
  // A line cuts off each low stretch: it starts where the way round goes down. From a low first corner, that is the
  // second crossing.
  const std::size_t first = cell[0].value >= level ? 0 : 1;
  for (std::size_t k = 0; k < crossings.size(); k += 2)
    band.line += path_through({crossings[first + k], crossings[(first + k + 1) % crossings.size()]});
}

bool is_finite(const Cell& cell) {
  return std::ranges::all_of(cell, [](const Corner& corner) { return std::isfinite(corner.value); });
}

}  // namespace

Isoband isoband(const PixelGrid& grid, double level) {
  Isoband band;
  const auto is_high = [level](const Corner& corner) { return corner.value >= level; };
  for (std::size_t i = 0; i + 1 < grid.x.size(); ++i) {
    std::vector<Pixel> whole;  // the strip of cells above one another that are high all over
    const auto finish = [&] {
      if (!whole.empty()) band.region += path_through(whole) + "Z";
      whole.clear();
    };
    for (std::size_t j = 0; j + 1 < grid.y.size(); ++j) {
      const Cell cell = cell_of(grid, i, j);
      if (is_finite(cell) && std::ranges::all_of(cell, is_high)) {
        if (whole.empty()) whole = {cell[0].at, cell[1].at, {}, {}};
        whole[2] = cell[2].at;
        whole[3] = cell[3].at;
        continue;
      }
      finish();
      if (is_finite(cell) && std::ranges::any_of(cell, is_high)) add_cut_cell(cell, level, band);
    }
    finish();
  }
  return band;
}

}  // namespace hesse::reports
