// SPDX-License-Identifier: BSL-1.0
//
// A stretch of a loop body as three-address code on lanes, without calls: what machine code is made from. One pass over
// it serves as many iterations as a register has lanes.
#pragma once

#include <hesse/tape/guard.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels.hpp"

namespace hesse {

/// A number of the code, by its index in LaneCode::values.
using LaneValue = std::uint32_t;

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
    choose,        ///< the third where first and second compare, else the fourth
    store,         ///< to a place that moves with the iterations
    add_to_place,  ///< the same, on top of what is there
    accumulate     ///< to the lanes of a sum
  };
  Kind kind;
  Comparison comparison = Comparison::less;  ///< of choose: less, less_equal or equal
  std::array<LaneValue, 4> operands{};
  LaneValue result = 0;
  Reference place{};      ///< of store and add_to_place
  std::uint32_t sum = 0;  ///< of accumulate

  [[nodiscard]] std::size_t operand_count() const;
  [[nodiscard]] bool has_result() const { return kind < Kind::store; }
};

/// Where a number of the code comes from.
struct LaneSource {
  enum class Kind : std::uint8_t {
    operation,
    moving,    ///< memory, an entry an iteration
    standing,  ///< memory, the same entry for all
    literal
  };
  Kind kind = Kind::operation;
  Reference place{};
  double literal = 0.0;
};

struct LaneCode {
  std::vector<LaneSource> values;
  std::vector<LaneOperation> operations;
};

inline std::size_t LaneOperation::operand_count() const {
  switch (kind) {
    case Kind::negate:
    case Kind::absolute:
    case Kind::square_root:
    case Kind::store:
    case Kind::add_to_place:
    case Kind::accumulate:
      return 1;
    case Kind::fused:
      return 3;
    case Kind::choose:
      return 4;
    default:
      return 2;
  }
}

}  // namespace hesse
