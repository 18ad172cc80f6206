// SPDX-License-Identifier: BSL-1.0
//
// Tables for other programs: LaTeX, HTML and comma-separated values.
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <string_view>

namespace hesse::reports {

namespace {

/// What LaTeX would take for a command, or for an option of the line break before it.
std::string in_latex(char c) {
  constexpr std::string_view behind_a_backslash = "{}$&#%_";
  if (behind_a_backslash.find(c) != std::string_view::npos) return {'\\', c};
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '^':
      return "\\textasciicircum{}";
    case '~':
      return "\\textasciitilde{}";
    case '<':
      return "\\textless{}";
    case '>':
      return "\\textgreater{}";
    case '|':
      return "\\textbar{}";
    case '[':
      return "{[}";
    case '*':
      return "{*}";
    default:
      return {c};
  }
}

/// "$1.5 \cdot 10^{-5}$" for 1.5e-05.
std::string in_latex(const Cell& cell) {
  const bool is_finite = cell.is_number && cell.text.find("n") == std::string::npos;  // neither nan nor inf
  if (!is_finite) return latex_escaped(cell.text);
  const std::size_t e = cell.text.find('e');
  if (e == std::string::npos) return fmt::format("${}$", cell.text);
  return fmt::format("${} \\cdot 10^{{{}}}$", cell.text.substr(0, e), std::stoi(cell.text.substr(e + 1)));
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + '"';
}

/// word(cell) for each, with `between` in between.
template <class Cells, class Word>
std::string joined(const Cells& cells, const char* between, const Word& word) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : between) + word(cells[i]);
  return line;
}

}  // namespace

std::string latex_escaped(const std::string& words) {
  std::string result;
  for (const char c : words) result += in_latex(c);
  return result;
}

std::string Table::latex(const std::vector<std::string>& columns) const {
  std::string sides;
  for (std::size_t column = 0; column < columns_.size(); ++column) sides += is_numeric(column) ? 'r' : 'l';
  const std::string head = columns.empty()
                               ? joined(columns_, " & ", [](const std::string& name) { return latex_escaped(name); })
                               : joined(columns, " & ", [](const std::string& name) { return name; });
  std::string result = fmt::format("\\begin{{tabular}}{{{}}}\n\\hline\n{} \\\\\n\\hline\n", sides, head);
  for (const auto& row : rows_)
    result += joined(row, " & ", [](const Cell& cell) { return in_latex(cell); }) + " \\\\\n";
  return result + "\\hline\n\\end{tabular}\n";
}

std::string Table::html(const std::string& caption) const {
  std::string result = fmt::format("<table>\n<caption>{}</caption>\n<thead><tr>", xml_safe(caption));
  for (std::size_t column = 0; column < columns_.size(); ++column)
    result += fmt::format("<th scope=\"col\"{}>{}</th>", is_numeric(column) ? " class=\"number\"" : "",
                          xml_safe(columns_[column]));
  result += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows_) {
    result += fmt::format("<tr><th scope=\"row\">{}</th>", xml_safe(row.front().text));
    for (std::size_t column = 1; column < row.size(); ++column)
      result +=
          fmt::format("<td{}>{}</td>", row[column].is_number ? " class=\"number\"" : "", xml_safe(row[column].text));
    result += "</tr>\n";
  }
  return result + "</tbody>\n</table>\n";
}

std::string Table::csv() const {
  std::string result = joined(columns_, ",", quoted) + "\n";
  for (const auto& row : rows_) result += joined(row, ",", [](const Cell& cell) { return quoted(cell.text); }) + "\n";
  return result;
}

}  // namespace hesse::reports
