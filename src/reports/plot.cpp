// SPDX-License-Identifier: BSL-1.0
#include "plot.hpp"

#include <hesse/reports/line_chart.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace hesse::reports {

namespace {

/// Okabe and Ito's, the two lightest darkened so that thin lines show on white.
constexpr std::array colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#A67C00", "#3A8FBF", "#000000"};

double entry_width(const std::string& name) { return 44.0 + text_width(name, label_size); }

void segment(Svg& svg, double x1, double y1, double x2, double y2) {
  svg.add("line", {{"x1", x1}, {"y1", y1}, {"x2", x2}, {"y2", y2}});
}

/// "x", or "x less 1e+12" where the labels of the ticks say how much x is above that.
std::string named(const std::string& label, const std::string& base) {
  return base.empty() ? label : fmt::format("{} less {}", label, base);
}

void draw_axis_names(Svg& svg, const Frame& frame, int ticks) {
  const double middle_x = (frame.plot.left + frame.plot.right) / 2.0,
               middle_y = (frame.plot.top + frame.plot.bottom) / 2.0, left = frame.plot.left - 58.0;
  svg.add("text", {{"x", middle_x}, {"y", frame.plot.bottom + 40.0}, {"text-anchor", "middle"}, {"font-size", 13.0}},
          named(frame.x_label, frame.x.base(ticks)));
  svg.add("text",
          {{"x", left},
           {"y", middle_y},
           {"text-anchor", "middle"},
           {"font-size", 13.0},
           {"transform", fmt::format("rotate(-90 {} {:.2f})", left, middle_y)}},
          named(frame.y_label, frame.y.base(ticks)));
}

}  // namespace

const char* curve_colour(std::size_t i) { return colours[i % colours.size()]; }

const char* dashes(std::size_t curve) { return curve < colours.size() ? "none" : "7 4"; }

void draw_title(Svg& svg, double left, const std::string& title) {
  svg.add("text", {{"x", left}, {"y", 28.0}, {"font-size", 17.0}, {"font-weight", "bold"}, {"fill", ink}}, title);
}

void draw_grid(Svg& svg, const Frame& frame, int ticks) {
  svg.open({{"stroke", "#dddddd"}, {"stroke-width", 1.0}});
  const auto& [plot, x, y, x_label, y_label] = frame;
  for (const Tick& tick : x.ticks(ticks))
    segment(svg, x.pixel(tick.number), plot.top, x.pixel(tick.number), plot.bottom);
  for (const Tick& tick : y.ticks(ticks))
    segment(svg, plot.left, y.pixel(tick.number), plot.right, y.pixel(tick.number));
  svg.close();
}

void draw_frame(Svg& svg, const Frame& frame, int ticks) {
  const Box& plot = frame.plot;
  svg.add("rect", {{"x", plot.left},
                   {"y", plot.top},
                   {"width", plot.right - plot.left},
                   {"height", plot.bottom - plot.top},
                   {"fill", "none"},
                   {"stroke", "#888888"}});
  svg.open({{"font-size", label_size}, {"fill", ink}});
  for (const Tick& tick : frame.x.ticks(ticks))
    svg.add("text", {{"x", frame.x.pixel(tick.number)}, {"y", plot.bottom + 18.0}, {"text-anchor", "middle"}},
            tick.label);
  for (const Tick& tick : frame.y.ticks(ticks))
    svg.add("text", {{"x", plot.left - 8.0}, {"y", frame.y.pixel(tick.number) + 4.0}, {"text-anchor", "end"}},
            tick.label);
  draw_axis_names(svg, frame, ticks);
  svg.close();
}

void add_marker(Svg& svg, std::size_t curve, const Pixel& at) {
  constexpr double r = 4.0;
  const char* colour = curve_colour(curve);
  const auto polygon = [&](const std::vector<Pixel>& corners) {
    svg.add("path", {{"d", path_through(corners) + "Z"}, {"fill", colour}, {"stroke", "#ffffff"}});
  };
  switch (curve % 5) {
    case 0:
      return svg.add("circle", {{"cx", at.x}, {"cy", at.y}, {"r", r}, {"fill", colour}, {"stroke", "#ffffff"}});
    case 1:
      return polygon({{at.x - r, at.y - r}, {at.x + r, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}});
    case 2:
      return polygon({{at.x, at.y - 1.4 * r}, {at.x + 1.4 * r, at.y}, {at.x, at.y + 1.4 * r}, {at.x - 1.4 * r, at.y}});
    case 3:
      return polygon({{at.x, at.y - 1.3 * r}, {at.x + 1.3 * r, at.y + r}, {at.x - 1.3 * r, at.y + r}});
    default:
      return polygon({{at.x, at.y + 1.3 * r}, {at.x + 1.3 * r, at.y - r}, {at.x - 1.3 * r, at.y - r}});
  }
}

void draw_curve(Svg& svg, std::size_t curve, const std::vector<Pixel>& line, double spacing) {
  if (line.empty()) return;
  svg.add("path", {{"d", path_through(line)},
                   {"fill", "none"},
                   {"stroke", curve_colour(curve)},
                   {"stroke-dasharray", dashes(curve)},
                   {"stroke-width", 2.0},
                   {"stroke-linejoin", "round"}});
  Pixel last = line.back();
  add_marker(svg, curve, last);
  for (std::size_t k = line.size(); k-- > 0;) {
    if (std::hypot(line[k].x - last.x, line[k].y - last.y) < spacing) continue;
    last = line[k];
    add_marker(svg, curve, last);
  }
}

void draw_name(Svg& svg, const Box& box, const char* colour, const std::string& name) {
  svg.add("text",
          {{"x", (box.left + box.right) / 2.0},
           {"y", box.bottom - 4.0},
           {"text-anchor", "middle"},
           {"font-size", label_size},
           {"font-weight", "bold"},
           {"fill", colour},
           {"stroke", "#ffffff"},
           {"stroke-width", 3.0},
           {"paint-order", "stroke"}},
          name);
}

Legend::Legend(const std::vector<std::string>& names, double width) : names_(names) {
  double used = 0.0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (rows_.empty() || used + entry_width(names[i]) > width) {
      rows_.emplace_back();
      used = 0.0;
    }
    rows_.back().push_back(i);
    used += entry_width(names[i]);
  }
}

void Legend::draw(Svg& svg, double left, double y) const {
  for (const auto& row : rows_) {
    double x = left;
    for (const std::size_t i : row) {
      svg.add("line", {{"x1", x},
                       {"y1", y - 4.0},
                       {"x2", x + 24.0},
                       {"y2", y - 4.0},
                       {"stroke", curve_colour(i)},
                       {"stroke-dasharray", dashes(i)},
                       {"stroke-width", 2.5}});
      add_marker(svg, i, {x + 12.0, y - 4.0});
      svg.add("text", {{"x", x + 30.0}, {"y", y}, {"font-size", label_size}, {"fill", ink}}, names_[i]);
      x += entry_width(names_[i]);
    }
    y += row_height;
  }
}

}  // namespace hesse::reports
