// SPDX-License-Identifier: BSL-1.0
//
// Special functions that <cmath> lacks or gets wrong (std::lgamma writes a global sign). Boost.Math has them; its
// headers stay out of ours. <hesse/numbers/multiprecision.hpp> adds the same for Boost.Multiprecision.
#pragma once

namespace hesse {

/// Declared for float, double and long double; every other number type specialises it.
template <class T>
struct SpecialFunctions {
  static T lgamma(const T& x);
  static T polygamma(int n, const T& x);
  static T sph_bessel(int n, const T& x);
};

extern template struct SpecialFunctions<float>;
extern template struct SpecialFunctions<double>;
extern template struct SpecialFunctions<long double>;

}  // namespace hesse
