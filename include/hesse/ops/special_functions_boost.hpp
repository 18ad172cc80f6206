// SPDX-License-Identifier: BSL-1.0
//
// The special functions by Boost.Math, for any number type it takes. Poles give infinities and impossible arguments
// NaN, as IEEE functions do, instead of exceptions.
#pragma once

#include <hesse/ops/special_functions.hpp>

#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <limits>
#include <type_traits>

namespace hesse {

namespace detail {

namespace policies = boost::math::policies;
using Quiet =
    policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>, policies::rounding_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>>;

}  // namespace detail

template <class T>
T SpecialFunctions<T>::lgamma(const T& x) {
  using std::floor, std::isinf, std::isnan;
  if (isnan(x)) return x;
  if (isinf(x) || (x <= 0 && floor(x) == x)) return std::numeric_limits<T>::infinity();
  return boost::math::lgamma(x, detail::Quiet());
}

template <class T>
T SpecialFunctions<T>::polygamma(int n, const T& x) {
  using std::isnan;
  if (isnan(x)) return x;
  if (n == 0) return boost::math::digamma(x, detail::Quiet());
  if (n == 1) return boost::math::trigamma(x, detail::Quiet());
  return boost::math::polygamma(n, x, detail::Quiet());
}

/// j_n(-x) = (-1)^n j_n(x), DLMF 10.47.14. Boost's sph_bessel does not compile on Boost.Multiprecision numbers (its
/// sinc_pi takes them for templates over a scalar), so they get DLMF 10.47.3.
template <class T>
T SpecialFunctions<T>::sph_bessel(int n, const T& x) {
  using std::isinf, std::isnan;
  if (isinf(x)) return T(0);
  if (isnan(x)) return x;
  if (x < 0) return n % 2 == 0 ? sph_bessel(n, T(-x)) : T(-sph_bessel(n, T(-x)));
  if constexpr (std::is_floating_point_v<T>) {
    return boost::math::sph_bessel(static_cast<unsigned>(n), x, detail::Quiet());
  } else {
    if (x == 0) return T(n == 0 ? 1 : 0);
    if (n == 0) return sin(x) / x;
    const T half_circle = boost::math::constants::half_pi<T>();
    return sqrt(half_circle / x) * boost::math::cyl_bessel_j(T(n + 0.5), x, detail::Quiet());
  }
}

}  // namespace hesse
