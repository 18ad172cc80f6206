// SPDX-License-Identifier: BSL-1.0
//
// Formula: a number that remembers how it came about. The partials of a row, evaluated on formulas, come out as a
// reader would write them, "-v3 / x[1]", and no derivative is written down a second time. The number stands beside the
// text, so where a rule chooses by a comparison, the formula is the side that holds at this point.
#pragma once

#include <hesse/numbers/functions.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

/// How tightly a formula holds together, which decides where parentheses go.
enum class Binding : std::uint8_t { sum, sign, product, power, whole };

class Formula {
 public:
  Formula() : Formula(0.0) {}
  /// A constant, shown with six digits.
  template <class U>
  requires std::is_arithmetic_v<U> Formula(U constant) : Formula(literal(static_cast<double>(constant))) {}
  Formula(double number, std::string text, Binding binding = Binding::whole)
      : number_(number), text_(std::move(text)), binding_(binding) {}

  [[nodiscard]] const double& number() const { return number_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  /// The text, in parentheses where it holds together less than asked.
  [[nodiscard]] std::string text(Binding least) const;

  friend std::partial_ordering operator<=>(const Formula& a, const Formula& b) { return a.number_ <=> b.number_; }
  friend bool operator==(const Formula& a, const Formula& b) { return a.number_ == b.number_; }

 private:
  static Formula literal(double number);

  double number_;
  std::string text_;
  Binding binding_ = Binding::whole;
};

template <>
struct ValueOf<Formula> : ValueOf<double> {};

inline const double& plain_value(const Formula& x) { return x.number(); }

namespace detail {

/// "a * b", "-a", "a^2" or "sin(a)": the row's name says which.
Formula applied(std::string_view name, double number, std::span<const Formula> arguments);

}  // namespace detail

template <>
struct Evaluator<Formula> {
  template <class Row, class... Args>
  static Formula evaluate(const Args&... args) {
    const std::array<Formula, sizeof...(Args)> all{Formula(args)...};
    if constexpr (Choosing<Row>)
      return all[static_cast<std::size_t>(Row::chosen(Formula(args)...))];
    else
      return detail::applied(std::is_same_v<Row, rows::Negate> ? "-" : Row::about.name,
                             hesse::evaluate<Row>(plain_value(Formula(args))...), all);
  }
  template <class Row>
  static Formula evaluate_all(std::span<const Formula> args) {
    std::vector<double> numbers;
    for (const Formula& x : args) numbers.push_back(x.number());
    return detail::applied(Row::about.name, Row::value(std::span<const double>(numbers)), args);
  }
};

}  // namespace hesse
