// SPDX-License-Identifier: BSL-1.0
//
// Where a tape repeats itself.
#pragma once

#include <cstddef>
#include <vector>

#include "tape_index.hpp"

namespace hesse {

/// Instructions first to first + period * trips - 1: the same operations over and over. One trip: code that does not
/// repeat.
struct Segment {
  std::size_t first = 0;
  std::size_t period = 0;
  std::size_t trips = 1;
  [[nodiscard]] std::size_t end() const { return first + period * trips; }
};

/// Cuts the tape into segments, in recorded order. Instructions look alike that have the same opcode and the same kinds
/// of operands; whether the operands fit together is for the caller to see.
///
/// Cost: linear in the length of the tape.
[[nodiscard]] std::vector<Segment> find_loops(const TapeIndex& tape);

/// The same for a segment whose iterations do not fit together, if several of them do: where units of a layer are alike
/// and layers follow each other, or points of a grid and time steps, the outer loop is the one that reaches back
/// equally far each time. One loop among straight code, or nothing.
[[nodiscard]] std::vector<Segment> find_outer_loop(const TapeIndex& tape, const Segment& segment);

}  // namespace hesse
