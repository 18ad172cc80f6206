// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/sparsity.hpp>

namespace hesse {

SparsityPattern SparsityPattern::transposed() const {
  std::vector<int> starts(static_cast<std::size_t>(rows_) + 1), columns(row_indices_.size());
  for (const int row : row_indices_) ++starts[static_cast<std::size_t>(row) + 1];
  for (std::size_t row = 1; row < starts.size(); ++row) starts[row] += starts[row - 1];
  std::vector<int> next(starts.begin(), starts.end() - 1);
  for (Index j = 0; j < cols(); ++j)
    for (const int row : column(j))
      columns[static_cast<std::size_t>(next[static_cast<std::size_t>(row)]++)] = static_cast<int>(j);
  return {cols(), std::move(starts), std::move(columns)};
}

}  // namespace hesse
