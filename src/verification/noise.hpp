// SPDX-License-Identifier: BSL-1.0
//
// How noisy the values of a function are.
//
// Source: Moré, Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011).
#pragma once

#include <hesse/basics/shapes.hpp>

#include <functional>
#include <span>

namespace hesse {

/// What equally spaced values of a function show.
struct NoiseSeen {
  enum class Kind {
    noise,   ///< differences of high order stay as large as noise makes them
    smooth,  ///< differences fall from order to order
    hidden   ///< most neighbours are the same
  } kind;
  double level = 0.0;         ///< the standard deviation, where there is noise
  double least_change = 0.0;  ///< of neighbours that are not the same
};
/// Values that are not all finite show nothing, and count as smooth.
NoiseSeen noise_in(std::span<const double> values);

/// The noise of each output along lines (k, t) -> outputs around t, the k-th at a spacing of widest / 16^k: the largest
/// that is seen at any, and at least the rounding of the values. A kink looks like noise, but shrinks with the spacing,
/// and is not counted; where neighbours are the same, the least change at the next wider spacing is what values are
/// rounded to. Cost: nine evaluations a spacing, of which there are `spacings`.
Vector noise_along(const std::function<Vector(int k, double t)>& line, double t, double widest, int spacings);

}  // namespace hesse
