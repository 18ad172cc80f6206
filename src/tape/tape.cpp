// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/tape/custom_evaluate.hpp>
#include <hesse/tape/describe.hpp>
#include <hesse/tape/tape.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace hesse {

bool is_power(std::string_view operation) {
  return operation == "pow" || operation == "pow_integer" || operation == "pow_real";
}

std::string describe(const Tape& tape, Operand operand, std::span<const std::string> names) {
  if (operand.is_constant()) return fmt::format("{:.6g}", tape.constants()[operand.constant_index()]);
  const std::size_t node = operand.node_index();
  if (node < names.size()) return names[node];
  return node < tape.inputs() ? fmt::format("x[{}]", node) : fmt::format("v{}", node);
}

std::string describe(const Tape& tape, const Node& node, std::span<const std::string> names) {
  std::vector<std::string> arguments;
  for (const Operand operand : node.operands) arguments.push_back(describe(tape, operand, names));
  const std::string name = node.name();
  if (node.custom == nullptr && is_power(name)) {
    for (std::string& argument : arguments)
      if (argument.starts_with('-')) argument = '(' + argument + ')';
    return fmt::format("v{} = {}^{}", node.index, arguments[0], arguments[1]);
  }
  const bool infix = arguments.size() == 2 && name.size() == 1;
  return infix ? fmt::format("v{} = {} {} {}", node.index, arguments[0], name, arguments[1])
               : fmt::format("v{} = {}({})", node.index, name, fmt::join(arguments, ", "));
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
