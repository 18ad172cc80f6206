// SPDX-License-Identifier: BSL-1.0
//
// Where an entry of the Hessian comes from. The chain rule to second order is a sum over the lines of the trace,
//
//     H(i, j) = sum over k of  v_k-bar * sum over a, b of  d2 phi_k / d v_a d v_b * d v_a / d x_i * d v_b / d x_j,
//
// so each line adds what it is itself curved, as seen from x_i and x_j, times what the output depends on it. Lines that
// are linear add nothing. The inner sums over b are derivatives of partials along e_j, so no second-order rule is
// needed: the rows' partials are evaluated on Dual numbers.
//
// Source: Gower and Mello, "A new framework for the computation of Hessians", Optim. Methods Softw. 27 (2012).
#pragma once

#include <hesse/derivatives/one_liners.hpp>
#include <hesse/teaching/listing.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace hesse {

/// What contributions() found.
class Contributions {
 public:
  struct Line {
    std::size_t node;
    std::string words;     ///< "v3 = x[0] * v2"
    double amount;         ///< in units of H(i, j)
    double share;          ///< |amount| over the sum of all |amounts|
    SourceLocation where;  ///< line 0 where no location was recorded
  };

  std::string entry;        ///< "H(x[0], x[1])"
  std::vector<Line> lines;  ///< the largest amounts first
  std::size_t count = 0;    ///< lines that contribute, listed or not
  double total = 0.0;       ///< their sum: H(i, j) to rounding
  double size = 0.0;        ///< the sum of their |amounts|; much more than |total| where they cancel

  /// A sentence and a table with six digits.
  [[nodiscard]] std::string text() const;
};

/// The lines of f that make H(i, j) at x what it is, each with its amount; in exact arithmetic they sum to the entry.
///
///   f        a Function with one output, or a callable, which is recorded
///   x        n entries, in the units of the inputs
///   i, j     from 0 to n - 1
///   options  names of the inputs, how many lines
///
/// Cost: a few Hessian-vector products and the text of the lines listed. Throws ShapeError for a wrong number of
/// entries, names or outputs, OptionError for an index that is none of an input, OperationError for a custom operation
/// without a second derivative, and what f throws.
///
///     std::cout << hesse::contributions(loss, theta, 3, 3).text();
[[nodiscard]] Contributions contributions(const Function& f, ConstVector x, Index i, Index j,
                                          const ListingOptions& options = {});

template <Recordable F>
[[nodiscard]] Contributions contributions(F&& f, ConstVector x, Index i, Index j, const ListingOptions& options = {}) {
  return contributions(detail::borrow(f, x), x, i, j, options);
}

}  // namespace hesse
