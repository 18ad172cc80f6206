// SPDX-License-Identifier: BSL-1.0
//
// reverse<T, A>: one pass over a tape against recorded order. It pulls adjoints back from the outputs to the inputs,
// each row handing to its arguments the adjoint of its result times its partials. On double it gives the gradient; on
// Dual numbers, whose tangents forward() carried along, it gives the gradient and its derivative along the direction at
// once: one Hessian-vector product. A may differ from T: Lanes of doubles pull several outputs back through double
// values.
//
// Source: Griewank and Walther, "Evaluating Derivatives" (2008), section 3.2; Pearlmutter, "Fast exact multiplication
// by the Hessian", Neural Computation 6 (1994).
#pragma once

#include <hesse/sweeps/forward.hpp>

#include <cstddef>
#include <span>
#include <tuple>
#include <utility>

namespace hesse {

namespace detail {

template <unsigned constants, std::size_t place, class A, class Slopes>
[[gnu::always_inline]] inline void pull_back(A* adjoints, const Operand* operands, const Slopes& slopes,
                                             const A& adjoint) {
  if constexpr (!is_constant_place<constants, place>)
    adjoints[operands[place].node_index()] += std::get<place>(slopes) * adjoint;
}

}  // namespace detail

/// Pulls adjoints back.
///
///   values     the numbers of all nodes, from forward() or the recording
///   adjoints   tape.nodes() entries, seeded at the outputs and zero elsewhere; on return each node's adjoint
///
/// Cost: about twice forward().
template <class T, class A>
void reverse(const Tape& tape, const T* values, A* adjoints) {
  const std::span<const Opcode> opcodes = tape.opcodes();
  const Operand* operand = tape.operands().data() + tape.operands().size();
  const double* const numbers = tape.constants().data();
  Gathered<T> gathered;

  std::size_t node = tape.nodes();
  for (std::size_t i = opcodes.size(); i-- > 0;) {
    --node;
    dispatch(
        opcodes[i], [&]<class Row, unsigned constants>(Instruction<Row, constants>) __attribute__((always_inline)) {
          if constexpr (Variadic<Row>) {
            const std::size_t count = (operand - 1)->raw_number();
            operand -= count + 2;
            std::span<const Operand> operands(operand + 1, count);
            if constexpr (std::is_same_v<Row, rows::Custom>) {
              const CustomOperation& operation = tape.custom(operands[0].raw_number());
              operands = operands.subspan(1);
              const std::span<const T> x = gathered.gather(operands, values, numbers);
              detail::CustomOn<T>::partials(operation, x, gathered.slopes());
            } else {
              const std::span<const T> x = gathered.gather(operands, values, numbers);
              Row::partials(values[node], x, gathered.slopes());
            }
            const std::span<const T> slopes = gathered.slopes();
            for (std::size_t k = 0; k < operands.size(); ++k)
              if (!operands[k].is_constant()) adjoints[operands[k].node_index()] += slopes[k] * adjoints[node];
          } else {
            operand -= arity_of<Row>;
            [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
              if constexpr (Choosing<Row>) {
                const int chosen = Row::chosen(argument<constants, k>(operand, values, numbers)...);
                if (((constants >> chosen) & 1u) == 0) adjoints[operand[chosen].node_index()] += adjoints[node];
              } else {
                const A& adjoint = adjoints[node];
                const auto slopes = Row::partials(values[node], argument<constants, k>(operand, values, numbers)...);
                (detail::pull_back<constants, k>(adjoints, operand, slopes, adjoint), ...);
              }
            }
            (std::make_index_sequence<arity_of<Row>>());
          }
        });
  }
}

#define HESSE_REVERSE_ON(T, ...) template void reverse(const Tape&, const T*, __VA_ARGS__*);
extern HESSE_REVERSE_ON(double, double) extern HESSE_REVERSE_ON(double, EightLanes) extern HESSE_REVERSE_ON(Dual<double>, Dual<double>) extern HESSE_REVERSE_ON(
    Dual<Dual<double>>,
    Dual<Dual<
        double>>) extern HESSE_REVERSE_ON(EightDirections,
                                          EightDirections) extern HESSE_REVERSE_ON(Structural,
                                                                                   Structural) extern HESSE_REVERSE_ON(Dual<Structural>,
                                                                                                                       Dual<
                                                                                                                           Structural>)

}  // namespace hesse
