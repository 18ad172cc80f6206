// SPDX-License-Identifier: BSL-1.0
//
// An expression that somebody typed, as a syntax tree in postfix order: operands stand before what is done with them.
// So evaluation is a loop over nodes with a stack of numbers, and no sum is so long that it would recurse too deep.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/ops/table.hpp>
#include <hesse/recording/record.hpp>
#include <hesse/verification/second_route.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace hesse::command_line {

/// What a node does: the operators and functions of the table, a row each, and what is no row of it.
enum class Operation : std::uint8_t {
  Number,
  Input,
  Negate,
  Power,
  PowerOfNumber,  ///< x^2: an exponent that is no variable, for which a negative x is no matter
#define HESSE_OPERATION(Row, function) Row,
  HESSE_OPERATORS(HESSE_OPERATION) HESSE_UNARY(HESSE_OPERATION) HESSE_BINARY(HESSE_OPERATION)
      HESSE_TERNARY(HESSE_OPERATION) HESSE_VARIADIC(HESSE_OPERATION)
#undef HESSE_OPERATION
};

struct Node {
  Operation operation = Operation::Number;
  std::uint32_t operands = 0;  ///< numbers it takes from the top of the stack
  std::uint32_t input = 0;     ///< of Operation::Input
  double number = 0.0;         ///< of Operation::Number and PowerOfNumber
};

/// A function that an expression may call.
struct NamedFunction {
  std::string_view name;
  std::uint32_t arguments;  ///< 0: any number, at least one
  Operation operation;
};

/// All of them, in the order of the table.
[[nodiscard]] std::span<const NamedFunction> named_functions();

/// A function of n inputs that can be recorded and evaluated on plain and on hyper-dual numbers.
///
///     const Expression f = read_expression("x^2 + y", {"x", "y"});
///     const hesse::Function recorded(f, point);
class Expression {
 public:
  /// nodes in postfix order, which leave one number on the stack.
  explicit Expression(std::vector<Node> nodes) : nodes_(std::move(nodes)) {}

  /// The value; inputs has as many entries as there were names when it was read.
  [[nodiscard]] double operator()(const Vector& inputs) const;
  [[nodiscard]] Var operator()(const VectorOf<Var>& inputs) const;
  [[nodiscard]] HyperDual operator()(const VectorOf<HyperDual>& inputs) const;

  [[nodiscard]] std::size_t nodes() const { return nodes_.size(); }

 private:
  std::vector<Node> nodes_;
};

}  // namespace hesse::command_line
