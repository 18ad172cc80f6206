// SPDX-License-Identifier: BSL-1.0
//
// From a recorded opcode back to its row. An opcode is a row and the places at which its operands are constants: `x *
// 3` and `x * y` are different opcodes, so that no sweep ever asks whether an operand is a constant.
#pragma once

#include <hesse/ops/table.hpp>

#include <boost/preprocessor/repetition/repeat.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

namespace hesse {

using Opcode = std::uint8_t;

/// A row with a constant at each place whose bit is set.
template <class RowType, unsigned constant_places>
struct Instruction {
  using Row = RowType;
  static constexpr unsigned constants = constant_places;
};

namespace detail {

struct OpcodeEntry {
  std::uint8_t row = 0;
  std::uint8_t constants = 0;
  std::uint8_t arity = 0;
};

/// How many opcodes a row has: one for each set of constant places that leaves a variable.
template <class Row>
constexpr std::size_t opcodes_of_row() {
  return Variadic<Row> ? 1 : (std::size_t{1} << (arity_of<Row> - parameters_of<Row>)) - 1;
}

template <std::size_t... rows>
constexpr auto first_opcodes(std::index_sequence<rows...>) {
  const std::size_t counts[] = {opcodes_of_row<std::tuple_element_t<rows, Table>>()...};
  std::array<std::size_t, row_count + 1> first{};
  for (std::size_t row = 0; row < row_count; ++row) first[row + 1] = first[row] + counts[row];
  return first;
}
inline constexpr auto first_opcode = first_opcodes(std::make_index_sequence<row_count>());
inline constexpr std::size_t opcode_count = first_opcode[row_count];
static_assert(opcode_count <= 256, "an opcode is one byte");

template <std::size_t... rows>
constexpr auto parameter_bits(std::index_sequence<rows...>) {
  return std::array<unsigned, row_count>{
      (((1u << parameters_of<std::tuple_element_t<rows, Table>>)-1u)
       << (arity_of<std::tuple_element_t<rows, Table>> - parameters_of<std::tuple_element_t<rows, Table>>))...};
}

template <std::size_t... rows>
constexpr auto arities_of_rows(std::index_sequence<rows...>) {
  return std::array<std::uint8_t, row_count>{static_cast<std::uint8_t>(arity_of<std::tuple_element_t<rows, Table>>)...};
}

inline constexpr auto opcode_entries = [] {
  constexpr auto parameters = parameter_bits(std::make_index_sequence<row_count>());
  constexpr auto arities = arities_of_rows(std::make_index_sequence<row_count>());
  std::array<OpcodeEntry, opcode_count> entries{};
  for (std::size_t row = 0; row < row_count; ++row)
    for (std::size_t code = first_opcode[row]; code < first_opcode[row + 1]; ++code)
      entries[code] = {static_cast<std::uint8_t>(row),
                       static_cast<std::uint8_t>((code - first_opcode[row]) | parameters[row]), arities[row]};
  return entries;
}();

template <class Row, std::size_t... rows>
constexpr std::size_t find_row(std::index_sequence<rows...>) {
  return ((std::is_same_v<Row, std::tuple_element_t<rows, Table>> ? rows : 0) + ...);
}

struct RowFacts {
  const char* name;
  const char* hint;
  int parameters;
};
template <class Row>
constexpr RowFacts facts_of_row() {
  return {Row::about.name, Row::about.hint, parameters_of<Row>};
}
template <std::size_t... rows>
constexpr auto facts_of_rows(std::index_sequence<rows...>) {
  return std::array<RowFacts, row_count>{facts_of_row<std::tuple_element_t<rows, Table>>()...};
}
// At namespace scope: inside a function that is called for every node it would be built anew on the stack each time.
inline constexpr auto row_facts = facts_of_rows(std::make_index_sequence<row_count>());

}  // namespace detail

inline constexpr std::size_t opcode_count = detail::opcode_count;

template <class Row>
inline constexpr std::size_t row_index = detail::find_row<Row>(std::make_index_sequence<row_count>());

/// The opcode of a row whose arguments are constants at the given places.
template <class Row>
constexpr Opcode opcode_of(unsigned constants = 0) {
  constexpr unsigned choices = (1u << (arity_of<Row> - parameters_of<Row>)) - 1u;
  return static_cast<Opcode>(detail::first_opcode[row_index<Row>] + (Variadic<Row> ? 0 : constants & choices));
}

constexpr std::size_t row_of(Opcode code) { return detail::opcode_entries[code].row; }

/// The opcode of the same row on variables.
constexpr Opcode on_variables(Opcode code) { return static_cast<Opcode>(detail::first_opcode[row_of(code)]); }

constexpr const char* name_of(Opcode code) { return detail::row_facts[row_of(code)].name; }

/// What to write instead where a derivative of the row is not finite; may be empty.
constexpr const char* hint_of(Opcode code) { return detail::row_facts[row_of(code)].hint; }

/// Number of operands; 0 for rows of any number, which keep it beside their operands.
constexpr int arity_of_opcode(Opcode code) { return detail::opcode_entries[code].arity; }

/// How many trailing arguments of the row are constants by nature.
constexpr int parameters_of_opcode(Opcode code) { return detail::row_facts[row_of(code)].parameters; }

template <std::size_t code>
using InstructionOf =
    Instruction<std::tuple_element_t<detail::opcode_entries[code].row, Table>, detail::opcode_entries[code].constants>;

/// Calls visit(Instruction<Row, constants>()) for the row behind the opcode, through a table of functions.
template <class Visitor>
void dispatch(Opcode opcode, Visitor&& visit) {
  using Handler = void (*)(Visitor&);
  static constexpr auto handlers = []<std::size_t... code>(std::index_sequence<code...>) {
    return std::array<Handler, opcode_count>{[](Visitor& visitor) { visitor(InstructionOf<code>()); }...};
  }
  (std::make_index_sequence<opcode_count>());
  handlers[opcode](visit);
}

/// The same for each opcode from `at` to `end`, in steps of 1 or -1, as threaded code (Bell, CACM 16, 1973): every row
/// jumps straight to the next one. A processor predicts 150 jumps, each with its own habits, better than one, and no
/// call comes in between. The visitor is taken by value, so that its members live in registers. It costs compile time,
/// so it is for the few number types that are swept often.
template <int step, class Visitor>
void dispatch_each(const Opcode* at, const Opcode* end, Visitor visit) {
// clang-format off
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // addresses of labels, in every compiler this library supports
#define HESSE_LABEL(z, code, unused) &&opcode_##code,
#define HESSE_ROW_OF_CODE(z, code, unused)                                                         \
  opcode_##code:                                                                                   \
  if constexpr (code < opcode_count) visit(InstructionOf<(code < opcode_count ? code : 0)>());     \
  at += step;                                                                                      \
  if (at == end) return;                                                                           \
  goto *labels[*at];
  static const void* const labels[256] = {BOOST_PP_REPEAT(256, HESSE_LABEL, )};
  if (at == end) return;
  goto *labels[*at];
  BOOST_PP_REPEAT(256, HESSE_ROW_OF_CODE, )
#undef HESSE_LABEL
#undef HESSE_ROW_OF_CODE
#pragma GCC diagnostic pop
  // clang-format on
}

/// Calls visit.operator()<Row>() for every row of the table, in order.
template <class Visitor>
void for_each_row(Visitor&& visit) {
  [&]<std::size_t... rows>(std::index_sequence<rows...>) {
    (visit.template operator()<std::tuple_element_t<rows, Table>>(), ...);
  }
  (std::make_index_sequence<row_count>());
}

}  // namespace hesse
