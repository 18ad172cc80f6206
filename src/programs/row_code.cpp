// SPDX-License-Identifier: BSL-1.0
#include "row_code.hpp"

#include <hesse/programs/run.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cpp_expression.hpp"

namespace hesse {

namespace {

template <class Row>
CppExpression value_of(std::span<const CppExpression> arguments) {
  if constexpr (Variadic<Row>) {
    return Row::value(arguments);
  } else {
    return [&]<std::size_t... k>(std::index_sequence<k...>)->CppExpression {
      if constexpr (Choosing<Row>)
        return Row::among(arguments[k]..., arguments[k]...);
      else
        return Row::value(arguments[k]...);
    }
    (std::make_index_sequence<arity_of<Row>>());
  }
}

CppExpression value_of(CppStatements& statements, Opcode opcode, std::span<const std::string> arguments,
                       std::span<const double> parameters) {
  std::vector<CppExpression> all;
  for (const std::string& argument : arguments) all.emplace_back(&statements, argument);
  all.insert(all.end(), parameters.begin(), parameters.end());
  CppExpression result;
  dispatch(opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (!std::is_same_v<Row, rows::Custom>) result = value_of<Row>(all);
  });
  return result;
}

std::vector<std::string> formal_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < count; ++k) names.push_back(fmt::format("a{}", k));
  return names;
}

/// "softplus", "logsumexp_of_5", "polygamma_2".
std::string function_name(Opcode opcode, std::size_t count, std::span<const double> parameters) {
  std::string name = name_of(opcode);
  if (arity_of_opcode(opcode) == 0) name += fmt::format("_of_{}", count);
  for (const double parameter : parameters) name += fmt::format("_{}", parameter);
  std::ranges::replace(name, '-', 'm');
  std::ranges::replace(name, '.', 'p');
  return name;
}

}  // namespace

std::string RowCode::call(Opcode opcode, std::span<const std::string> arguments, std::span<const double> parameters) {
  if (arguments.empty()) return cpp_literal(detail::evaluate_line<double>(opcode, std::span<const double>()));
  CppStatements statements;
  const CppExpression result = value_of(statements, opcode, arguments, parameters);
  if (!statements.open() && statements.headers().empty() && statements.written().size() <= 1)
    return statements.written().empty() ? result.text() : statements.written()[0].expression;
  const std::string name = function_name(opcode, arguments.size(), parameters);
  if (defined_.insert(name).second) define(name, opcode, arguments.size(), parameters);
  return fmt::format("{}{}({})", scope_, name, fmt::join(arguments, ", "));
}

void RowCode::define(const std::string& name, Opcode opcode, std::size_t count, std::span<const double> parameters) {
  const std::vector<std::string> names = formal_names(count);
  functions_ += fmt::format("static double {}(double {}) {{\n", name, fmt::join(names, ", double "));
  define_from({}, opcode, names, parameters, "  ");
  functions_ += "}\n\n";
}

/// The rest of a function behind decisions, as nested ifs.
void RowCode::define_from(std::vector<bool> decisions, Opcode opcode, std::span<const std::string> arguments,
                          std::span<const double> parameters, const std::string& indent) {
  CppStatements statements(decisions);
  const CppExpression result = value_of(statements, opcode, arguments, parameters);
  headers_.insert(statements.headers().begin(), statements.headers().end());
  for (const auto& [name, expression] : statements.written()) {
    const bool is_result = !statements.open() && name == result.text();
    functions_ += indent + (is_result ? "return" : fmt::format("const double {} =", name)) + ' ' + expression + ";\n";
    if (is_result) return;
  }
  if (!statements.open()) {
    functions_ += fmt::format("{}return {};\n", indent, result.text());
    return;
  }
  functions_ += fmt::format("{}if ({}) {{\n", indent, *statements.open());
  decisions.push_back(true);
  define_from(decisions, opcode, arguments, parameters, indent + "  ");
  functions_ += indent + "}\n";
  decisions.back() = false;
  define_from(decisions, opcode, arguments, parameters, indent);
}

}  // namespace hesse
