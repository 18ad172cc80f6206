// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/classify.hpp>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace hesse {

namespace {

void require_finite_square(ConstMatrix hessian) {
  if (hessian.rows() != hessian.cols())
    throw ShapeError("shape.square", fmt::format("classify() got a {} x {} matrix; a Hessian is square. Pass n x n.",
                                                 hessian.rows(), hessian.cols()));
  for (Index column = 0; column < hessian.cols(); ++column)
    for (Index row = column; row < hessian.rows(); ++row)
      if (!std::isfinite(hessian(row, column)))
        throw NonFiniteError("classify.not_finite",
                             fmt::format("classify() got a Hessian whose entry ({}, {}) is {}, so its eigenvalues mean "
                                         "nothing. Function::explain_nonfinite(x) names where that was born.",
                                         row, column, hessian(row, column)));
}

CurvatureKind kind_of(const CurvatureVerdict& verdict) {
  if (verdict.negative > 0)
    return verdict.positive + verdict.zero == 0 ? CurvatureKind::maximum : CurvatureKind::saddle;
  return verdict.zero > 0 ? CurvatureKind::degenerate : CurvatureKind::minimum;
}

}  // namespace

const char* name_of(CurvatureKind kind) {
  switch (kind) {
    case CurvatureKind::minimum:
      return "minimum";
    case CurvatureKind::maximum:
      return "maximum";
    case CurvatureKind::saddle:
      return "saddle";
    case CurvatureKind::degenerate:
      return "degenerate";
  }
  __builtin_unreachable();
}

std::string CurvatureVerdict::text() const {
  return fmt::format("{}: {} positive, {} zero, {} negative eigenvalues, from {:.10g} to {:.10g} (each +- {:.1e})",
                     name_of(kind), positive, zero, negative, smallest, largest, error_bound);
}

CurvatureVerdict classify(ConstMatrix hessian, std::optional<double> tolerance) {
  require_finite_square(hessian);
  CurvatureVerdict verdict;
  const Index n = hessian.rows();
  if (n == 0) return verdict;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(hessian);
  const Vector& values = eigen.eigenvalues();
  verdict.smallest = values[0];
  verdict.largest = values[n - 1];
  verdict.lowest_direction = eigen.eigenvectors().col(0);
  // The norm of the eigenvalues is that of the matrix, and stableNorm survives entries of 1e300.
  verdict.error_bound = static_cast<double>(n) * std::numeric_limits<double>::epsilon() * values.stableNorm();
  verdict.tolerance = tolerance.value_or(10.0 * verdict.error_bound);
  for (const double value : values) {
    if (value > verdict.tolerance)
      ++verdict.positive;
    else if (value < -verdict.tolerance)
      ++verdict.negative;
    else
      ++verdict.zero;
  }
  verdict.kind = kind_of(verdict);
  return verdict;
}

}  // namespace hesse
