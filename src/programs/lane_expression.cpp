// SPDX-License-Identifier: BSL-1.0
#include "lane_expression.hpp"

#include <hesse/ops/dispatch.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace hesse {

LaneValue LaneWriter::literal(double number) {
  code_.values.push_back({.kind = LaneSource::Kind::literal, .literal = number});
  return static_cast<LaneValue>(code_.values.size() - 1);
}

LaneValue LaneWriter::write(LaneOperation operation) {
  code_.values.push_back({});
  operation.result = static_cast<LaneValue>(code_.values.size() - 1);
  code_.operations.push_back(operation);
  return operation.result;
}

namespace {

LaneWriter& writer_of(std::span<const LaneExpression> operands) {
  for (const LaneExpression& operand : operands)
    if (operand.writer() != nullptr) return *operand.writer();
  throw std::logic_error("the value of a row computes with literals alone");
}

}  // namespace

namespace detail {

LaneExpression lane_operation(LaneKind kind, std::span<const LaneExpression> operands, Comparison comparison) {
  LaneWriter& writer = writer_of(operands);
  LaneOperation operation{.kind = kind, .comparison = comparison};
  for (std::size_t k = 0; k < operands.size(); ++k) operation.operands[k] = operands[k].value(writer);
  return {&writer, writer.write(operation)};
}

LaneExpression lane_refusal(std::span<const LaneExpression> operands) {
  LaneWriter& writer = writer_of(operands);
  return {&writer, writer.refuse()};
}

}  // namespace detail

std::optional<LaneValue> write_row(LaneCode& code, Opcode opcode, std::span<const LaneValue> arguments) {
  LaneWriter writer(code);
  std::optional<LaneValue> result;
  dispatch(opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (constants == 0 && !Variadic<Row> && !ScalarOnly<Row> && parameters_of<Row> == 0)
      [&]<std::size_t... k>(std::index_sequence<k...>) {
        result = evaluate<Row>(LaneExpression(&writer, arguments[k])...).value(writer);
      }
    (std::make_index_sequence<arity_of<Row>>());
  });
  return writer.is_refused() ? std::nullopt : result;
}

bool has_lane_code(Opcode opcode) {
  static const auto known = [] {
    std::array<bool, opcode_count> all{};
    for (std::size_t i = 0; i < opcode_count; ++i) {
      LaneCode code;
      code.values.resize(4);
      const LaneValue arguments[] = {0, 1, 2, 3};
      all[i] = write_row(code, static_cast<Opcode>(i), arguments).has_value();
    }
    return all;
  }();
  return known[opcode];
}

}  // namespace hesse
