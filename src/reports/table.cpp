// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace hesse::reports {

namespace {

std::string aligned(const std::string& text, std::size_t width, bool to_the_right) {
  const std::string space(width - std::min(width, characters(text)), ' ');
  return to_the_right ? space + text : text + space;
}

std::string without_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

}  // namespace

std::string significant(double number, int digits) { return fmt::format("{:.{}g}", number, digits); }

std::size_t characters(const std::string& text) {
  // A byte 10xxxxxx continues a code point.
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

Table& Table::add(std::vector<Cell> row) {
  if (row.size() > columns_.size())
    throw ShapeError("shape.table_row",
                     fmt::format("a row of {} cells does not fit a table of {} columns. Pass at most "
                                 "one cell a column.",
                                 row.size(), columns_.size()));
  row.resize(columns_.size(), Cell(""));
  rows_.push_back(std::move(row));
  return *this;
}

std::size_t Table::width(std::size_t column) const {
  std::size_t widest = characters(columns_[column]);
  for (const auto& row : rows_) widest = std::max(widest, characters(row[column].text));
  return widest;
}

bool Table::is_numeric(std::size_t column) const {
  return std::ranges::any_of(rows_, [&](const auto& row) { return row[column].is_number; });
}

std::string Table::text() const {
  std::string header, rule;
  std::vector<std::string> lines(rows_.size());
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    const std::size_t wide = width(column);
    const std::string gap = column == 0 ? "" : "  ";
    header += gap + aligned(columns_[column], wide, is_numeric(column));
    rule += gap + std::string(wide, '-');
    for (std::size_t i = 0; i < rows_.size(); ++i)
      lines[i] += gap + aligned(rows_[i][column].text, wide, rows_[i][column].is_number);
  }
  std::string result = without_trailing_spaces(header) + "\n" + rule + "\n";
  for (const std::string& line : lines) result += without_trailing_spaces(line) + "\n";
  return result;
}

std::string Table::markdown() const {
  std::string header = "|", rule = "|";
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    header += fmt::format(" {} |", escaped(columns_[column]));
    rule += is_numeric(column) ? "---:|" : "---|";
  }
  std::string result = header + "\n" + rule + "\n";
  for (const auto& row : rows_) {
    result += "|";
    for (const Cell& cell : row) result += fmt::format(" {} |", escaped(cell.text));
    result += "\n";
  }
  return result;
}

}  // namespace hesse::reports
