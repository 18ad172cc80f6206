// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/curvature_matrix.hpp>
#include <hesse/optimizers/problem.hpp>

namespace hesse {

namespace {

LinearOperator of_all_rows(const Iterate& here, CurvatureMatrix matrix, Problem& problem) {
  switch (matrix) {
    case CurvatureMatrix::hessian:
      return [&](ConstVector v) { return problem.hessian_vector(here.point, v); };
    case CurvatureMatrix::gauss_newton:
      return [&](ConstVector v) { return problem.gauss_newton_vector(here, v); };
    case CurvatureMatrix::fisher:
      return [&](ConstVector v) { return problem.fisher_vector(here.point, v); };
  }
  __builtin_unreachable();
}

LinearOperator of_some_rows(const Iterate& here, CurvatureMatrix matrix, Rows rows, Problem& problem) {
  switch (matrix) {
    case CurvatureMatrix::hessian:
      return [&, rows](ConstVector v) { return problem.batch_hessian_vector(here.point, v, rows); };
    case CurvatureMatrix::gauss_newton:
      return [&, rows](ConstVector v) { return problem.batch_gauss_newton_vector(here.point, v, rows); };
    case CurvatureMatrix::fisher:
      return [&, rows](ConstVector v) { return problem.batch_fisher_vector(here.point, v, rows); };
  }
  __builtin_unreachable();
}

}  // namespace

const char* name_of(CurvatureMatrix matrix) {
  switch (matrix) {
    case CurvatureMatrix::hessian:
      return "hessian";
    case CurvatureMatrix::gauss_newton:
      return "gauss_newton";
    case CurvatureMatrix::fisher:
      return "fisher";
  }
  __builtin_unreachable();
}

LinearOperator SampledCurvature::at(const Iterate& here, CurvatureMatrix matrix, Problem& problem) {
  if (rows_ == 0 || rows_ >= problem.rows()) return of_all_rows(here, matrix, problem);
  if (!random_rows_) random_rows_.emplace(problem.rows(), seed_);
  return of_some_rows(here, matrix, random_rows_->draw(rows_), problem);
}

}  // namespace hesse
