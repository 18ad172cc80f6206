// SPDX-License-Identifier: BSL-1.0
//
// A second way to exact derivatives: the callable itself, run on hyper-dual numbers, forward over forward. There is no
// recording, no tape, no sweep and no reverse mode on it, so it notices what those would get wrong alike at every
// point: data that changed after the recording, random numbers, a branch on the type of the numbers.
//
// It is not independent of the table of functions: both ways take the slopes of sin from the row of sin. Those are
// proved one by one, against fifty digits, by tests/ops.
//
// Source: Fike and Alonso, "The Development of Hyper-Dual Numbers for Exact Second-Derivative Calculations", AIAA paper
// 2011-886 (2011).
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/recording/eigen_support.hpp>

#include <concepts>
#include <functional>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

/// f, its derivatives along u and along v, and u'Hv, of inputs x + u e1 + v e2: y.value.value, y.value.tangent,
/// y.tangent.value and y.tangent.tangent.
using HyperDual = Dual<Dual<double>>;

/// The callable on hyper-dual numbers, its outputs one behind the other; empty where there is none.
using SecondRoute = std::function<std::vector<HyperDual>(const VectorOf<HyperDual>& x)>;

namespace detail {

template <class Result>
concept HyperDualNumber = std::convertible_to<const Result&, HyperDual> && !std::is_arithmetic_v<Result>;
template <class Result>
concept HyperDualExpression = requires {
  requires std::same_as<typename Result::Scalar, HyperDual>;
};
template <class Result>
concept HyperDualRange = requires(const Result& result) {
  requires std::same_as<std::remove_cvref_t<decltype(*std::begin(result))>, HyperDual>;
};

}  // namespace detail

/// Callables that answer hyper-dual numbers with hyper-dual numbers, which generic ones do: [](const auto& x) { .. }.
/// What they return is looked at, for Eigen lets one that takes a VectorOf<Var> seem to take others. A generic callable
/// whose body compiles with Var alone does not compile here: hand over a Function made of it.
template <class F>
concept RunsOnHyperDuals = requires(F& f, const VectorOf<HyperDual>& x) {
  requires detail::HyperDualNumber<std::remove_cvref_t<decltype(f(x))>> ||
      detail::HyperDualExpression<std::remove_cvref_t<decltype(f(x))>> ||
      detail::HyperDualRange<std::remove_cvref_t<decltype(f(x))>>;
};

/// The second route of a callable, which is borrowed and has to live as long; empty for one that takes variables only.
///
///     const hesse::Function energy(f, x);
///     const hesse::Verdict verdict = hesse::check_hessian(energy, by_hand, x, {}, hesse::second_route(f));
template <class F>
[[nodiscard]] SecondRoute second_route(F& f) {
  if constexpr (RunsOnHyperDuals<F>) {
    return [&f](const VectorOf<HyperDual>& x) -> std::vector<HyperDual> {
      using Result = std::remove_cvref_t<decltype(f(x))>;
      if constexpr (detail::HyperDualNumber<Result>) {
        return {HyperDual(f(x))};
      } else if constexpr (detail::HyperDualExpression<Result>) {
        const VectorOf<HyperDual> all = f(x);
        return {all.begin(), all.end()};
      } else {
        const Result all = f(x);
        return {std::begin(all), std::end(all)};
      }
    };
  } else {
    return {};
  }
}

}  // namespace hesse
