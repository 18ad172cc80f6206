// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/axis.hpp>
#include <hesse/reports/heat_map.hpp>
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "colours.hpp"

namespace hesse::reports {

namespace {

constexpr double name_size = 11.0;
constexpr const char* ink = "#333333";

double limit_of(const HeatMap& map) {
  if (map.limit > 0.0) return map.limit;
  double largest = 0.0;
  for (const double entry : map.values.reshaped())
    if (std::isfinite(entry)) largest = std::max(largest, std::abs(entry));
  return largest > 0.0 ? largest : 1.0;
}

std::string name_of(const std::vector<std::string>& names, Index i) {
  return i < static_cast<Index>(names.size()) ? names[static_cast<std::size_t>(i)] : std::to_string(i);
}

double widest(const std::vector<std::string>& names, Index count) {
  std::size_t most = 0;
  for (Index i = 0; i < count; ++i) most = std::max(most, characters(name_of(names, i)));
  return 0.58 * name_size * static_cast<double>(most);
}

/// Names are drawn every so many rows, such that they do not touch.
Index name_step(double cell) { return std::max<Index>(1, static_cast<Index>(std::ceil((name_size + 3.0) / cell))); }

class Painter {
 public:
  explicit Painter(const HeatMap& map)
      : map_(map),
        rows_(map.values.rows()),
        columns_(map.values.cols()),
        limit_(limit_of(map)),
        cell_(std::clamp(560.0 / static_cast<double>(std::max<Index>({rows_, columns_, 1})), 2.0, 44.0)),
        left_(34.0 + widest(map.row_names, rows_)),
        top_(56.0),
        right_(left_ + cell_ * static_cast<double>(columns_)),
        bottom_(top_ + cell_ * static_cast<double>(rows_)),
        svg_(std::max(right_ + 120.0, 60.0 + 11.0 * static_cast<double>(characters(map.title))),
             std::max(bottom_, top_ + 120.0) + widest(map.column_names, columns_) + 38.0, map.title,
             "The same in characters is HeatMap::text().") {}

  std::string paint() {
    svg_.add("text", {{"x", 24.0}, {"y", 30.0}, {"font-size", 17.0}, {"font-weight", "bold"}, {"fill", ink}},
             map_.title);
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
  void cells() {
    svg_.open({{"shape-rendering", "crispEdges"}});
    for (Index row = 0; row < rows_; ++row)
      for (Index column = 0; column < columns_; ++column) cell(row, column);
    svg_.close();
  }

  void cell(Index row, Index column) {
    const double entry = map_.values(row, column);
    const double x = left_ + cell_ * static_cast<double>(column), y = top_ + cell_ * static_cast<double>(row);
    const bool finite = std::isfinite(entry);
    svg_.add("rect", {{"x", x},
                      {"y", y},
                      {"width", cell_},
                      {"height", cell_},
                      {"fill", finite ? diverging_colour(entry / limit_) : "#bbbbbb"}});
    if (!finite) svg_.add("path", {{"d", path_through({{x, y}, {x + cell_, y + cell_}})}, {"stroke", "#000000"}});
  }

  void names() {
    svg_.open({{"font-size", name_size}, {"fill", ink}});
    const Index step = name_step(cell_);
    for (Index row = 0; row < rows_; row += step)
      svg_.add(
          "text",
          {{"x", left_ - 6.0}, {"y", top_ + cell_ * (static_cast<double>(row) + 0.5) + 4.0}, {"text-anchor", "end"}},
          name_of(map_.row_names, row));
    for (Index column = 0; column < columns_; column += step) {
      const double x = left_ + cell_ * (static_cast<double>(column) + 0.5) + 4.0, y = bottom_ + 6.0;
      svg_.add(
          "text",
          {{"x", x}, {"y", y}, {"text-anchor", "end"}, {"transform", fmt::format("rotate(-90 {:.2f} {:.2f})", x, y)}},
          name_of(map_.column_names, column));
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
                        {"fill", diverging_colour(1.0 - 2.0 * i / (bands - 1))}});
    svg_.close();
    svg_.add("rect",
             {{"x", x}, {"y", high}, {"width", 16.0}, {"height", low - high}, {"fill", "none"}, {"stroke", "#888888"}});
    const Axis axis(Scale::linear, -limit_, limit_, low, high);
    svg_.open({{"font-size", name_size}, {"fill", ink}});
    for (const Tick& tick : axis.ticks(8)) {
      const double y = axis.pixel(tick.number);
      svg_.add("line", {{"x1", x + 16.0}, {"y1", y}, {"x2", x + 20.0}, {"y2", y}, {"stroke", "#888888"}});
      svg_.add("text", {{"x", x + 24.0}, {"y", y + 4.0}}, tick.label);
    }
    svg_.close();
  }

  const HeatMap& map_;
  Index rows_, columns_;
  double limit_, cell_;
  double left_, top_, right_, bottom_;
  Svg svg_;
};

std::string tenths(double entry, double limit) {
  if (!std::isfinite(entry)) return "?";
  if (entry == 0.0) return ".";
  const int share = std::clamp(static_cast<int>(std::lround(10.0 * entry / limit)), -10, 10);
  return share == 0 ? (entry < 0.0 ? "-0" : "0") : std::to_string(share);
}

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

std::string HeatMap::svg() const { return Painter(*this).paint(); }

std::string HeatMap::text() const {
  const double limit = limit_of(*this);
  std::vector<std::string> columns{""};
  for (Index column = 0; column < values.cols(); ++column) columns.push_back(std::to_string(column));
  Table table(columns);
  for (Index row = 0; row < values.rows(); ++row) {
    std::vector<Cell> cells{name_of(row_names, row)};
    for (Index column = 0; column < values.cols(); ++column) {
      cells.emplace_back(tenths(values(row, column), limit));
      cells.back().is_number = true;
    }
    table.add(std::move(cells));
  }
  return fmt::format("{} (entries in tenths of {})\n\n{}", title, significant(limit), table.text());
}

}  // namespace hesse::reports
