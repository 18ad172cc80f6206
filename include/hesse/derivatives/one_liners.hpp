// SPDX-License-Identifier: BSL-1.0
//
// Derivatives in one call: record, evaluate, forget. For more than one point, make a Function.
#pragma once

#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/function.hpp>

namespace hesse {

namespace detail {

double value_of(const Recorded& recorded);
Vector gradient_of(const Recorded& recorded, ConstVector x);

/// A Function that borrows f for the length of one call.
template <class F>
Function borrow(F& f, ConstVector x) {
  return Function([&f](const VectorOf<Var>& variables) { return f(variables); }, x);
}

}  // namespace detail

/// f(x), by recording it.
template <Recordable F>
[[nodiscard]] double value(F&& f, ConstVector x) {
  diagnosis::require_no_nan("value()", x);
  return detail::value_of(record(f, x));
}

/// The gradient of f at x: n entries. Cost: one recording and one reverse sweep, whatever n is.
template <Recordable F>
[[nodiscard]] Vector gradient(F&& f, ConstVector x) {
  diagnosis::require_no_nan("gradient()", x);
  return detail::gradient_of(record(f, x), x);
}

/// The derivatives of all outputs of f at x, outputs by inputs.
template <Recordable F>
[[nodiscard]] Matrix jacobian(F&& f, ConstVector x) {
  diagnosis::require_no_nan("jacobian()", x);
  return detail::borrow(f, x).jacobian(x);
}

/// The Hessian of f at x: n by n, bitwise symmetric.
template <Recordable F>
[[nodiscard]] Matrix hessian(F&& f, ConstVector x) {
  diagnosis::require_no_nan("hessian()", x);
  return detail::borrow(f, x).hessian(x);
}

/// The Hessian of f at x as a sparse matrix: n by n, both triangles (see Function::sparse_hessian).
template <Recordable F>
[[nodiscard]] Eigen::SparseMatrix<double> sparse_hessian(F&& f, ConstVector x) {
  diagnosis::require_no_nan("sparse_hessian()", x);
  return detail::borrow(f, x).sparse_hessian(x);
}

/// The Hessian of f at x times one direction, without forming the Hessian: n entries.
template <Recordable F>
[[nodiscard]] Vector hessian_vector(F&& f, ConstVector x, ConstVector direction) {
  diagnosis::require_no_nan("hessian_vector()", x);
  return detail::borrow(f, x).hessian_vector(x, direction);
}

/// Value, gradient and Hessian of f at x:
///
///     auto [value, gradient, hessian] = hesse::second_order(f, x);
template <Recordable F>
[[nodiscard]] SecondOrder second_order(F&& f, ConstVector x) {
  diagnosis::require_no_nan("second_order()", x);
  return detail::borrow(f, x).second_order(x);
}

}  // namespace hesse
