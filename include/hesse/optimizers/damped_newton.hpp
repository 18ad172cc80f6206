// SPDX-License-Identifier: BSL-1.0
//
// Newton's method with a correction added to the Hessian or to its inverse.
#pragma once

#include <hesse/optimizers/options.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace hesse {

class Descent;

/// Where the correction is added; see DampedNewton.
enum class Damping { levenberg, corrected_inverse };

/// Who chooses mu or alpha; see DampedNewton.
enum class DampingPolicy { fixed, grid, gain_ratio, sqrt_gradient, cross_validated };

/// What mu is multiplied with: I, |diag H|, or the largest |diag H| seen so far. With the last two mu has no unit, and
/// with the very last the iterates do not depend on the units of x.
enum class DampingMatrix { identity, diagonal, largest_diagonal };

[[nodiscard]] const char* name_of(Damping mode);
[[nodiscard]] const char* name_of(DampingPolicy policy);
[[nodiscard]] const char* name_of(DampingMatrix matrix);

/// Damping::levenberg: x - (H + mu D)^-1 g. With D = I the error on a quadratic is multiplied by mu / (l + mu): flat
/// directions, where Newton would jump far, are held back. mu by policy:
///
///   fixed            the one given, and every step is taken
///   gain_ratio       shrinks to a third after a step that did what the model promised, grows ever faster after
///                    failures (Nielsen); the policy where nothing is given
///   sqrt_gradient    sqrt(M |g|), M half of what bounds how fast the Hessian changes: it vanishes at a minimum as fast
///                    as is needed for quadratic convergence. With `lipschitz` M is that, and every step is taken; else
///                    M follows: 4 times less after a step with f lower by 2/3 mu |s|^2 and |g| <= 2 mu |s| behind it,
///                    4 times more after any other
///   grid             the one of a grid with the lowest f; the grid is ten times higher after a failure
///   cross_validated  the one of a grid whose steps, each from all rows but a fold, have the least loss on that fold
///
/// All but the first, and the third with `lipschitz`, increase mu until H + mu D is positive definite, and take a step
/// only where f falls.
///
/// Damping::corrected_inverse: x - eta (H^-1 + alpha I) g, literally, every step taken. The factor is
/// 1 - eta (1 + alpha l): it caps *large* curvature, at 1 / alpha, and does not cure a singular H, since 1 / l is still
/// there. It converges only for eta < 2 / (1 + alpha lmax), and like pure Newton also to saddles and maxima. alpha is
/// fixed, from a grid, cross-validated, or follows the gain ratio: then a step is taken only where f falls, alpha
/// doubles where f fell by 3/4 of what the step with alpha = 0 promised, and shrinks ever faster where by less than
/// 1/4. `safeguard` lowers eta to 99 % of that bound where it is larger, with lmax the largest eigenvalue of H at the
/// point.
///
/// Cost of an iteration: one Hessian a new point, n^3 / 3, and one gradient. A grid takes as many values and
/// factorizations as it has numbers; cross-validation, for each fold, a gradient and n products of the other rows and
/// as many batches for the grid; the safeguard 4/3 n^3. Cross-validation throws OptionError for an objective without
/// rows.
///
/// Source: Nielsen, "Damping parameter in Marquardt's method" (IMM-REP-1999-05); Levenberg (1944); Marquardt (1963);
/// Mishchenko, "Regularized Newton method with global O(1/k^2) convergence", SIAM J. Optim. 33 (2023).
///
///     hesse::minimize(f, start, hesse::DampedNewton{});
///     hesse::minimize(loss, start, hesse::DampedNewton{.policy = hesse::DampingPolicy::cross_validated, .folds = 10});
struct DampedNewton {
  Damping mode = Damping::levenberg;
  std::optional<DampingPolicy> policy = {};  ///< where it is not given: fixed where mu or alpha is, else gain_ratio
  DampingMatrix matrix = DampingMatrix::identity;  ///< levenberg: D
  std::optional<double> mu = {};                   ///< levenberg, fixed: in units of H / D
  double first_mu = 1e-3;  ///< levenberg, gain_ratio and sqrt_gradient: as a part of the largest entry on the diagonal
  std::optional<double> lipschitz = {};  ///< levenberg, sqrt_gradient: M, in units of H per unit of input
  /// Of mu as parts of the largest entry on the diagonal, of alpha as parts of one over it; where it is not given: 0,
  /// 1e-6, 1e-5, ..., 1.
  std::vector<double> grid = {};
  Index folds = 5;         ///< cross_validated
  std::uint64_t seed = 1;  ///< cross_validated: of the folds
  double eta = 1.0;        ///< corrected_inverse
  double alpha = 0.0;      ///< corrected_inverse: in units of 1 / H; given for fixed, and for gain_ratio as the first
  bool safeguard = false;  ///< corrected_inverse
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(DampedNewton, mode, policy, matrix, mu, first_mu, lipschitz, grid, folds, seed, eta, alpha, safeguard)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const DampedNewton& method);

}  // namespace hesse
