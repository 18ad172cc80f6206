// SPDX-License-Identifier: BSL-1.0
//
// Heat maps in characters.
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "heat_scale.hpp"

namespace hesse::reports {

namespace {

constexpr Index most_in_a_table = 40;
/// Levels of a shade: nothing, and four quarters of the depth.
constexpr std::array<const char*, 5> blocks = {"·", "░", "▒", "▓", "█"}, letters = {".", ":", "o", "O", "@"};

std::string tenths(double entry, double limit) {
  if (entry == 0.0) return ".";
  const int share = std::clamp(static_cast<int>(std::lround(10.0 * entry / limit)), -10, 10);
  return share == 0 ? (entry < 0.0 ? "-0" : "0") : std::to_string(share);
}

std::string in_a_table(const Shading& shading, double entry) {
  if (!shading.shows(entry)) return "?";
  switch (shading.scale()) {
    case HeatScale::linear:
      return tenths(entry, shading.limit());
    case HeatScale::decades:
      return entry == 0.0 ? "." : significant(entry, 3);
    case HeatScale::digits:
      return std::to_string(right_digits(entry));
  }
  __builtin_unreachable();
}

std::string what_entries_are(const Shading& shading) {
  switch (shading.scale()) {
    case HeatScale::linear:
      return fmt::format("entries in tenths of {}", significant(shading.limit()));
    case HeatScale::decades:
      return "entries to three digits";
    case HeatScale::digits:
      return "in how many digits each entry is right, at most 16";
  }
  __builtin_unreachable();
}

std::string with_note(const std::string& note) { return note.empty() ? "" : note + "\n"; }

/// The largest magnitude of a block, or the largest error.
double loudest(ConstMatrix block, HeatScale scale) {
  double found = block(0, 0);
  for (const double entry : block.reshaped()) {
    if (std::isnan(entry)) return entry;
    const bool louder = scale == HeatScale::digits ? entry > found : std::abs(entry) > std::abs(found);
    if (louder) found = entry;
  }
  return scale == HeatScale::digits || std::isfinite(found) ? found : std::numeric_limits<double>::quiet_NaN();
}

/// The names of the first and the last line of each block.
std::vector<std::string> names_of_blocks(const std::vector<std::string>& names, Index lines, Index side) {
  std::vector<std::string> result;
  for (Index first = 0; first < lines; first += side) {
    const Index last = std::min(first + side, lines) - 1;
    result.push_back(first == last ? line_name(names, first) : line_name(names, first) + ".." + line_name(names, last));
  }
  return result;
}

/// A background of this colour "#rrggbb", and letters that can be read on it.
std::string painted(const std::string& words, const std::string& colour, bool dark) {
  std::array<int, 3> rgb{};
  for (std::size_t k = 0; k < 3; ++k) std::from_chars(colour.data() + 1 + 2 * k, colour.data() + 3 + 2 * k, rgb[k], 16);
  return fmt::format("\x1b[38;5;{};48;2;{};{};{}m{}\x1b[0m", dark ? 15 : 16, rgb[0], rgb[1], rgb[2], words);
}

class Screen {
 public:
  Screen(const HeatMap& map, const TerminalOptions& options)
      : map_(map), shading_(map), options_(options), shades_(options.unicode ? blocks : letters) {}

  std::string text() const {
    std::size_t widest = 0;
    for (Index row = 0; row < map_.values.rows(); ++row) widest = std::max(widest, characters(row_name(row)));
    std::string text = map_.title + "\n" + with_note(map_.note) + "\n" + std::string(widest, ' ');
    for (Index column = 0; column < map_.values.cols(); ++column) text += fmt::format("{:>4}", column);
    text += "\n";
    for (Index row = 0; row < map_.values.rows(); ++row) {
      text += std::string(widest - characters(row_name(row)), ' ') + row_name(row);
      for (Index column = 0; column < map_.values.cols(); ++column) text += " " + cell(map_.values(row, column));
      text += "\n";
    }
    return text + "\n" + legend();
  }

 private:
  /// The number that heads its column, and its name where it has one.
  std::string row_name(Index row) const {
    const std::string name = line_name(map_.row_names, row);
    return name == std::to_string(row) ? name : fmt::format("{} {}", name, row);
  }

  std::string shade(double depth) const { return shades_[static_cast<std::size_t>(std::ceil(4.0 * std::abs(depth)))]; }

  /// Three characters: sign and shade, or digits and shade.
  std::string cell(double entry) const {
    if (!shading_.shows(entry)) return "  ?";
    const double depth = shading_.depth(entry);
    const std::string words = (shading_.scale() == HeatScale::digits ? fmt::format("{:>2}", right_digits(entry))
                               : entry == 0.0                        ? "  "
                               : entry < 0.0                         ? " -"
                                                                     : " +") +
                              shade(depth);
    return options_.colour ? painted(words, shading_.colour(depth), Shading::is_dark(depth)) : words;
  }

  std::string legend() const {
    if (shading_.scale() == HeatScale::digits)
      return fmt::format("Number: in how many digits the entry is right. {} all 16, {} 0 digits.\n", shades_[0],
                         shades_[4]);
    std::string text = fmt::format("Sign and |entry|: {} zero", shades_[0]);
    for (int k = 1; k <= 3; ++k)
      text +=
          fmt::format(", {} to {}", shades_[static_cast<std::size_t>(k)], significant(shading_.magnitude(k / 4.0), 2));
    return text + fmt::format(", {} to {}.\n", shades_[4], significant(shading_.limit(), 3));
  }

  const HeatMap& map_;
  Shading shading_;
  const TerminalOptions& options_;
  const std::array<const char*, 5>& shades_;
};

}  // namespace

HeatMap HeatMap::in_blocks(Index most) const {
  if (most < 1)
    throw OptionError("option.most", fmt::format("a heat map of at most {} rows and columns was asked for. Pass 1 or "
                                                 "more.",
                                                 most));
  const Index lines = std::max(values.rows(), values.cols());
  if (lines <= most) return *this;
  const Index side = (lines + most - 1) / most;
  HeatMap map = *this;
  map.values.resize((values.rows() + side - 1) / side, (values.cols() + side - 1) / side);
  for (Index row = 0; row < map.values.rows(); ++row)
    for (Index column = 0; column < map.values.cols(); ++column) {
      const Index top = row * side, left = column * side;
      map.values(row, column) = loudest(
          values.block(top, left, std::min(side, values.rows() - top), std::min(side, values.cols() - left)), scale);
    }
  map.row_names = names_of_blocks(row_names, values.rows(), side);
  map.column_names = names_of_blocks(column_names, values.cols(), side);
  map.note += fmt::format("{}{} by {}; each cell is the largest {} of a block of {} by {}.", note.empty() ? "" : " ",
                          counted(values.rows(), "row"), counted(values.cols(), "column"),
                          scale == HeatScale::digits ? "error" : "|entry|", side, side);
  return map;
}

std::string HeatMap::text() const {
  const HeatMap map = in_blocks(most_in_a_table);
  const Shading shading(map);
  std::vector<std::string> columns{""};
  for (Index column = 0; column < map.values.cols(); ++column) columns.push_back(std::to_string(column));
  Table table(columns);
  for (Index row = 0; row < map.values.rows(); ++row) {
    std::vector<Cell> cells{line_name(map.row_names, row)};
    for (Index column = 0; column < map.values.cols(); ++column) {
      cells.emplace_back(in_a_table(shading, map.values(row, column)));
      cells.back().is_number = true;
    }
    table.add(std::move(cells));
  }
  return fmt::format("{} ({})\n{}\n{}", title, what_entries_are(shading), with_note(map.note), table.text());
}

std::string HeatMap::terminal(const TerminalOptions& options) const {
  return Screen(in_blocks(options.most), options).text();
}

}  // namespace hesse::reports
