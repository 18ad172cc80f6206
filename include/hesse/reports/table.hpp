// SPDX-License-Identifier: BSL-1.0
//
// A table of text and numbers, to be read on a screen, in a Markdown page, in LaTeX, in HTML, or by a program. Numbers
// stand on the right of their column, words on the left; a number shows six significant digits unless told otherwise.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace hesse::reports {

/// "0.100446" for 0.100446303781205932; "nan", "inf" and "-inf" as they are.
[[nodiscard]] std::string significant(double number, int digits = 6);

/// The words as LaTeX shows them, letter for letter.
[[nodiscard]] std::string latex_escaped(const std::string& words);

/// Number of characters a person sees: code points of UTF-8.
[[nodiscard]] std::size_t characters(const std::string& text);

/// What a table holds: words, a whole number, or a number of six digits.
struct Cell {
  std::string text;
  bool is_number = false;

  Cell(std::string words) : text(std::move(words)) {}
  Cell(const char* words) : text(words) {}
  Cell(std::integral auto number) : text(std::to_string(number)), is_number(true) {}
  Cell(double number, int digits = 6) : text(significant(number, digits)), is_number(true) {}
};

///     reports::Table table({"method", "iterations", "f - f*"});
///     table.add({"Newton", 7, 2.8e-17});
///     std::cout << table.text();
class Table {
 public:
  explicit Table(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  /// Appends a row; one with fewer cells than columns ends in empty ones. Throws ShapeError for one with more.
  Table& add(std::vector<Cell> row);

  [[nodiscard]] std::size_t rows() const { return rows_.size(); }

  /// Columns apart by two spaces under a line of dashes; every line ends in a line break and none in a space.
  [[nodiscard]] std::string text() const;

  /// A Markdown table; a '|' in a cell is escaped.
  [[nodiscard]] std::string markdown() const;

  /// A tabular of LaTeX that needs no package; numbers are set as mathematics, 1e-05 as 1 times a power of ten.
  ///
  ///   columns   the heads of the columns in LaTeX; none: their names, escaped
  [[nodiscard]] std::string latex(const std::vector<std::string>& columns = {}) const;

  /// Comma-separated values with a header row, as in RFC 4180 but for plain line breaks: a cell with a comma, a quote
  /// or a line break is quoted.
  [[nodiscard]] std::string csv() const;

  /// A table of HTML; the first cell of a row is its heading.
  [[nodiscard]] std::string html(const std::string& caption) const;

 private:
  [[nodiscard]] std::size_t width(std::size_t column) const;
  [[nodiscard]] bool is_numeric(std::size_t column) const;

  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace hesse::reports
