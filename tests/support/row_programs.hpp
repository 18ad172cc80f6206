// SPDX-License-Identifier: BSL-1.0
//
// Each row of the table as a program of one loop, so that executors are tested on all of them.
#pragma once

#include <hesse/programs/program.hpp>

#include <cstddef>
#include <cstdint>
#include <problems.hpp>
#include <vector>

namespace hesse {

inline constexpr std::size_t points_of_row = 203;  // no multiple of a chunk or a pack
inline constexpr std::size_t arguments_of_any = 5;

/// A parameter that serves a row that has one: its integer powers and functions take 3.
template <class Row>
inline constexpr double parameter_of = std::is_same_v<Row, rows::PowReal> ? 2.5 : 3.0;

/// One loop: the row on columns of cells, its result in the last column. Parameters are literals. Regions: "x", given,
/// and "y".
template <class Row>
Program program_of_row(double parameter) {
  const std::size_t count = Variadic<Row> ? arguments_of_any : static_cast<std::size_t>(arity_of<Row>);
  const std::size_t variables = count - static_cast<std::size_t>(parameters_of<Row>);
  Program program;
  program.data = {parameter};
  ProgramLoop loop{.trips = points_of_row};
  for (std::size_t k = 0; k < count; ++k) {
    const bool is_variable = k < variables;
    loop.lines.push_back({.action = is_variable ? ProgramLine::Action::load : ProgramLine::Action::constant,
                          .access = static_cast<std::uint32_t>(k)});
    loop.accesses.push_back(
        {.base = is_variable ? static_cast<std::uint32_t>(k * points_of_row) : 0, .stride = is_variable});
    loop.operands.push_back(static_cast<std::uint32_t>(k));
  }
  const auto last = static_cast<std::uint32_t>(count);
  loop.lines.push_back(
      {.action = ProgramLine::Action::evaluate, .opcode = opcode_of<Row>(), .first = 0, .count = last});
  loop.operands.push_back(last);
  loop.lines.push_back({.action = ProgramLine::Action::store, .access = last, .first = last, .count = 1});
  loop.accesses.push_back({.base = static_cast<std::uint32_t>(count * points_of_row), .stride = 1});
  program.cells = (count + 1) * points_of_row;
  program.regions = {{"x", 0, count * points_of_row, true}, {"y", count * points_of_row, points_of_row, false}};
  program.loops.push_back(loop);
  return program;
}

/// Cells of that program, its columns sampled where the row is tested.
template <class Row>
std::vector<double> sampled_cells(const Program& program) {
  problems::Uniform uniform(17);
  std::vector<double> cells(program.cells);
  const std::size_t columns = program.cells / points_of_row - 1;
  for (std::size_t k = 0; k < columns; ++k) {
    const Interval domain = Row::about.tested_on[Variadic<Row> ? 0 : k];
    for (std::size_t i = 0; i < points_of_row; ++i) cells[k * points_of_row + i] = uniform(domain.low, domain.high);
  }
  return cells;
}

}  // namespace hesse
