// SPDX-License-Identifier: BSL-1.0
//
// Rows: circular functions and their inverses.
#pragma once

#include <hesse/ops/evaluate.hpp>
#include <hesse/ops/powers.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace hesse::rows {

struct Sin {
  static constexpr About about{.name = "sin", .tested_on = {{{-9, 9}}}, .source = "DLMF 4.20.1"};
  static auto value(const auto& x) {
    using std::sin;
    return sin(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::cos;
    return std::tuple(cos(x));
  }
};

struct Cos {
  static constexpr About about{.name = "cos", .tested_on = {{{-9, 9}}}, .source = "DLMF 4.20.2"};
  static auto value(const auto& x) {
    using std::cos;
    return cos(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::sin;
    return std::tuple(-sin(x));
  }
};

struct Tan {
  static constexpr About about{.name = "tan", .tested_on = {{{-1.5, 1.5}}}, .source = "DLMF 4.20.3"};
  static auto value(const auto& x) {
    using std::tan;
    return tan(x);
  }
  static auto partials(const auto& y, const auto&) { return std::tuple(1 + y * y); }
};

// 1 - x^2 with one rounding: neither 1 - x * x (bad near 1) nor (1 - x) * (1 + x) (its slope is bad near 0) will do.
struct Asin {
  static constexpr About about{.name = "asin", .tested_on = {{{-0.999, 0.999}}}, .source = "DLMF 4.24.7"};
  static auto value(const auto& x) {
    using std::asin;
    return asin(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::fma;
    return std::tuple(evaluate<Rsqrt>(fma(-x, x, 1.0)));
  }
};

struct Acos {
  static constexpr About about{.name = "acos", .tested_on = {{{-0.999, 0.999}}}, .source = "DLMF 4.24.8"};
  static auto value(const auto& x) {
    using std::acos;
    return acos(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::fma;
    return std::tuple(-evaluate<Rsqrt>(fma(-x, x, 1.0)));
  }
};

struct Atan {
  static constexpr About about{.name = "atan", .tested_on = {{{-9, 9}}}, .source = "DLMF 4.24.9"};
  static auto value(const auto& x) {
    using std::atan;
    return atan(x);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(1 / (1 + x * x)); }
};

/// a / (a^2 + b^2): what the slopes of atan2 are made of, and its own slopes of itself. Geometrically the first
/// coordinate of (a, b) inverted in the unit circle.
struct CircleInversion {
  static constexpr About about{.name = "circle_inversion",
                               .tested_on = {{{-9, 9}, {-9, 9}}},
                               .source = "quotient rule",
                               .ulp = 6.0,
                               .note = "partials cancel on the diagonals and elsewhere: in units of their terms"};
  static constexpr bool scalar_only = true;
  // Where the squares leave the range of the number, Smith's division (CACM 5, 1962, algorithm 116).
  template <class T>
  static T value(const T& a, const T& b) {
    using std::abs;
    using Limits = std::numeric_limits<T>;
    const T square = a * a + b * b;
    if (square > Limits::min() / Limits::epsilon() && square <= Limits::max()) return a / square;
    if (abs(a) >= abs(b)) return 1 / (a + b * (b / a));
    const T ratio = a / b;
    return ratio / (b + a * ratio);
  }
  template <class T>
  static auto partials(const T& y, const auto& a, const auto& b) {
    const T other = evaluate<CircleInversion>(b, a);
    return std::tuple(T((other - y) * (other + y)), T(-2 * y * other));
  }
  // With y and z the two coordinates: y_a = z^2 - y^2, y_b = -2 y z, and so on for the next order.
  template <class T>
  static T first_cancellation(const T& a, const T& b) {
    using std::abs, std::max;
    const T larger = max(T(abs(value(a, b))), T(abs(value(b, a))));
    return larger * larger;
  }
  template <class T>
  static T cancellation(const T& a, const T& b) {
    using std::abs, std::max;
    const T y = abs(value(a, b)), z = abs(value(b, a));
    return 2 * max(y, z) * max(T(max(y, z) * max(y, z)), T(2 * y * z));
  }
};

/// The angle of the point (x, y), as std::atan2(y, x). Slopes at the origin do not exist: NaN.
struct Atan2 {
  static constexpr About about{.name = "atan2",
                               .tested_on = {{{-9, 9}, {-9, 9}}},
                               .source = "DLMF 4.23.2",
                               .note = "the mixed partial cancels on the diagonals: in units of 1 / (x^2 + y^2)"};
  template <class T>
  static T value(const T& y, const T& x) {
    using std::atan2;
    return atan2(y, x);
  }
  static auto partials(const auto&, const auto& y, const auto& x) {
    return std::tuple(evaluate<CircleInversion>(x, y), -evaluate<CircleInversion>(y, x));
  }
  template <class T>
  static T cancellation(const T& y, const T& x) {
    return 1 / (x * x + y * y);
  }
};

}  // namespace hesse::rows
