// SPDX-License-Identifier: BSL-1.0
//
// minimize(): a point where a function is least, near a start, unconstrained. Derivative-free and global methods and
// general constraints are left out on purpose.
#pragma once

#include <hesse/optimizers/batch_objective.hpp>
#include <hesse/optimizers/methods.hpp>
#include <hesse/optimizers/objective.hpp>
#include <hesse/optimizers/residual_objective.hpp>
#include <hesse/optimizers/solution.hpp>

#include <concepts>
#include <utility>

namespace hesse {

/// Minimises f from a start by a method.
///
///   f        an Objective, a Function with one output, a Loss, or a generic callable (recorded at the start)
///   start    n finite entries
///   method   one of <hesse/optimizers/methods.hpp> with its options
///   returns  the solution; look at converged() before using point
///
/// A numerical outcome of any kind is returned, never thrown. Throws ShapeError for a start of the wrong length,
/// NonFiniteError for a start that is not finite, OptionError for an option that makes no sense, and what f or the
/// callback throws. Runs on the calling thread.
///
/// With a checkpoint_file, a run that was killed is called again with the same arguments and goes on from that file:
/// the iterates have the bits that they would have had, and the solution counts both parts. Limits and tolerances may
/// differ, so that a run that met its limit can go on too. Throws CheckpointError where the file is damaged, cannot be
/// written, or is of another method, start or function. The function is compiled at once, so that its bits do not
/// depend on how often it was evaluated; an Objective of your own must have that property itself.
///
///     const hesse::Solution s = hesse::minimize(f, start, hesse::NewtonCG{.gradient_tolerance = 1e-8});
///     if (!s.converged()) std::puts(s.explanation().c_str());
[[nodiscard]] Solution minimize(const Objective& f, ConstVector start, const Method& method = NewtonCG{});
[[nodiscard]] Solution minimize(const Function& f, ConstVector start, const Method& method = NewtonCG{});
[[nodiscard]] Solution minimize(const Loss& f, ConstVector start, const Method& method = NewtonCG{});

template <Recordable F>
requires(!std::derived_from<F, Objective>) [[nodiscard]] Solution
    minimize(F f, ConstVector start, const Method& method = NewtonCG{}) {
  return minimize(Function(std::move(f), start), start, method);
}

/// Minimises half the sum of squares of residuals from a start; as minimize() in all else.
///
///   residuals  a Function with any number of outputs, or a generic callable (recorded at the start) that returns a
///              vector of numbers
///
///     const auto misfit = [&](const auto& b) { ... };  // model(b) - data, one entry an observation
///     const hesse::Solution s = hesse::least_squares(misfit, start);
[[nodiscard]] Solution least_squares(const Function& residuals, ConstVector start,
                                     const Method& method = LeastSquares{});

template <Recordable F>
[[nodiscard]] Solution least_squares(F residuals, ConstVector start, const Method& method = LeastSquares{}) {
  return least_squares(Function(std::move(residuals), start), start, method);
}

}  // namespace hesse
