// SPDX-License-Identifier: BSL-1.0
//
// The operators and functions of recorded variables, made from the table. They are no templates: a number on either
// side converts, and with HESSE_SOURCE_LOCATIONS the conversion notes where in the source it happened.
#pragma once

#include <hesse/numbers/functions.hpp>
#include <hesse/recording/recording.hpp>

#include <concepts>
#include <initializer_list>
#include <span>

namespace hesse {

/// Lets generic code evaluate a row on variables.
template <>
struct Evaluator<Var> {
  static constexpr bool brings_own_functions = true;
  template <class Row, class... Args>
  static Var evaluate(const Args&... args) {
    return Recording::apply<Row>(Var(args)...);
  }
  template <class Row>
  static Var evaluate_all(std::span<const Var> args) {
    return Recording::apply_all<Row>(args);
  }
};

namespace detail {

/// The result, with its place noted when locations are on.
inline const Var& located(const Var& result, [[maybe_unused]] Place place) {
#ifdef HESSE_SOURCE_LOCATIONS
  Recording::note_location(result, place);
#endif
  return result;
}
inline const Var& located(const Var& result, Argument argument) { return located(result, place_of(argument)); }

template <class Row>
Var apply_all(std::span<const Var> variables, Place place) {
  announce(place);
  return located(Recording::apply_all<Row>(variables), place);
}

Var raise(const Var& x, const Var& exponent);
Var choose(const Condition& condition, const Var& yes, const Var& no);

}  // namespace detail

#define HESSE_FUNCTION(Row, symbol)                                                         \
  inline Var operator symbol(Argument a, Argument b) {                                      \
    return detail::located(Recording::apply<rows::Row>(variable_of(a), variable_of(b)), a); \
  }                                                                                         \
  inline Var& operator symbol##=(Var& a, Argument b) {                                      \
    return a = detail::located(Recording::apply<rows::Row>(a, variable_of(b)), b);          \
  }
HESSE_OPERATORS(HESSE_FUNCTION)
#undef HESSE_FUNCTION

inline Var operator-(Argument a) { return detail::located(Recording::apply<rows::Negate>(variable_of(a)), a); }
inline const Var& operator+(const Var& a) { return a; }

#define HESSE_FUNCTION(Row, function) \
  inline Var function(Argument a) { return detail::located(Recording::apply<rows::Row>(variable_of(a)), a); }
HESSE_UNARY(HESSE_FUNCTION)
#undef HESSE_FUNCTION

#define HESSE_FUNCTION(Row, function)                                                       \
  inline Var function(Argument a, Argument b) {                                             \
    return detail::located(Recording::apply<rows::Row>(variable_of(a), variable_of(b)), a); \
  }
HESSE_BINARY(HESSE_FUNCTION)
#undef HESSE_FUNCTION

#define HESSE_FUNCTION(Row, function)                                                                       \
  inline Var function(Argument a, Argument b, Argument c) {                                                 \
    return detail::located(Recording::apply<rows::Row>(variable_of(a), variable_of(b), variable_of(c)), a); \
  }
HESSE_TERNARY(HESSE_FUNCTION)
#undef HESSE_FUNCTION

template <class R>
concept RangeOfVariables = Range<R> && std::same_as<detail::entry_of<R>, Var>;

#define HESSE_FUNCTION(Row, function)                                                           \
  template <RangeOfVariables R>                                                                 \
  Var function(const R& range, Place place = Place::current()) {                                \
    return detail::apply_all<rows::Row>(detail::copy_of(range), place);                         \
  }                                                                                             \
  inline Var function(std::initializer_list<Var> variables, Place place = Place::current()) {   \
    return detail::apply_all<rows::Row>(std::span(variables.begin(), variables.size()), place); \
  }
HESSE_VARIADIC(HESSE_FUNCTION)
#undef HESSE_FUNCTION

inline Var fabs(Argument x) { return abs(x); }
inline Var relu(Argument x) { return max(0.0, x); }

inline Var pow(Argument x, Argument exponent) {
  return detail::located(detail::raise(variable_of(x), variable_of(exponent)), x);
}
inline Var polygamma(int n, Argument x) {
  return detail::located(Recording::apply_with_parameter<rows::Polygamma>(variable_of(x), n), x);
}
inline Var sph_bessel(int n, Argument x) {
  return detail::located(Recording::apply_with_parameter<rows::SphBessel>(variable_of(x), n), x);
}

/// yes where the condition holds, no elsewhere. Both sides are recorded and no guard is: the choice is made anew at
/// each evaluation, and the side not taken contributes structurally nothing to any derivative.
inline Var select(const Condition& condition, Argument yes, Argument no) {
  return detail::located(detail::choose(condition, variable_of(yes), variable_of(no)), yes);
}
inline Var select(bool condition, Argument yes, Argument no) { return variable_of(condition ? yes : no); }

}  // namespace hesse
