// SPDX-License-Identifier: BSL-1.0
//
// Linear systems with a Hessian that fits in memory. The two ways Newton's method needs: as the textbook writes it,
// whatever the signs of the eigenvalues, and only where the matrix is positive definite, so that the solution points
// downhill.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <optional>

namespace hesse {

/// The solution of (H + shift I) x = b by LU factorization. Where the matrix is singular the entries are not finite.
///
/// Cost: 2/3 n^3.
[[nodiscard]] Vector solve_shifted(ConstMatrix hessian, double shift, ConstVector b);

/// The same by Cholesky factorization, or nothing where H + shift I is not positive definite.
///
/// Cost: n^3 / 3.
[[nodiscard]] std::optional<Vector> solve_positive_definite(ConstMatrix hessian, double shift, ConstVector b);

}  // namespace hesse
