// SPDX-License-Identifier: BSL-1.0
//
// Rows of any number of arguments: value(x) and partials(y, x, out).
#pragma once

#include <hesse/ops/evaluate.hpp>
#include <hesse/ops/exponential.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace hesse::rows {

/// log(exp(x_0) + ... + exp(x_n-1)); minus infinity for no arguments.
struct LogSumExp {
  static constexpr About about{.name = "logsumexp",
                               .tested_on = {{{-20, 20}}},
                               .source = "DLMF 4.7.1",
                               .ulp = 8.0,
                               .note =
                                   "second partials in units of the softmax weights whose products cancel; the "
                                   "bound is for 20 arguments"};
  static constexpr bool variadic = true;
  template <class T>
  static T value(std::span<const T> x) {
    using std::exp, std::isinf, std::log;
    T largest = -std::numeric_limits<T>::infinity();
    for (const T& item : x) largest = choose(item <= largest, largest, item);  // a NaN stays
    T sum = 0;
    for (const T& item : x) sum += exp(T(item - largest));
    return choose(isinf(largest), largest, T(largest + log(sum)));
  }
  // The softmax weights. Their sum is 1 but for the rounding of y, which exp magnifies; dividing by it takes that out.
  // Of several infinite arguments nobody knows the difference, on which their shares depend.
  template <class T>
  static void partials(const T& y, std::span<const T> x, std::span<T> out) {
    using std::abs;
    using Limits = std::numeric_limits<double>;
    T sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += out[i] = evaluate<ExpDifference>(x[i], y);
    const T unless_shared = choose(sum == 1, T(1), T(Limits::quiet_NaN()));
    const T scale = choose(abs(y) < Limits::infinity(), T(1 / sum), unless_shared);
    for (T& weight : out) weight *= scale;
  }
  template <class T>
  static T cancellation(const T& y, std::span<const T> x, std::size_t i, std::size_t j) {
    using std::exp, std::max;
    return i == j ? T(exp(x[i] - y)) : T(exp(x[i] - y) * exp(x[j] - y));
  }
};

/// The Euclidean length of x; slopes at the origin are 0.
struct Norm {
  static constexpr About about{.name = "norm",
                               .tested_on = {{{-9, 9}}},
                               .source = "DLMF 1.9.3",
                               .note = "second partials in units of 1 / norm; slopes at the origin are 0"};
  static constexpr bool variadic = true;
  static constexpr bool scalar_only = true;
  template <class T>
  static T value(std::span<const T> x) {
    using std::abs, std::isinf, std::isnan, std::sqrt;
    using Limits = std::numeric_limits<T>;
    T sum = 0;
    for (const T& item : x) sum += item * item;
    if (sum > Limits::min() / Limits::epsilon() && sum <= Limits::max()) return sqrt(sum);
    T largest = 0;
    for (const T& item : x) largest = choose(abs(item) <= largest, largest, T(abs(item)));  // a NaN stays
    if (largest == 0 || isinf(largest) || isnan(largest)) return largest;
    sum = 0;
    for (const T& item : x) sum += (item / largest) * (item / largest);
    return largest * sqrt(sum);
  }
  template <class T>
  static void partials(const T& y, std::span<const T> x, std::span<T> out) {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = choose(y == 0, T(0), T(x[i] / y));
  }
  template <class T>
  static T kink(std::span<const T> x) {
    return value(x);
  }
  template <class T>
  static T cancellation(const T& y, std::span<const T>, std::size_t, std::size_t) {
    return 1 / y;
  }
};

/// The sum of the squares of x.
struct SquaredNorm {
  static constexpr About about{.name = "squared_norm", .tested_on = {{{-9, 9}}}, .source = "DLMF 1.9.3"};
  static constexpr bool variadic = true;
  template <class T>
  static T value(std::span<const T> x) {
    T sum = 0;
    for (const T& item : x) sum += item * item;
    return sum;
  }
  template <class T>
  static void partials(const T&, std::span<const T> x, std::span<T> out) {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = 2 * x[i];
  }
};

}  // namespace hesse::rows
