// SPDX-License-Identifier: BSL-1.0
//
// The ends of a spectrum, from products.
#pragma once

#include <hesse/curvature/symmetric_operator.hpp>

#include <cstdint>
#include <optional>
#include <stop_token>

namespace hesse {

struct EigenvalueOptions {
  Index smallest = 1;         ///< how many from the lower end
  Index largest = 1;          ///< how many from the upper end
  double tolerance = 1e-10;   ///< on the residual of each, in parts of the largest eigenvalue in size
  Index product_limit = 300;  ///< as many vectors of n numbers are kept
  std::uint64_t seed = 1;     ///< of the vector that it starts from
  std::stop_token stop_token = {};
};

struct Eigenpairs {
  Vector values;        ///< increasing: those of the lower end, then those of the upper
  Matrix vectors;       ///< n by as many, unit columns
  Vector error_bounds;  ///< |H v - value v|: an eigenvalue of H is that close
  bool converged = false;
  Index products = 0;

  /// Largest over smallest eigenvalue, where both ends were asked for and all eigenvalues have one sign. Nothing
  /// otherwise: the eigenvalue next to zero may lie anywhere in between.
  [[nodiscard]] std::optional<double> condition_number() const;
};

/// Some eigenvalues from each end of the spectrum, with their vectors, by Lanczos' method. Where products, or a stop
/// request, run out before the tolerance is met, the bounds say how far it came.
///
/// The bounds hold for any symmetric matrix, and so does each pair by itself. That none further out was missed holds
/// for nearly every start vector; of an eigenvalue that comes several times, one copy is found.
///
/// Throws OptionError where more are asked for than the matrix has, and NonFiniteError for a product that is not
/// finite.
///
/// Cost: one product a step, and 8 n m^2 operations for m steps.
///
/// Source: Parlett, "The Symmetric Eigenvalue Problem" (1998), chapter 13 and theorem 4.5.1.
///
///     const auto ends = hesse::extreme_eigenvalues(hesse::hessian_operator(f, x), {.smallest = 2, .largest = 3});
[[nodiscard]] Eigenpairs extreme_eigenvalues(const SymmetricOperator& matrix, const EigenvalueOptions& options = {});

}  // namespace hesse
