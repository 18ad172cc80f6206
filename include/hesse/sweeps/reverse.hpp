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

namespace detail {

/// What reverse() does at each instruction.
template <class T, class A>
struct ReverseStep {
  const Tape& tape;
  const T* values;
  A* adjoints;
  std::size_t node;
  const Operand* operand;  // behind those of the instruction
  const double* numbers;
  Gathered<T>& gathered;

  template <class Row, unsigned constants>
  [[gnu::always_inline]] void operator()(Instruction<Row, constants>) {
    --node;
    if constexpr (Variadic<Row>) {
      const std::size_t count = (operand - 1)->raw_number();
      operand -= count + 2;
      pull_back_all<Row>({operand + 1, count});
    } else {
      operand -= arity_of<Row>;
      pull_back_each<Row, constants>(std::make_index_sequence<arity_of<Row>>());
    }
  }

 private:
  template <class Row, unsigned constants, std::size_t... k>
  [[gnu::always_inline]] void pull_back_each(std::index_sequence<k...>) {
    if constexpr (Choosing<Row>) {
      const int chosen = Row::chosen(argument<constants, k>(operand, values, numbers)...);
      if (((constants >> chosen) & 1u) == 0) adjoints[operand[chosen].node_index()] += adjoints[node];
    } else {
      const auto slopes = Row::partials(values[node], argument<constants, k>(operand, values, numbers)...);
      (pull_back<constants, k>(adjoints, operand, slopes, adjoints[node]), ...);
    }
  }

  template <class Row>
  void pull_back_all(std::span<const Operand> operands) {
    if constexpr (std::is_same_v<Row, rows::Custom>) {
      const CustomOperation& operation = tape.custom(operands[0].raw_number());
      operands = operands.subspan(1);
      const std::span<const T> x = gathered.gather(operands, values, numbers);
      CustomOn<T>::partials(operation, x, gathered.slopes());
    } else {
      const std::span<const T> x = gathered.gather(operands, values, numbers);
      Row::partials(values[node], x, gathered.slopes());
    }
    const std::span<const T> slopes = gathered.slopes();
    for (std::size_t k = 0; k < operands.size(); ++k)
      if (!operands[k].is_constant()) adjoints[operands[k].node_index()] += slopes[k] * adjoints[node];
  }
};

}  // namespace detail

/// Pulls adjoints back.
///
///   values     the numbers of all nodes, from forward() or the recording
///   adjoints   tape.nodes() entries, seeded at the outputs and zero elsewhere; on return each node's adjoint
///
/// Cost: about twice forward().
template <class T, class A>
void reverse(const Tape& tape, const T* values, A* adjoints) {
  Gathered<T> gathered;
  const std::span<const Opcode> opcodes = tape.opcodes();
  if (opcodes.empty()) return;
  dispatch_each<-1>(
      opcodes.data() + opcodes.size() - 1, opcodes.data() - 1,
      detail::ReverseStep<T, A>{tape, values, adjoints, tape.nodes(), tape.operands().data() + tape.operands().size(),
                                tape.constants().data(), gathered});
}

// clang-format off
#define HESSE_REVERSE_ON(T, ...) template void reverse(const Tape&, const T*, __VA_ARGS__*);
extern HESSE_REVERSE_ON(double, double)
extern HESSE_REVERSE_ON(double, EightLanes)
extern HESSE_REVERSE_ON(Dual<double>, Dual<double>)
extern HESSE_REVERSE_ON(Dual<Dual<double>>, Dual<Dual<double>>)
extern HESSE_REVERSE_ON(EightDirections, EightDirections)
extern HESSE_REVERSE_ON(Structural, Structural)
extern HESSE_REVERSE_ON(Dual<Structural>, Dual<Structural>)
// clang-format on

}  // namespace hesse
