// SPDX-License-Identifier: BSL-1.0
#include "labels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hesse::reports {

namespace {

/// The label right of the point, left of it, above, below, and in the corners between.
std::vector<Box> places_around(const Pixel& point, double width, double height) {
  constexpr double away = 11.0;
  const double half = height / 2.0;
  const auto box = [&](double left, double middle) { return Box{left, middle - half, left + width, middle + half}; };
  const double right_of = point.x + away, left_of = point.x - away - width, centred = point.x - width / 2.0;
  const double above = point.y - away - half, below = point.y + away + half;
  return {box(right_of, point.y), box(right_of, above), box(right_of, below), box(centred, above),
          box(centred, below),    box(left_of, above),  box(left_of, below),  box(left_of, point.y)};
}

/// How much a label in this box would hide: names of others weigh most.
double hidden(const Box& box, const std::vector<std::vector<Pixel>>& lines, const std::vector<Box>& taken) {
  double count = 0.0;
  for (const Box& other : taken) count += box.overlaps(other) ? 1e6 : 0.0;
  for (const auto& line : lines)
    count += static_cast<double>(std::ranges::count_if(line, [&](const Pixel& p) { return box.contains(p); }));
  return count;
}

bool lies_in(const Box& box, const Box& room) {
  return box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom;
}

}  // namespace

std::vector<Pixel> sampled(const std::vector<Pixel>& line, double spacing) {
  std::vector<Pixel> points;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const double dx = line[i + 1].x - line[i].x, dy = line[i + 1].y - line[i].y;
    const int pieces = std::max(1, static_cast<int>(std::ceil(std::hypot(dx, dy) / spacing)));
    for (int k = 0; k < pieces; ++k) points.push_back({line[i].x + dx * k / pieces, line[i].y + dy * k / pieces});
  }
  if (!line.empty()) points.push_back(line.back());
  return points;
}

std::vector<Box> place_labels(const std::vector<std::vector<Pixel>>& lines, const std::vector<double>& widths,
                              double height, const Box& room) {
  std::vector<std::vector<Pixel>> all;
  for (const auto& line : lines) all.push_back(sampled(line, 3.0));
  std::vector<Box> taken;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Box best{room.left, room.top, room.left + widths[i], room.top + height};
    double least = std::numeric_limits<double>::infinity();
    const auto count = static_cast<std::ptrdiff_t>(all[i].size());
    for (std::ptrdiff_t back = 0; back < count && least > 0.0; back += 8)
      for (const Box& box : places_around(all[i][static_cast<std::size_t>(count - 1 - back)], widths[i], height)) {
        const double hides = lies_in(box, room) ? hidden(box, all, taken) : 1e12;
        if (hides >= least) continue;
        least = hides;
        best = box;
      }
    taken.push_back(best);
  }
  return taken;
}

}  // namespace hesse::reports
