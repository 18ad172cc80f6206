// SPDX-License-Identifier: BSL-1.0
//
// Symbol: the number that writes programs. The rules of the table, evaluated on symbols, become lines of a body; that
// is how the derivative of a program is made without a second list of rules.
//
// Where an operand is known, the line is not written: sums with 0, products with 0 and 1. A literal 0 in a rule is zero
// by construction, so its product with anything is "not there", as with Structural numbers.
#pragma once

#include <hesse/numbers/functions.hpp>
#include <hesse/ops/dispatch.hpp>
#include <hesse/tape/guard.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace hesse {

class BodyWriter;

/// A literal, or a line of the body that is being written.
class Symbol {
 public:
  Symbol() = default;
  template <class U>
  requires std::is_arithmetic_v<U> Symbol(U literal) : number_(static_cast<double>(literal)) {}
  Symbol(BodyWriter& body, std::uint32_t line) : body_(&body), line_(line) {}

  [[nodiscard]] bool is_literal() const { return body_ == nullptr; }
  [[nodiscard]] bool is_literal(double number) const { return is_literal() && number_ == number; }
  [[nodiscard]] double number() const { return number_; }  ///< of a literal
  [[nodiscard]] std::uint32_t line() const { return line_; }
  [[nodiscard]] BodyWriter* body() const { return body_; }

 private:
  BodyWriter* body_ = nullptr;
  double number_ = 0.0;
  std::uint32_t line_ = 0;
};

/// A comparison of symbols: what select decides by when the program runs.
struct SymbolCondition {
  Comparison comparison;
  Symbol left, right;
};
inline SymbolCondition operator<(const Symbol& a, const Symbol& b) { return {Comparison::less, a, b}; }
inline SymbolCondition operator<=(const Symbol& a, const Symbol& b) { return {Comparison::less_equal, a, b}; }
inline SymbolCondition operator>(const Symbol& a, const Symbol& b) { return {Comparison::less, b, a}; }
inline SymbolCondition operator>=(const Symbol& a, const Symbol& b) { return {Comparison::less_equal, b, a}; }
inline SymbolCondition operator==(const Symbol& a, const Symbol& b) { return {Comparison::equal, a, b}; }

/// What the rules of the table say instead of `condition ? yes : no`.
Symbol choose(const SymbolCondition& condition, const Symbol& yes, const Symbol& no);

template <>
struct ValueOf<Symbol> : ValueOf<double> {};

namespace detail {

/// The row on these arguments: a literal where all are, else the line of the body that computes it.
Symbol write_line(Opcode opcode, std::span<const Symbol> arguments);
/// The same for +, -, * and /, with what is known of 0 and 1.
Symbol write_sum(const Symbol& a, const Symbol& b);
Symbol write_difference(const Symbol& a, const Symbol& b);
Symbol write_product(const Symbol& a, const Symbol& b);
Symbol write_quotient(const Symbol& a, const Symbol& b);

}  // namespace detail

template <>
struct Evaluator<Symbol> {
  template <class Row, class... Args>
  static Symbol evaluate(const Args&... args) {
    if constexpr (std::is_same_v<Row, rows::Add>) {
      return detail::write_sum(args...);
    } else if constexpr (std::is_same_v<Row, rows::Subtract>) {
      return detail::write_difference(args...);
    } else if constexpr (std::is_same_v<Row, rows::Multiply>) {
      return detail::write_product(args...);
    } else if constexpr (std::is_same_v<Row, rows::Divide>) {
      return detail::write_quotient(args...);
    } else {
      const std::array<Symbol, sizeof...(Args)> all{Symbol(args)...};
      return detail::write_line(opcode_of<Row>(), all);
    }
  }
  template <class Row>
  static Symbol evaluate_all(std::span<const Symbol> args) {
    return detail::write_line(opcode_of<Row>(), args);
  }
};

/// The derivative of a row along the derivatives of its arguments: the sum of partial times tangent.
Symbol push_forward(Opcode opcode, const Symbol& result, std::span<const Symbol> arguments,
                    std::span<const Symbol> tangents);

/// What a row hands back to each of its arguments: partial times adjoint.
void pull_back(Opcode opcode, const Symbol& result, std::span<const Symbol> arguments, const Symbol& adjoint,
               std::span<Symbol> contributions);

}  // namespace hesse
