// SPDX-License-Identifier: BSL-1.0
//
// A loop body as the vector executor runs it: each instruction serves a chunk of iterations. Numbers that are the same
// in every iteration are computed once, before the loop. The others live in registers, arrays of a chunk's length that
// are used again as soon as nobody needs their numbers, or are read where they lie in memory.
#pragma once

#include <hesse/programs/program.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels.hpp"
#include "lane_code.hpp"

namespace hesse {

struct VectorInstruction {
  enum class Kind : std::uint8_t {
    row,              ///< a row of the table
    any_row,          ///< a row of any number of arguments
    sine_and_cosine,  ///< both of one argument: the second result is where the second argument says
    sum,              ///< a sum of terms
    gather,           ///< a register from cells or data, where they do not lie side by side
    store,            ///< to cells
    add,              ///< to cells, one after the other: two iterations may mean the same one
    accumulate,       ///< some terms to the lanes of their sums
    native            ///< a lane code
  };
  Kind kind;
  Opcode opcode = 0;
  std::uint8_t uniform = 0;  ///< of row: a bit for each argument that stands still; of store and add: whether it does
  Reference result = {};
  Reference arguments[4] = {};  ///< of row; the first is what gather, store and add take
  std::uint32_t first = 0;  ///< of any_row, sum and accumulate: into arguments, terms and lane terms of the code; of
                            ///< gather, store and add: which access; of native: which lane code
  std::uint32_t count = 0;  ///< of any_row, sum and accumulate
};

/// A sum that the loop adds to one cell.
struct LaneSum {
  std::uint32_t cell;
};

struct VectorCode {
  IterationOrder order = IterationOrder::any;
  std::size_t chunk = 0;   ///< iterations an instruction serves
  std::size_t pieces = 1;  ///< that iterations are cut into: several threads may run them, sums are kept apart
  std::size_t registers = 0;
  std::size_t scalars = 0;
  std::vector<VectorInstruction> before;  ///< once, on uniforms; what they make lies among the scalars
  std::vector<VectorInstruction> body;
  std::vector<Reference> arguments;
  std::vector<std::uint8_t> strides;
  std::vector<Term> terms;
  std::vector<LaneTerm> lane_terms;
  std::vector<CellAccess> accesses;
  std::vector<LaneSum> sums;
  std::vector<LaneCode> lane_codes;
  std::size_t first_lane_code = 0;  ///< among those of all loops
};

/// Translates one loop. Cost: linear in its lines.
/// with_lane_codes: what needs no kernel becomes lane code.
[[nodiscard]] VectorCode vector_code(const Program& program, const ProgramLoop& loop, bool with_lane_codes);

}  // namespace hesse
