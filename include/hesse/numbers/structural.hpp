// SPDX-License-Identifier: BSL-1.0
//
// Structural: a double that knows whether it is zero by construction. A derivative along an input that a term does not
// contain is zero whatever the slopes on the way are; in IEEE arithmetic 0 * inf makes NaN of it. With Structural
// numbers the product of "not there" and anything is "not there". A value that merely happens to be 0.0 is a number
// like any other, so nothing is ever lost by testing a value for zero.
//
// The sweeps run on plain doubles first. NaN never disappears from sums and products, so a finite result is right; only
// a result that is not finite is computed again on Structural numbers.
#pragma once

#include <hesse/ops/arithmetic.hpp>
#include <hesse/ops/evaluate.hpp>

#include <compare>
#include <concepts>
#include <span>
#include <type_traits>
#include <vector>

namespace hesse {

class Structural {
 public:
  /// Zero by construction.
  Structural() = default;
  /// A constant of a rule or of the program: 0 is zero by construction.
  template <class U>
  requires std::is_arithmetic_v<U> Structural(U constant)
      : number_(static_cast<double>(constant)), is_zero_(constant == 0) {}
  /// A computed number, which is there even where it is 0.0.
  static Structural computed(double number) {
    Structural result;
    result.number_ = number;
    result.is_zero_ = false;
    return result;
  }

  [[nodiscard]] const double& number() const { return number_; }
  [[nodiscard]] bool is_zero() const { return is_zero_; }

  friend std::partial_ordering operator<=>(const Structural& a, const Structural& b) { return a.number_ <=> b.number_; }
  friend bool operator==(const Structural& a, const Structural& b) { return a.number_ == b.number_; }

 private:
  double number_ = 0.0;
  bool is_zero_ = true;
};

template <>
struct ValueOf<Structural> : ValueOf<double> {};

inline const double& plain_value(const Structural& x) { return x.number(); }

template <>
struct Evaluator<Structural> {
  template <class Row, class... Args>
  static Structural evaluate(const Args&... args) {
    return evaluate_same<Row>(Structural(args)...);
  }

  template <class Row>
  static Structural evaluate_all(std::span<const Structural> args) {
    std::vector<double> values;
    for (const Structural& x : args) values.push_back(x.number());
    return Structural::computed(Row::value(std::span<const double>(values)));
  }

 private:
  template <class Row, class... Args>
  static Structural evaluate_same(const Args&... args) {
    if constexpr (Choosing<Row>) {
      const Structural all[] = {args...};
      return all[Row::chosen(args...)];
    } else if constexpr (std::is_same_v<Row, rows::Negate>) {
      return (args.is_zero() && ...) ? Structural() : Structural::computed(Row::value(args.number()...));
    } else if constexpr (sizeof...(Args) == 2) {
      return evaluate_two<Row>(args...);
    } else {
      return Structural::computed(Row::value(args.number()...));
    }
  }

  /// The rules of "not there" in sums, products and quotients.
  template <class Row>
  static Structural evaluate_two(const Structural& a, const Structural& b) {
    constexpr bool product = std::is_same_v<Row, rows::Multiply>;
    constexpr bool sum = std::is_same_v<Row, rows::Add>;
    constexpr bool difference = std::is_same_v<Row, rows::Subtract>;
    if (product && (a.is_zero() || b.is_zero())) return {};
    if (std::is_same_v<Row, rows::Divide> && a.is_zero()) return {};
    if ((sum || difference) && b.is_zero()) return a;
    if (sum && a.is_zero()) return b;
    return Structural::computed(Row::value(a.number(), b.number()));
  }
};

}  // namespace hesse
