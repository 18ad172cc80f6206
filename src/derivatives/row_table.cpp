// SPDX-License-Identifier: BSL-1.0
#include "row_table.hpp"

namespace hesse {

RowTable::RowTable(ConstMatrix table, std::size_t block) : rows_(table.rows()), columns_(table.cols()), block_(block) {
  const std::size_t blocks = (static_cast<std::size_t>(rows_) + block - 1) / block;
  numbers_.resize(blocks * block_size());
  for (Index c = 0; c < columns_; ++c)
    for (Index r = 0; r < rows_; ++r) {
      const auto place = static_cast<std::size_t>(r);
      numbers_[place / block * block_size() + static_cast<std::size_t>(c) * block + place % block] = table(r, c);
    }
}

Vector RowTable::row(Index row) const {
  Vector numbers(columns_);
  for (Index c = 0; c < columns_; ++c) numbers[c] = at(row, c);
  return numbers;
}

void RowTable::gather(std::span<const Index> rows, double* numbers) const {
  std::vector<const double*> starts(rows.size());
  for (std::size_t t = 0; t < rows.size(); ++t) {
    const auto row = static_cast<std::size_t>(rows[t]);
    starts[t] = this->numbers(row / block_) + row % block_;
  }
  for (std::size_t c = 0; c < static_cast<std::size_t>(columns_); ++c, numbers += block_)
    for (std::size_t t = 0; t < rows.size(); ++t) numbers[t] = starts[t][c * block_];
}

}  // namespace hesse
