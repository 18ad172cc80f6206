// SPDX-License-Identifier: BSL-1.0
//
// forward<T>: one pass over a tape in recorded order, on any number type: double gives values, Dual values and
// directional derivatives, cpp_bin_float_50 the same to fifty digits.
#pragma once

#include <hesse/numbers/dual.hpp>
#include <hesse/numbers/functions.hpp>
#include <hesse/numbers/lanes.hpp>
#include <hesse/numbers/structural.hpp>
#include <hesse/sweeps/arguments.hpp>
#include <hesse/tape/custom_evaluate.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace hesse {

namespace detail {

/// What forward() does at each instruction.
template <class T>
struct ForwardStep {
  const Tape& tape;
  const T* all;
  T* result;
  const Operand* operand;
  const double* numbers;
  Gathered<T>& gathered;

  template <class Row, unsigned constants>
  [[gnu::always_inline]] void operator()(Instruction<Row, constants>) {
    if constexpr (Variadic<Row>) {
      const std::span<const Operand> operands(operand + 1, operand->raw_number());
      *result = value_of<Row>(operands);
      operand += operands.size() + 2;
    } else {
      [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
        *result = T(evaluate<Row>(argument<constants, i>(operand, all, numbers)...));
      }
      (std::make_index_sequence<arity_of<Row>>());
      operand += arity_of<Row>;
    }
    ++result;
  }

 private:
  template <class Row>
  T value_of(std::span<const Operand> operands) {
    if constexpr (std::is_same_v<Row, rows::Custom>)
      return CustomOn<T>::value(tape.custom(operands[0].raw_number()),
                                gathered.gather(operands.subspan(1), all, numbers));
    else
      return evaluate_all<Row>(gathered.gather(operands, all, numbers));
  }
};

}  // namespace detail

/// Fills `values` with the number of every node of the tape.
///
///   inputs   as many numbers as the tape has inputs
///   values   resized to tape.nodes()
///
/// Cost: one evaluation of the recorded function on T, plus a jump an instruction.
template <class T>
void forward(const Tape& tape, std::span<const T> inputs, Numbers<T>& values) {
  values.resize(tape.nodes());
  std::copy(inputs.begin(), inputs.end(), values.data());
  Gathered<T> gathered;
  const std::span<const Opcode> opcodes = tape.opcodes();
  run<T, 1>(opcodes.data(), opcodes.data() + opcodes.size(),
            detail::ForwardStep<T>{tape, values.data(), values.data() + tape.inputs(), tape.operands().data(),
                                   tape.constants().data(), gathered});
}

// clang-format off
#define HESSE_FORWARD_ON(T) template void forward<T>(const Tape&, std::span<const T>, Numbers<T>&);
extern HESSE_FORWARD_ON(double)
extern HESSE_FORWARD_ON(Dual<double>)
extern HESSE_FORWARD_ON(Dual<Dual<double>>)
extern HESSE_FORWARD_ON(EightDirections)
extern HESSE_FORWARD_ON(Structural)
extern HESSE_FORWARD_ON(Dual<Structural>)
// clang-format on

}  // namespace hesse
