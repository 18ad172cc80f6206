// SPDX-License-Identifier: BSL-1.0
//
// Rows: hyperbolic functions and their inverses.
#pragma once

#include <hesse/ops/evaluate.hpp>
#include <hesse/ops/exponential.hpp>
#include <hesse/ops/powers.hpp>

#include <cmath>
#include <tuple>

namespace hesse::rows {

struct Sinh {
  static constexpr About about{.name = "sinh", .tested_on = {{{-9, 9}}}, .source = "DLMF 4.34.1"};
  static auto value(const auto& x) {
    using std::sinh;
    return sinh(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::cosh;
    return std::tuple(cosh(x));
  }
};

struct Cosh {
  static constexpr About about{.name = "cosh", .tested_on = {{{-9, 9}}}, .source = "DLMF 4.34.2"};
  static auto value(const auto& x) {
    using std::cosh;
    return cosh(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::sinh;
    return std::tuple(sinh(x));
  }
};

struct Tanh {
  static constexpr About about{.name = "tanh", .tested_on = {{{-25, 25}}}, .source = "DLMF 4.34.3"};
  static auto value(const auto& x) {
    using std::tanh;
    return tanh(x);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(evaluate<SechSquared>(x)); }
};

struct Asinh {
  static constexpr About about{.name = "asinh", .tested_on = {{{-9, 9}}}, .source = "DLMF 4.38.9"};
  static auto value(const auto& x) {
    using std::asinh;
    return asinh(x);
  }
  // sqrt(1 + x^2) that does not overflow.
  static auto partials(const auto&, const auto& x) {
    using std::hypot;
    return std::tuple(1 / hypot(x, 1.0));
  }
};

struct Acosh {
  static constexpr About about{.name = "acosh", .tested_on = {{{1.001, 9}}}, .source = "DLMF 4.38.10"};
  static auto value(const auto& x) {
    using std::acosh;
    return acosh(x);
  }
  // x - 1 is exact near 1, and no square overflows.
  static auto partials(const auto&, const auto& x) {
    return std::tuple(evaluate<Rsqrt>(x - 1) * evaluate<Rsqrt>(x + 1));
  }
};

struct Atanh {
  static constexpr About about{.name = "atanh", .tested_on = {{{-0.999, 0.999}}}, .source = "DLMF 4.38.11"};
  static auto value(const auto& x) {
    using std::atanh;
    return atanh(x);
  }
  static auto partials(const auto&, const auto& x) {
    using std::fma;
    return std::tuple(1 / fma(-x, x, 1.0));
  }
};

}  // namespace hesse::rows
