// SPDX-License-Identifier: BSL-1.0
//
// partials_of<T>: the derivatives of one node by each of its operands, by its row's rule, on any number type: what a
// sweep multiplies with, for those who look at nodes one by one.
#pragma once

#include <hesse/sweeps/arguments.hpp>
#include <hesse/tape/custom_evaluate.hpp>

#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

/// The partial derivatives of a node, one an operand; T() for operands that are constants or that are not chosen.
///
///   values   the numbers of all nodes, as forward<T>() leaves them; only the node and its operands are read
///
/// Cost: one call through a table of functions. Throws OperationError for a custom operation unknown on T.
template <class T>
[[nodiscard]] std::vector<T> partials_of(const Tape& tape, const Node& node, const T* values) {
  const double* const numbers = tape.constants().data();
  std::vector<T> partials(node.operands.size());
  Gathered<T> gathered;
  dispatch(node.opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (std::is_same_v<Row, rows::Custom>) {
      detail::CustomOn<T>::partials(*node.custom, gathered.gather(node.operands, values, numbers), partials);
    } else if constexpr (Variadic<Row>) {
      Row::partials(values[node.index], gathered.gather(node.operands, values, numbers), std::span<T>(partials));
    } else {
      [&]<std::size_t... k>(std::index_sequence<k...>) {
        const Operand* const operands = node.operands.data();
        if constexpr (Choosing<Row>) {
          const int chosen = Row::chosen(argument<constants, k>(operands, values, numbers)...);
          partials[static_cast<std::size_t>(chosen)] = T(1.0);
        } else {
          const auto all = Row::partials(values[node.index], argument<constants, k>(operands, values, numbers)...);
          const auto keep = [&]<std::size_t place>() {
            if constexpr (!is_constant_place<constants, place>) partials[place] = T(std::get<place>(all));
          };
          (keep.template operator()<k>(), ...);
        }
      }
      (std::make_index_sequence<static_cast<std::size_t>(arity_of<Row>)>());
    }
  });
  return partials;
}

}  // namespace hesse
