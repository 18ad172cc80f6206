// SPDX-License-Identifier: BSL-1.0
//
// Methods that learn the Hessian from the gradients they pass.
#pragma once

#include <hesse/curvature/inverse_update.hpp>
#include <hesse/optimizers/bounds.hpp>
#include <hesse/optimizers/options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// x - t B g, with a dense B that is corrected after each step so that B y = s, with y the change of the gradient.
///
///   Update::bfgs  the one to take: of rank two, positive definite
///   Update::dfp   its dual, of the same kind, but slower to forget a bad B
///   Update::sr1   of rank one: closer to the true inverse, but may be indefinite
///
/// B starts as the identity, scaled to what the first step shows; for residuals as a diagonal in the units that the
/// columns of their Jacobian give the variables, at the start and again where one has changed 500 times; where -B g
/// does not point downhill, it starts anew. t is found by a line search for the strong Wolfe conditions that tries 1
/// first. On a quadratic of n unknowns, with exact line searches, it ends in n steps with B = H^-1. Near a minimum it
/// converges superlinearly.
///
/// bounds: inputs at a bound that f would push across are held, the others take the step that B means for them alone.
/// A step that leaves the bounds ends at the nearest point within them, where that is downhill, else at the first
/// bound. |g| counts what is not held, and curvature is that of the inputs that are free at the end.
///
/// Cost of an iteration: a gradient a trial and 4 n^2 operations, with bounds n^3 / 3; memory: n^2.
///
/// Source: Nocedal, Wright, "Numerical Optimization" (2006), algorithm 6.1; for bounds Bertsekas, "Projected Newton
/// methods for optimization problems with simple constraints", SIAM J. Control Optim. 20 (1982), and Morales, Nocedal,
/// "Remark on algorithm 778: L-BFGS-B", ACM TOMS 38 (2011), for the projection of the step.
///
///     hesse::minimize(f, start, hesse::BFGS{.update = hesse::Update::sr1});
struct BFGS {
  Update update = Update::bfgs;
  Bounds bounds = {};
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(BFGS, update, bounds)
};

/// The same as BFGS from the last `memory` pairs of s and y alone, without a matrix; bounds too.
///
/// Cost of an iteration: a gradient a trial and 4 n memory operations; memory: 2 n memory numbers.
///
/// Source: Liu, Nocedal, "On the limited memory BFGS method for large scale optimization", Math. Program. 45 (1989);
/// Nocedal, Wright (2006), algorithms 7.4 and 7.5.
///
///     hesse::minimize(f, start, hesse::LBFGS{.memory = 20});
struct LBFGS {
  Index memory = 10;
  Bounds bounds = {};
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_METHOD(LBFGS, memory, bounds)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const BFGS& method);
[[nodiscard]] std::unique_ptr<Descent> descent_of(const LBFGS& method);

}  // namespace hesse
