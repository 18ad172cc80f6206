// SPDX-License-Identifier: BSL-1.0
//
// Newton's method with a correction added to the Hessian or to its inverse.
#pragma once

#include <hesse/optimizers/options.hpp>

#include <memory>
#include <optional>

namespace hesse {

class Descent;

/// Where the correction is added; see DampedNewton.
enum class Damping { levenberg, corrected_inverse };

[[nodiscard]] const char* name_of(Damping mode);

/// Damping::levenberg: x - (H + mu I)^-1 g. On a quadratic the error is multiplied by mu / (l + mu): flat directions,
/// where Newton would jump far, are held back. mu follows the gain ratio (Nielsen): it shrinks to a third after a step
/// that did what the model promised and grows ever faster after failures; it also grows until H + mu I is positive
/// definite. With `mu` given it stays there and every step is taken.
///
/// Damping::corrected_inverse: x - eta (H^-1 + alpha I) g, literally, every step taken. The factor is
/// 1 - eta (1 + alpha l): it caps *large* curvature, at 1 / alpha, and does not cure a singular H, since 1 / l is still
/// there. It converges only for eta < 2 / (1 + alpha lmax), and like pure Newton also to saddles and maxima.
///
/// Cost of an iteration: one Hessian a new point, n^3 / 3, and one gradient.
///
/// Source: Nielsen, "Damping parameter in Marquardt's method" (IMM-REP-1999-05); Levenberg (1944).
///
///     hesse::minimize(f, start, hesse::DampedNewton{});
struct DampedNewton {
  Damping mode = Damping::levenberg;
  std::optional<double> mu = {};  ///< levenberg: a fixed damping, in units of H
  double first_mu = 1e-3;         ///< levenberg: the first damping, as a part of the largest entry on H's diagonal
  double eta = 1.0;               ///< corrected_inverse
  double alpha = 0.0;             ///< corrected_inverse: in units of 1 / H; must be given
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(DampedNewton, mode, mu, first_mu, eta, alpha)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const DampedNewton& method);

}  // namespace hesse
