// SPDX-License-Identifier: BSL-1.0
//
// A stretch of a loop body as three-address code on lanes: what machine code is made from. One pass over it serves as
// many iterations as a register has lanes, or a single one where iterations wait for one another.
#pragma once

#include <hesse/programs/program.hpp>
#include <hesse/tape/guard.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels.hpp"

namespace hesse {

/// A number of the code, by its index in LaneCode::values.
using LaneValue = std::uint32_t;

/// A place in memory. In scalars, cells, data and columns it is the same for all iterations; in the other spaces there
/// is an entry an iteration. Where these do not lie side by side, the place is in cells or data, and iteration t means
/// the entry stride * t or table[t] behind it.
struct LanePlace {
  Reference reference{};
  std::int32_t stride = 1;
  const std::uint32_t* table = nullptr;

  [[nodiscard]] bool is_scattered() const { return stride != 1 || table != nullptr; }
  /// Whether iterations mean different entries.
  [[nodiscard]] bool moves() const {
    return is_scattered() || reference.space() == Space::registers || reference.space() >= Space::moving_cells;
  }
};

struct LaneOperation {
  enum class Kind : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    fused,  ///< the first times the second plus the third, rounded once
    negate,
    absolute,
    square_root,
    choose,           ///< the third where first and second compare, else the fourth
    call,             ///< a row of the table, by Kernels::calls
    sine_and_cosine,  ///< both of one number: result and result + 1; where iterations wait for one another
    store,            ///< to a place
    add_to_place,     ///< the same, on top of what is there
    accumulate        ///< to the lanes of a sum; where iterations run side by side
  };
  static constexpr std::uint32_t no_line = ~std::uint32_t{0};
  Kind kind;
  Comparison comparison = Comparison::less;  ///< of choose: less, less_equal or equal
  Opcode row = 0;                            ///< of call
  std::array<LaneValue, 4> operands{};
  LaneValue result = 0;
  LanePlace place{};             ///< of store and add_to_place; side by side unless iterations run one after the other
  std::uint32_t sum = 0;         ///< of accumulate
  std::uint32_t line = no_line;  ///< of the body: what the operation is there for

  [[nodiscard]] std::size_t operand_count() const;
  [[nodiscard]] bool has_result() const { return kind < Kind::store; }
  [[nodiscard]] bool has_place() const { return kind == Kind::store || kind == Kind::add_to_place; }
  [[nodiscard]] bool is_call() const { return kind == Kind::call || kind == Kind::sine_and_cosine; }
};

/// Where a number of the code comes from. What memory gives is what it held when the iteration began.
struct LaneSource {
  enum class Kind : std::uint8_t { operation, memory, literal };
  Kind kind = Kind::operation;
  LanePlace place{};
  double literal = 0.0;
};

struct LaneCode {
  std::vector<LaneSource> values;
  std::vector<LaneOperation> operations;
  IterationOrder order = IterationOrder::any;
  bool runs_once = false;  ///< in order, for one iteration, and nothing that it reads is written by it

  [[nodiscard]] bool has_calls() const { return std::ranges::any_of(operations, &LaneOperation::is_call); }
};

/// Those of the processor, or those for one number at a time.
[[nodiscard]] inline const Kernels& kernels_for(IterationOrder order, const Kernels& on_lanes) {
  return order == IterationOrder::any ? on_lanes : one_number_kernels();
}

inline std::size_t LaneOperation::operand_count() const {
  switch (kind) {
    case Kind::negate:
    case Kind::absolute:
    case Kind::square_root:
    case Kind::sine_and_cosine:
    case Kind::store:
    case Kind::add_to_place:
    case Kind::accumulate:
      return 1;
    case Kind::fused:
      return 3;
    case Kind::choose:
      return 4;
    case Kind::call:
      return static_cast<std::size_t>(arity_of_opcode(row));
    default:
      return 2;
  }
}

}  // namespace hesse
