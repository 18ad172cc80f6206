// SPDX-License-Identifier: BSL-1.0
//
// Rows: circular functions and their inverses.
#pragma once

#include <hesse/ops/evaluate.hpp>

#include <cmath>
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
    using std::fma, std::sqrt;
    return std::tuple(1 / sqrt(fma(-x, x, 1.0)));
  }
};

struct Acos {
  static constexpr About about{.name = "acos", .tested_on = {{{-0.999, 0.999}}}, .source = "DLMF 4.24.8"};
  static auto value(const auto& x) {
    using std::acos;
    return acos(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::fma, std::sqrt;
    return std::tuple(-1 / sqrt(fma(-x, x, 1.0)));
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
  // Divided twice by the length: its square would overflow at 1e200.
  static auto partials(const auto&, const auto& y, const auto& x) {
    using std::hypot;
    const auto length = hypot(y, x);
    return std::tuple(x / length / length, -y / length / length);
  }
  template <class T>
  static T cancellation(const T& y, const T& x) {
    return 1 / (x * x + y * y);
  }
};

}  // namespace hesse::rows
