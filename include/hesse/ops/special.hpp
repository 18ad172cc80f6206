// SPDX-License-Identifier: BSL-1.0
//
// Rows: special functions. Values come from Boost.Math.
#pragma once

#include <hesse/ops/constants.hpp>
#include <hesse/ops/evaluate.hpp>
#include <hesse/ops/exponential.hpp>
#include <hesse/ops/special_functions.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace hesse::rows {

struct Erf {
  static constexpr About about{.name = "erf", .tested_on = {{{-6, 6}}}, .source = "DLMF 7.10.1"};
  static auto value(const auto& x) {
    using std::erf;
    return erf(x);
  }
  template <class T>
  static auto partials(const T&, const auto& x) {
    return std::tuple(constants::two_over_sqrt_pi<T>() * evaluate<Gaussian>(x));
  }
};

struct Erfc {
  static constexpr About about{.name = "erfc", .tested_on = {{{-6, 20}}}, .source = "DLMF 7.10.1"};
  static auto value(const auto& x) {
    using std::erfc;
    return erfc(x);
  }
  template <class T>
  static auto partials(const T&, const auto& x) {
    return std::tuple(-constants::two_over_sqrt_pi<T>() * evaluate<Gaussian>(x));
  }
};

/// The n-th derivative of digamma, n a constant integer >= 0.
struct Polygamma {
  static constexpr About about{.name = "polygamma", .tested_on = {{{0.1, 9}, {0, 3}}}, .source = "DLMF 5.15.1"};
  static constexpr bool scalar_only = true;
  static constexpr int parameters = 1;
  template <class T>
  static T value(const T& x, const T& n) {
    return SpecialFunctions<T>::polygamma(static_cast<int>(n), x);
  }
  static auto partials(const auto&, const auto& x, const auto& n) { return std::tuple(evaluate<Polygamma>(x, n + 1)); }
};

struct Digamma {
  static constexpr About about{.name = "digamma", .tested_on = {{{0.1, 9}}}, .source = "DLMF 5.15.1"};
  static constexpr bool scalar_only = true;
  template <class T>
  static T value(const T& x) {
    return SpecialFunctions<T>::polygamma(0, x);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(evaluate<Polygamma>(x, 1.0)); }
};

struct Trigamma {
  static constexpr About about{.name = "trigamma", .tested_on = {{{0.1, 9}}}, .source = "DLMF 5.15.1"};
  static constexpr bool scalar_only = true;
  template <class T>
  static T value(const T& x) {
    return SpecialFunctions<T>::polygamma(1, x);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(evaluate<Polygamma>(x, 2.0)); }
};

struct Lgamma {
  static constexpr About about{.name = "lgamma", .tested_on = {{{0.1, 9}}}, .source = "DLMF 5.2.2"};
  static constexpr bool scalar_only = true;
  template <class T>
  static T value(const T& x) {
    return SpecialFunctions<T>::lgamma(x);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(evaluate<Digamma>(x)); }
};

/// The spherical Bessel function j_n(x), n a constant integer >= 0.
struct SphBessel {
  static constexpr About about{
      .name = "sph_bessel",
      .tested_on = {{{-3, 3}, {0, 3}}},
      .source = "DLMF 10.51.2",
      .note = "partials cancel at their zeros: in units of the largest term of the recurrence"};
  static constexpr bool scalar_only = true;
  static constexpr int parameters = 1;
  template <class T>
  static T value(const T& x, const T& n) {
    return SpecialFunctions<T>::sph_bessel(static_cast<int>(n), x);
  }
  // The form without 1 / x, so that x = 0 is a point like any other.
  template <class T>
  static auto partials(const T&, const auto& x, const auto& n) {
    const T next = -evaluate<SphBessel>(x, n + 1);
    if (n == 0) return std::tuple(next);
    return std::tuple(T((n * evaluate<SphBessel>(x, n - 1) + (n + 1) * next) / (2 * n + 1)));
  }
  template <class T>
  static T first_cancellation(const T& x, const T& n) {
    using std::max;
    return max(term(x, n, -1, T(n / (2 * n + 1))), term(x, n, 1, T((n + 1) / (2 * n + 1))));
  }
  template <class T>
  static T cancellation(const T& x, const T& n) {
    using std::max;
    const T below = n / ((2 * n + 1) * (2 * n - 1)), above = (n + 1) / ((2 * n + 1) * (2 * n + 3));
    return max(term(x, n, 0, T(n * below + (n + 1) * above)),
               max(term(x, n, -2, T((n - 1) * below)), term(x, n, 2, T((n + 2) * above))));
  }

 private:
  template <class T>
  static T term(const T& x, const T& n, int step, const T& factor) {
    using std::abs;
    return factor == 0 ? T(0) : T(abs(factor * value(x, T(n + step))));
  }
};

/// sin(x) / x, and 1 at 0.
struct Sinc {
  static constexpr About about{.name = "sinc",
                               .tested_on = {{{-3, 3}}},
                               .source = "DLMF 10.49.3, 10.51.2",
                               .note = "the two terms of the second partial cancel near 2.08"};
  template <class T>
  static T value(const T& x) {
    using std::isinf, std::sin;
    return choose(isinf(x), T(0), choose(x == 0, T(1), T(sin(x) / x)));
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(-evaluate<SphBessel>(x, 1.0)); }
  template <class T>
  static T cancellation(const T& x) {
    return SphBessel::cancellation(x, T(0));
  }
};

}  // namespace hesse::rows
