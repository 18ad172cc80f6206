// SPDX-License-Identifier: BSL-1.0
#include <hesse/numbers/dependence.hpp>
#include <hesse/numbers/functions.hpp>
#include <hesse/sweeps/arguments.hpp>
#include <hesse/sweeps/structure.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

namespace hesse {

namespace {

/// What a rule gets for an operand. A parameter is a plain number, by which rules may branch; it is one that nobody
/// knows, so that none of the special cases is taken.
template <class Row, unsigned constants, std::size_t place>
auto operand_of_rule() {
  if constexpr (place + parameters_of<Row> >= static_cast<std::size_t>(arity_of<Row>))
    return std::numeric_limits<double>::quiet_NaN();
  else if constexpr (is_constant_place<constants, place>)
    return Dependence();
  else
    return Dependence::on(place);
}

unsigned in_slope(const Dependence& slope) { return slope.arguments(); }
unsigned in_slope(double) { return 0; }
bool can_be_other_than_zero(const Dependence&) { return true; }
bool can_be_other_than_zero(double slope) { return slope != 0.0; }

template <unsigned constants, std::size_t... k, class Slopes>
RowStructure of_slopes(const Slopes& slopes, std::index_sequence<k...>) {
  RowStructure structure;
  const auto note = [&]<std::size_t place>() {
    if constexpr (!is_constant_place<constants, place>) {
      if (can_be_other_than_zero(std::get<place>(slopes))) structure.slopes |= 1u << place;
      structure.curvature[place] |= in_slope(std::get<place>(slopes));
    }
  };
  (note.template operator()<k>(), ...);
  return structure;
}

/// Which operands can be handed on: those that are among the choices when nothing is known of any.
template <class Row, std::size_t... k>
unsigned all_choices(std::index_sequence<k...>) {
  return Row::among((static_cast<void>(k), Dependence())..., Dependence::on(k)...).arguments();
}

template <class Row>
RowStructure of_any_number() {
  RowStructure structure{.slopes = 0b11, .curvature = {0b11, 0b11}};
  if constexpr (!std::is_same_v<Row, rows::Custom>) {
    const Dependence x[] = {Dependence::on(0), Dependence::on(1)};
    Dependence slopes[2];
    Row::partials(x[0] | x[1], std::span<const Dependence>(x), std::span<Dependence>(slopes));
    structure.curvature = {slopes[0].arguments(), slopes[1].arguments()};
  }
  return structure;
}

template <class Row, unsigned constants>
RowStructure of_instruction() {
  if constexpr (Variadic<Row>) {
    return of_any_number<Row>();
  } else {
    constexpr auto places = std::make_index_sequence<arity_of<Row>>();
    if constexpr (Choosing<Row>) {
      return {.slopes = all_choices<Row>(places) & ~constants};
    } else {
      return [&]<std::size_t... k>(std::index_sequence<k...>) {
        const Dependence y = (Dependence() | ... | Dependence(operand_of_rule<Row, constants, k>()));
        return of_slopes<constants>(Row::partials(y, operand_of_rule<Row, constants, k>()...), places);
      }
      (places);
    }
  }
}

/// Second derivatives do not depend on the order; a sweep meets both, so a pair is kept when either slope has it.
RowStructure symmetric(RowStructure structure) {
  constexpr std::size_t most = RowStructure::most_operands;
  for (std::size_t k = 0; k < most; ++k)
    for (std::size_t j = 0; j < most; ++j)
      if (((structure.curvature[k] >> j) & 1u) != 0) {
        structure.curvature[j] |= 1u << k;
        structure.is_linear = false;
      }
  return structure;
}

}  // namespace

const std::array<RowStructure, opcode_count>& row_structures() {
  static const auto structures = [] {
    std::array<RowStructure, opcode_count> all;
    for (std::size_t code = 0; code < opcode_count; ++code)
      dispatch(static_cast<Opcode>(code), [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
        all[code] = symmetric(of_instruction<Row, constants>());
        all[code].operands = static_cast<std::size_t>(arity_of<Row>);
      });
    return all;
  }();
  return structures;
}

}  // namespace hesse
