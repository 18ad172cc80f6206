// SPDX-License-Identifier: BSL-1.0
//
// The functions people call, on plain numbers and on numbers of the library alike, made from the table. Recorded
// variables bring their own overloads (see <hesse/recording/functions.hpp>).
#pragma once

#include <hesse/ops/table.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

/// Numbers whose functions are overloads of their own; generic ones step back.
template <class T>
concept BringsOwnFunctions = requires {
  Evaluator<std::remove_cvref_t<T>>::brings_own_functions;
};

template <class... Args>
concept LibraryOperands = LibraryArguments<Args...> && !(BringsOwnFunctions<Args> || ...);

template <class... Args>
concept FunctionArguments = LibraryOperands<Args...> || PlainArguments<Args...>;

#define HESSE_OPERATOR(Row, symbol)                                                                                \
  template <class A, class B>                                                                                      \
  requires LibraryOperands<A, B>                                                                                   \
  [[gnu::always_inline]] inline auto operator symbol(const A& a, const B& b) { return evaluate<rows::Row>(a, b); } \
  template <class A, class B>                                                                                      \
  requires LibraryOperands<A> && LibraryOperands<A, B>                                                             \
  [[gnu::always_inline]] inline A& operator symbol##=(A& a, const B& b) { return a = evaluate<rows::Row>(a, b); }
HESSE_OPERATORS(HESSE_OPERATOR)
#undef HESSE_OPERATOR

template <class A>
requires LibraryOperands<A>
auto operator-(const A& a) { return evaluate<rows::Negate>(a); }
template <class A>
requires LibraryOperands<A>
const A& operator+(const A& a) { return a; }

#define HESSE_FUNCTION(Row, function) \
  template <class A>                  \
  requires FunctionArguments<A>       \
  auto function(const A& a) { return evaluate<rows::Row>(a); }
HESSE_UNARY(HESSE_FUNCTION)
#undef HESSE_FUNCTION

#define HESSE_FUNCTION(Row, function) \
  template <class A, class B>         \
  requires FunctionArguments<A, B>    \
  auto function(const A& a, const B& b) { return evaluate<rows::Row>(a, b); }
HESSE_BINARY(HESSE_FUNCTION)
#undef HESSE_FUNCTION

#define HESSE_FUNCTION(Row, function)  \
  template <class A, class B, class C> \
  requires FunctionArguments<A, B, C>  \
  auto function(const A& a, const B& b, const C& c) { return evaluate<rows::Row>(a, b, c); }
HESSE_TERNARY(HESSE_FUNCTION)
#undef HESSE_FUNCTION

/// Anything with size() and [i]: std::vector, std::array, std::span, Eigen vectors.
template <class R>
concept Range = requires(const R& range) {
  range.size();
  range[0];
};

namespace detail {

template <Range R>
using entry_of = std::remove_cvref_t<decltype(std::declval<const R&>()[0])>;

/// The entries one behind the other; integers as doubles.
template <Range R>
auto copy_of(const R& range) {
  std::vector<std::conditional_t<std::is_integral_v<entry_of<R>>, double, entry_of<R>>> copy;
  copy.reserve(static_cast<std::size_t>(range.size()));
  for (decltype(range.size()) i = 0; i < range.size(); ++i) copy.push_back(range[i]);
  return copy;
}

}  // namespace detail

template <class R>
concept RangeOfNumbers = Range<R> && !BringsOwnFunctions<detail::entry_of<R>>;

#define HESSE_FUNCTION(Row, function)                                                          \
  template <RangeOfNumbers R>                                                                  \
  auto function(const R& range) {                                                              \
    const auto numbers = detail::copy_of(range);                                               \
    return evaluate_all<rows::Row>(std::span(numbers));                                        \
  }                                                                                            \
  template <class Number>                                                                      \
  requires(!BringsOwnFunctions<Number>) auto function(std::initializer_list<Number> numbers) { \
    return function(std::span(numbers.begin(), numbers.size()));                               \
  }
HESSE_VARIADIC(HESSE_FUNCTION)
#undef HESSE_FUNCTION

/// Integer powers have a row of their own, so that pow(x, 2) at x <= 0 never meets log(x); a real exponent that is an
/// integer counts as one.
inline bool is_integer_power(double exponent) {
  return std::trunc(exponent) == exponent && std::abs(exponent) <= std::numeric_limits<std::int32_t>::max();
}

template <class A, class B>
requires FunctionArguments<A, B>
auto pow(const A& x, const B& exponent) {
  if constexpr (LibraryNumber<B>) {
    return evaluate<rows::Pow>(x, exponent);
  } else {
    using Number = decltype(evaluate<rows::PowReal>(x, exponent));
    const bool is_integer = is_integer_power(static_cast<double>(exponent));
    if (is_integer && exponent == 2) return evaluate<rows::Square>(Number(x));
    return is_integer ? Number(evaluate<rows::PowInteger>(x, exponent)) : evaluate<rows::PowReal>(x, exponent);
  }
}

template <class A>
requires FunctionArguments<A>
auto polygamma(int n, const A& x) { return evaluate<rows::Polygamma>(x, n); }

template <class A>
requires FunctionArguments<A>
auto sph_bessel(int n, const A& x) { return evaluate<rows::SphBessel>(x, n); }

template <class A>
requires FunctionArguments<A>
auto fabs(const A& x) { return evaluate<rows::Abs>(x); }

/// max(0, x), with slope 0 at 0.
template <class A>
requires FunctionArguments<A>
auto relu(const A& x) { return evaluate<rows::Max>(0.0, x); }

/// Two numbers of one kind, or of kinds that mix.
template <class A, class B>
concept Alternatives = FunctionArguments<A, B> ||(std::is_same_v<A, B> && !BringsOwnFunctions<A>);

/// yes where the condition holds, no elsewhere; with recorded variables both sides are on the tape and no guard is.
template <class A, class B>
requires Alternatives<A, B>
auto select(bool condition, const A& yes, const B& no) {
  using Number = decltype(evaluate<rows::Max>(yes, no));
  return condition ? Number(yes) : Number(no);
}

}  // namespace hesse
