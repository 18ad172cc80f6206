// SPDX-License-Identifier: BSL-1.0
//
// How often a run asked its objective for what, and how long the answers took.
#pragma once

#include <hesse/basics/shapes.hpp>

namespace hesse {

/// The list of the kinds of evaluation: name, and what reports call one.
///
///   values           f alone
///   gradients        f with its gradient
///   jacobians        residuals with their Jacobian
///   hessians         of the objective, or of a weighted sum of residuals
///   hessian_vectors  the Hessian times a vector
///   gauss_newton_vectors, fisher_vectors  the same of the matrices that stand for it
///   batch_...        the same estimated from some rows of a table
#define HESSE_EVALUATIONS(KIND)                                       \
  KIND(values, "f alone")                                             \
  KIND(gradients, "f and gradient")                                   \
  KIND(jacobians, "residuals and Jacobian")                           \
  KIND(hessians, "Hessian")                                           \
  KIND(hessian_vectors, "Hessian-vector product")                     \
  KIND(gauss_newton_vectors, "Gauss-Newton product")                  \
  KIND(fisher_vectors, "Fisher product")                              \
  KIND(batch_gradients, "gradient of a batch")                        \
  KIND(batch_hessian_vectors, "product of a batch")                   \
  KIND(batch_gauss_newton_vectors, "Gauss-Newton product of a batch") \
  KIND(batch_fisher_vectors, "Fisher product of a batch")

#define HESSE_ADD(name, words) +name

/// How often the objective was asked for what.
struct Counts {
#define HESSE_COUNT(name, words) Index name = 0;
  HESSE_EVALUATIONS(HESSE_COUNT)
#undef HESSE_COUNT
  Index non_finite = 0;  ///< trial points that were rejected because f or its gradient is not finite there
  Index rejected = 0;    ///< trial points that were rejected for any reason

  /// Evaluations of every kind together.
  [[nodiscard]] Index total() const { return 0 HESSE_EVALUATIONS(HESSE_ADD); }
};

/// The seconds that these evaluations took.
struct EvaluationSeconds {
#define HESSE_SECONDS(name, words) double name = 0.0;
  HESSE_EVALUATIONS(HESSE_SECONDS)
#undef HESSE_SECONDS

  [[nodiscard]] double total() const { return 0.0 HESSE_EVALUATIONS(HESSE_ADD); }
};

#undef HESSE_ADD

}  // namespace hesse
