// SPDX-License-Identifier: BSL-1.0
//
// The matrices that can stand where Newton's method has the Hessian, known by their products, and the rows of a table
// that they are estimated from.
#pragma once

#include <hesse/curvature/symmetric_operator.hpp>
#include <hesse/optimizers/random_rows.hpp>

#include <optional>

namespace hesse {

struct Iterate;
class Problem;

/// hessian: has negative eigenvalues wherever f curves downwards.
/// gauss_newton: J'LJ, positive semidefinite where the loss is convex in its predictions; for the log-likelihood of an
///   exponential family in its natural parameters it is the Fisher matrix itself.
/// fisher: the empirical one, the sum or mean over rows of g g'. It is close to the Fisher matrix only where the model
///   fits, and its scale is that of squared gradients.
enum class CurvatureMatrix { hessian, gauss_newton, fisher };

[[nodiscard]] const char* name_of(CurvatureMatrix matrix);

/// Products with one of the matrices, from all rows or from some that are drawn anew for each point.
class SampledCurvature {
 public:
  /// rows: behind each matrix, 0 for all. Of an objective with no more than that, all are used.
  SampledCurvature(Index rows, std::uint64_t seed) : rows_(rows), seed_(seed) {}

  /// Valid as long as here and problem are, and until the next call.
  [[nodiscard]] LinearOperator at(const Iterate& here, CurvatureMatrix matrix, Problem& problem);
  void serialize(auto& archive) { archive(random_rows_); }

 private:
  Index rows_;
  std::uint64_t seed_;
  std::optional<RandomRows> random_rows_;
};

}  // namespace hesse
