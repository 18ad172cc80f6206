// SPDX-License-Identifier: BSL-1.0
//
// Trace and diagonal of a matrix that is known by its products.
#pragma once

#include <hesse/curvature/symmetric_operator.hpp>

#include <cstdint>

namespace hesse {

struct ProbeOptions {
  Index products = 30;     ///< how many may be spent
  std::uint64_t seed = 1;  ///< of the vectors of random signs
};

/// The sum of the eigenvalues, exactly. Cost: n products.
[[nodiscard]] Estimate exact_trace(const SymmetricOperator& matrix);

/// The mean of v'Hv over the columns v of probes. Over random signs its expectation is the trace, and its variance
/// twice the sum of the squared entries beside the diagonal; over all 2^n vectors of signs it is the trace.
///
/// Cost: a product a column. Throws ShapeError where columns do not have n entries, OptionError where there is none.
///
/// Source: Hutchinson, Commun. Stat. Simul. Comput. 19 (1990).
[[nodiscard]] Estimate hutchinson_trace(const SymmetricOperator& matrix, ConstMatrix probes);
[[nodiscard]] Estimate hutchinson_trace(const SymmetricOperator& matrix, const ProbeOptions& options = {});

/// A third of the products finds where most of the matrix is, a third takes the trace there exactly, and the last third
/// estimates what remains. Exact where the rank is at most a third of the products; the error falls like 1 / products
/// where Hutchinson's falls like 1 / sqrt(products).
///
/// Throws OptionError for fewer than three products.
///
/// Source: Meyer, Musco, Musco, Woodruff, "Hutch++: optimal stochastic trace estimation", SOSA 2021, algorithm 1.
[[nodiscard]] Estimate hutch_plus_plus_trace(const SymmetricOperator& matrix, const ProbeOptions& options = {});

struct DiagonalEstimate {
  Vector values;
  Vector standard_errors;  ///< of each; infinite where there is one product, 0 where they are exact
  Index products = 0;
};

/// Cost: n products. A Function and a Loss have hessian_diagonal(), which knows the pattern and takes fewer.
[[nodiscard]] DiagonalEstimate exact_diagonal(const SymmetricOperator& matrix);

/// The mean of v * Hv, entry by entry, over vectors v of random signs.
///
/// Source: Bekas, Kokiopoulou, Saad, Appl. Numer. Math. 57 (2007).
[[nodiscard]] DiagonalEstimate hutchinson_diagonal(const SymmetricOperator& matrix, const ProbeOptions& options = {});

}  // namespace hesse
