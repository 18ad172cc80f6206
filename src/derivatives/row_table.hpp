// SPDX-License-Identifier: BSL-1.0
//
// The rows of a table as executors read them: cut into blocks, and each block column by column, so that a run over a
// block reads every column straight through.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/programs/program.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace hesse {

class RowTable {
 public:
  RowTable(ConstMatrix table, std::size_t block);

  [[nodiscard]] Index rows() const { return rows_; }
  [[nodiscard]] Index columns() const { return columns_; }
  /// Rows of a block; the last one may have fewer.
  [[nodiscard]] std::size_t block() const { return block_; }
  /// A whole block: column c of its row t is numbers[c * block() + t].
  [[nodiscard]] const double* numbers(std::size_t which) const { return numbers_.data() + which * block_size(); }
  [[nodiscard]] double at(Index row, Index column) const {
    const auto r = static_cast<std::size_t>(row);
    return numbers(r / block_)[static_cast<std::size_t>(column) * block_ + r % block_];
  }
  /// One row.
  [[nodiscard]] Vector row(Index row) const;
  /// Some rows, laid out as a block.
  void gather(std::span<const Index> rows, double* numbers) const;

 private:
  [[nodiscard]] std::size_t block_size() const { return static_cast<std::size_t>(columns_) * block_; }

  Index rows_;
  Index columns_;
  std::size_t block_;
  AlignedNumbers numbers_;
};

}  // namespace hesse
