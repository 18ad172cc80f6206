// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/reports/contour_map.hpp>
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "colours.hpp"
#include "isobands.hpp"
#include "plot.hpp"

namespace hesse::reports {

namespace {

constexpr double left_margin = 78.0, right_margin = 120.0, bottom_margin = 58.0, top_margin = 46.0;
constexpr int most_ticks = 6, bands = 12;
constexpr const char* unknown = "#bbbbbb";

std::vector<double> finite_values(const Matrix& values) {
  std::vector<double> finite;
  for (const double value : values.reshaped())
    if (std::isfinite(value)) finite.push_back(value);
  std::ranges::sort(finite);
  return finite;
}

std::vector<double> levels_of(const ContourMap& map) {
  return map.levels.empty() ? quantiles(map.values, bands) : map.levels;
}

std::vector<std::string> names_of(const std::vector<Curve>& paths) {
  std::vector<std::string> names;
  for (const Curve& path : paths) names.push_back(path.name);
  return names;
}

/// Places and draws one map; the page may be shared with others.
class Painter {
 public:
  explicit Painter(const ContourMap& map)
      : map_(map),
        levels_(levels_of(map)),
        names_(names_of(map.paths)),
        legend_(names_, width() - left_margin - 12.0),
        plot_{left_margin, top_margin + legend_.height(), left_margin + map.side,
              top_margin + legend_.height() + map.side},
        x_(Scale::linear, map.x.front(), map.x.back(), plot_.left, plot_.right),
        y_(Scale::linear, map.y.front(), map.y.back(), plot_.bottom, plot_.top) {}

  [[nodiscard]] double width() const {
    return std::max(left_margin + map_.side + right_margin, 2.0 * left_margin + text_width(map_.title, 15.0));
  }
  [[nodiscard]] double height() const { return plot_.bottom + bottom_margin; }

  void paint(Svg& svg) const {
    draw_title(svg, left_margin, map_.title);
    legend_.draw(svg, left_margin, 50.0);
    colour_bands(svg);
    draw_frame(svg, {plot_, x_, y_, map_.x_label, map_.y_label}, most_ticks);
    for (const ContourMap::Arrow& arrow : map_.arrows) draw_arrow(svg, arrow);
    name_arrows(svg);
    for (std::size_t i = 0; i < map_.paths.size(); ++i) draw_path(svg, i);
    scale(svg);
  }

 private:
  [[nodiscard]] std::string colour_of_band(std::size_t band) const {
    return sequential_colour(static_cast<double>(band) / static_cast<double>(std::max<std::size_t>(levels_.size(), 1)));
  }

  void colour_bands(Svg& svg) const {
    svg.add("rect",
            {{"x", plot_.left}, {"y", plot_.top}, {"width", map_.side}, {"height", map_.side}, {"fill", unknown}});
    PixelGrid grid{{}, {}, map_.values};
    for (const double x : map_.x) grid.x.push_back(x_.pixel(x));
    for (const double y : map_.y) grid.y.push_back(y_.pixel(y));
    const std::vector<double> values = finite_values(map_.values);
    if (values.empty()) return;
    svg.add("path", {{"d", isoband(grid, values.front()).region}, {"fill", colour_of_band(0)}});
    for (std::size_t k = 0; k < levels_.size(); ++k) {
      const auto [region, line] = isoband(grid, levels_[k]);
      if (region.empty()) continue;
      svg.add("path", {{"d", region}, {"fill", colour_of_band(k + 1)}});
      if (!line.empty()) svg.add("path", {{"d", line}, {"fill", "none"}, {"stroke", "#ffffff"}, {"stroke-width", 0.8}});
    }
  }

  [[nodiscard]] Pixel pixel(double x, double y) const { return {x_.pixel(x), y_.pixel(y)}; }

  void draw_arrow(Svg& svg, const ContourMap::Arrow& arrow) const {
    const Pixel from = pixel(arrow.from_x, arrow.from_y), to = pixel(arrow.to_x, arrow.to_y);
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    if (length == 0.0) return;
    const Pixel along{(to.x - from.x) / length, (to.y - from.y) / length};
    svg.add("path", {{"d", path_through({from, to})}, {"fill", "none"}, {"stroke", "#000000"}, {"stroke-width", 2.0}});
    const auto tip = [&](const Pixel& end, double sign) {
      const Pixel back{end.x - sign * 9.0 * along.x, end.y - sign * 9.0 * along.y};
      svg.add("path", {{"d", path_through({{back.x - 4.0 * along.y, back.y + 4.0 * along.x},
                                           end,
                                           {back.x + 4.0 * along.y, back.y - 4.0 * along.x}}) +
                                 "Z"},
                       {"fill", "#000000"}});
    };
    tip(to, 1.0);
    tip(from, -1.0);
  }

  void name_arrows(Svg& svg) const {
    constexpr double line_height = 15.0;
    std::vector<std::vector<Pixel>> lines;
    std::vector<double> widths;
    for (const ContourMap::Arrow& arrow : map_.arrows) {
      lines.push_back({pixel(arrow.from_x, arrow.from_y), pixel(arrow.to_x, arrow.to_y)});
      widths.push_back(text_width(arrow.name, label_size));
    }
    const std::vector<Box> boxes = place_labels(lines, widths, line_height, plot_);
    for (std::size_t i = 0; i < boxes.size(); ++i) draw_name(svg, boxes[i], "#000000", map_.arrows[i].name);
  }

  /// Up to the last point before it leaves the plot, each step on a white ground.
  void draw_path(Svg& svg, std::size_t i) const {
    std::vector<Pixel> line;
    const Curve& path = map_.paths[i];
    for (std::size_t k = 0; k < std::min(path.x.size(), path.y.size()); ++k) {
      const Pixel point = pixel(path.x[k], path.y[k]);
      if (!plot_.contains(point)) break;  // NaN is in no box
      line.push_back(point);
    }
    if (line.empty()) return;
    svg.add("path", {{"d", path_through(line)}, {"fill", "none"}, {"stroke", "#ffffff"}, {"stroke-width", 4.5}});
    draw_curve(svg, i, line, 10.0);
  }

  /// A box a band from the lowest up, the levels beside the lines between them.
  void scale(Svg& svg) const {
    const double left = plot_.right + 18.0, band = map_.side / static_cast<double>(levels_.size() + 1);
    for (std::size_t k = 0; k <= levels_.size(); ++k)
      svg.add("rect", {{"x", left},
                       {"y", plot_.bottom - band * static_cast<double>(k + 1)},
                       {"width", 16.0},
                       {"height", band},
                       {"fill", colour_of_band(k)},
                       {"stroke", "#ffffff"}});
    svg.open({{"font-size", 11.0}, {"fill", ink}});
    const ToldApart told = told_apart(levels_);
    if (!told.base.empty())
      svg.add("text", {{"x", left}, {"y", plot_.bottom + 18.0}}, fmt::format("less {}", told.base));
    for (std::size_t k = 0; k < levels_.size(); ++k)
      svg.add("text", {{"x", left + 22.0}, {"y", plot_.bottom - band * static_cast<double>(k + 1) + 4.0}},
              told.labels[k]);
    svg.close();
  }

  const ContourMap& map_;
  std::vector<double> levels_;
  std::vector<std::string> names_;
  Legend legend_;
  Box plot_;
  Axis x_, y_;
};

/// Of Brewer's scheme Blues, without the two darkest: what is drawn on it is black.
constexpr std::array<Rgb, 7> blues = {{{247, 251, 255},
                                       {222, 235, 247},
                                       {198, 219, 239},
                                       {158, 202, 225},
                                       {107, 174, 214},
                                       {66, 146, 198},
                                       {33, 113, 181}}};

}  // namespace

std::string sequential_colour(double share) { return blended(blues, share); }

std::vector<double> quantiles(const Matrix& values, int parts) {
  const std::vector<double> finite = finite_values(values);
  std::vector<double> levels;
  if (finite.empty()) return levels;
  for (int k = 1; k < parts; ++k) {
    const double level = finite[finite.size() * static_cast<std::size_t>(k) / static_cast<std::size_t>(parts)];
    if (level > (levels.empty() ? finite.front() : levels.back())) levels.push_back(level);
  }
  return levels;
}

std::string ContourMap::svg() const {
  const Painter painter(*this);
  Svg svg(painter.width(), painter.height(), title, description.empty() ? text() : description);
  painter.paint(svg);
  return svg.finish();
}

std::string ContourMap::text() const {
  const auto point = [](double a, double b) { return fmt::format("({}, {})", significant(a), significant(b)); };
  const std::vector<double> finite = finite_values(values), all = levels_of(*this);
  std::string text = fmt::format("{} ({} from {} to {}, {} from {} to {})\n", title, x_label, significant(x.front()),
                                 significant(x.back()), y_label, significant(y.front()), significant(y.back()));
  if (finite.empty()) return text + "No value is finite.\n";
  text += fmt::format("Values from {} to {}; levels:", significant(finite.front()), significant(finite.back()));
  for (const double level : all) text += ' ' + significant(level);
  text += all.empty() ? " none\n" : "\n";
  for (const Arrow& arrow : arrows)
    text += fmt::format("Arrow {}: from {} to {}\n", arrow.name, point(arrow.from_x, arrow.from_y),
                        point(arrow.to_x, arrow.to_y));
  for (const Curve& path : paths)
    if (!path.x.empty())
      text += fmt::format("Path {}: from {} over {} to {}\n", path.name, point(path.x.front(), path.y.front()),
                          counted(std::ssize(path.x), "point"), point(path.x.back(), path.y.back()));
  return text;
}

std::string ContourSheet::svg() const {
  constexpr double room_for_title = 44.0, room_for_caption = 26.0;
  std::vector<Painter> painters(maps.begin(), maps.end());
  double wide = 0.0, high = 0.0;
  for (const Painter& painter : painters) {
    wide = std::max(wide, painter.width());
    high = std::max(high, painter.height() + room_for_caption);
  }
  const std::size_t rows = (maps.size() + columns - 1) / columns;
  Svg svg(wide * static_cast<double>(columns), room_for_title + high * static_cast<double>(rows), title, description);
  draw_title(svg, left_margin, title);
  for (std::size_t k = 0; k < painters.size(); ++k) {
    svg.open({{"transform", fmt::format("translate({:.2f} {:.2f})", wide * static_cast<double>(k % columns),
                                        room_for_title + high * static_cast<double>(k / columns))}});
    painters[k].paint(svg);
    if (k < captions.size())
      svg.add("text", {{"x", left_margin}, {"y", painters[k].height() + 12.0}, {"font-size", 13.0}, {"fill", ink}},
              captions[k]);
    svg.close();
  }
  return svg.finish();
}

}  // namespace hesse::reports
