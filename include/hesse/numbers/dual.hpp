// SPDX-License-Identifier: BSL-1.0
//
// Dual<T, D>: a value and its derivative along a direction. With eps^2 = 0,
//
//     f(value + tangent eps) = f(value) + f'(value) tangent eps,
//
// so running any program on Dual numbers differentiates it. The rule of each operation is its row's: nothing is written
// twice. D is the type of the tangent: T itself, or Lanes for several directions at once. Dual<Dual<double>> carries
// two nested derivatives; the types keep their perturbations apart, so they cannot be confused.
//
// Source: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 13.
#pragma once

#include <hesse/ops/evaluate.hpp>

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

namespace hesse {

template <class T, class D = T>
struct Dual {
  T value{};
  D tangent{};

  Dual() = default;
  /// A constant: its tangent is zero.
  template <class U>
  requires std::convertible_to<const U&, T> Dual(const U& number) : value(static_cast<T>(number)) {}
  Dual(const T& number, const D& direction) : value(number), tangent(direction) {}
};

template <class T, class D>
struct ValueOf<Dual<T, D>> : ValueOf<T> {};

template <class T, class D>
const auto& plain_value(const Dual<T, D>& x) {
  return plain_value(x.value);
}

template <class T, class D>
struct Evaluator<Dual<T, D>> {
  using Number = Dual<T, D>;

  template <class Row, class... Args>
  [[gnu::always_inline]] static Number evaluate(const Args&... args) {
    return evaluate_same<Row>(widen(args)...);
  }

  template <class Row>
  static Number evaluate_all(std::span<const Number> args) {
    std::vector<T> values(args.size()), slopes(args.size());
    for (std::size_t i = 0; i < args.size(); ++i) values[i] = args[i].value;
    const std::span<const T> at(values);
    Number y(hesse::evaluate_all<Row>(at));
    Row::partials(y.value, at, std::span<T>(slopes));
    for (std::size_t i = 0; i < args.size(); ++i) y.tangent += slopes[i] * args[i].tangent;
    return y;
  }

 private:
  static const Number& widen(const Number& x) { return x; }
  /// Plain numbers take the precision of the value: left as they are, 1 / 3 in a rule would be the integer 0.
  template <class Other>
  static auto widen(const Other& x) {
    if constexpr (LibraryNumber<Other>)
      return Number(x);
    else
      return static_cast<value_of_t<T>>(x);
  }
  static const T& value_of(const Number& x) { return x.value; }
  static const auto& value_of(const auto& plain) { return plain; }

  template <class Row, class... Args>
  [[gnu::always_inline]] static Number evaluate_same(const Args&... args) {
    if constexpr (Choosing<Row>) {
      const Number all[] = {Number(args)...};
      return all[Row::chosen(value_of(args)...)];
    } else {
      const T y = static_cast<T>(hesse::evaluate<Row>(value_of(args)...));
      return Number(y, chain_rule(Row::partials(y, value_of(args)...), std::index_sequence_for<Args...>(), args...));
    }
  }

  /// The sum of partial times tangent over the arguments that have one.
  template <class Partials, std::size_t... i, class... Args>
  [[gnu::always_inline]] static D chain_rule(const Partials& partials, std::index_sequence<i...>, const Args&... args) {
    const auto& all = std::tie(args...);
    return (NoTerm{} + ... + term<i>(partials, std::get<i>(all)));
  }
  template <std::size_t i, class Partials, class Arg>
  [[gnu::always_inline]] static auto term(const Partials& partials, const Arg& arg) {
    if constexpr (std::is_same_v<Arg, Number>)
      return std::get<i>(partials) * arg.tangent;
    else
      return NoTerm{};
  }
  /// What a constant adds to a tangent; being a type, it costs nothing and hides no 0 * inf.
  struct NoTerm {
    friend NoTerm operator+(NoTerm, NoTerm) { return {}; }
    friend const D& operator+(NoTerm, const D& term) { return term; }
    friend const D& operator+(const D& term, NoTerm) { return term; }
  };
};

// Order and equality are those of the values: a comparison is no smooth function, it has no derivative.
template <class T, class D>
auto operator<=>(const Dual<T, D>& a, const Dual<T, D>& b) {
  return a.value < b.value    ? std::partial_ordering::less
         : b.value < a.value  ? std::partial_ordering::greater
         : a.value == b.value ? std::partial_ordering::equivalent
                              : std::partial_ordering::unordered;
}
template <class T, class D>
bool operator==(const Dual<T, D>& a, const Dual<T, D>& b) {
  return a.value == b.value;
}
template <class T, class D, detail::Plain U>
auto operator<=>(const Dual<T, D>& a, const U& b) {
  return a <=> Dual<T, D>(b);
}
template <class T, class D, detail::Plain U>
bool operator==(const Dual<T, D>& a, const U& b) {
  return a == Dual<T, D>(b);
}

}  // namespace hesse

/// Limits are constants: numbers without a tangent.
template <class T, class D>
struct std::numeric_limits<hesse::Dual<T, D>> : std::numeric_limits<T> {};
