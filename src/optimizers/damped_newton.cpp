// SPDX-License-Identifier: BSL-1.0
//
// The options of DampedNewton: which belong together, and whom they make.
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/damped_newton.hpp>

#include <algorithm>
#include <cmath>

#include "damping.hpp"

namespace hesse {

const char* name_of(Damping mode) {
  switch (mode) {
    case Damping::levenberg:
      return "levenberg";
    case Damping::corrected_inverse:
      return "corrected_inverse";
  }
  __builtin_unreachable();
}

const char* name_of(DampingPolicy policy) {
  switch (policy) {
    case DampingPolicy::fixed:
      return "fixed";
    case DampingPolicy::grid:
      return "grid";
    case DampingPolicy::gain_ratio:
      return "gain_ratio";
    case DampingPolicy::sqrt_gradient:
      return "sqrt_gradient";
    case DampingPolicy::cross_validated:
      return "cross_validated";
  }
  __builtin_unreachable();
}

const char* name_of(DampingMatrix matrix) {
  switch (matrix) {
    case DampingMatrix::identity:
      return "identity";
    case DampingMatrix::diagonal:
      return "diagonal";
    case DampingMatrix::largest_diagonal:
      return "largest_diagonal";
  }
  __builtin_unreachable();
}

namespace {

bool is_positive(double number) { return number > 0.0 && std::isfinite(number); }

bool uses_grid(DampingPolicy policy) {
  return policy == DampingPolicy::grid || policy == DampingPolicy::cross_validated;
}

/// Options of one mode are refused in the other.
void require_mode(const DampedNewton& method, DampingPolicy policy) {
  if (method.mode == Damping::levenberg) {
    require_option(method.eta == 1.0, "DampedNewton::eta", method.eta, "is for Damping::corrected_inverse alone");
    require_option(!method.safeguard, "DampedNewton::safeguard", "true", "is for Damping::corrected_inverse alone");
    return;
  }
  require_option(!method.mu, "DampedNewton::mu", method.mu.value_or(0.0), "is for Damping::levenberg alone");
  require_option(policy != DampingPolicy::sqrt_gradient, "DampedNewton::policy", name_of(policy),
                 "is for Damping::levenberg alone; alpha is fixed, or from grid, gain_ratio or cross_validated");
  require_option(method.matrix == DampingMatrix::identity, "DampedNewton::matrix", name_of(method.matrix),
                 "is for Damping::levenberg alone");
  require_option(policy != DampingPolicy::gain_ratio || method.eta < 2.0, "DampedNewton::eta", method.eta,
                 "must be below 2 for DampingPolicy::gain_ratio: no step as long as that lowers a quadratic");
}

void require_damping(const DampedNewton& method, DampingPolicy policy) {
  require_option(method.alpha >= 0.0 && std::isfinite(method.alpha), "DampedNewton::alpha", method.alpha,
                 "must be zero or positive");
  require_option(method.alpha == 0.0 || !uses_grid(policy), "DampedNewton::alpha", method.alpha,
                 "comes from the grid under this policy; leave it out");
  const bool needs_alpha = method.mode == Damping::corrected_inverse && !uses_grid(policy);
  require_option(needs_alpha == (method.alpha > 0.0), "DampedNewton::alpha", method.alpha,
                 "must be positive for Damping::corrected_inverse and is for it alone");
  require_option(!method.mu || is_positive(*method.mu), "DampedNewton::mu", method.mu.value_or(0.0),
                 "must be positive");
  const bool needs_mu = method.mode == Damping::levenberg && policy == DampingPolicy::fixed;
  require_option(needs_mu == method.mu.has_value(), "DampedNewton::mu", method.mu.value_or(0.0),
                 "must be given for DampingPolicy::fixed and is for it alone");
}

/// Options that a policy does not use are refused.
void require_policy(const DampedNewton& method, DampingPolicy policy) {
  const DampedNewton unset;
  require_option(!method.lipschitz || is_positive(*method.lipschitz), "DampedNewton::lipschitz",
                 method.lipschitz.value_or(0.0), "must be positive");
  require_option(!method.lipschitz || policy == DampingPolicy::sqrt_gradient, "DampedNewton::lipschitz",
                 method.lipschitz.value_or(0.0), "is for DampingPolicy::sqrt_gradient alone");
  const bool adapts_mu = method.mode == Damping::levenberg && !method.lipschitz &&
                         (policy == DampingPolicy::gain_ratio || policy == DampingPolicy::sqrt_gradient);
  require_option(adapts_mu || method.first_mu == unset.first_mu, "DampedNewton::first_mu", method.first_mu,
                 "is for a mu that follows, by DampingPolicy::gain_ratio or by sqrt_gradient without lipschitz");
  for (const double number : method.grid)
    require_option(number >= 0.0 && std::isfinite(number), "DampedNewton::grid", number,
                   "must hold numbers that are zero or positive");
  if (!method.grid.empty()) {
    require_option(uses_grid(policy), "DampedNewton::grid", method.grid.front(),
                   "is for DampingPolicy::grid and cross_validated alone");
    require_option(std::ranges::max(method.grid) > 0.0, "DampedNewton::grid", method.grid.front(),
                   "must hold a positive number too");
  }
  const bool has_folds = policy == DampingPolicy::cross_validated;
  const auto folds = static_cast<double>(method.folds);
  require_option(folds >= 2.0, "DampedNewton::folds", folds, "must be at least 2");
  require_option(has_folds || method.folds == unset.folds, "DampedNewton::folds", folds,
                 "is for DampingPolicy::cross_validated alone");
  require_option(has_folds || method.seed == unset.seed, "DampedNewton::seed", static_cast<double>(method.seed),
                 "is for DampingPolicy::cross_validated alone");
}

}  // namespace

std::unique_ptr<Descent> descent_of(const DampedNewton& method) {
  const bool inverse = method.mode == Damping::corrected_inverse;
  const DampingPolicy policy =
      method.policy.value_or(inverse || method.mu ? DampingPolicy::fixed : DampingPolicy::gain_ratio);
  require_option(is_positive(method.eta), "DampedNewton::eta", method.eta, "must be positive");
  require_option(is_positive(method.first_mu), "DampedNewton::first_mu", method.first_mu, "must be positive");
  require_mode(method, policy);
  require_damping(method, policy);
  require_policy(method, policy);
  switch (policy) {
    case DampingPolicy::fixed:
      return inverse ? textbook_inverse(method) : textbook_levenberg(method);
    case DampingPolicy::grid:
    case DampingPolicy::cross_validated:
      return chosen_damping(method, policy);
    case DampingPolicy::gain_ratio:
      return inverse ? adaptive_inverse(method) : gain_ratio_levenberg(method);
    case DampingPolicy::sqrt_gradient:
      return method.lipschitz ? textbook_levenberg(method) : square_root_levenberg(method);
  }
  __builtin_unreachable();
}

}  // namespace hesse
