// SPDX-License-Identifier: BSL-1.0
//
// How both sweeps read the operands of an instruction: variables as numbers of the sweep, constants as doubles, known
// to be so when the instruction is compiled.
#pragma once

#include <hesse/basics/pooled.hpp>
#include <hesse/numbers/dual.hpp>
#include <hesse/numbers/lanes.hpp>
#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

template <unsigned constants, std::size_t place>
inline constexpr bool is_constant_place = ((constants >> place) & 1u) != 0;

/// A constant arrives in the precision of the sweep, or a rule's 1 / 3 would be rounded to double in fifty digits too.
template <unsigned constants, std::size_t place, class T>
[[gnu::always_inline]] inline decltype(auto) argument(const Operand* operands, const T* values, const double* numbers) {
  if constexpr (is_constant_place<constants, place>)
    return value_of_t<T>(numbers[operands[place].constant_index()]);
  else
    return std::as_const(values[operands[place].node_index()]);
}

/// Eight directions of one sweep, and the tangents or adjoints they carry.
using EightLanes = Lanes<double, 8>;
using EightDirections = Dual<double, EightLanes>;

namespace detail {

template <class T, class Role>
using SweepArray = std::conditional_t<std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>,
                                      Pooled<T, Role>, std::vector<T>>;
struct ValueMemory;
struct AdjointMemory;

}  // namespace detail

/// The numbers of a sweep, one a node. Trivial ones live in memory that the thread keeps for its next sweep.
template <class T>
using Numbers = detail::SweepArray<T, detail::ValueMemory>;
template <class T>
using Adjoints = detail::SweepArray<T, detail::AdjointMemory>;

/// Calls step(Instruction) for each opcode from `at` to `end`: threaded on the numbers that are swept often, through
/// calls on the others.
template <class T, int direction, class Step>
void run(const Opcode* at, const Opcode* end, Step step) {
  constexpr bool often =
      std::is_same_v<T, double> || std::is_same_v<T, Dual<double>> || std::is_same_v<T, EightDirections>;
  if constexpr (often)
    dispatch_each<direction>(at, end, step);
  else
    for (; at != end; at += direction) dispatch(*at, step);
}

/// Room for the operands of rows of any number of arguments.
template <class T>
class Gathered {
 public:
  std::span<const T> gather(std::span<const Operand> operands, const T* values, const double* numbers) {
    arguments_.clear();
    for (const Operand operand : operands)
      arguments_.push_back(operand.is_constant() ? T(numbers[operand.constant_index()]) : values[operand.node_index()]);
    return arguments_;
  }
  std::span<T> slopes() {
    slopes_.resize(arguments_.size());
    return slopes_;
  }

 private:
  std::vector<T> arguments_;
  std::vector<T> slopes_;
};

}  // namespace hesse
