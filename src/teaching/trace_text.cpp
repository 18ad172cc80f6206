// SPDX-License-Identifier: BSL-1.0
//
// The evaluation trace on a page: rows of cells first, from which every format is made.
#include <hesse/reports/table.hpp>
#include <hesse/teaching/trace.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "subject.hpp"

namespace hesse {

namespace {

using reports::Cell;

// With six columns of numbers, of which two are as long as numbers get, a row has 120 characters.
constexpr std::size_t widest_line = 24, widest_partial = 26;

bool has_locations(const Trace& trace) {
  return std::ranges::any_of(trace.lines, [](const Trace::Line& line) { return line.where.line() != 0; });
}

/// "d/dx[0] = 1 / x[0]"
std::string in_words(const Trace::Partial& partial) {
  return "d/d" + partial.operand + (partial.formula.empty() ? "" : " = " + partial.formula);
}

reports::Table table_of(const Trace& trace) {
  const bool located = has_locations(trace);
  std::vector<std::string> columns = {"line", "v", "v-dot", "v-bar", "v-bar-dot", "partial", "value", "dot"};
  if (located) columns.emplace_back("source");
  reports::Table table(columns);
  std::size_t expected = 0;
  for (const Trace::Line& line : trace.lines) {
    if (line.node != expected) table.add({"..."});
    expected = line.node + 1;
    std::vector<Cell> row = {shortened(line.words, widest_line), line.value, line.tangent, line.adjoint,
                             line.adjoint_tangent};
    for (std::size_t k = 0; k < std::max<std::size_t>(line.partials.size(), 1); ++k) {
      if (k < line.partials.size()) {
        const Trace::Partial& partial = line.partials[k];
        row.insert(row.end(), {shortened(in_words(partial), widest_partial), partial.value, partial.tangent});
      } else {
        row.resize(8, "");
      }
      if (located) row.emplace_back(k == 0 ? source_line(line.where) : "");
      table.add(std::move(row));
      row.assign(5, "");
    }
  }
  return table;
}

/// What the input rows hold, under the names that it has there.
reports::Table derivatives_of(const Trace& trace) {
  reports::Table table({"input", "gradient (v-bar)", "Hessian * direction (v-bar-dot)"});
  for (const Trace::Line& line : trace.lines)
    if (line.node < trace.inputs) table.add({line.words, line.adjoint, line.adjoint_tangent});
  if (table.rows() < trace.inputs) table.add({"..."});
  return table;
}

std::string value_in_words(const Trace& trace) {
  return fmt::format("f = {} = {}\n", trace.output, reports::significant(trace.value));
}

/// What the table does not show; empty where it shows all.
std::string left_out_in_words(const Trace& trace) {
  if (trace.lines.size() == trace.nodes) return "";
  return fmt::format(
      "{} of {} lines are left out, between the beginning and the end of the trace; ListingOptions::lines = {} would "
      "list all of them.\n",
      trace.nodes - trace.lines.size(), trace.nodes, trace.nodes);
}

}  // namespace

std::string Trace::text() const {
  return table_of(*this).text() + left_out_in_words(*this) + "\n" + value_in_words(*this) + "\n" +
         derivatives_of(*this).text();
}

std::string Trace::markdown() const {
  return table_of(*this).markdown() + "\n" + left_out_in_words(*this) + "\n" + value_in_words(*this) + "\n" +
         derivatives_of(*this).markdown();
}

std::string Trace::latex() const {
  std::vector<std::string> columns = {"line",    "$v$",   "$\\dot v$", "$\\bar v$", "$\\dot{\\bar v}$",
                                      "partial", "value", "dot"};
  if (has_locations(*this)) columns.emplace_back("source");
  return table_of(*this).latex(columns) + "\n" + reports::latex_escaped(left_out_in_words(*this)) + "\n" +
         reports::latex_escaped(value_in_words(*this)) + "\n" +
         derivatives_of(*this).latex({"input", "$\\nabla f = \\bar v$", "$\\nabla^2 f \\, \\dot x = \\dot{\\bar v}$"});
}

std::string Trace::csv() const {
  constexpr int all_digits = 17;
  reports::Table table({"node", "line", "value", "tangent", "adjoint", "adjoint_tangent", "operand", "partial",
                        "partial_value", "partial_tangent", "source"});
  for (const Line& line : lines) {
    const std::vector<Cell> start = {line.node,
                                     line.words,
                                     Cell(line.value, all_digits),
                                     Cell(line.tangent, all_digits),
                                     Cell(line.adjoint, all_digits),
                                     Cell(line.adjoint_tangent, all_digits)};
    const auto add = [&](const Cell& operand, const Cell& formula, const Cell& number, const Cell& tangent) {
      std::vector<Cell> row = start;
      row.insert(row.end(), {operand, formula, number, tangent, source_line(line.where)});
      table.add(std::move(row));
    };
    if (line.partials.empty()) add("", "", "", "");
    for (const Partial& partial : line.partials)
      add(partial.operand, partial.formula, Cell(partial.value, all_digits), Cell(partial.tangent, all_digits));
  }
  return table.csv();
}

}  // namespace hesse
