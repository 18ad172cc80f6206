// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/random_signs.hpp>
#include <hesse/curvature/trace.hpp>

#include <Eigen/QR>
#include <fmt/format.h>

#include "standard_error.hpp"

namespace hesse {

namespace {

void require_products(Index found, Index least, const char* asked) {
  if (found < least)
    throw OptionError("option.products",
                      fmt::format("{} got {} products to spend; it needs at least {}.", asked, found, least));
}

Matrix times(const SymmetricOperator& matrix, ConstMatrix columns) {
  Matrix result(matrix.size, columns.cols());
  for (Index j = 0; j < columns.cols(); ++j) result.col(j) = matrix.product(columns.col(j));
  return result;
}

Vector quadratic_forms(const SymmetricOperator& matrix, ConstMatrix probes) {
  return probes.cwiseProduct(times(matrix, probes)).colwise().sum().transpose();
}

}  // namespace

Estimate exact_trace(const SymmetricOperator& matrix) {
  const DiagonalEstimate diagonal = exact_diagonal(matrix);
  return {diagonal.values.sum(), 0.0, diagonal.products};
}

Estimate hutchinson_trace(const SymmetricOperator& matrix, ConstMatrix probes) {
  require_products(probes.cols(), 1, "hutchinson_trace()");
  if (probes.rows() != matrix.size)
    throw ShapeError("shape.input",
                     fmt::format("hutchinson_trace() got probes of {} entries for a matrix of {} rows. Pass columns of "
                                 "as many entries as there are rows.",
                                 probes.rows(), matrix.size));
  const Vector samples = quadratic_forms(matrix, probes);
  return {samples.mean(), standard_error(samples), probes.cols()};
}

Estimate hutchinson_trace(const SymmetricOperator& matrix, const ProbeOptions& options) {
  require_products(options.products, 1, "hutchinson_trace()");
  return hutchinson_trace(matrix, RandomSigns(options.seed).matrix(matrix.size, options.products));
}

Estimate hutch_plus_plus_trace(const SymmetricOperator& matrix, const ProbeOptions& options) {
  require_products(options.products, 3, "hutch_plus_plus_trace()");
  const Index third = options.products / 3;
  if (third >= matrix.size) return exact_trace(matrix);
  RandomSigns signs(options.seed);
  const Eigen::ColPivHouseholderQR<Matrix> qr(times(matrix, signs.matrix(matrix.size, third)));
  const Matrix basis = qr.householderQ() * Matrix::Identity(matrix.size, qr.rank());
  const Vector inside = quadratic_forms(matrix, basis);
  Matrix outside = signs.matrix(matrix.size, options.products - third - qr.rank());
  outside -= basis * (basis.transpose() * outside).eval();
  const Vector samples = quadratic_forms(matrix, outside);
  return {inside.sum() + samples.mean(), standard_error(samples), third + qr.rank() + outside.cols()};
}

DiagonalEstimate exact_diagonal(const SymmetricOperator& matrix) {
  DiagonalEstimate result{Vector(matrix.size), Vector::Zero(matrix.size), matrix.size};
  for (Index i = 0; i < matrix.size; ++i) result.values[i] = matrix.product(Vector::Unit(matrix.size, i))[i];
  return result;
}

DiagonalEstimate hutchinson_diagonal(const SymmetricOperator& matrix, const ProbeOptions& options) {
  require_products(options.products, 1, "hutchinson_diagonal()");
  const Matrix probes = RandomSigns(options.seed).matrix(matrix.size, options.products);
  const Matrix samples = probes.cwiseProduct(times(matrix, probes));
  DiagonalEstimate result{samples.rowwise().mean(), Vector(matrix.size), options.products};
  for (Index i = 0; i < matrix.size; ++i) result.standard_errors[i] = standard_error(samples.row(i).transpose());
  return result;
}

}  // namespace hesse
