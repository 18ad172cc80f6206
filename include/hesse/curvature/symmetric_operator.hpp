// SPDX-License-Identifier: BSL-1.0
//
// A symmetric matrix of which nothing but products with vectors is asked: how a Hessian of a million unknowns is looked
// at.
#pragma once

#include <hesse/derivatives/function.hpp>
#include <hesse/derivatives/loss.hpp>

#include <functional>

namespace hesse {

/// A symmetric matrix as its product with a vector of n entries.
using LinearOperator = std::function<Vector(ConstVector)>;

/// The same, and its size: n by n.
struct SymmetricOperator {
  Index size = 0;
  LinearOperator product;
};

/// The Hessian at a point, which is copied; the function is shared. A product costs one hessian_vector().
[[nodiscard]] SymmetricOperator hessian_operator(const Function& function, ConstVector x);
[[nodiscard]] SymmetricOperator hessian_operator(const Loss& loss, ConstVector theta);
/// The Gauss-Newton matrix of a loss made of predictions; a product costs one gauss_newton_vector().
[[nodiscard]] SymmetricOperator gauss_newton_operator(const Loss& loss, ConstVector theta);
/// Of a matrix that is there, of which the lower triangle is read.
[[nodiscard]] SymmetricOperator as_operator(Matrix matrix);

/// The matrix itself, symmetrised. Cost: n products.
[[nodiscard]] Matrix dense(const SymmetricOperator& matrix);

/// What was estimated from random vectors.
struct Estimate {
  double value = 0.0;
  double standard_error = 0.0;  ///< infinite where there is one vector; 0 where the value is exact
  Index products = 0;
};

}  // namespace hesse
