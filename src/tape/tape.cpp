// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/tape/custom_evaluate.hpp>
#include <hesse/tape/describe.hpp>
#include <hesse/tape/tape.hpp>

#include <fmt/format.h>

#include <string>

namespace hesse {

std::string describe(const Tape& tape, Operand operand, std::span<const std::string> names) {
  if (operand.is_constant()) return fmt::format("{:.6g}", tape.constants()[operand.constant_index()]);
  const std::size_t node = operand.node_index();
  if (node < names.size()) return names[node];
  return node < tape.inputs() ? fmt::format("x[{}]", node) : fmt::format("v{}", node);
}

std::string describe(const Tape& tape, const Node& node, std::span<const std::string> names) {
  std::string arguments;
  for (const Operand operand : node.operands)
    arguments += (arguments.empty() ? "" : ", ") + describe(tape, operand, names);
  const std::string name = node.name();
  const bool infix = node.operands.size() == 2 && name.size() == 1;
  if (!infix) return fmt::format("v{} = {}({})", node.index, name, arguments);
  return fmt::format("v{} = {} {} {}", node.index, describe(tape, node.operands[0], names), name,
                     describe(tape, node.operands[1], names));
}

std::string describe(const Tape& tape, Operand operand) { return describe(tape, operand, {}); }
std::string describe(const Tape& tape, const Node& node) { return describe(tape, node, {}); }

namespace detail {

void throw_no_second_rule(const std::string& operation) {
  throw OperationError("operation.no_second_rule",
                       fmt::format("a second derivative reached custom operation '{}', which has a first but no second "
                                   "derivative. Zero would give a wrong Hessian: add the rule, or write the first one "
                                   "as a generic callable.",
                                   operation));
}

void throw_no_rule_for_number(const std::string& operation) {
  throw OperationError(
      "operation.no_rule_for_number",
      fmt::format("custom operation '{}' is known in double only: it cannot be evaluated on this number "
                  "type or at this order. Write the function out of elementary functions instead.",
                  operation));
}

}  // namespace detail

}  // namespace hesse
