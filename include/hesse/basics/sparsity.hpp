// SPDX-License-Identifier: BSL-1.0
//
// Which entries of a matrix can be other than zero.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace hesse {

/// Which part of a sparse Hessian is stored. Eigen's factorisations (SimplicialLDLT and its kin) read the lower one.
enum class Triangle { both, lower };

/// The places of the structural non-zeros, by columns, rows ascending in each: what Eigen::SparseMatrix keeps beside
/// its numbers, without the numbers. An entry that is not in the pattern is exactly zero wherever the function is
/// evaluated; one that is in it may still happen to be 0.0.
class SparsityPattern {
 public:
  SparsityPattern() = default;
  /// starts: cols + 1 entries; column j has the entries starts[j] to starts[j + 1] - 1 of row_indices.
  SparsityPattern(Index rows, std::vector<int> starts, std::vector<int> row_indices)
      : rows_(rows), starts_(std::move(starts)), row_indices_(std::move(row_indices)) {}

  [[nodiscard]] Index rows() const { return rows_; }
  [[nodiscard]] Index cols() const { return static_cast<Index>(starts_.size()) - 1; }
  [[nodiscard]] Index nonzeros() const { return static_cast<Index>(row_indices_.size()); }

  /// The rows of the entries of one column, ascending.
  [[nodiscard]] std::span<const int> column(Index j) const {
    const auto at = static_cast<std::size_t>(j);
    return std::span(row_indices_)
        .subspan(static_cast<std::size_t>(starts_[at]), static_cast<std::size_t>(starts_[at + 1] - starts_[at]));
  }
  [[nodiscard]] bool contains(Index row, Index column) const {
    return std::ranges::binary_search(this->column(column), static_cast<int>(row));
  }

  [[nodiscard]] std::span<const int> starts() const { return starts_; }
  [[nodiscard]] std::span<const int> row_indices() const { return row_indices_; }

  /// Columns for rows. Cost: one pass over the entries.
  [[nodiscard]] SparsityPattern transposed() const;

  /// Bytes of an Eigen::SparseMatrix<double> with so many columns and entries.
  static double matrix_bytes(Index cols, Index nonzeros) {
    return 12.0 * static_cast<double>(nonzeros) + 4.0 * static_cast<double>(cols + 1);
  }

  friend bool operator==(const SparsityPattern&, const SparsityPattern&) = default;

 private:
  Index rows_ = 0;
  std::vector<int> starts_ = {0};
  std::vector<int> row_indices_;
};

}  // namespace hesse
