// SPDX-License-Identifier: BSL-1.0
//
// The birthplace of a NaN. A second-order sweep has four quantities a node: value and tangent on the way forward,
// adjoint and its tangent on the way back. In each the first node that is not finite is named, with the numbers it met.
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/sweeps/partials.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hesse {

namespace {

using Number = Dual<Structural>;

const char* kind_of(double number) { return std::isnan(number) ? "NaN" : "infinite"; }

/// "v17 = sqrt(v16) with v16 = 0"
std::string with_numbers(const Tape& tape, const Node& node, const drivers::NodeNumbers& swept) {
  std::string text = describe(tape, node);
  std::string numbers;
  for (const Operand operand : node.operands)
    if (!operand.is_constant() && numbers.size() < 200)
      numbers += fmt::format("{}{} = {:.6g}", numbers.empty() ? " with " : ", ", describe(tape, operand),
                             swept.values[operand.node_index()].value.number());
  const SourceLocation where = tape.where(node.index);
  if (where.line() != 0) numbers += fmt::format(" ({}:{})", where.file_name(), where.line());
  return text + numbers;
}

std::string with_hint(const std::string& text, const Node& node) {
  const std::string hint = hint_of(node.opcode);
  return hint.empty() ? text : text + ". " + hint;
}

bool is_finite(const Structural& number) { return std::isfinite(number.number()); }

/// The first node in recorded order whose `part` is not finite.
template <class Part>
NonFiniteReport::Birth first_forward(const Tape& tape, const drivers::NodeNumbers& swept, const Part& part,
                                     const char* consequence) {
  for (std::size_t i = 0; i < tape.inputs(); ++i)
    if (const Structural& number = part(swept.values[i]); !is_finite(number))
      return {true, i, number.number(), fmt::format("x[{}] is {} already", i, kind_of(number.number()))};
  NonFiniteReport::Birth birth;
  for_each_node(tape, [&](const Node& node) {
    const double number = part(swept.values[node.index]).number();
    if (birth.found || std::isfinite(number)) return;
    birth = {true, node.index, number,
             with_hint(fmt::format("{}: {} {}", with_numbers(tape, node, swept), consequence, kind_of(number)), node)};
  });
  return birth;
}

/// The node that handed the first adjoint that is not finite to one of its operands, in the order of the reverse sweep.
/// The operand's adjoint is a sum over all nodes that use it, so each hand is looked at by itself.
template <class Part>
NonFiniteReport::Birth first_reverse(const Tape& tape, const drivers::NodeNumbers& swept, const Part& part) {
  NonFiniteReport::Birth birth;
  for_each_node(tape, [&](const Node& node) {
    const Number& adjoint = swept.adjoints[node.index];
    const Structural& own = part(adjoint);
    if (!is_finite(own) || (adjoint.value.is_zero() && adjoint.tangent.is_zero())) return;
    const bool suspect = std::ranges::any_of(node.operands, [&](Operand operand) {
      return !operand.is_constant() && !is_finite(part(swept.adjoints[operand.node_index()]));
    });
    if (!suspect) return;
    const std::vector<Number> slopes = partials_of(tape, node, swept.values.data());
    for (std::size_t k = 0; k < slopes.size(); ++k) {
      if (node.operands[k].is_constant()) continue;
      const double handed = part(slopes[k] * adjoint).number();
      if (std::isfinite(handed)) continue;
      const char* why = std::isnan(handed) && std::isinf(slopes[k].value.number())
                            ? "its slope there is infinite and infinity * 0 was formed"
                        : std::isnan(handed) ? "its slope there is not a number"
                                             : "its slope there is infinite";
      birth = {true, node.index, handed, with_hint(fmt::format("{}: {}", with_numbers(tape, node, swept), why), node)};
    }
  });
  return birth;
}

std::string line_of(const char* quantity, const NonFiniteReport::Birth& birth) {
  if (!birth.found) return fmt::format("{}: finite everywhere\n", quantity);
  return fmt::format("{}: first {} at node {}, {}\n", quantity, kind_of(birth.number), birth.node, birth.why);
}

}  // namespace

std::string NonFiniteReport::text() const {
  return line_of("value", value) + line_of("tangent", tangent) + line_of("adjoint", adjoint) +
         line_of("adjoint-tangent", adjoint_tangent);
}

NonFiniteReport diagnosis::explain_nonfinite(const Tape& tape, ConstVector x, ConstVector direction) {
  const drivers::NodeNumbers swept =
      drivers::node_numbers(tape, x, direction, Vector::Ones(static_cast<Index>(tape.outputs().size())));
  const auto value = [](const Number& number) -> const Structural& { return number.value; };
  const auto tangent = [](const Number& number) -> const Structural& { return number.tangent; };
  return {first_forward(tape, swept, value, "the value is"), first_forward(tape, swept, tangent, "the derivative is"),
          first_reverse(tape, swept, value), first_reverse(tape, swept, tangent)};
}

}  // namespace hesse
