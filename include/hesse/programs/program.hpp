// SPDX-License-Identifier: BSL-1.0
//
// A program: what a function does, as loops over straight-line bodies. Code that does not repeat is a loop of one trip.
//
// All numbers live in one array of cells: the inputs, the outputs, sums, arrays between loops. A body is a list of
// lines; a line makes one number, known in this iteration only, from a constant of the iteration, from a cell, or from
// earlier lines; or it stores one to a cell, or adds one to a cell. Where an iteration finds its cell says an Access.
// So a uniform is an access that stands still, an array one that moves, a gather or scatter one that follows a table.
//
// Three rules make the form closed under differentiation: a cell is written by one store or by adds only; no iteration
// reads what its own loop writes, unless the loop has an order and an earlier iteration wrote it; cells are zero before
// the first loop. Reversed, a load becomes an add and the other way round, independent iterations stay independent, and
// a recurrence runs from its last iteration to its first.
#pragma once

#include <hesse/ops/dispatch.hpp>

#include <boost/align/aligned_allocator.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hesse {

/// Iteration t means place base + stride * t, or base + table[t].
struct CellAccess {
  static constexpr std::uint32_t no_table = ~std::uint32_t{0};
  std::uint32_t base = 0;
  std::int32_t stride = 0;
  std::uint32_t table = no_table;

  /// The same place in every iteration.
  [[nodiscard]] bool is_uniform() const { return stride == 0 && table == no_table; }
  [[nodiscard]] CellAccess shifted(std::size_t by) const {
    return {static_cast<std::uint32_t>(base + by), stride, table};
  }
  friend bool operator==(const CellAccess&, const CellAccess&) = default;
};

struct ProgramLine {
  enum class Action : std::uint8_t {
    constant,  ///< a number of Program::data
    column,    ///< a number of the row that the iteration stands for, from the RowBlock of the run
    load,      ///< a cell
    evaluate,  ///< a row of the table, on earlier lines
    store,     ///< writes a line's number to a cell
    add        ///< adds a line's number to a cell
  };
  Action action;
  Opcode opcode = 0;         ///< of evaluate: that of the row on variables
  std::uint32_t access = 0;  ///< of the others: index into ProgramLoop::accesses
  std::uint32_t first = 0;   ///< operands: ProgramLoop::operands[first] to [first + count - 1], indices of lines
  std::uint32_t count = 0;

  /// A number that does not depend on cells.
  [[nodiscard]] bool is_known() const { return action == Action::constant || action == Action::column; }
  [[nodiscard]] bool is_sink() const { return action == Action::store || action == Action::add; }
};

/// In which order the iterations of a loop run.
enum class IterationOrder : std::uint8_t {
  any,      ///< they are independent
  forward,  ///< one after the other: each may read what earlier ones wrote
  backward  ///< the same, from the last to the first
};

struct ProgramLoop {
  std::size_t trips = 1;
  IterationOrder order = IterationOrder::any;
  std::vector<ProgramLine> lines = {};
  std::vector<std::uint32_t> operands = {};
  std::vector<CellAccess> accesses = {};

  [[nodiscard]] std::span<const std::uint32_t> operands_of(const ProgramLine& line) const {
    return {operands.data() + line.first, line.count};
  }
  [[nodiscard]] bool is_recurrence() const { return order != IterationOrder::any; }
  /// The number of the iteration that runs as the `step`th of `count`.
  [[nodiscard]] std::size_t iteration(std::size_t step, std::size_t count) const {
    return order == IterationOrder::backward ? count - 1 - step : step;
  }
};

/// The rows of a table that a program with columns runs on. The number that an Access means is numbers[place].
struct RowBlock {
  const double* numbers = nullptr;
  std::size_t rows = 0;  ///< loops of more than one iteration run this many; 0: as many as they say

  [[nodiscard]] std::size_t trips(const ProgramLoop& loop) const {
    return rows == 0 || loop.trips == 1 ? loop.trips : rows;
  }
};

/// So many doubles and as many more as fill lines of the cache: arrays that start behind them are read faster.
[[nodiscard]] constexpr std::size_t whole_lines(std::size_t doubles) { return (doubles + 7) / 8 * 8; }

/// Constants, from the start of a line of the cache on.
using AlignedNumbers = std::vector<double, boost::alignment::aligned_allocator<double, 64>>;

/// A named stretch of cells.
struct CellRegion {
  std::string name;
  std::size_t first = 0;
  std::size_t size = 0;
  bool given = false;  ///< filled by the caller before the program runs
};

struct Program {
  std::vector<CellRegion> regions;
  std::size_t cells = 0;
  std::vector<ProgramLoop> loops;
  AlignedNumbers data;
  std::vector<std::vector<std::uint32_t>> tables;

  /// Throws std::out_of_range where no region has the name.
  [[nodiscard]] const CellRegion& region(std::string_view name) const;
  [[nodiscard]] std::size_t place(const CellAccess& access, std::size_t iteration) const {
    return access.table == CellAccess::no_table ? access.base + static_cast<std::size_t>(access.stride) * iteration
                                                : access.base + std::size_t{tables[access.table][iteration]};
  }
  /// Lines of all bodies, and lines times trips.
  [[nodiscard]] std::size_t lines() const;
  [[nodiscard]] std::size_t operations() const;
  /// The program as people read it: a loop a block, a line a line, in the names of the regions.
  [[nodiscard]] std::string text() const;
  /// The parts of text(), without ends of lines: "for t = 0 ... 9" or nothing, and a line of a loop.
  [[nodiscard]] static std::string head(const ProgramLoop& loop);
  [[nodiscard]] std::string text(const ProgramLoop& loop, std::size_t line) const;
};

/// Calls visit(cell) for the place of the access in every iteration.
template <class Visitor>
void for_each_place(const Program& program, const ProgramLoop& loop, const CellAccess& access, Visitor&& visit) {
  const std::size_t different = access.is_uniform() && loop.trips > 0 ? 1 : loop.trips;
  for (std::size_t t = 0; t < different; ++t) visit(program.place(access, t));
}

}  // namespace hesse
