// SPDX-License-Identifier: BSL-1.0
#include "batches.hpp"

#include <hesse/optimizers/random_rows.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace hesse {

ShuffledRows::ShuffledRows(Index rows, Index batch, std::uint64_t seed)
    : order_(static_cast<std::size_t>(rows)),
      batch_(static_cast<std::size_t>(std::min(batch, rows))),
      generator_(seed) {
  std::iota(order_.begin(), order_.end(), Index{0});
}

void ShuffledRows::shuffle() {
  for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[draw_below(i, generator_)]);
}

Rows ShuffledRows::batch(std::size_t k) const {
  return Rows(order_).subspan(k * batch_, std::min(batch_, order_.size() - k * batch_));
}

}  // namespace hesse
