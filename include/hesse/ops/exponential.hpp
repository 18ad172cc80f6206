// SPDX-License-Identifier: BSL-1.0
//
// Rows: exponentials, logarithms and what losses are made of.
#pragma once

#include <hesse/ops/constants.hpp>
#include <hesse/ops/evaluate.hpp>

#include <cmath>
#include <limits>
#include <tuple>

namespace hesse::rows {

struct Exp {
  static constexpr About about{.name = "exp",
                               .tested_on = {{{-20, 20}}},
                               .source = "DLMF 4.2.19",
                               .hint = "Sums of exponentials under a logarithm are logsumexp(...) or softplus(x)."};
  static auto value(const auto& x) {
    using std::exp;
    return exp(x);
  }
  static auto partials(const auto& y, const auto&) { return std::tuple(y); }
};

struct Exp2 {
  static constexpr About about{.name = "exp2", .tested_on = {{{-20, 20}}}, .source = "DLMF 4.2.19"};
  template <class T>
  static T value(const T& x) {
    using std::exp2, std::pow;
    if constexpr (has_cmath<T>)
      return exp2(x);
    else
      return pow(T(2), x);
  }
  template <class T>
  static auto partials(const T& y, const auto&) {
    return std::tuple(y * constants::ln2<T>());
  }
};

struct Expm1 {
  static constexpr About about{.name = "expm1", .tested_on = {{{-20, 20}}}, .source = "DLMF 4.2.19"};
  static auto value(const auto& x) {
    using std::expm1;
    return expm1(x);
  }
  // Not y + 1, which cancels for negative x.
  static auto partials(const auto&, const auto& x) {
    using std::exp;
    return std::tuple(exp(x));
  }
};

struct Log {
  static constexpr About about{.name = "log",
                               .tested_on = {{{0.01, 9}}},
                               .source = "DLMF 4.7.1",
                               .hint = "xlogy(x, y) is 0 at x = 0; logsumexp and softplus never leave their range."};
  static auto value(const auto& x) {
    using std::log;
    return log(x);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(1 / x); }
};

struct Log2 {
  static constexpr About about{.name = "log2", .tested_on = {{{0.01, 9}}}, .source = "DLMF 4.7.1"};
  template <class T>
  static T value(const T& x) {
    using std::log, std::log2;
    if constexpr (has_cmath<T>)
      return log2(x);
    else
      return log(x) / constants::ln2<T>();
  }
  template <class T>
  static auto partials(const T&, const auto& x) {
    return std::tuple(1 / (x * constants::ln2<T>()));
  }
};

struct Log10 {
  static constexpr About about{.name = "log10", .tested_on = {{{0.01, 9}}}, .source = "DLMF 4.7.1"};
  static auto value(const auto& x) {
    using std::log10;
    return log10(x);
  }
  template <class T>
  static auto partials(const T&, const auto& x) {
    return std::tuple(1 / (x * constants::ln10<T>()));
  }
};

struct Log1p {
  static constexpr About about{.name = "log1p", .tested_on = {{{-0.9, 8}}}, .source = "DLMF 4.7.1"};
  static auto value(const auto& x) {
    using std::log1p;
    return log1p(x);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(1 / (1 + x)); }
};

/// exp(a - b), and 1 where a and b are equal, be it infinity. The rounding of the difference, which exp would magnify,
/// is carried along.
struct ExpDifference {
  static constexpr About about{
      .name = "exp_difference", .tested_on = {{{-20, 20}, {-20, 20}}}, .source = "DLMF 4.2.19"};
  template <class T>
  static T value(const T& a, const T& b) {
    using std::exp, std::isfinite;
    const T difference = a - b;
    if constexpr (rounds_like_double<T>) {
      const T back = difference - a;
      const T lost = (a - (difference - back)) - (b + back);  // Knuth's exact difference, TAOCP 2, section 4.2.2
      return choose(a == b, T(1), T(exp(difference) * choose(isfinite(difference), T(1 + lost), T(1))));
    } else {
      return choose(a == b, T(1), T(exp(difference)));
    }
  }
  static auto partials(const auto& y, const auto&, const auto&) { return std::tuple(y, -y); }
};

/// exp(-x^2). The slope of erf; the rounding of x^2, which exp would magnify x^2 times, is carried along.
struct Gaussian {
  static constexpr About about{.name = "gaussian",
                               .tested_on = {{{-6, 6}}},
                               .source = "DLMF 7.2.1",
                               .note = "the two terms of the second partial cancel at 1 / sqrt(2)"};
  template <class T>
  static T value(const T& x) {
    using std::exp, std::fma, std::isinf;
    const T square = x * x;
    if constexpr (rounds_like_double<T>) {
      return choose(isinf(square), T(0), T(exp(-square) * (1 - fma(x, x, -square))));
    } else {
      return exp(-square);
    }
  }
  static auto partials(const auto& y, const auto& x) { return std::tuple(-2 * x * y); }
  template <class T>
  static T cancellation(const T& x) {
    using std::max;
    return value(x) * max(T(2), T(4 * x * x));
  }
};

/// 1 / cosh(x)^2, the slope of tanh: 1 - tanh(x)^2 without the cancellation.
struct SechSquared {
  static constexpr About about{.name = "sech_squared",
                               .tested_on = {{{-20, 20}}},
                               .source = "DLMF 4.34.7",
                               .note = "the two terms of the second partial cancel where sinh(x)^2 = 1 / 2"};
  template <class T>
  static T value(const T& x) {
    using std::abs, std::exp;
    const T decay = exp(-2 * abs(x));
    return 4 * decay / ((1 + decay) * (1 + decay));
  }
  static auto partials(const auto& y, const auto& x) {
    using std::tanh;
    return std::tuple(-2 * y * tanh(x));
  }
  template <class T>
  static T cancellation(const T& x) {
    using std::max, std::tanh;
    const T y = value(x);
    return 2 * y * max(y, T(2 * tanh(x) * tanh(x)));
  }
};

/// 1 / (1 + exp(-x))
struct Sigmoid {
  static constexpr About about{.name = "sigmoid", .tested_on = {{{-40, 40}}}, .source = "DLMF 4.2.19"};
  template <class T>
  static T value(const T& x) {
    using std::abs, std::exp;
    const T decay = exp(-abs(x));
    return choose(x >= 0, T(1), decay) / (1 + decay);
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(0.25 * evaluate<SechSquared>(0.5 * x)); }
};

/// log(1 + exp(x))
struct Softplus {
  static constexpr About about{.name = "softplus", .tested_on = {{{-40, 40}}}, .source = "DLMF 4.7.1"};
  template <class T>
  static T value(const T& x) {
    using std::abs, std::exp, std::log1p;
    return choose(x > 0, x, T(0)) + log1p(exp(-abs(x)));
  }
  static auto partials(const auto&, const auto& x) { return std::tuple(evaluate<Sigmoid>(x)); }
};

/// x * log(y), and 0 where x = 0 whatever y is.
struct Xlogy {
  static constexpr About about{.name = "xlogy", .tested_on = {{{0.05, 9}, {0.05, 9}}}, .source = "product rule"};
  template <class T>
  static T value(const T& x, const T& y) {
    using std::isnan, std::log;
    const T product = x * log(y);
    return choose(isnan(y), product, choose(x == 0, T(0), product));
  }
  template <class T>
  static auto partials(const T&, const auto& x, const auto& y) {
    using std::log;
    return std::tuple(log(y), choose(x == 0, T(0), T(x / y)));
  }
};

}  // namespace hesse::rows
