// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/axis.hpp>
#include <hesse/reports/heat_map.hpp>
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "colours.hpp"
#include "heat_scale.hpp"
#include "plot.hpp"

namespace hesse::reports {

namespace {

constexpr double name_size = 11.0;
/// So many that hatching can still be seen.
constexpr Index most_lines = 112;
/// Cells have room for a sign, for two digits.
constexpr double room_for_sign = 14.0, room_for_digits = 20.0;

double widest(const std::vector<std::string>& names, Index count) {
  std::size_t most = 0;
  for (Index i = 0; i < count; ++i) most = std::max(most, characters(line_name(names, i)));
  return 0.58 * name_size * static_cast<double>(most);
}

/// Names are drawn every so many rows, such that they do not touch.
Index name_step(double cell) { return std::max<Index>(1, static_cast<Index>(std::ceil((name_size + 3.0) / cell))); }

class Painter {
 public:
  Painter(HeatMap map, const std::string& description)
      : map_(std::move(map)),
        rows_(map_.values.rows()),
        columns_(map_.values.cols()),
        shading_(map_),
        cell_(std::clamp(560.0 / static_cast<double>(std::max<Index>({rows_, columns_, 1})), 2.0, 44.0)),
        left_(34.0 + widest(map_.row_names, rows_)),
        top_(56.0),
        right_(left_ + cell_ * static_cast<double>(columns_)),
        bottom_(top_ + cell_ * static_cast<double>(rows_)),
        svg_(std::max(right_ + 120.0, 60.0 + std::max(11.0 * static_cast<double>(characters(map_.title)),
                                                      6.5 * static_cast<double>(characters(map_.note)))),
             std::max(bottom_, top_ + 120.0) + widest(map_.column_names, columns_) + 38.0, map_.title, description) {}

  std::string paint() {
    svg_.add("text", {{"x", 24.0}, {"y", 30.0}, {"font-size", 17.0}, {"font-weight", "bold"}, {"fill", ink}},
             map_.title);
    svg_.add("text", {{"x", 24.0}, {"y", 47.0}, {"font-size", name_size}, {"fill", ink}}, map_.note);
    cells();
    svg_.add("rect", {{"x", left_},
                      {"y", top_},
                      {"width", right_ - left_},
                      {"height", bottom_ - top_},
                      {"fill", "none"},
                      {"stroke", "#888888"}});
    names();
    colour_bar();
    return svg_.finish();
  }

 private:
  /// Exact zeros, of which sparse matrices are full, are the ground on which the others stand.
  void cells() {
    svg_.open({{"shape-rendering", "crispEdges"}});
    svg_.add("rect", {{"x", left_},
                      {"y", top_},
                      {"width", right_ - left_},
                      {"height", bottom_ - top_},
                      {"fill", shading_.colour(0.0)}});
    each_entry([this](double entry, const Pixel& corner) { fill(entry, corner); });
    svg_.close();
    svg_.open({{"font-size", std::min(0.6 * cell_, 13.0)}, {"text-anchor", "middle"}, {"stroke-width", "0.8"}});
    each_entry([this](double entry, const Pixel& corner) { mark(entry, corner); });
    svg_.close();
  }

  template <class Draw>
  void each_entry(const Draw& draw) {
    for (Index row = 0; row < rows_; ++row)
      for (Index column = 0; column < columns_; ++column)
        if (const double entry = map_.values(row, column); entry != 0.0 || is_of_digits())
          draw(entry, Pixel{left_ + cell_ * static_cast<double>(column), top_ + cell_ * static_cast<double>(row)});
  }

  bool is_of_digits() const { return shading_.scale() == HeatScale::digits; }

  void fill(double entry, const Pixel& corner) {
    const std::string colour = shading_.shows(entry) ? shading_.colour(shading_.depth(entry)) : "#bbbbbb";
    if (colour == shading_.colour(0.0)) return;
    svg_.add("rect", {{"x", corner.x}, {"y", corner.y}, {"width", cell_}, {"height", cell_}, {"fill", colour}});
  }

  /// What is said without colour.
  void mark(double entry, const Pixel& corner) {
    const Pixel end{corner.x + cell_, corner.y + cell_};
    if (!shading_.shows(entry)) {
      svg_.add("path", {{"d", path_through({corner, end}) + path_through({{corner.x, end.y}, {end.x, corner.y}})},
                        {"stroke", "#000000"}});
      return;
    }
    const char* letters = Shading::is_dark(shading_.depth(entry)) ? "#ffffff" : ink;
    if (cell_ >= (is_of_digits() ? room_for_digits : room_for_sign))
      svg_.add("text", {{"x", corner.x + 0.5 * cell_}, {"y", corner.y + 0.7 * cell_}, {"fill", letters}},
               is_of_digits() ? std::to_string(right_digits(entry))
               : entry < 0.0  ? "\u2212"
                              : "+");
    else if (!is_of_digits() && entry < 0.0)
      svg_.add("path", {{"d", path_through({{corner.x, end.y}, {end.x, corner.y}})}, {"stroke", letters}});
  }

  void names() {
    svg_.open({{"font-size", name_size}, {"fill", ink}});
    const Index step = name_step(cell_);
    for (Index row = 0; row < rows_; row += step)
      svg_.add(
          "text",
          {{"x", left_ - 6.0}, {"y", top_ + cell_ * (static_cast<double>(row) + 0.5) + 4.0}, {"text-anchor", "end"}},
          line_name(map_.row_names, row));
    for (Index column = 0; column < columns_; column += step) {
      const double x = left_ + cell_ * (static_cast<double>(column) + 0.5) + 4.0, y = bottom_ + 6.0;
      svg_.add(
          "text",
          {{"x", x}, {"y", y}, {"text-anchor", "end"}, {"transform", fmt::format("rotate(-90 {:.2f} {:.2f})", x, y)}},
          line_name(map_.column_names, column));
    }
    const double middle_x = (left_ + right_) / 2.0, middle_y = (top_ + bottom_) / 2.0;
    svg_.add("text",
             {{"x", 16.0},
              {"y", middle_y},
              {"text-anchor", "middle"},
              {"font-size", 13.0},
              {"transform", fmt::format("rotate(-90 16 {:.2f})", middle_y)}},
             map_.row_label);
    svg_.add("text",
             {{"x", middle_x},
              {"y", bottom_ + widest(map_.column_names, columns_) + 22.0},
              {"text-anchor", "middle"},
              {"font-size", 13.0}},
             map_.column_label);
    svg_.close();
  }

  void colour_bar() {
    constexpr int bands = 101;
    const double x = right_ + 26.0, high = top_, low = std::max(bottom_, top_ + 120.0);
    const double band = (low - high) / bands;
    svg_.open({{"shape-rendering", "crispEdges"}});
    for (int i = 0; i < bands; ++i)
      svg_.add("rect", {{"x", x},
                        {"y", high + i * band},
                        {"width", 16.0},
                        {"height", band + 0.5},
                        {"fill", shading_.colour(1.0 - (is_of_digits() ? 1.0 : 2.0) * i / (bands - 1))}});
    svg_.close();
    svg_.add("rect",
             {{"x", x}, {"y", high}, {"width", 16.0}, {"height", low - high}, {"fill", "none"}, {"stroke", "#888888"}});
    svg_.open({{"font-size", name_size}, {"fill", ink}});
    for (const Tick& tick : bar_ticks()) {
      const double y = high + (low - high) * (1.0 - tick.number);
      svg_.add("line", {{"x1", x + 16.0}, {"y1", y}, {"x2", x + 20.0}, {"y2", y}, {"stroke", "#888888"}});
      svg_.add("text", {{"x", x + 24.0}, {"y", y + 4.0}}, tick.label);
    }
    if (!is_of_digits())
      svg_.add("text", {{"x", x}, {"y", low + 18.0}}, cell_ >= room_for_sign ? "signs in cells" : "hatched: < 0");
    svg_.close();
  }

  /// Ticks at shares of the bar, from 0 at its lower end to 1.
  std::vector<Tick> bar_ticks() const {
    std::vector<Tick> ticks;
    if (is_of_digits()) {
      for (int digits = 0; digits <= 16; digits += 4)
        ticks.push_back({1.0 - digits / most_digits, fmt::format("{} digits", digits)});
    } else if (shading_.scale() == HeatScale::linear) {
      for (const Tick& tick : Axis(Scale::linear, -shading_.limit(), shading_.limit(), 0.0, 1.0).ticks(8))
        ticks.push_back({(1.0 + shading_.depth(tick.number)) / 2.0, tick.label});
    } else {
      const double least = shading_.limit() * std::pow(10.0, -shading_.decades());
      for (const Tick& tick : Axis(Scale::logarithmic, least, shading_.limit(), 0.0, 1.0).ticks(4)) {
        ticks.push_back({(1.0 + shading_.depth(tick.number)) / 2.0, tick.label});
        ticks.push_back({(1.0 + shading_.depth(-tick.number)) / 2.0, "\u2212" + tick.label});
      }
      ticks.push_back({0.5, "0"});
    }
    return ticks;
  }

  const HeatMap map_;
  Index rows_, columns_;
  Shading shading_;
  double cell_;
  double left_, top_, right_, bottom_;
  Svg svg_;
};

}  // namespace

std::string diverging_colour(double share) {
  // From blue over white to red, at equal steps from -1 to 1.
  constexpr std::array<Rgb, 11> stops = {{{5, 48, 97},
                                          {33, 102, 172},
                                          {67, 147, 195},
                                          {146, 197, 222},
                                          {209, 229, 240},
                                          {247, 247, 247},
                                          {253, 219, 199},
                                          {244, 165, 130},
                                          {214, 96, 77},
                                          {178, 24, 43},
                                          {103, 0, 31}}};
  return blended(stops, (1.0 + share) / 2.0);
}

std::string HeatMap::svg() const { return Painter(in_blocks(most_lines), text()).paint(); }

}  // namespace hesse::reports
