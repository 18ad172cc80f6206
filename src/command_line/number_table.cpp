// SPDX-License-Identifier: BSL-1.0
#include "number_table.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "arguments.hpp"
#include "source_text.hpp"

namespace hesse::command_line {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r";
  const std::size_t first = text.find_first_not_of(blank);
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::optional<double> number_of(std::string_view cell) {
  double number = 0.0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error != std::errc() || end != cell.data() + cell.size()) return {};
  return number;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (std::size_t comma = line.find(','); comma != std::string_view::npos; comma = line.find(',')) {
    cells.push_back(trimmed(line.substr(0, comma)));
    line.remove_prefix(comma + 1);
  }
  cells.push_back(trimmed(line));
  return cells;
}

}  // namespace

Matrix read_number_table(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream || std::filesystem::is_directory(file)) throw UsageError(fmt::format("cannot read {}", file.string()));
  std::vector<std::vector<double>> rows;
  std::size_t number_of_line = 0;
  for (std::string line; std::getline(stream, line);) {
    if (++number_of_line == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (trimmed(line).empty()) continue;
    const std::vector<std::string_view> cells = cells_of(line);
    if (number_of_line == 1 && !number_of(cells.front())) continue;
    std::vector<double>& row = rows.emplace_back();
    for (const std::string_view cell : cells) {
      const std::optional<double> number = number_of(cell);
      if (!number)
        throw UsageError(
            fmt::format("{}, line {}: {} is not a number; entries are apart by commas, decimals stand behind a point",
                        file.string(), number_of_line, in_quotes(cell)));
      row.push_back(*number);
    }
    if (row.size() != rows.front().size())
      throw UsageError(fmt::format("{}, line {}: a row of {} numbers under one of {}", file.string(), number_of_line,
                                   row.size(), rows.front().size()));
  }
  if (rows.empty()) throw UsageError(fmt::format("{} holds no row of numbers apart by commas", file.string()));
  Matrix table(static_cast<Index>(rows.size()), static_cast<Index>(rows.front().size()));
  for (Index i = 0; i < table.rows(); ++i)
    table.row(i) = Eigen::Map<const Eigen::RowVectorXd>(rows[static_cast<std::size_t>(i)].data(), table.cols());
  return table;
}

}  // namespace hesse::command_line
