// SPDX-License-Identifier: BSL-1.0
//
// What the row of an instruction says of its derivatives whatever the numbers are: which of them can be other than
// zero. Nobody writes it down: the row is evaluated on Dependence numbers.
#pragma once

#include <hesse/ops/dispatch.hpp>

#include <array>
#include <cstddef>

namespace hesse {

/// Sets of operands are bits. Rows of any number of operands answer for two of them, which stand for all: operand 0 for
/// itself, operand 1 for any other.
struct RowStructure {
  static constexpr std::size_t most_operands = 4;

  std::size_t operands = 0;  ///< 0 for rows of any number
  unsigned slopes = 0;       ///< operands by which the first derivative can be other than zero
  std::array<unsigned, most_operands> curvature = {};  ///< [k]: operands j whose second derivative by k and j can be
  bool is_linear = true;                               ///< no curvature at all
};

/// The structures of all instructions by opcode; operands that are constants are in no set.
const std::array<RowStructure, opcode_count>& row_structures();

}  // namespace hesse
