// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "labels.hpp"

namespace hesse::reports {

namespace {

constexpr double left_margin = 78.0, right_margin = 24.0, bottom_margin = 62.0, legend_line = 22.0;
constexpr double label_size = 12.0, line_height = 15.0;
constexpr const char* ink = "#333333";
/// Okabe and Ito's, the two lightest darkened so that thin lines show on white.
constexpr std::array colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#A67C00", "#3A8FBF", "#000000"};

/// Generous for proportional fonts: a label must never be wider than the room kept for it.
double text_width(const std::string& text, double size) { return 0.66 * size * static_cast<double>(characters(text)); }

/// The numbers of a chart that can be drawn, and their ranges.
struct Drawn {
  std::vector<Curve> curves;
  double floor = 0.0;
  bool reaches_floor = false;
  double low_x = 0.0, high_x = 1.0, low_y = 0.0, high_y = 1.0;
};

double smallest_positive(const LineChart& chart) {
  double smallest = std::numeric_limits<double>::infinity();
  for (const Curve& curve : chart.curves)
    for (const double y : curve.y)
      if (y > 0.0) smallest = std::min(smallest, y);
  return std::isfinite(smallest) ? smallest : 1.0;
}

Curve drawable(const LineChart& chart, const Curve& curve, Drawn& drawn) {
  Curve kept{curve.name, {}, {}};
  for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
    double y = curve.y[i];
    if (!std::isfinite(curve.x[i]) || !std::isfinite(y)) continue;
    if (chart.x_scale == Scale::logarithmic && curve.x[i] <= 0.0) continue;
    if (chart.y_scale == Scale::logarithmic && y < drawn.floor) {
      y = drawn.floor;
      drawn.reaches_floor = true;
    }
    kept.x.push_back(curve.x[i]);
    kept.y.push_back(y);
  }
  return kept;
}

Drawn what_is_drawn(const LineChart& chart) {
  Drawn drawn;
  drawn.floor = chart.y_floor > 0.0 ? chart.y_floor : smallest_positive(chart);
  for (const Curve& curve : chart.curves) drawn.curves.push_back(drawable(chart, curve, drawn));
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double low_x = infinity, high_x = -infinity, low_y = infinity, high_y = -infinity;
  for (const Curve& curve : drawn.curves)
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      low_x = std::min(low_x, curve.x[i]);
      high_x = std::max(high_x, curve.x[i]);
      low_y = std::min(low_y, curve.y[i]);
      high_y = std::max(high_y, curve.y[i]);
    }
  if (low_x > high_x) return drawn.low_x = drawn.low_y = 1.0, drawn.high_x = drawn.high_y = 10.0, drawn;
  drawn.low_x = low_x, drawn.high_x = high_x, drawn.low_y = low_y, drawn.high_y = high_y;
  return drawn;
}

/// Curves beyond the seventh, whose colours come again, are dashed.
const char* dashes(std::size_t curve) { return curve < colours.size() ? "none" : "7 4"; }

/// A shape of its own for each curve: circle, square, diamond, triangle up, triangle down.
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

/// Draws one chart; the plot is the rectangle between the axes.
class Painter {
 public:
  explicit Painter(const LineChart& chart)
      : chart_(chart),
        drawn_(what_is_drawn(chart)),
        rows_(legend_rows()),
        plot_{left_margin, 46.0 + legend_line * static_cast<double>(rows_.size()), chart.width - right_margin,
              chart.height - bottom_margin},
        x_(chart.x_scale, drawn_.low_x, drawn_.high_x, plot_.left + 8.0, plot_.right - 8.0),
        y_(chart.y_scale, drawn_.low_y, drawn_.high_y, plot_.bottom - 8.0, plot_.top + 8.0),
        svg_(chart.width, chart.height, chart.title, chart.text()) {}

  std::string paint() {
    svg_.add("text", {{"x", left_margin}, {"y", 28.0}, {"font-size", 17.0}, {"font-weight", "bold"}, {"fill", ink}},
             chart_.title);
    legend();
    axes();
    for (std::size_t i = 0; i < drawn_.curves.size(); ++i) lines_.push_back(curve(i));
    names();
    return svg_.finish();
  }

 private:
  double entry_width(std::size_t i) const { return 44.0 + text_width(chart_.curves[i].name, label_size); }

  /// Which curves stand in which row of the legend.
  std::vector<std::vector<std::size_t>> legend_rows() const {
    std::vector<std::vector<std::size_t>> rows;
    double used = 0.0;
    for (std::size_t i = 0; i < chart_.curves.size(); ++i) {
      if (rows.empty() || used + entry_width(i) > chart_.width - left_margin - right_margin) {
        rows.emplace_back();
        used = 0.0;
      }
      rows.back().push_back(i);
      used += entry_width(i);
    }
    return rows;
  }

  void legend() {
    double y = 50.0;
    for (const auto& row : rows_) {
      double x = left_margin;
      for (const std::size_t i : row) {
        svg_.add("line", {{"x1", x},
                          {"y1", y - 4.0},
                          {"x2", x + 24.0},
                          {"y2", y - 4.0},
                          {"stroke", curve_colour(i)},
                          {"stroke-dasharray", dashes(i)},
                          {"stroke-width", 2.5}});
        add_marker(svg_, i, {x + 12.0, y - 4.0});
        svg_.add("text", {{"x", x + 30.0}, {"y", y}, {"font-size", label_size}, {"fill", ink}}, chart_.curves[i].name);
        x += entry_width(i);
      }
      y += legend_line;
    }
  }

  void axes() {
    svg_.open({{"stroke", "#dddddd"}, {"stroke-width", 1.0}});
    const auto x_ticks = x_.ticks(10), y_ticks = y_.ticks(10);
    for (const Tick& tick : x_ticks) segment(x_.pixel(tick.number), plot_.top, x_.pixel(tick.number), plot_.bottom);
    for (const Tick& tick : y_ticks) segment(plot_.left, y_.pixel(tick.number), plot_.right, y_.pixel(tick.number));
    svg_.close();
    svg_.add("rect", {{"x", plot_.left},
                      {"y", plot_.top},
                      {"width", plot_.right - plot_.left},
                      {"height", plot_.bottom - plot_.top},
                      {"fill", "none"},
                      {"stroke", "#888888"}});
    svg_.open({{"font-size", label_size}, {"fill", ink}});
    for (const Tick& tick : x_ticks)
      svg_.add("text", {{"x", x_.pixel(tick.number)}, {"y", plot_.bottom + 18.0}, {"text-anchor", "middle"}},
               tick.label);
    for (const Tick& tick : y_ticks)
      svg_.add("text", {{"x", plot_.left - 8.0}, {"y", y_.pixel(tick.number) + 4.0}, {"text-anchor", "end"}},
               tick.label);
    axis_names();
    svg_.close();
  }

  void axis_names() {
    const double middle_x = (plot_.left + plot_.right) / 2.0, middle_y = (plot_.top + plot_.bottom) / 2.0;
    svg_.add("text", {{"x", middle_x}, {"y", plot_.bottom + 40.0}, {"text-anchor", "middle"}, {"font-size", 13.0}},
             chart_.x_label);
    svg_.add("text",
             {{"x", 20.0},
              {"y", middle_y},
              {"text-anchor", "middle"},
              {"font-size", 13.0},
              {"transform", fmt::format("rotate(-90 20 {:.2f})", middle_y)}},
             chart_.y_label);
    if (drawn_.reaches_floor)
      svg_.add("text", {{"x", plot_.right}, {"y", plot_.bottom + 54.0}, {"text-anchor", "end"}, {"font-size", 10.0}},
               fmt::format("numbers below {} are drawn there", significant(drawn_.floor)));
  }

  void segment(double x1, double y1, double x2, double y2) {
    svg_.add("line", {{"x1", x1}, {"y1", y1}, {"x2", x2}, {"y2", y2}});
  }

  /// The curve with markers at least 28 pixels apart, and its pixels.
  std::vector<Pixel> curve(std::size_t i) {
    std::vector<Pixel> line;
    for (std::size_t k = 0; k < drawn_.curves[i].x.size(); ++k)
      line.push_back({x_.pixel(drawn_.curves[i].x[k]), y_.pixel(drawn_.curves[i].y[k])});
    if (line.empty()) return line;
    svg_.add("path", {{"d", path_through(line)},
                      {"fill", "none"},
                      {"stroke", curve_colour(i)},
                      {"stroke-dasharray", dashes(i)},
                      {"stroke-width", 2.0},
                      {"stroke-linejoin", "round"}});
    Pixel last = line.back();
    add_marker(svg_, i, last);
    for (std::size_t k = line.size(); k-- > 0;) {
      if (std::hypot(line[k].x - last.x, line[k].y - last.y) < 28.0) continue;
      last = line[k];
      add_marker(svg_, i, last);
    }
    return line;
  }

  void names() {
    std::vector<double> widths;
    for (const Curve& curve : chart_.curves) widths.push_back(text_width(curve.name, label_size));
    const std::vector<Box> boxes = place_labels(lines_, widths, line_height, plot_);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      if (lines_[i].empty()) continue;
      const double middle = (boxes[i].left + boxes[i].right) / 2.0;
      svg_.add("text",
               {{"x", middle},
                {"y", boxes[i].bottom - 4.0},
                {"text-anchor", "middle"},
                {"font-size", label_size},
                {"font-weight", "bold"},
                {"fill", curve_colour(i)},
                {"stroke", "#ffffff"},
                {"stroke-width", 3.0},
                {"paint-order", "stroke"}},
               chart_.curves[i].name);
    }
  }

  const LineChart& chart_;
  Drawn drawn_;
  std::vector<std::vector<std::size_t>> rows_;
  Box plot_;
  Axis x_, y_;
  Svg svg_;
  std::vector<std::vector<Pixel>> lines_;
};

/// 0 (on a linear axis), 1, 2, 5, 10, 20, 50, ... up to the largest x.
std::vector<double> milestones(const LineChart& chart) {
  double largest = 0.0;
  for (const Curve& curve : chart.curves)
    for (const double x : curve.x)
      if (std::isfinite(x)) largest = std::max(largest, x);
  std::vector<double> marks;
  if (chart.x_scale == Scale::linear) marks.push_back(0.0);
  for (double power = 1.0; power <= largest; power *= 10.0)
    for (const double mark : {power, 2.0 * power, 5.0 * power})
      if (mark <= largest) marks.push_back(mark);
  return marks;
}

/// The last number of the curve up to x; none before its start and after its end.
Cell number_at(const Curve& curve, double x) {
  const std::size_t count = std::min(curve.x.size(), curve.y.size());
  if (count == 0 || x < curve.x[0] || x > curve.x[count - 1]) return "";
  std::size_t i = 0;
  while (i + 1 < count && curve.x[i + 1] <= x) ++i;
  return {curve.y[i], 3};
}

}  // namespace

const char* curve_colour(std::size_t i) { return colours[i % colours.size()]; }

std::string LineChart::svg() const { return Painter(*this).paint(); }

std::string LineChart::text() const {
  const std::vector<double> marks = milestones(*this);
  std::vector<std::string> columns{y_label};
  for (const double mark : marks) columns.push_back(significant(mark));
  columns.insert(columns.end(), {"end at", y_label + " there"});
  Table table(columns);
  for (const Curve& curve : curves) {
    std::vector<Cell> row{curve.name};
    for (const double mark : marks) row.push_back(number_at(curve, mark));
    if (!curve.x.empty() && !curve.y.empty()) row.insert(row.end(), {Cell(curve.x.back()), Cell(curve.y.back(), 3)});
    table.add(std::move(row));
  }
  return title + " (columns: " + x_label + ")\n\n" + table.text();
}

}  // namespace hesse::reports
