// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/classify.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "decomposed.hpp"

namespace hesse {

namespace {

CurvatureKind kind_of(const CurvatureVerdict& verdict) {
  if (verdict.negative > 0)
    return verdict.positive + verdict.zero == 0 ? CurvatureKind::maximum : CurvatureKind::saddle;
  return verdict.zero > 0 ? CurvatureKind::degenerate : CurvatureKind::minimum;
}

}  // namespace

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
  return fmt::format("{}: {} positive, {} zero, {} negative eigenvalues, from {:.6g} to {:.6g} (each +- {:.1e})",
                     name_of(kind), positive, zero, negative, smallest, largest, error_bound);
}

CurvatureVerdict classify(ConstMatrix hessian, std::optional<double> tolerance) {
  require_finite_square(hessian);
  return hessian.rows() == 0 ? CurvatureVerdict() : verdict_on(Decomposed(hessian), tolerance);
}

CurvatureVerdict verdict_on(const Decomposed& hessian, std::optional<double> tolerance) {
  CurvatureVerdict verdict;
  const Vector& values = hessian.eigenvalues();
  const Index n = values.size();
  verdict.smallest = values[0];
  verdict.largest = values[n - 1];
  verdict.lowest_direction = hessian.eigenvectors().col(0);
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
