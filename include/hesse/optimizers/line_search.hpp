// SPDX-License-Identifier: BSL-1.0
//
// How far to go along a direction p. All start from a first length, halve it while the trial point is not finite, and
// give up when a step can no longer be told from standing still.
#pragma once

#include <hesse/optimizers/descent.hpp>

#include <limits>

namespace hesse {

/// The step as it is, whatever f does, as textbooks write iterations. Only a trial point that is not finite is replaced
/// by one half as far.
[[nodiscard]] Attempt take_step(const Iterate& here, const Vector& step, Problem& problem);

/// Backtracking until f(x + t p) <= f(x) + 1e-4 t g'p, by quadratic interpolation kept within [t/10, t/2].
/// `direction` must point downhill. The radius of the result is the length t. Where f no longer shows what a step does,
/// the gradient has to become shorter; steps that are too long for that are halved down to `shortest_unseen` of the
/// first: along directions of unknown length they may be.
///
/// Source: Nocedal, Wright, "Numerical Optimization" (2006), algorithm 3.1 and section 3.5.
[[nodiscard]] Attempt search_armijo(const Iterate& here, const Vector& direction, double first, Problem& problem,
                                    double shortest_unseen = 1.0);

/// Strong Wolfe conditions, 1e-4 and 0.9: steps that double where the slope is still steep, then the minimum of the
/// cubic through the ends of the bracket, kept a tenth of it away from them; a bracket that this does not halve is
/// halved next. Steps longer than `longest` times the direction, which may not be 0, are not tried: there the first
/// condition is enough.
///
/// Source: Nocedal, Wright (2006), algorithms 3.5 and 3.6, equation 3.59.
[[nodiscard]] Attempt search_wolfe(const Iterate& here, const Vector& direction, double first, Problem& problem,
                                   double longest = std::numeric_limits<double>::infinity());

}  // namespace hesse
