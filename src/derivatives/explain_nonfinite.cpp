// SPDX-License-Identifier: BSL-1.0
//
// The birthplace of a NaN. A second-order sweep has four quantities a node: value and tangent on the way forward,
// adjoint and its tangent on the way back. In each the first node that is not finite is named, with the numbers it met.
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/numbers/structural.hpp>
#include <hesse/sweeps/reverse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace hesse {

namespace {

using Number = Dual<Structural>;

const char* kind_of(double number) { return std::isnan(number) ? "NaN" : "infinite"; }

/// The four quantities of every node.
struct Trace {
  Numbers<Number> forward;
  Adjoints<Number> reverse;
};

Trace trace_of(const Tape& tape, ConstVector x, ConstVector direction) {
  std::vector<Number> inputs;
  for (Index i = 0; i < x.size(); ++i) inputs.emplace_back(Structural::computed(x[i]), Structural(direction[i]));
  Trace trace;
  forward<Number>(tape, inputs, trace.forward);
  trace.reverse.assign(tape.nodes(), Number());
  for (const Operand output : tape.outputs())
    if (!output.is_constant()) trace.reverse[output.node_index()] += Number(1.0);
  reverse(tape, trace.forward.data(), trace.reverse.data());
  return trace;
}

/// "v17 = sqrt(v16) with v16 = 0"
std::string with_numbers(const Tape& tape, const Node& node, const Trace& trace) {
  std::string text = describe(tape, node);
  std::string numbers;
  for (const Operand operand : node.operands)
    if (!operand.is_constant() && numbers.size() < 200)
      numbers += fmt::format("{}{} = {:.6g}", numbers.empty() ? " with " : ", ", describe(tape, operand),
                             trace.forward[operand.node_index()].value.number());
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
NonFiniteReport::Birth first_forward(const Tape& tape, const Trace& trace, const Part& part, const char* consequence) {
  for (std::size_t i = 0; i < tape.inputs(); ++i)
    if (const Structural& number = part(trace.forward[i]); !is_finite(number))
      return {true, i, number.number(), fmt::format("x[{}] is {} already", i, kind_of(number.number()))};
  NonFiniteReport::Birth birth;
  for_each_node(tape, [&](const Node& node) {
    const double number = part(trace.forward[node.index]).number();
    if (birth.found || std::isfinite(number)) return;
    birth = {true, node.index, number,
             with_hint(fmt::format("{}: {} {}", with_numbers(tape, node, trace), consequence, kind_of(number)), node)};
  });
  return birth;
}

/// The derivatives of a node by its operands; zero for those that are constants.
std::vector<Number> slopes_of(const Tape& tape, const Node& node, const Trace& trace) {
  const Number* values = trace.forward.data();
  const double* constants_of_tape = tape.constants().data();
  std::vector<Number> slopes(node.operands.size());
  Gathered<Number> gathered;
  dispatch(node.opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (std::is_same_v<Row, rows::Custom>) {
      detail::CustomOn<Number>::partials(*node.custom, gathered.gather(node.operands, values, constants_of_tape),
                                         slopes);
    } else if constexpr (Variadic<Row>) {
      Row::partials(values[node.index], gathered.gather(node.operands, values, constants_of_tape),
                    std::span<Number>(slopes));
    } else {
      [&]<std::size_t... k>(std::index_sequence<k...>) {
        const Operand* operands = node.operands.data();
        if constexpr (Choosing<Row>) {
          const int chosen = Row::chosen(argument<constants, k>(operands, values, constants_of_tape)...);
          slopes[static_cast<std::size_t>(chosen)] = Number(1.0);
        } else {
          const auto partials =
              Row::partials(values[node.index], argument<constants, k>(operands, values, constants_of_tape)...);
          const auto keep = [&]<std::size_t place>() {
            if constexpr (!is_constant_place<constants, place>) slopes[place] = Number(std::get<place>(partials));
          };
          (keep.template operator()<k>(), ...);
        }
      }
      (std::make_index_sequence<static_cast<std::size_t>(arity_of<Row>)>());
    }
  });
  return slopes;
}

/// The node that handed the first adjoint that is not finite to one of its operands, in the order of the reverse sweep.
/// The operand's adjoint is a sum over all nodes that use it, so each hand is looked at by itself.
template <class Part>
NonFiniteReport::Birth first_reverse(const Tape& tape, const Trace& trace, const Part& part) {
  NonFiniteReport::Birth birth;
  for_each_node(tape, [&](const Node& node) {
    const Number& adjoint = trace.reverse[node.index];
    const Structural& own = part(adjoint);
    if (!is_finite(own) || (adjoint.value.is_zero() && adjoint.tangent.is_zero())) return;
    const bool suspect = std::ranges::any_of(node.operands, [&](Operand operand) {
      return !operand.is_constant() && !is_finite(part(trace.reverse[operand.node_index()]));
    });
    if (!suspect) return;
    const std::vector<Number> slopes = slopes_of(tape, node, trace);
    for (std::size_t k = 0; k < slopes.size(); ++k) {
      if (node.operands[k].is_constant()) continue;
      const double handed = part(slopes[k] * adjoint).number();
      if (std::isfinite(handed)) continue;
      const char* why = std::isnan(handed) && std::isinf(slopes[k].value.number())
                            ? "its slope there is infinite and infinity * 0 was formed"
                        : std::isnan(handed) ? "its slope there is not a number"
                                             : "its slope there is infinite";
      birth = {true, node.index, handed, with_hint(fmt::format("{}: {}", with_numbers(tape, node, trace), why), node)};
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
  const Trace trace = trace_of(tape, x, direction);
  const auto value = [](const Number& number) -> const Structural& { return number.value; };
  const auto tangent = [](const Number& number) -> const Structural& { return number.tangent; };
  return {first_forward(tape, trace, value, "the value is"), first_forward(tape, trace, tangent, "the derivative is"),
          first_reverse(tape, trace, value), first_reverse(tape, trace, tangent)};
}

}  // namespace hesse
