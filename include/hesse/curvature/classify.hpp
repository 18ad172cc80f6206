// SPDX-License-Identifier: BSL-1.0
//
// What a Hessian says of a stationary point: the signs of its eigenvalues. A small gradient alone cannot tell a minimum
// from a saddle, so every solution of an optimizer carries this verdict.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <optional>
#include <string>

namespace hesse {

enum class CurvatureKind {
  minimum,    ///< every eigenvalue is positive
  maximum,    ///< every eigenvalue is negative
  saddle,     ///< some are negative, some are not
  degenerate  ///< none is negative, some are zero to within the tolerance: second order does not decide
};

[[nodiscard]] const char* name_of(CurvatureKind kind);

struct CurvatureVerdict {
  CurvatureKind kind = CurvatureKind::minimum;
  Index positive = 0;  ///< inertia: how many eigenvalues are above the tolerance,
  Index zero = 0;      ///< within it,
  Index negative = 0;  ///< below its negative
  double smallest = 0.0;
  double largest = 0.0;
  double error_bound = 0.0;  ///< on each eigenvalue
  double tolerance = 0.0;    ///< below which an eigenvalue counts as zero
  Vector lowest_direction;   ///< the unit eigenvector of the smallest eigenvalue: downhill from a saddle, either way

  /// One line: kind, inertia, extreme eigenvalues.
  [[nodiscard]] std::string text() const;
};

/// The inertia and the extreme eigenvalues of a symmetric matrix, of which the lower triangle is read.
///
///   hessian    n by n, finite
///   tolerance  eigenvalues up to this size count as zero; by default ten times the error bound
///
/// The error bound is n eps |H|_F: the symmetric QR algorithm returns the eigenvalues of a matrix that close to H
/// (backward stability), and Weyl's inequality moves none of them further.
///
/// Cost: about 9 n^3. Throws ShapeError unless square, NonFiniteError for a NaN or infinite entry.
///
/// Source: Golub, Van Loan, "Matrix Computations" (2013), sections 8.1 and 8.3.
///
///     const hesse::CurvatureVerdict verdict = hesse::classify(f.hessian(x));
[[nodiscard]] CurvatureVerdict classify(ConstMatrix hessian, std::optional<double> tolerance = {});

}  // namespace hesse
