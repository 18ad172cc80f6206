// SPDX-License-Identifier: BSL-1.0
//
// The yardstick of the accuracy tests: how many doubles a result lies from the exact one.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <support/fifty_digits.hpp>

namespace hesse {

/// The distance of `found` to `exact` in units in the last place of a double of the size of `exact`, or of `terms`
/// where terms of that size cancel in it. Infinite when only one of both is NaN, or they are different infinities.
inline double ulps(double found, const Fifty& exact, const Fifty& terms = 0) {
  if (isnan(exact) || isinf(exact)) {
    const auto rounded = static_cast<double>(exact);
    return std::isnan(found) == std::isnan(rounded) && (std::isnan(found) || found == rounded)
               ? 0.0
               : std::numeric_limits<double>::infinity();
  }
  if (!std::isfinite(found)) return std::numeric_limits<double>::infinity();
  const Fifty size = std::max(Fifty(abs(exact)), Fifty(abs(terms)));
  const int lowest = std::numeric_limits<double>::min_exponent - 1;
  const int exponent = size == 0 ? lowest : std::max(ilogb(size), lowest);
  const Fifty unit = ldexp(Fifty(1), exponent - (std::numeric_limits<double>::digits - 1));
  return static_cast<double>(Fifty(abs(found - exact) / unit));
}

}  // namespace hesse
