// SPDX-License-Identifier: BSL-1.0
//
// A comparison whose outcome the recording relied on. A tape is the straight line the program took; a guard says at
// which fork, so that an evaluation elsewhere notices when the program would have turned the other way.
#pragma once

#include <hesse/basics/source_location.hpp>
#include <hesse/tape/operand.hpp>

#include <cstdint>
#include <string_view>

namespace hesse {

enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };

template <class A, class B>
bool compare(Comparison comparison, const A& left, const B& right) {
  switch (comparison) {
    case Comparison::less:
      return left < right;
    case Comparison::less_equal:
      return left <= right;
    case Comparison::greater:
      return left > right;
    case Comparison::greater_equal:
      return left >= right;
    case Comparison::equal:
      return left == right;
    case Comparison::not_equal:
      return left != right;
  }
  __builtin_unreachable();
}

constexpr std::string_view symbol_of(Comparison comparison) {
  constexpr std::string_view symbols[] = {"<", "<=", ">", ">=", "==", "!="};
  return symbols[static_cast<std::size_t>(comparison)];
}

struct Guard {
  Operand left;
  Operand right;
  Comparison comparison;
  bool outcome;
  double margin;  ///< left - right where it was recorded
  SourceLocation where;
};

/// A value that left the recording as a plain number: what was computed from it is a constant on the tape.
struct PassiveRead {
  std::size_t node;
  double value;
  SourceLocation where;
};

}  // namespace hesse
