// SPDX-License-Identifier: BSL-1.0
//
// The evaluation trace step by step, and as a table of HTML that a page can walk through.
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/teaching/trace.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "subject.hpp"

namespace hesse {

namespace {

using reports::significant;
using reports::xml_safe;

/// "v3" of "v3 = x[0] * v2"; of an input its name.
std::string name_of(const Trace::Line& line) { return line.words.substr(0, line.words.find(" = ")); }

std::string forward_words(const Trace& trace, const Trace::Line& line) {
  const std::string name = name_of(line);
  if (line.node < trace.inputs)
    return fmt::format("{} is given as {}; along the direction it moves by {}.", name, significant(line.value),
                       significant(line.tangent));
  std::string rule;
  for (const Trace::Partial& partial : line.partials)
    rule += fmt::format("{}{} times {}-dot", rule.empty() ? "" : " plus ", significant(partial.value), partial.operand);
  return fmt::format("{} = {}. {}-dot = {}{}.", line.words, significant(line.value), name,
                     rule.empty() ? "" : rule + " = ", significant(line.tangent));
}

/// What a line gives to one of its operands: the two products of the chain rule to second order.
std::string passed_on(const Trace::Line& line, const Trace::Partial& partial) {
  const double adjoint = partial.value * line.adjoint;
  const double tangent = partial.value * line.adjoint_tangent + partial.tangent * line.adjoint;
  return fmt::format(" To {}-bar it adds {} times {} = {}, to {}-bar-dot {}.", partial.operand,
                     significant(partial.value), significant(line.adjoint), significant(adjoint), partial.operand,
                     significant(tangent));
}

std::string reverse_words(const Trace& trace, const Trace::Line& line) {
  const std::string name = name_of(line);
  const std::string bars = fmt::format("{}-bar = {}, {}-bar-dot = {}", name, significant(line.adjoint), name,
                                       significant(line.adjoint_tangent));
  if (line.node < trace.inputs)
    return fmt::format("{}: the derivative of f by {}, and the entry of Hessian times direction.", bars, name);
  if (line.adjoint == 0.0 && line.adjoint_tangent == 0.0) return bars + ": it passes nothing on.";
  std::string words = bars + (name == trace.output ? ": this is f itself." : ".");
  for (const Trace::Partial& partial : line.partials) words += passed_on(line, partial);
  return words;
}

/// A cell of each kind: what the forward pass knows, and what the reverse pass does.
std::string number_cell(const char* pass, double number) {
  return fmt::format("<td class=\"number {}\">{}</td>", pass, xml_safe(significant(number)));
}

std::string partial_cells(const Trace::Partial& partial) {
  return fmt::format("<td class=\"partial\">d/d{}{}{}</td>", xml_safe(partial.operand),
                     partial.formula.empty() ? "" : " = ", xml_safe(partial.formula)) +
         number_cell("forward", partial.value) + number_cell("forward", partial.tangent);
}

std::string body_of(const Trace::Line& line) {
  const std::size_t height = std::max<std::size_t>(line.partials.size(), 1);
  const auto tall = [height](const std::string& cell) {
    return height == 1 ? cell : cell.substr(0, 3) + fmt::format(" rowspan=\"{}\"", height) + cell.substr(3);
  };
  const std::string source = source_line(line.where);
  std::string row =
      tall(fmt::format("<th scope=\"row\"{}>{}</th>",
                       source.empty() ? "" : fmt::format(" title=\"{}\"", xml_safe(source)), xml_safe(line.words))) +
      tall(number_cell("forward", line.value)) + tall(number_cell("forward", line.tangent)) +
      tall(number_cell("reverse", line.adjoint)) + tall(number_cell("reverse", line.adjoint_tangent));
  if (line.partials.empty()) row += "<td></td><td></td><td></td>";
  for (std::size_t k = 0; k < line.partials.size(); ++k)
    row += (k == 0 ? "" : "</tr>\n<tr>") + partial_cells(line.partials[k]);
  return fmt::format("<tbody data-node=\"{}\">\n<tr>{}</tr>\n</tbody>\n", line.node, row);
}

}  // namespace

std::vector<Trace::Step> Trace::steps() const {
  std::vector<Step> all;
  for (const Line& line : lines) all.push_back({line.node, true, forward_words(*this, line)});
  for (const Line& line : lines | std::views::reverse) all.push_back({line.node, false, reverse_words(*this, line)});
  return all;
}

std::string Trace::html() const {
  std::string table =
      "<table class=\"trace\">\n<caption>Evaluation trace: values and their derivatives along the direction (dot), "
      "read "
      "downwards; derivatives of f (bar) and theirs along the direction (bar-dot), read upwards</caption>\n<thead><tr>";
  for (const std::string column : {"line", "v", "v-dot", "v-bar", "v-bar-dot", "partial", "value", "dot"})
    table += fmt::format("<th scope=\"col\"{}>{}</th>",
                         column == "line" || column == "partial" ? "" : " class=\"number\"", column);
  table += "</tr></thead>\n";
  std::size_t expected = 0;
  for (const Line& line : lines) {
    if (line.node != expected)
      table += fmt::format(
          "<tbody><tr><th scope=\"row\" colspan=\"8\">... {} of {} lines are left out ...</th></tr></tbody>\n",
          nodes - lines.size(), nodes);
    expected = line.node + 1;
    table += body_of(line);
  }
  return table + "</table>\n";
}

}  // namespace hesse
