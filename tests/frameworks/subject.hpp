// SPDX-License-Identifier: BSL-1.0
//
// f = a^2 s + s^3 with its derivatives by hand, right and wrong, for the test cases of each framework.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <type_traits>

namespace frameworks {

inline const auto cubic = [](const auto& x) { return x[0] * x[0] * x[1] + x[1] * x[1] * x[1]; };
inline hesse::Matrix hessian(hesse::ConstVector x) { return hesse::Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 6 * x[1]}}; }
/// 3 s for 6 s.
inline hesse::Matrix half_an_entry(hesse::ConstVector x) {
  return hesse::Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 3 * x[1]}};
}
inline hesse::Vector gradient(hesse::ConstVector x) {
  return hesse::Vector{{2 * x[0] * x[1], x[0] * x[0] + 3 * x[1] * x[1]}};
}
/// The gradient as a function: its Jacobian is the Hessian.
inline const auto slopes = [](const auto& x) {
  return hesse::VectorOf<std::remove_cvref_t<decltype(x[0])>>{{2 * x[0] * x[1], x[0] * x[0] + 3 * x[1] * x[1]}};
};
inline const hesse::Vector start{{1.0, 2.0}};

}  // namespace frameworks
