// SPDX-License-Identifier: BSL-1.0
//
// Rows: roots, powers and lengths.
#pragma once

#include <hesse/ops/evaluate.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace hesse::rows {

struct Sqrt {
  static constexpr About about{.name = "sqrt",
                               .tested_on = {{{0.01, 9}}},
                               .source = "DLMF 4.2.26",
                               .hint = "If you need the squared length use squared_norm(x); norm(x) is defined at 0."};
  static auto value(const auto& x) {
    using std::sqrt;
    return sqrt(x);
  }
  static auto partials(const auto& y, const auto&) { return std::tuple(0.5 / y); }
};

struct Rsqrt {
  static constexpr About about{.name = "rsqrt", .tested_on = {{{0.01, 9}}}, .source = "DLMF 4.2.26"};
  static auto value(const auto& x) {
    using std::sqrt;
    return 1 / sqrt(x);
  }
  static auto partials(const auto& y, const auto& x) { return std::tuple(-0.5 * y / x); }
};

struct Cbrt {
  static constexpr About about{
      .name = "cbrt",
      .tested_on = {{{-9, 9}}},
      .source = "DLMF 4.2.26",
      .ulp = 6.0,
      .note = "the second partial is the fifth power of the value, reached in eight roundings"};
  // One step of Newton on what the C library gives: glibc's is off by up to 3 units in the last place, and its error
  // enters the slope twice.
  template <class T>
  static T value(const T& x) {
    using std::cbrt, std::fma, std::isfinite;
    const T y = cbrt(x);
    if constexpr (has_cmath<T>) {
      if (x == 0 || !isfinite(x)) return y;
      const T square = y * y;
      const T residual = fma(square, y, -x) + fma(y, y, -square) * y;
      return y - residual / (3 * square);
    } else {
      return y;
    }
  }
  // Divided twice: squaring y first would meet 0 * inf in the second derivative at 0.
  static auto partials(const auto& y, const auto&) { return std::tuple(1 / y / y / 3); }
};

/// x to a constant integer power; never meets log(x), so any sign of x will do.
struct PowInteger {
  static constexpr About about{.name = "pow_integer", .tested_on = {{{-3, 3}, {-4, 7}}}, .source = "DLMF 4.2.26"};
  static constexpr int parameters = 1;
  template <class T>
  static T value(const T& x, const T& n) {
    using std::pow;
    return T(pow(x, to_integer(n)));  // on float, std::pow gives a double
  }
  template <class T>
  static auto partials(const T&, const auto& x, const auto& n) {
    return std::tuple(n == 0 ? T(0) : T(n * evaluate<PowInteger>(x, n - 1)));
  }
};

/// x to a constant real power, x >= 0.
struct PowReal {
  static constexpr About about{.name = "pow_real",
                               .tested_on = {{{0.05, 8}, {-3, 4}}},
                               .source = "DLMF 4.2.26",
                               .ulp = 9.0,
                               .note = "exponent - 1 and exponent - 2 are rounded, which costs log(x) units of theirs"};
  static constexpr int parameters = 1;
  template <class T>
  static T value(const T& x, const T& exponent) {
    using std::pow;
    return pow(x, exponent);
  }
  // Not y * exponent / x: at x = 0 that is 0 / 0 where the limit is plain.
  template <class T>
  static auto partials(const T&, const auto& x, const auto& exponent) {
    return std::tuple(exponent == 0 ? T(0) : T(exponent * evaluate<PowReal>(x, exponent - 1)));
  }
};

/// x to a power that varies too.
struct Pow {
  static constexpr About about{.name = "pow",
                               .tested_on = {{{0.05, 8}, {-3, 4}}},
                               .source = "DLMF 4.2.26",
                               .note = "the two terms of the mixed partial cancel where exponent * log(x) = -1"};
  template <class T>
  static T value(const T& x, const T& exponent) {
    using std::pow;
    return pow(x, exponent);
  }
  template <class T>
  static auto partials(const T& y, const auto& x, const auto& exponent) {
    using std::log;
    return std::tuple(choose(exponent == 0, T(0), T(exponent * evaluate<Pow>(x, exponent - 1))),
                      choose(x == 0, choose(exponent > 0, T(0), T(y * log(x))), T(y * log(x))));
  }
  template <class T>
  static T cancellation(const T& x, const T& exponent) {
    using std::abs, std::log, std::max, std::pow;
    return pow(x, exponent - 1) * max(T(1), T(abs(exponent * log(x))));
  }
};

struct Hypot {
  static constexpr About about{.name = "hypot",
                               .tested_on = {{{-9, 9}, {-9, 9}}},
                               .source = "DLMF 1.9.3",
                               .note = "second partials in units of 1 / hypot; slopes at the origin are 0"};
  template <class T>
  static T value(const T& a, const T& b) {
    using std::hypot;
    return hypot(a, b);
  }
  template <class T>
  static auto partials(const T& y, const auto& a, const auto& b) {
    return std::tuple(choose(y == 0, T(0), T(a / y)), choose(y == 0, T(0), T(b / y)));
  }
  template <class T>
  static T kink(const T& a, const T& b) {
    return value(a, b);
  }
  template <class T>
  static T cancellation(const T& a, const T& b) {
    return 1 / value(a, b);
  }
};

struct Hypot3 {
  static constexpr About about{.name = "hypot3",
                               .tested_on = {{{-9, 9}, {-9, 9}, {-9, 9}}},
                               .source = "DLMF 1.9.3",
                               .note = "second partials in units of 1 / hypot; slopes at the origin are 0"};
  template <class T>
  static T value(const T& a, const T& b, const T& c) {
    using std::hypot;
    return hypot(hypot(a, b), c);
  }
  template <class T>
  static auto partials(const T& y, const auto& a, const auto& b, const auto& c) {
    return std::tuple(choose(y == 0, T(0), T(a / y)), choose(y == 0, T(0), T(b / y)), choose(y == 0, T(0), T(c / y)));
  }
  template <class T>
  static T kink(const T& a, const T& b, const T& c) {
    return value(a, b, c);
  }
  template <class T>
  static T cancellation(const T& a, const T& b, const T& c) {
    return 1 / value(a, b, c);
  }
};

}  // namespace hesse::rows
