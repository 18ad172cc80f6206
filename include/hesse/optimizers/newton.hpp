// SPDX-License-Identifier: BSL-1.0
//
// Newton's method with the dense or the sparse Hessian.
#pragma once

#include <hesse/optimizers/hessian_form.hpp>
#include <hesse/optimizers/options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// What a line search is satisfied with.
enum class SearchRule { armijo, strong_wolfe };

[[nodiscard]] const char* name_of(SearchRule rule);

/// x - t (H + tau I)^-1 g.
///
/// tau is 0 where H is positive definite; elsewhere it grows until H + tau I is, so that the step points downhill.
/// t is found by a line search that tries 1 first. Near a minimum with positive definite Hessian both adjustments
/// vanish and the number of correct digits doubles each iteration.
///
/// pure: the textbook iteration x - eta H^-1 g, without either. On a quadratic the error is multiplied by 1 - eta. It
/// is attracted by saddles and maxima as much as by minima, and from a bad start diverges: on sqrt(1 + x^2) it maps x
/// to -x^3. A singular Hessian ends it with `not_finite`.
///
/// Cost of an iteration: one Hessian and n^3 / 3 or, sparse, a Cholesky factorisation; a gradient a trial. The pure
/// iteration takes the dense Hessian.
///
/// Source: Nocedal, Wright (2006), section 3.4 and algorithm 3.3 (multiples of the identity).
///
///     hesse::minimize(f, start, hesse::Newton{.gradient_tolerance = 1e-12});
struct Newton {
  bool pure = false;
  double eta = 1.0;  ///< of the pure iteration
  SearchRule search = SearchRule::armijo;
  HessianForm hessian = HessianForm::automatic;
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(Newton, pure, eta, search, hessian)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const Newton& method);

}  // namespace hesse
