// SPDX-License-Identifier: BSL-1.0
//
// Is a derivative that somebody derived by hand the derivative? The function is recorded and differentiated exactly;
// the hand-made one is compared with it entry by entry, at the point given, at random ones around it, and at multiples
// of it.
//
// Two correct formulas of the same derivative differ by rounding. How much is no constant: it is computed. The sweep
// that differentiates is repeated with numbers that carry a first-order bound of their own rounding error, given inputs
// known to one unit in the last place (Higham, "Accuracy and Stability of Numerical Algorithms" (2002), section 3.3). A
// difference beyond the bound has to survive small random shifts of the point before it counts: a wrong formula stays
// wrong there, while rounding errors of a clumsy but correct one change sign and size.
//
// The exact derivative is itself confirmed: a generic callable is run on hyper-dual numbers at each point (see
// <hesse/verification/second_route.hpp>), and where the two disagree nothing is said about the hand-made one. The
// Taylor model made of the hand-made derivative is the third witness, which relies on values alone: its error falls
// with the second power of the step for a gradient or Jacobian, with the third for a Hessian.
#pragma once

#include <hesse/derivatives/one_liners.hpp>
#include <hesse/optimizers/options.hpp>
#include <hesse/verification/second_route.hpp>
#include <hesse/verification/verdict.hpp>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

/// How far a check has come.
struct CheckProgress {
  Index points_done = 0;
  Index points = 0;      ///< to be compared
  double share = 0.0;    ///< of the work on the points, from 0 to 1, as far as it can be known
  double seconds = 0.0;  ///< since the start

  [[nodiscard]] std::string text() const;  ///< "point 3 of 7"
};

struct CheckOptions {
  /// For reports: one an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  /// The same for outputs, where there are several. Empty: "f[3]".
  std::vector<std::string> output_names = {};
  /// The point given and random ones around it; 1: that point alone.
  Index points = 5;
  /// Random points are x + radius * scale * u with u uniform on (-1, 1); with radius 0 the point given is the only one.
  double radius = 0.1;
  /// Besides them, the point given times each of these: what agrees in one place by chance seldom does at another size.
  /// Such a point is left out, and counted, where the function or the hand-made derivative is not finite or throws.
  std::vector<double> multiples = {0.25, 4.0};
  /// Typical size of each input. Empty: |x|, and where an input is 0 the median of the others, or 1.
  Vector scale = {};
  std::uint64_t seed = 1;
  /// Ends the check between two pieces of its work: a point, 64 columns of a Hessian, a row of a Jacobian. The verdict
  /// is then inconclusive and says how far it came.
  std::stop_token stop_token = {};
  /// Called after each such piece, on the thread of the check; Progress::stop ends it in the same way. What it throws
  /// passes through.
  std::function<Progress(const CheckProgress&)> callback = {};
};

/// Derivatives by hand, as callables on vectors of doubles.
using GradientByHand = std::function<Vector(ConstVector x)>;
using JacobianByHand = std::function<Matrix(ConstVector x)>;
using HessianByHand = std::function<Matrix(ConstVector x)>;
using ProductByHand = std::function<Vector(ConstVector x, ConstVector direction)>;

/// Compares a hand-made gradient with the exact one.
///
///   f         a Function with one output, or a callable, which is recorded
///   by_hand   x -> n entries
///   x         where; n entries
///   route     the callable that f was recorded from, see second_route(); known where a callable is handed over
///
/// Cost: about thirty gradients; the second route is n / 2 evaluations of the callable a point for up to 16 inputs, two
/// in random directions for more. Throws what f and by_hand throw, OptionError for options that make no sense; a result
/// of the wrong length, or NaN in it, is a failed verdict and no exception.
///
///     const hesse::Verdict verdict = hesse::check_gradient(f, gradient_by_hand, x);
///     if (!verdict.passed()) std::cerr << verdict.report();
[[nodiscard]] Verdict check_gradient(const Function& f, const GradientByHand& by_hand, ConstVector x,
                                     const CheckOptions& options = {}, const SecondRoute& route = {});

/// Compares a hand-made Jacobian with the exact one.
///
///   f         a Function with m outputs, or a callable that returns a vector or a number
///   by_hand   x -> m by n: a row an output, a column an input
///
/// Everything else is as for check_gradient(). Outputs count alike, whatever their sizes. Cost: about ten Jacobians,
/// and m reverse sweeps a point with numbers that carry their rounding.
///
///     const auto verdict = hesse::check_jacobian(residuals, jacobian_by_hand, x, {.output_names = {"drag", "lift"}});
///     verdict.mistakes.front().name;  // "J[1][0] (d lift / d x[0])"
[[nodiscard]] Verdict check_jacobian(const Function& f, const JacobianByHand& by_hand, ConstVector x,
                                     const CheckOptions& options = {}, const SecondRoute& route = {});

/// Compares a hand-made Hessian, n by n, both triangles of it, with the exact one. Cost: about ten Hessians; the second
/// route is n (n + 1) / 2 evaluations of the callable a point for up to 8 inputs, six in random directions for more.
[[nodiscard]] Verdict check_hessian(const Function& f, const HessianByHand& by_hand, ConstVector x,
                                    const CheckOptions& options = {}, const SecondRoute& route = {});

/// Compares hand-made products of the Hessian with three random directions of the size of the inputs with the exact
/// ones. Cost: about eighty products; the second route is 3 n evaluations of the callable a point for up to 8 inputs,
/// six for more.
[[nodiscard]] Verdict check_hessian_vector(const Function& f, const ProductByHand& by_hand, ConstVector x,
                                           const CheckOptions& options = {}, const SecondRoute& route = {});

template <Recordable F>
[[nodiscard]] Verdict check_gradient(F&& f, const GradientByHand& by_hand, ConstVector x,
                                     const CheckOptions& options = {}) {
  return check_gradient(detail::borrow(f, x), by_hand, x, options, second_route(f));
}
template <Recordable F>
[[nodiscard]] Verdict check_jacobian(F&& f, const JacobianByHand& by_hand, ConstVector x,
                                     const CheckOptions& options = {}) {
  return check_jacobian(detail::borrow(f, x), by_hand, x, options, second_route(f));
}
template <Recordable F>
[[nodiscard]] Verdict check_hessian(F&& f, const HessianByHand& by_hand, ConstVector x,
                                    const CheckOptions& options = {}) {
  return check_hessian(detail::borrow(f, x), by_hand, x, options, second_route(f));
}
template <Recordable F>
[[nodiscard]] Verdict check_hessian_vector(F&& f, const ProductByHand& by_hand, ConstVector x,
                                           const CheckOptions& options = {}) {
  return check_hessian_vector(detail::borrow(f, x), by_hand, x, options, second_route(f));
}

}  // namespace hesse
