// SPDX-License-Identifier: BSL-1.0
//
// The cells of a derivative while the program that fills them is being written. All are zero at first; as long as only
// literals are added to a cell, its value is known and nothing is written. That is how the adjoint of a plain sum is
// known to be 1 before any loop runs.
#pragma once

#include <hesse/programs/body_writer.hpp>

#include <cstddef>
#include <vector>

namespace hesse {

class KnownCells {
 public:
  /// Of a program that is being written: cells from `first` on are those of the derivative.
  KnownCells(Program& program, Literals& literals, std::size_t first);

  /// The caller fills these cells: nothing is known of them.
  void forget(const CellRegion& region);
  /// These cells change while the loop runs: what they hold before is no longer known.
  void forget(const ProgramLoop& loop, const CellAccess& access) { materialise(loop, access); }
  /// The cell holds this number whatever the program does.
  void know(std::size_t cell, double number) { states_[cell - first_] = {true, number}; }

  Symbol load(BodyWriter& body, const ProgramLoop& loop, const CellAccess& access);
  void add(BodyWriter& body, const ProgramLoop& loop, const CellAccess& access, const Symbol& number);
  void store(BodyWriter& body, const ProgramLoop& loop, const CellAccess& access, const Symbol& number);

  /// Appends the loop, and before it the literals that its cells held so far.
  void append(ProgramLoop loop);
  /// Writes the cells whose literals nobody needed to be written.
  void finish();

 private:
  struct State {
    bool is_known = true;
    double number = 0.0;
  };
  void materialise(const ProgramLoop& loop, const CellAccess& access);
  void materialise(std::size_t cell);
  void append_pending();

  Program& program_;
  Literals& literals_;
  std::size_t first_;
  std::vector<State> states_;
  std::vector<std::pair<std::size_t, double>> pending_;
};

}  // namespace hesse
