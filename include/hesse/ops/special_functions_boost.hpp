// SPDX-License-Identifier: BSL-1.0
//
// The special functions by Boost.Math, for any number type it takes. Poles give infinities and impossible arguments
// NaN, as IEEE functions do, instead of exceptions.
#pragma once

#include <hesse/ops/evaluate.hpp>
#include <hesse/ops/special_functions.hpp>

#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <limits>

namespace hesse {

namespace detail {

// One list, as code for the compiler and as text for programs that are written down.
#define HESSE_QUIET(name) boost::math::policies::name##_error<boost::math::policies::ignore_error>
#define HESSE_QUIET_POLICY                                                                                            \
  boost::math::policies::policy<HESSE_QUIET(domain), HESSE_QUIET(pole), HESSE_QUIET(overflow), HESSE_QUIET(rounding), \
                                HESSE_QUIET(evaluation)>
#define HESSE_TEXT_OF(...) #__VA_ARGS__
#define HESSE_EXPANDED_TEXT_OF(...) HESSE_TEXT_OF(__VA_ARGS__)
using Quiet = HESSE_QUIET_POLICY;
inline constexpr const char* text_of_quiet = HESSE_EXPANDED_TEXT_OF(HESSE_QUIET_POLICY);
#undef HESSE_EXPANDED_TEXT_OF
#undef HESSE_TEXT_OF
#undef HESSE_QUIET_POLICY
#undef HESSE_QUIET

}  // namespace detail

// The functions of Boost.Math are called by their bare names, so that a number may bring its own.

template <class T>
T SpecialFunctions<T>::lgamma(const T& x) {
  using boost::math::lgamma;
  using std::floor, std::isinf, std::isnan;
  if (isnan(x)) return x;
  if (isinf(x) || (x <= 0 && floor(x) == x)) return std::numeric_limits<T>::infinity();
  return lgamma(x, detail::Quiet());
}

template <class T>
T SpecialFunctions<T>::polygamma(int n, const T& x) {
  using boost::math::digamma, boost::math::trigamma, boost::math::polygamma;
  using std::isinf, std::isnan;
  if (isnan(x)) return x;
  if (isinf(x) && x < 0) return std::numeric_limits<T>::quiet_NaN();  // Boost.Math 1.74 throws, whatever the policy
  if (n == 0) return digamma(x, detail::Quiet());
  if (n == 1) return trigamma(x, detail::Quiet());
  return polygamma(n, x, detail::Quiet());
}

namespace detail {

/// Boost's sph_bessel does not compile on Boost.Multiprecision numbers (its sinc_pi takes them for templates over a
/// scalar), so they get DLMF 10.47.3.
template <class T>
T sph_bessel_of_positive(int n, const T& x) {
  if constexpr (has_cmath<T>) {
    using boost::math::sph_bessel;
    return sph_bessel(static_cast<unsigned>(n), x, Quiet());
  } else {
    if (x == 0) return T(n == 0 ? 1 : 0);
    if (n == 0) return sin(x) / x;
    const T half_circle = boost::math::constants::half_pi<T>();
    return sqrt(half_circle / x) * boost::math::cyl_bessel_j(T(n + 0.5), x, Quiet());
  }
}

}  // namespace detail

/// j_n(-x) = (-1)^n j_n(x), DLMF 10.47.14.
template <class T>
T SpecialFunctions<T>::sph_bessel(int n, const T& x) {
  using std::abs, std::isinf, std::isnan;
  if (isinf(x)) return T(0);
  if (isnan(x)) return x;
  const T of_positive = detail::sph_bessel_of_positive(n, T(abs(x)));
  return n % 2 != 0 && x < 0 ? T(-of_positive) : of_positive;
}

}  // namespace hesse
