// SPDX-License-Identifier: BSL-1.0
//
// Constants of the rules, in the precision of the number they meet.
#pragma once

#include <hesse/ops/evaluate.hpp>

#include <cmath>
#include <concepts>
#include <numbers>

namespace hesse::constants {

template <class T>
auto ln2() {
  using V = value_of_t<T>;
  if constexpr (std::floating_point<V>)
    return std::numbers::ln2_v<V>;
  else
    return V(log(V(2)));
}

template <class T>
auto ln10() {
  using V = value_of_t<T>;
  if constexpr (std::floating_point<V>)
    return std::numbers::ln10_v<V>;
  else
    return V(log(V(10)));
}

/// 2 / sqrt(pi)
template <class T>
auto two_over_sqrt_pi() {
  using V = value_of_t<T>;
  if constexpr (std::floating_point<V>)
    return 2 * std::numbers::inv_sqrtpi_v<V>;
  else
    return V(2 / sqrt(4 * atan(V(1))));
}

}  // namespace hesse::constants
