// SPDX-License-Identifier: BSL-1.0
#include "expression.hpp"

#include <hesse/numbers/functions.hpp>
#include <hesse/recording/functions.hpp>

#include <cstdlib>

namespace hesse::command_line {

namespace {

constexpr NamedFunction functions[] = {{"pow", 2, Operation::Power},
#define HESSE_NAMED(Row, function) {#function, 1, Operation::Row},
                                       HESSE_UNARY(HESSE_NAMED)
#undef HESSE_NAMED
#define HESSE_NAMED(Row, function) {#function, 2, Operation::Row},
                                           HESSE_BINARY(HESSE_NAMED)
#undef HESSE_NAMED
#define HESSE_NAMED(Row, function) {#function, 3, Operation::Row},
                                               HESSE_TERNARY(HESSE_NAMED)
#undef HESSE_NAMED
#define HESSE_NAMED(Row, function) {#function, 0, Operation::Row},
                                                   HESSE_VARIADIC(HESSE_NAMED)
#undef HESSE_NAMED
};

template <class T>
T apply(const Node& node, std::span<const T> a, const VectorOf<T>& inputs) {
  switch (node.operation) {
    case Operation::Number:
      return node.number;
    case Operation::Input:
      return inputs[static_cast<Index>(node.input)];
    case Operation::Negate:
      return -a[0];
    case Operation::Power:
      return hesse::pow(a[0], a[1]);
    case Operation::PowerOfNumber:
      return hesse::pow(a[0], node.number);
#define HESSE_CASE(Row, symbol) \
  case Operation::Row:          \
    return a[0] symbol a[1];
      HESSE_OPERATORS(HESSE_CASE)
#undef HESSE_CASE
#define HESSE_CASE(Row, function) \
  case Operation::Row:            \
    return hesse::function(a[0]);
      HESSE_UNARY(HESSE_CASE)
#undef HESSE_CASE
#define HESSE_CASE(Row, function) \
  case Operation::Row:            \
    return hesse::function(a[0], a[1]);
      HESSE_BINARY(HESSE_CASE)
#undef HESSE_CASE
#define HESSE_CASE(Row, function) \
  case Operation::Row:            \
    return hesse::function(a[0], a[1], a[2]);
      HESSE_TERNARY(HESSE_CASE)
#undef HESSE_CASE
#define HESSE_CASE(Row, function) \
  case Operation::Row:            \
    return hesse::function(a);
      HESSE_VARIADIC(HESSE_CASE)
#undef HESSE_CASE
  }
  std::abort();  // no operation is left
}

template <class T>
T evaluate_postfix(std::span<const Node> nodes, const VectorOf<T>& inputs) {
  std::vector<T> stack;
  for (const Node& node : nodes) {
    const std::size_t kept = stack.size() - node.operands;
    const T result = apply<T>(node, std::span<const T>(stack).subspan(kept), inputs);
    stack.resize(kept);
    stack.push_back(result);
  }
  return stack.back();
}

}  // namespace

std::span<const NamedFunction> named_functions() { return functions; }

double Expression::operator()(const Vector& inputs) const { return evaluate_postfix<double>(nodes_, inputs); }

Var Expression::operator()(const VectorOf<Var>& inputs) const { return evaluate_postfix<Var>(nodes_, inputs); }

HyperDual Expression::operator()(const VectorOf<HyperDual>& inputs) const {
  return evaluate_postfix<HyperDual>(nodes_, inputs);
}

}  // namespace hesse::command_line
