// SPDX-License-Identifier: BSL-1.0
//
// Lanczos' method: products with one vector after the other make a small tridiagonal matrix that knows the ends of the
// spectrum, and how a vector is spread over it.
#pragma once

#include <hesse/curvature/symmetric_operator.hpp>

#include <stop_token>

namespace hesse {

/// H Q = Q T + remainder, with orthonormal columns in Q and T tridiagonal. Every column is orthogonalised twice against
/// all others, so that no eigenvalue comes out twice.
///
/// Source: Lanczos (1950); Golub, Van Loan, "Matrix Computations" (2013), section 10.1; "twice is enough" is Kahan's,
/// in Parlett, "The Symmetric Eigenvalue Problem" (1998), section 6.9.
class Lanczos {
 public:
  /// From a start vector, which need not have unit length. Throws ShapeError where its size is not that of the matrix,
  /// OptionError where it is zero.
  Lanczos(SymmetricOperator matrix, ConstVector start);

  /// At most so many steps more. It ends early where the columns span all that the start vector reaches: then the
  /// remainder is zero, and the eigenvalues of T are eigenvalues of H. Throws NonFiniteError for a product that is not
  /// finite.
  ///
  /// Cost: a product a step, and 8 n m operations in step m. Memory: a column of n numbers a step.
  void advance(Index steps, const std::stop_token& stop = {});

  [[nodiscard]] Index steps() const { return diagonal_.size(); }
  [[nodiscard]] Index products() const { return products_; }
  [[nodiscard]] const Matrix& basis() const { return basis_; }                ///< Q: n by steps()
  [[nodiscard]] const Vector& diagonal() const { return diagonal_; }          ///< of T
  [[nodiscard]] const Vector& off_diagonal() const { return off_diagonal_; }  ///< of T, steps() - 1 entries
  [[nodiscard]] double remainder() const { return remainder_; }               ///< the length of its only column

 private:
  void step();

  SymmetricOperator matrix_;
  Matrix basis_;
  Vector diagonal_, off_diagonal_, next_;
  double remainder_;
  double scale_ = 0.0;
  Index products_ = 0;
};

}  // namespace hesse
