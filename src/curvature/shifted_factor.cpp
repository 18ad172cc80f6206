// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/shifted_factor.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hesse {

namespace {

using SparseMatrix = ShiftedFactor::SparseMatrix;

constexpr double eps = std::numeric_limits<double>::epsilon();

ShiftedFactor::Bounds bounds_of(const SparseMatrix& lower) {
  Vector diagonal = Vector::Zero(lower.rows()), rest = Vector::Zero(lower.rows());
  double largest = 0.0;
  for (Index column = 0; column < lower.outerSize(); ++column)
    for (SparseMatrix::InnerIterator entry(lower, column); entry; ++entry) {
      largest = std::max(largest, std::abs(entry.value()));
      if (entry.row() == column) {
        diagonal[column] = entry.value();
        continue;
      }
      rest[column] += std::abs(entry.value());
      rest[entry.row()] += std::abs(entry.value());
    }
  return {(diagonal - rest).minCoeff(), (diagonal + rest).maxCoeff(), diagonal.minCoeff(), largest};
}

}  // namespace

bool ShiftedFactor::has_places_of(const SparseMatrix& lower) const {
  return lower.rows() == lower_.rows() && lower.nonZeros() == lower_.nonZeros() &&
         std::equal(lower.outerIndexPtr(), lower.outerIndexPtr() + lower.outerSize() + 1, lower_.outerIndexPtr()) &&
         std::equal(lower.innerIndexPtr(), lower.innerIndexPtr() + lower.nonZeros(), lower_.innerIndexPtr());
}

void ShiftedFactor::hold(const SparseMatrix& lower) {
  if (!has_places_of(lower)) factor_.analyzePattern(lower);
  lower_ = lower;
  bounds_ = bounds_of(lower_);
  shift_.reset();
}

bool ShiftedFactor::factorise(double shift) {
  if (shift_ == shift) return positive_;
  shift_ = shift;
  factor_.setShift(shift);
  factor_.factorize(lower_);
  // A pivot that is left over from the rounding of the largest entry has either sign by chance.
  const double least_pivot = std::sqrt(0.5 * (rounding() + eps * shift));
  positive_ =
      factor_.info() == Eigen::Success && (factor_.matrixL().nestedExpression().diagonal().array() > least_pivot).all();
  return positive_;
}

Vector ShiftedFactor::solve(ConstVector b) const { return factor_.solve(b); }

double ShiftedFactor::length(ConstVector b) const {
  Vector image = factor_.permutationP() * b;
  factor_.matrixL().solveInPlace(image);
  return image.stableNorm();
}

Index ShiftedFactor::entries() const { return factor_.matrixL().nestedExpression().nonZeros(); }

double ShiftedFactor::size() const { return std::max(std::abs(bounds_.lower), std::abs(bounds_.upper)); }

double ShiftedFactor::rounding() const { return 32.0 * eps * size(); }

}  // namespace hesse
