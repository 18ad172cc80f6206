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

namespace hesse {

namespace detail {

namespace policies = boost::math::policies;
using Quiet =
    policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>>;

}  // namespace detail

template <class T>
T SpecialFunctions<T>::lgamma(const T& x) {
  using std::floor, std::isinf;
  if (isinf(x) || (x <= 0 && floor(x) == x)) return std::numeric_limits<T>::infinity();
  return boost::math::lgamma(x, detail::Quiet());
}

template <class T>
T SpecialFunctions<T>::polygamma(int n, const T& x) {
  if (n == 0) return boost::math::digamma(x, detail::Quiet());
  if (n == 1) return boost::math::trigamma(x, detail::Quiet());
  return boost::math::polygamma(n, x, detail::Quiet());
}

/// j_n(-x) = (-1)^n j_n(x), DLMF 10.47.14
template <class T>
T SpecialFunctions<T>::sph_bessel(int n, const T& x) {
  using std::isinf;
  if (isinf(x)) return T(0);
  if (x < 0) return n % 2 == 0 ? sph_bessel(n, T(-x)) : T(-sph_bessel(n, T(-x)));
  return boost::math::sph_bessel(static_cast<unsigned>(n), x, detail::Quiet());
}

}  // namespace hesse
