// SPDX-License-Identifier: BSL-1.0
//
// Whether the iterations of a repeating segment fit together as a loop: what each operand is, seen across all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "find_loops.hpp"

namespace hesse {

/// One operand of one instruction of a body, across iterations.
struct RolledOperand {
  enum class Kind : std::uint8_t {
    local,     ///< made in the same iteration, always at the same position
    constant,  ///< a constant, the same or another one each time
    outside,   ///< made before the loop, or an input
    carried,   ///< the instruction's own result one iteration earlier: it is a running sum
    earlier,   ///< made some iterations earlier, always at the same position: the loop is a recurrence
    choice     ///< made in the same iteration, at one of a few positions
  };
  Kind kind = Kind::local;
  bool is_same = true;       ///< of outside: the same one in every iteration
  std::size_t position = 0;  ///< of local and earlier
  std::size_t lag = 0;       ///< of earlier: how many iterations
  Operand sample = {};       ///< of outside: the one in some iteration
};

struct RolledLoop {
  std::vector<RolledOperand> operands;  ///< of all instructions of the body, one after the other
  std::vector<std::size_t> first;       ///< of each instruction's operands
  std::vector<bool> is_sum;             ///< for each instruction
  std::size_t operands_per_trip = 0;    ///< how far apart on the tape the operands of two iterations are
  /// The largest lag of an earlier operand. So many iterations of the segment come before the loop: they start it.
  std::size_t starts = 0;

  [[nodiscard]] bool is_recurrence() const { return starts > 0; }
  /// Makes a running sum a number like others, whose value in every iteration can be used.
  void keep_partial_sums(std::size_t position);
};

/// Nothing where the iterations do not fit together. Where they are a recurrence, its first iterations start it and may
/// look different: the loop is made of the others.
[[nodiscard]] std::optional<RolledLoop> roll(const TapeIndex& tape, const Segment& segment);

/// The positions among which a choice chooses, in increasing order.
[[nodiscard]] std::vector<std::size_t> choices_of(const TapeIndex& tape, const Segment& segment, std::size_t position,
                                                  std::size_t operand);

}  // namespace hesse
