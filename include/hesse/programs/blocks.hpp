// SPDX-License-Identifier: BSL-1.0
//
// The Hessian of a program, written entry by entry. An iteration of a loop reads a few cells and adds to the adjoints
// of a few, so its derivative is a small block; the block is computed in the loop, on as many iterations at a time as
// the executor likes, and added to entries whose places are known beforehand. No direction is seeded and no column is
// coloured.
//
// Where loops hand numbers on to each other, the block has rows and columns for the cells between them as well. With
// E for the entries, x for inputs, x_bar for their adjoints and z for the cells between, numbered in the order in which
// they are completed:
//
//     D = E(z, x) + E(z, z) D       how z moves with x; E(z, z) is strictly lower triangular
//     H = E(x_bar, x) + E(x_bar, z) D
//
// Source: the elimination is that of Griewank and Walther, "Evaluating Derivatives" (2008), chapter 9, cells for nodes.
#pragma once

#include <hesse/programs/program.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hesse {

struct BlockProgram {
  struct Entry {
    std::uint32_t row, column;  ///< below `inputs` an input, from there on a cell between loops
  };

  /// With regions "x" (given), "guards" where the gradient has them, and "entries", a cell for each entry. The cell
  /// behind the last entry stays zero.
  Program program;
  /// Of inputs with inputs only row >= column.
  std::vector<Entry> entries;
  std::size_t inputs = 0;
  std::size_t between = 0;
};

/// What a block program may cost to write, and to keep.
struct BlockLimits {
  std::size_t lines = 1'000'000;              ///< of all bodies: each is to be translated and kept
  std::size_t steps = 50'000'000;             ///< lines of a body times its loads: what writing takes
  std::size_t between = 256;                  ///< cells between loops
  std::size_t places = std::size_t{1} << 26;  ///< pairs of a sink and a load, times iterations, that get a place
};

/// The block program of a gradient: a program with regions "x" and "x_bar", simplified, that is the adjoint of another.
/// Nothing where it would outgrow the limits.
///
/// Cost: the lines of each body times the cells that it loads, and the places. Lines of the result: about those of the
/// gradient, times the cells that a body loads.
[[nodiscard]] std::optional<BlockProgram> block_program(const Program& gradient, const BlockLimits& limits = {});

}  // namespace hesse
