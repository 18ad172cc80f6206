// SPDX-License-Identifier: BSL-1.0
//
// Rows: functions with kinks and jumps. At a kink each takes one documented value.
#pragma once

#include <hesse/ops/evaluate.hpp>

#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace hesse::rows {

/// A row that hands on one of its arguments says which by choosing among any n things in their place:
/// among(x..., things...). From that come the index of the argument and, on symbols, the choice among derivatives.
template <class Row>
struct ChoosesArgument {
  static constexpr bool chooses = true;
  static int chosen(const auto&... args) {
    return [&]<int... index>(std::integer_sequence<int, index...>) { return Row::among(args..., index...); }
    (std::make_integer_sequence<int, sizeof...(args)>());
  }
};

struct Abs {
  static constexpr About about{
      .name = "abs", .tested_on = {{{-9, 9}}}, .source = "piecewise linear", .note = "slope at 0 is 0"};
  static auto value(const auto& x) {
    using std::abs;
    return abs(x);
  }
  static auto partials(const auto&, const auto& x) {
    return std::tuple(
        choose(x > 0, 1.0, choose(x < 0, -1.0, choose(x == 0, 0.0, std::numeric_limits<double>::quiet_NaN()))));
  }
  static auto kink(const auto& x) { return value(x); }
};

/// As std::max: the first argument at a tie.
struct Max : ChoosesArgument<Max> {
  static constexpr About about{
      .name = "max", .tested_on = {{{-9, 9}, {-9, 9}}}, .source = "the chosen argument's rule"};
  static auto among(const auto& a, const auto& b, const auto& first, const auto& second) {
    return choose(a < b, second, first);
  }
  static auto kink(const auto& a, const auto& b) {
    using std::abs;
    return abs(a - b);
  }
};

/// As std::min: the first argument at a tie.
struct Min : ChoosesArgument<Min> {
  static constexpr About about{
      .name = "min", .tested_on = {{{-9, 9}, {-9, 9}}}, .source = "the chosen argument's rule"};
  static auto among(const auto& a, const auto& b, const auto& first, const auto& second) {
    return choose(b < a, second, first);
  }
  static auto kink(const auto& a, const auto& b) {
    using std::abs;
    return abs(a - b);
  }
};

/// As std::clamp(x, low, high): x at a tie.
struct Clamp : ChoosesArgument<Clamp> {
  static constexpr About about{
      .name = "clamp", .tested_on = {{{-9, 9}, {-5, -1}, {1, 5}}}, .source = "the chosen argument's rule"};
  static auto among(const auto& x, const auto& low, const auto& high, const auto& inside, const auto& below,
                    const auto& above) {
    return choose(x < low, below, choose(high < x, above, inside));
  }
  template <class T>
  static T kink(const T& x, const T& low, const T& high) {
    using std::abs, std::min;
    return min(T(abs(x - low)), T(abs(x - high)));
  }
};

/// The magnitude of a with the sign of b.
struct Copysign {
  static constexpr About about{.name = "copysign",
                               .tested_on = {{{-9, 9}, {-9, 9}}},
                               .source = "piecewise linear",
                               .note = "slope at magnitude 0 is 0"};
  template <class T>
  static T value(const T& a, const T& b) {
    using std::abs, std::signbit;
    return choose(signbit(b), T(-abs(a)), T(abs(a)));
  }
  static auto partials(const auto& y, const auto& a, const auto&) {
    return std::tuple(choose(a == 0, 0.0, choose(a > 0, choose(y > 0, 1.0, -1.0), choose(y > 0, -1.0, 1.0))), 0.0);
  }
  template <class T>
  static T kink(const T& a, const T& b) {
    using std::abs, std::min;
    return min(T(abs(a)), T(abs(b)));
  }
};

/// a - trunc(a / b) * b, exactly, as std::fmod.
struct Fmod {
  static constexpr About about{.name = "fmod", .tested_on = {{{-9, 9}, {0.5, 4}}}, .source = "piecewise linear"};
  template <class T>
  static T value(const T& a, const T& b) {
    using std::fmod;
    return fmod(a, b);
  }
  static auto partials(const auto&, const auto& a, const auto& b) {
    using std::trunc;
    return std::tuple(1.0, -trunc(a / b));
  }
  template <class T>
  static T kink(const T& a, const T& b) {
    using std::abs, std::min;
    const T rest = abs(value(a, b));
    return min(rest, T(abs(b) - rest));
  }
};

namespace detail {

/// Distance of x to the nearest integer.
template <class T>
T to_integer(const T& x) {
  using std::abs, std::floor;
  return abs(x - floor(x + 0.5));
}

}  // namespace detail

struct Floor {
  static constexpr About about{
      .name = "floor", .tested_on = {{{-9, 9}}}, .source = "piecewise constant", .note = "slope 0"};
  static auto value(const auto& x) {
    using std::floor;
    return floor(x);
  }
  static auto partials(const auto&, const auto&) { return std::tuple(0.0); }
  static auto kink(const auto& x) { return detail::to_integer(x); }
};

struct Ceil {
  static constexpr About about{
      .name = "ceil", .tested_on = {{{-9, 9}}}, .source = "piecewise constant", .note = "slope 0"};
  static auto value(const auto& x) {
    using std::ceil;
    return ceil(x);
  }
  static auto partials(const auto&, const auto&) { return std::tuple(0.0); }
  static auto kink(const auto& x) { return detail::to_integer(x); }
};

struct Round {
  static constexpr About about{
      .name = "round", .tested_on = {{{-9, 9}}}, .source = "piecewise constant", .note = "slope 0"};
  static auto value(const auto& x) {
    using std::round;
    return round(x);
  }
  static auto partials(const auto&, const auto&) { return std::tuple(0.0); }
  template <class T>
  static T kink(const T& x) {
    return detail::to_integer(T(x + 0.5));
  }
};

struct Trunc {
  static constexpr About about{
      .name = "trunc", .tested_on = {{{-9, 9}}}, .source = "piecewise constant", .note = "slope 0"};
  static auto value(const auto& x) {
    using std::trunc;
    return trunc(x);
  }
  static auto partials(const auto&, const auto&) { return std::tuple(0.0); }
  static auto kink(const auto& x) { return detail::to_integer(x); }
};

/// select(a < b, yes, no): both sides are on the tape, the side not taken contributes structurally nothing.
struct SelectLess : ChoosesArgument<SelectLess> {
  static constexpr About about{.name = "select_less",
                               .tested_on = {{{-9, 9}, {-9, 9}, {-9, 9}, {-9, 9}}},
                               .source = "the chosen argument's rule"};
  static auto among(const auto& a, const auto& b, const auto&, const auto&, const auto&, const auto&, const auto& yes,
                    const auto& no) {
    return choose(a < b, yes, no);
  }
  static auto kink(const auto& a, const auto& b, const auto&, const auto&) {
    using std::abs;
    return abs(a - b);
  }
};

/// select(a <= b, yes, no)
struct SelectLessEqual : ChoosesArgument<SelectLessEqual> {
  static constexpr About about{.name = "select_less_equal",
                               .tested_on = {{{-9, 9}, {-9, 9}, {-9, 9}, {-9, 9}}},
                               .source = "the chosen argument's rule"};
  static auto among(const auto& a, const auto& b, const auto&, const auto&, const auto&, const auto&, const auto& yes,
                    const auto& no) {
    return choose(a <= b, yes, no);
  }
  static auto kink(const auto& a, const auto& b, const auto&, const auto&) {
    using std::abs;
    return abs(a - b);
  }
};

/// select(a == b, yes, no)
struct SelectEqual : ChoosesArgument<SelectEqual> {
  static constexpr About about{.name = "select_equal",
                               .tested_on = {{{-9, 9}, {-9, 9}, {-9, 9}, {-9, 9}}},
                               .source = "the chosen argument's rule"};
  static auto among(const auto& a, const auto& b, const auto&, const auto&, const auto&, const auto&, const auto& yes,
                    const auto& no) {
    return choose(a == b, yes, no);
  }
  static auto kink(const auto& a, const auto& b, const auto&, const auto&) {
    using std::abs;
    return abs(a - b);
  }
};

}  // namespace hesse::rows
