// SPDX-License-Identifier: BSL-1.0
//
// Is a derivative that somebody derived by hand that of a function which cannot be recorded: an old code, a simulation,
// a measurement? There are values alone, which may be noisy. The derivative is held against differences of them, each
// with an error bar, and an entry counts as wrong only where it lies clearly outside.
//
// Differences are central ones for ten steps, extrapolated to step zero; the error bar is the change by the last step
// of the extrapolation and what the noise of the values makes of the quotients. The noise is estimated from tables of
// differences of closely spaced values: differences of high order of a smooth function vanish, those of noise do not.
//
// Source: Ridders, "Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4 (1982); Moré,
// Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011); the same, "Estimating derivatives of noisy
// simulations", ACM Trans. Math. Software 38 (2012).
#pragma once

#include <hesse/verification/check.hpp>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

/// A function that can be evaluated and nothing else. What it throws, and values that are not finite, are holes in its
/// domain.
///
///     hesse::check_gradient(hesse::BlackBox{simulate}, gradient_by_hand, x);
struct BlackBox {
  std::function<double(ConstVector x)> value;
  /// Its gradient by hand, if there is one. Hessians are then held against differences of the gradient, which keep many
  /// more digits than second differences of values. Check the gradient first.
  std::function<Vector(ConstVector x)> gradient = {};
};

/// The same with several outputs, for Jacobians.
struct BlackBoxOutputs {
  std::function<Vector(ConstVector x)> values;
};

struct BlackBoxOptions {
  /// For reports: one an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  /// Points compared: the one given and random ones around it.
  Index points = 3;
  /// Random points are x + radius * scale * u with u uniform on (-1, 1); with radius 0 there are none.
  double radius = 0.1;
  /// Size of each input over which the function changes; steps go from half of it to a ten-millionth. Empty: |x|, and
  /// where an input is 0 the median of the others, or 1.
  Vector scale = {};
  std::uint64_t seed = 1;
  /// Ends the check before the next evaluation of the black box. The verdict is then inconclusive and says how far it
  /// came.
  std::stop_token stop_token = {};
  /// Called before each evaluation, on the thread of the check; Progress::stop ends it in the same way. What it throws
  /// passes through.
  std::function<Progress(const CheckProgress&)> callback = {};
};

/// Compares a hand-made gradient with differences of values.
///
///   f         x -> a number
///   by_hand   x -> n entries
///   x         where; n entries
///   returns   failed where an entry lies outside the error bar by a factor of five, at three sets of steps, and no set
///             that could tell contradicts; inconclusive where error bars are so wide that fewer than two digits are
///             known, or the function has a kink; the notes say for which entries, and how many digits there are
///
/// Cost: about 120 values of f and 20 an input, at each point; five times as many where something is wrong or noisy.
/// Throws what by_hand throws, OptionError and ShapeError for options that make no sense.
///
///     const auto verdict = hesse::check_gradient(hesse::BlackBox{simulate}, gradient_by_hand, x);
///     if (!verdict.passed()) std::cerr << verdict.report();
[[nodiscard]] Verdict check_gradient(const BlackBox& f, const GradientByHand& by_hand, ConstVector x,
                                     const BlackBoxOptions& options = {});

/// Compares a hand-made Hessian, both triangles of it, with differences: of BlackBox::gradient where it is given, at
/// the cost of 20 gradients an input, else second ones of values, at the cost of 40 values a pair of inputs.
[[nodiscard]] Verdict check_hessian(const BlackBox& f, const HessianByHand& by_hand, ConstVector x,
                                    const BlackBoxOptions& options = {});

/// Compares a hand-made Jacobian, a row an output, with differences of the outputs. Cost: as for a gradient.
[[nodiscard]] Verdict check_jacobian(const BlackBoxOutputs& f, const std::function<Matrix(ConstVector)>& by_hand,
                                     ConstVector x, const BlackBoxOptions& options = {});

}  // namespace hesse
