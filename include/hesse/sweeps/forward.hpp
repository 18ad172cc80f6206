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

/// Fills `values` with the number of every node of the tape.
///
///   inputs   as many numbers as the tape has inputs
///   values   resized to tape.nodes()
///
/// Cost: one evaluation of the recorded function on T, plus about two nanoseconds an instruction.
template <class T>
void forward(const Tape& tape, std::span<const T> inputs, Numbers<T>& values) {
  values.resize(tape.nodes());
  std::copy(inputs.begin(), inputs.end(), values.data());
  T* const all = values.data();
  T* result = all + tape.inputs();
  const Operand* operand = tape.operands().data();
  const double* const numbers = tape.constants().data();
  Gathered<T> gathered;

  for (const Opcode opcode : tape.opcodes()) {
    dispatch(
        opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) __attribute__((always_inline)) {
          if constexpr (Variadic<Row>) {
            const std::size_t count = operand->raw_number();
            std::span<const Operand> operands(operand + 1, count);
            operand += count + 2;
            if constexpr (std::is_same_v<Row, rows::Custom>)
              *result = detail::CustomOn<T>::value(tape.custom(operands[0].raw_number()),
                                                   gathered.gather(operands.subspan(1), all, numbers));
            else
              *result = evaluate_all<Row>(gathered.gather(operands, all, numbers));
          } else {
            [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
              *result = T(evaluate<Row>(argument<constants, i>(operand, all, numbers)...));
            }
            (std::make_index_sequence<arity_of<Row>>());
            operand += arity_of<Row>;
          }
        });
    ++result;
  }
}

#define HESSE_FORWARD_ON(T) template void forward<T>(const Tape&, std::span<const T>, Numbers<T>&);
extern HESSE_FORWARD_ON(double) extern HESSE_FORWARD_ON(Dual<double>) extern HESSE_FORWARD_ON(Dual<Dual<double>>) extern HESSE_FORWARD_ON(
    EightDirections) extern HESSE_FORWARD_ON(Structural) extern HESSE_FORWARD_ON(Dual<Structural>)

}  // namespace hesse
