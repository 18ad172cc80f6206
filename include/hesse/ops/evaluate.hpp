// SPDX-License-Identifier: BSL-1.0
//
// evaluate<Row>(x...): one row on any numbers. A number type of the library (Dual, Structural, ...) brings its own way
// by specialising Evaluator; everything else (double, long double, Boost.Multiprecision) takes the row's value as it
// stands.
#pragma once

#include <hesse/ops/about.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace hesse {

/// Which of two a rule takes. Rules say choose() and not `? :`, because on symbols a comparison is no bool; symbols
/// bring an overload of their own. Both sides are computed.
template <class T>
constexpr T choose(bool condition, const T& yes, const T& no) {
  return condition ? yes : no;
}

/// Specialised for each number type of the library: `type` is the result for arguments of type T and plain numbers, and
/// `evaluate<Row>(x...)` and `evaluate<Row>(span)` give it.
template <class T>
struct Evaluator {
  static constexpr bool is_plain = true;
};

template <class T>
concept LibraryNumber = !requires {
  Evaluator<std::remove_cvref_t<T>>::is_plain;
};

namespace detail {

/// Of two numbers the one that can hold the other: Dual<Dual<double>> holds Dual<double> holds double.
template <class A, class B>
using Wider = std::conditional_t<!LibraryNumber<A> || (LibraryNumber<B> && std::is_convertible_v<A, B>), B, A>;

template <class First, class... Rest>
struct Widest {
  using type = First;
};
template <class First, class Second, class... Rest>
struct Widest<First, Second, Rest...> : Widest<Wider<First, Second>, Rest...> {};

template <class T>
concept Plain = std::is_arithmetic_v<T> || requires {
  typename T::backend_type;
};

template <class... Args>
struct PlainResult {
  using type = std::common_type_t<Args...>;
};
template <std::integral T>
struct PlainResult<T> {
  using type = double;
};

}  // namespace detail

/// At least one argument is a number of the library, the rest may be mixed in.
template <class... Args>
concept LibraryArguments = (LibraryNumber<Args> || ...) && ((LibraryNumber<Args> || detail::Plain<Args>)&&...);

/// All arguments are plain numbers, at least one of them with a fraction.
template <class... Args>
concept PlainArguments = (detail::Plain<Args> && ...) && (!std::integral<Args> || ...);

template <class Row, class... Args>
requires LibraryArguments<Args...>
auto evaluate(const Args&... args) {
  using Number = typename detail::Widest<Args...>::type;
  return Evaluator<Number>::template evaluate<Row>(args...);
}

template <class Row, class... Args>
requires PlainArguments<Args...>
auto evaluate(const Args&... args) {
  using Number = typename detail::PlainResult<Args...>::type;
  if constexpr (Choosing<Row>) {
    const Number all[] = {Number(args)...};
    return all[Row::chosen(Number(args)...)];
  } else {
    return Number(Row::value(Number(args)...));
  }
}

template <class Row, class T>
T evaluate_all(std::span<const T> args) {
  if constexpr (LibraryNumber<T>)
    return Evaluator<T>::template evaluate_all<Row>(args);
  else
    return Row::value(args);
}

/// The number that holds T's value without its derivatives: where a constant of a rule lives.
template <class T>
struct ValueOf {
  using type = T;
};
template <class T>
using value_of_t = typename ValueOf<std::remove_cvref_t<T>>::type;

/// Numbers that round as the machine's do: rules that carry a rounding along do so for them only.
template <class T>
inline constexpr bool rounds_like_double = std::floating_point<value_of_t<T>>;

/// Numbers that have every function of <cmath>: those of the language, and what stands for them in a written program.
template <class T>
inline constexpr bool has_cmath = std::floating_point<T>;

/// An integer that arrives as a number, as the library functions of a type want it.
template <class T>
requires(!LibraryNumber<T>) int to_integer(const T& n) { return static_cast<int>(n); }

/// The value of a number without its derivatives; itself for plain numbers.
template <class T>
requires(!LibraryNumber<T>) constexpr const T& plain_value(const T& x) { return x; }

}  // namespace hesse
