// SPDX-License-Identifier: BSL-1.0
//
// Systems with a sparse symmetric matrix to which multiples of the identity are added, as methods do that want it to be
// positive definite.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <Eigen/SparseCholesky>

#include <optional>

namespace hesse {

/// H + shift I = L L', for one shift after the other. The order of elimination (approximate minimum degree) and the
/// places of L are found once for all matrices with the same places.
class ShiftedFactor {
 public:
  using SparseMatrix = Eigen::SparseMatrix<double>;

  struct Bounds {
    double lower, upper;  ///< of the eigenvalues of H (Gershgorin's discs)
    double least_diagonal;
    double largest_entry;  ///< absolute
  };

  /// Takes H over: n by n, its lower triangle, compressed, finite. Cost: that of the order, where the places changed.
  void hold(const SparseMatrix& lower);

  /// Whether H + shift I is positive definite beyond rounding; then solve() and length() are of it. Cost: the squared
  /// numbers of entries of the columns of L; nothing where the shift is that of the last call.
  [[nodiscard]] bool factorise(double shift);

  /// (H + shift I)^-1 b. Cost: 4 entries().
  [[nodiscard]] Vector solve(ConstVector b) const;
  /// sqrt(b' (H + shift I)^-1 b). Cost: 2 entries().
  [[nodiscard]] double length(ConstVector b) const;

  /// The entries of L. Those of H's lower triangle are never more.
  [[nodiscard]] Index entries() const;
  [[nodiscard]] const Bounds& bounds() const { return bounds_; }
  /// The largest absolute eigenvalue is at most this.
  [[nodiscard]] double size() const;
  /// A shift that rounding cannot be told from.
  [[nodiscard]] double rounding() const;

 private:
  [[nodiscard]] bool has_places_of(const SparseMatrix& lower) const;

  SparseMatrix lower_;
  Bounds bounds_{};
  Eigen::SimplicialLLT<SparseMatrix, Eigen::Lower> factor_;
  std::optional<double> shift_;  ///< of the factorisation there is
  bool positive_ = false;
};

}  // namespace hesse
