// SPDX-License-Identifier: BSL-1.0
//
// What a row of the table says of itself.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>

namespace hesse {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Accuracy is in units in the last place of the exact result. Where the terms of a second partial cancel, a row says
/// so with `cancellation(...)`, the size of those terms, and the bound holds in units in the last place of that size;
/// `first_cancellation(...)` says the same of first partials.
struct About {
  const char* name;                        ///< as people write it: "log1p", "+"
  std::array<Interval, 4> tested_on = {};  ///< where tests sample each argument; the first one serves any number
  const char* source;                      ///< where the rule of the derivative stands
  double ulp = 4.0;                        ///< bound on value, first and second partials
  const char* note = "";                   ///< what a reader of the accuracy table should know
  const char* hint = "";                   ///< what to write instead where a derivative is not finite
};

/// A row is a struct of static functions, templates on the numbers they get:
///
///   about                      name, domain, source
///   value(x...)                the function
///   partials(y, x...)          a tuple: the derivative by each argument; y is the value
///
/// A partial that does not depend on the arguments is a plain double, so that nobody multiplies by its zero tangent.
/// Further, where it applies:
///
///   among(x..., things...)     the value is one of the arguments: of things in their places, the one it would be;
///                              instead of value and partials (see ChoosesArgument). The others contribute
///                              structurally nothing, so 0 * inf is never formed
///   parameters                 how many trailing arguments are constants by nature (the n of an integer power)
///   scalar_only                the value branches, or its library has no vector form: it runs number by number
///   kink(x...)                 distance to the nearest point where the function is not smooth
///   cancellation(x...), first_cancellation(x...)   see About
///
/// Rows of any number of arguments take a span: value(x), partials(y, x, out).
template <class Row>
inline constexpr int parameters_of = [] {
  if constexpr (requires { Row::parameters; })
    return int{Row::parameters};
  else
    return 0;
}();

/// Number of arguments, parameters included; 0 for rows of any number.
template <class Row>
inline constexpr int arity_of = [] {
  int arity = 0;
  if constexpr (!requires { Row::variadic; })
    for (const Interval& domain : Row::about.tested_on) arity += domain.low < domain.high ? 1 : 0;
  return arity;
}();

template <class Row>
concept ScalarOnly = requires {
  Row::scalar_only;
};

template <class Row>
concept Choosing = requires {
  Row::chooses;
};

template <class Row>
concept Variadic = requires {
  Row::variadic;
};

}  // namespace hesse
