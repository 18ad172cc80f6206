// SPDX-License-Identifier: BSL-1.0
//
// The constants of a loop: what a body reads from a column of a program's data, a number an iteration.
#pragma once

#include <hesse/programs/body_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "roll.hpp"

namespace hesse {

/// Iterations are walked through in the order of the tape, a few at a time for all columns: column by column every look
/// would be at another page.
class Columns {
 public:
  /// Of a loop whose body is about to be written, into the data of its program.
  Columns(const TapeIndex& tape, const Segment& segment, const RolledLoop& loop, AlignedNumbers& data);

  /// A constant operand of the rolled loop: a literal where all iterations have the same bits, else its column.
  Symbol write(std::size_t operand, BodyWriter& body);
  /// Puts the numbers into the columns that were written.
  void fill() const;

 private:
  struct Constant {
    std::size_t slot;  ///< behind the first operand of an iteration
    std::uint64_t bits;
    bool changes;  ///< from one iteration to the next
  };
  struct Column {
    std::size_t slot, base;
  };
  [[nodiscard]] double number(Operand constant) const { return tape_.tape().constants()[constant.constant_index()]; }
  void find_changes();

  const TapeIndex& tape_;
  const Segment& segment_;
  const RolledLoop& loop_;
  AlignedNumbers& data_;
  const Operand* first_;  ///< operand of the first iteration
  std::vector<Constant> constants_;
  std::vector<std::uint32_t> place_;  ///< of each operand of the loop among the constants
  std::vector<Column> columns_;
};

}  // namespace hesse
