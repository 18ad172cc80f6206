// SPDX-License-Identifier: BSL-1.0
//
// Which columns of a sparse matrix can share a direction: columns of one colour are computed in one product, and every
// entry can still be read off.
#pragma once

#include <hesse/basics/sparsity.hpp>

#include <optional>
#include <vector>

namespace hesse {

struct Colouring {
  std::vector<int> colour;  ///< one a column; -1 for a column without entries, which needs no product
  int count = 0;
};

/// A star colouring of a symmetric pattern: columns that share an entry have different colours, and no path over four
/// columns has only two. Then of H(i, j) and H(j, i) at least one can be read off: it is alone of its colour in its
/// row.
///
/// Cost: about (entries) x log(colours). Columns with many entries are coloured first.
/// Source: Coleman and Moré, "Estimation of sparse Hessian matrices and graph coloring problems", Math. Programming 28
/// (1984); Gebremedhin, Tarafdar, Manne, Pothen, "New acyclic and star coloring algorithms with application to
/// computing Hessians", SIAM J. Sci. Comput. 29 (2007).
[[nodiscard]] Colouring star_colouring(const SparsityPattern& symmetric);

/// Columns that have an entry in the same row get different colours. Nothing if that takes more than `most` colours.
///
/// Cost: the sum over the rows of the squares of their entries.
/// Source: Curtis, Powell, Reid, "On the estimation of sparse Jacobian matrices", J. Inst. Math. Appl. 13 (1974).
[[nodiscard]] std::optional<Colouring> column_colouring(const SparsityPattern& pattern, int most);

}  // namespace hesse
