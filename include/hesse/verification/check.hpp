// SPDX-License-Identifier: BSL-1.0
//
// Is a derivative that somebody derived by hand the derivative? The function is recorded and differentiated exactly;
// the hand-made one is compared with it entry by entry, at the point given and at random ones around it.
//
// Two correct formulas of the same derivative differ by rounding. How much is no constant: it is computed. The sweep
// that differentiates is repeated with numbers that carry a first-order bound of their own rounding error, given inputs
// known to one unit in the last place (Higham, "Accuracy and Stability of Numerical Algorithms" (2002), section 3.3). A
// difference beyond the bound has to survive small random shifts of the point before it counts: a wrong formula stays
// wrong there, while rounding errors of a clumsy but correct one change sign and size.
//
// The Taylor model made of the hand-made derivative is the second witness, which does not rely on the exact one: its
// error falls with the second power of the step for a gradient, with the third for a Hessian.
#pragma once

#include <hesse/derivatives/one_liners.hpp>
#include <hesse/verification/verdict.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hesse {

struct CheckOptions {
  /// For reports: one an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  /// Points compared: the one given and random ones around it.
  Index points = 5;
  /// Random points are x + radius * scale * u with u uniform on (-1, 1); with radius 0 there are none.
  double radius = 0.1;
  /// Typical size of each input. Empty: |x|, and where an input is 0 the median of the others, or 1.
  Vector scale = {};
  std::uint64_t seed = 1;
};

/// Derivatives by hand, as callables on vectors of doubles.
using GradientByHand = std::function<Vector(ConstVector x)>;
using HessianByHand = std::function<Matrix(ConstVector x)>;
using ProductByHand = std::function<Vector(ConstVector x, ConstVector direction)>;

/// Compares a hand-made gradient with the exact one.
///
///   f         a Function with one output, or a callable, which is recorded
///   by_hand   x -> n entries
///   x         where; n entries
///
/// Cost: about twenty gradients. Throws what f and by_hand throw, OptionError for options that make no sense; a result
/// of the wrong length, or NaN in it, is a failed verdict and no exception.
///
///     const hesse::Verdict verdict = hesse::check_gradient(f, gradient_by_hand, x);
///     if (!verdict.passed()) std::cerr << verdict.report();
[[nodiscard]] Verdict check_gradient(const Function& f, const GradientByHand& by_hand, ConstVector x,
                                     const CheckOptions& options = {});

/// Compares a hand-made Hessian, n by n, both triangles of it, with the exact one. Cost: about ten Hessians.
[[nodiscard]] Verdict check_hessian(const Function& f, const HessianByHand& by_hand, ConstVector x,
                                    const CheckOptions& options = {});

/// Compares hand-made products of the Hessian with three random directions of the size of the inputs with the exact
/// ones. Cost: about sixty products.
[[nodiscard]] Verdict check_hessian_vector(const Function& f, const ProductByHand& by_hand, ConstVector x,
                                           const CheckOptions& options = {});

template <Recordable F>
[[nodiscard]] Verdict check_gradient(F&& f, const GradientByHand& by_hand, ConstVector x,
                                     const CheckOptions& options = {}) {
  return check_gradient(detail::borrow(f, x), by_hand, x, options);
}
template <Recordable F>
[[nodiscard]] Verdict check_hessian(F&& f, const HessianByHand& by_hand, ConstVector x,
                                    const CheckOptions& options = {}) {
  return check_hessian(detail::borrow(f, x), by_hand, x, options);
}
template <Recordable F>
[[nodiscard]] Verdict check_hessian_vector(F&& f, const ProductByHand& by_hand, ConstVector x,
                                           const CheckOptions& options = {}) {
  return check_hessian_vector(detail::borrow(f, x), by_hand, x, options);
}

}  // namespace hesse
