// SPDX-License-Identifier: BSL-1.0
//
// Rows: the four operations and their kin.
#pragma once

#include <hesse/ops/evaluate.hpp>

#include <cmath>
#include <tuple>

namespace hesse::rows {

struct Add {
  static constexpr About about{.name = "+", .tested_on = {{{-9, 9}, {-9, 9}}}, .source = "sum rule"};
  static auto value(const auto& a, const auto& b) { return a + b; }
  static auto partials(const auto&, const auto&, const auto&) { return std::tuple(1.0, 1.0); }
};

struct Subtract {
  static constexpr About about{.name = "-", .tested_on = {{{-9, 9}, {-9, 9}}}, .source = "sum rule"};
  static auto value(const auto& a, const auto& b) { return a - b; }
  static auto partials(const auto&, const auto&, const auto&) { return std::tuple(1.0, -1.0); }
};

struct Multiply {
  static constexpr About about{.name = "*", .tested_on = {{{-9, 9}, {-9, 9}}}, .source = "product rule"};
  static auto value(const auto& a, const auto& b) { return a * b; }
  static auto partials(const auto&, const auto& a, const auto& b) { return std::tuple(b, a); }
};

struct Divide {
  static constexpr About about{.name = "/", .tested_on = {{{-9, 9}, {0.1, 9}}}, .source = "quotient rule"};
  static auto value(const auto& a, const auto& b) { return a / b; }
  static auto partials(const auto& y, const auto&, const auto& b) { return std::tuple(1 / b, -y / b); }
};

struct Negate {
  static constexpr About about{.name = "negate", .tested_on = {{{-9, 9}}}, .source = "sum rule"};
  static auto value(const auto& x) { return -x; }
  static auto partials(const auto&, const auto&) { return std::tuple(-1.0); }
};

/// a * b + c with one rounding where the number type has it.
struct Fma {
  static constexpr About about{.name = "fma", .tested_on = {{{-9, 9}, {-9, 9}, {-9, 9}}}, .source = "product rule"};
  template <class T>
  static T value(const T& a, const T& b, const T& c) {
    using std::fma;
    return fma(a, b, c);
  }
  static auto partials(const auto&, const auto& a, const auto& b, const auto&) { return std::tuple(b, a, 1.0); }
};

struct Square {
  static constexpr About about{.name = "square", .tested_on = {{{-9, 9}}}, .source = "DLMF 4.4"};
  static auto value(const auto& x) { return x * x; }
  static auto partials(const auto&, const auto& x) { return std::tuple(2 * x); }
};

struct Reciprocal {
  static constexpr About about{.name = "reciprocal", .tested_on = {{{0.1, 9}}}, .source = "quotient rule"};
  static auto value(const auto& x) { return 1 / x; }
  static auto partials(const auto& y, const auto&) { return std::tuple(-(y * y)); }
};

}  // namespace hesse::rows
