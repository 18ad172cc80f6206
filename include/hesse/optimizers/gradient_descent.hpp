// SPDX-License-Identifier: BSL-1.0
//
// Gradient descent, and its variant with the Hessian in the direction: x - eta (g + rho H g).
#pragma once

#include <hesse/optimizers/options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// How the length of a step is found; see GradientDescent.
enum class StepRule { armijo, cauchy, fixed };

[[nodiscard]] const char* name_of(StepRule rule);

/// x - t g.
///
///   StepRule::armijo  backtracking; each search starts from twice the last length
///   StepRule::cauchy  the minimum of the quadratic model along -g, t = g'g / g'Hg, at the price of one Hessian-vector
///                     product, then backtracking where the model is wrong
///   StepRule::fixed   t = eta, whatever f does. On a quadratic with eigenvalues l the error along each eigenvector is
///                     multiplied by 1 - eta l: it converges for eta < 2 / lmax, best at 2 / (lmin + lmax)
///
/// rho, with the fixed step only: x - eta (g + rho H g), one product more an iteration. The factor is 1 - eta l (1 +
/// rho l). This is gradient descent on f + rho/2 |g|^2, which prefers flat regions; it does not accelerate (the
/// condition number can grow to its square), and since |g| is least at *every* stationary point, it is attracted into
/// saddles and maxima where an eigenvalue is below -1/rho.
///
/// Cost of an iteration: one gradient a trial. Converges linearly, at (1 - 1/kappa) or worse.
///
/// Source: Nocedal, Wright (2006), section 3.3; Zhao, Zhang, Hu, "Penalizing gradient norm" (ICML 2022) for rho.
///
///     hesse::minimize(f, start, hesse::GradientDescent{.step = hesse::StepRule::cauchy});
struct GradientDescent {
  StepRule step = StepRule::armijo;
  double eta = 0.0;  ///< the length of a fixed step; must be given for one
  double rho = 0.0;
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(GradientDescent, step, eta, rho)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const GradientDescent& method);

}  // namespace hesse
