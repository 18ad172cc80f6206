// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "plot.hpp"

namespace hesse::reports {

namespace {

constexpr double left_margin = 78.0, right_margin = 24.0, bottom_margin = 62.0;
constexpr double line_height = 15.0;
constexpr int most_ticks = 10;

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

/// Makes a unit as long on one axis as on the other, by showing more on one of them.
Drawn with_equal_units(Drawn drawn, const Box& plot) {
  const double pixels_x = plot.right - plot.left, pixels_y = plot.bottom - plot.top;
  const double range_x = drawn.high_x - drawn.low_x, range_y = drawn.high_y - drawn.low_y;
  const double unit = std::max(range_x / pixels_x, range_y / pixels_y);
  drawn.low_x -= (unit * pixels_x - range_x) / 2.0;
  drawn.high_x += (unit * pixels_x - range_x) / 2.0;
  drawn.low_y -= (unit * pixels_y - range_y) / 2.0;
  drawn.high_y += (unit * pixels_y - range_y) / 2.0;
  return drawn;
}

std::vector<std::string> names_of(const std::vector<Curve>& curves) {
  std::vector<std::string> names;
  for (const Curve& curve : curves) names.push_back(curve.name);
  return names;
}

Box shrunk(const Box& box, double by) { return {box.left + by, box.top + by, box.right - by, box.bottom - by}; }

/// Draws one chart; the plot is the rectangle between the axes, the curves stay within `room`.
class Painter {
 public:
  explicit Painter(const LineChart& chart)
      : chart_(chart),
        names_(names_of(chart.curves)),
        legend_(names_, chart.width - left_margin - right_margin),
        plot_{left_margin, 46.0 + legend_.height(), chart.width - right_margin, chart.height - bottom_margin},
        room_(shrunk(plot_, 8.0)),
        drawn_(chart.equal_units ? with_equal_units(what_is_drawn(chart), room_) : what_is_drawn(chart)),
        x_(chart.x_scale, drawn_.low_x, drawn_.high_x, room_.left, room_.right),
        y_(chart.y_scale, drawn_.low_y, drawn_.high_y, room_.bottom, room_.top),
        svg_(chart.width, chart.height, chart.title, chart.description.empty() ? chart.text() : chart.description) {}

  std::string paint() {
    draw_title(svg_, left_margin, chart_.title);
    legend_.draw(svg_, left_margin, 50.0);
    const Frame frame{plot_, x_, y_, chart_.x_label, chart_.y_label};
    draw_grid(svg_, frame, most_ticks);
    draw_frame(svg_, frame, most_ticks);
    floor_in_words();
    for (std::size_t i = 0; i < drawn_.curves.size(); ++i) {
      lines_.push_back(line_of(drawn_.curves[i]));
      draw_curve(svg_, i, lines_.back(), chart_.marker_spacing);
    }
    names();
    return svg_.finish();
  }

 private:
  void floor_in_words() {
    if (!drawn_.reaches_floor) return;
    svg_.add(
        "text",
        {{"x", plot_.right}, {"y", plot_.bottom + 54.0}, {"text-anchor", "end"}, {"font-size", 10.0}, {"fill", ink}},
        fmt::format("numbers below {} are drawn there", significant(drawn_.floor)));
  }

  [[nodiscard]] std::vector<Pixel> line_of(const Curve& curve) const {
    std::vector<Pixel> line;
    for (std::size_t k = 0; k < curve.x.size(); ++k) line.push_back({x_.pixel(curve.x[k]), y_.pixel(curve.y[k])});
    return line;
  }

  void names() {
    std::vector<double> widths;
    for (const std::string& name : names_) widths.push_back(text_width(name, label_size));
    const std::vector<Box> boxes = place_labels(lines_, widths, line_height, plot_);
    for (std::size_t i = 0; i < boxes.size(); ++i)
      if (!lines_[i].empty()) draw_name(svg_, boxes[i], curve_colour(i), names_[i]);
  }

  const LineChart& chart_;
  std::vector<std::string> names_;
  Legend legend_;
  Box plot_, room_;
  Drawn drawn_;
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
