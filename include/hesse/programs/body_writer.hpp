// SPDX-License-Identifier: BSL-1.0
//
// Writes the body of a loop. A line that stands there already is not written again, and what no sink needs is left out
// at the end.
#pragma once

#include <hesse/programs/program.hpp>
#include <hesse/programs/symbol.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace hesse {

/// Literals of a program, each number once.
class Literals {
 public:
  explicit Literals(AlignedNumbers& data) : data_(data) {}
  /// Where the number stands in the program's data; numbers are told apart by their bits.
  std::uint32_t place(double number);

 private:
  AlignedNumbers& data_;
  std::unordered_map<std::uint64_t, std::uint32_t> places_;
};

class BodyWriter {
 public:
  explicit BodyWriter(Literals& literals) : literals_(literals) {}
  BodyWriter(const BodyWriter&) = delete;
  BodyWriter& operator=(const BodyWriter&) = delete;

  Symbol constant(const CellAccess& access) { return source(ProgramLine::Action::constant, access); }
  Symbol column(const CellAccess& access) { return source(ProgramLine::Action::column, access); }
  Symbol load(const CellAccess& access) { return source(ProgramLine::Action::load, access); }
  /// The row on these arguments, as it stands: nothing but literals is computed ahead.
  Symbol evaluate(Opcode opcode, std::span<const Symbol> arguments);
  /// The operands of the line behind a symbol, where it evaluates this row; none otherwise.
  [[nodiscard]] std::vector<Symbol> arguments_of(const Symbol& symbol, Opcode opcode);
  void store(const CellAccess& access, const Symbol& number) { sink(ProgramLine::Action::store, access, number); }
  void add(const CellAccess& access, const Symbol& number) { sink(ProgramLine::Action::add, access, number); }

  [[nodiscard]] bool has_sinks() const { return !sinks_.empty(); }
  /// So far, with those that finish() will leave out.
  [[nodiscard]] std::size_t lines() const { return loop_.lines.size() + sinks_.size(); }
  /// The body without lines that no sink needs. The writer is spent.
  ProgramLoop finish(std::size_t trips, IterationOrder order = IterationOrder::any);

 private:
  struct Sink {
    ProgramLine::Action action;
    CellAccess access;
    std::uint32_t line;
  };

  Symbol source(ProgramLine::Action action, const CellAccess& access);
  std::uint32_t line_of(const Symbol& symbol);
  void sink(ProgramLine::Action action, const CellAccess& access, const Symbol& number);
  /// The line, written unless an equal one stands there; its operands lie at the end of loop_.operands.
  std::uint32_t write(ProgramLine line, const CellAccess& access);
  [[nodiscard]] std::vector<bool> needed_lines() const;

  Literals& literals_;
  ProgramLoop loop_;
  std::vector<Sink> sinks_;
  // Lines by their hash, open addressing: nodes of a std::unordered_map cost more than all else about a line.
  struct Slot {
    std::uint32_t hash, line;
  };
  static constexpr std::uint32_t no_line = ~std::uint32_t{0};
  void make_room();
  std::vector<Slot> slots_;
};

/// Writes all lines of a loop but the sinks into another body; returns the number of each there. The body's program
/// has the same data and tables in the same places. A line that is kept in a cell is loaded from there.
std::vector<Symbol> copy_lines(const Program& program, const ProgramLoop& loop, BodyWriter& body,
                               std::span<const std::optional<CellAccess>> kept = {});
/// Writes a sink of the loop, too; numbers: what copy_lines() returned.
void copy_sink(const ProgramLoop& loop, const ProgramLine& sink, std::span<const Symbol> numbers, BodyWriter& body);

}  // namespace hesse
