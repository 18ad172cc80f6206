// SPDX-License-Identifier: BSL-1.0
#include "batches.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace hesse {

ShuffledRows::ShuffledRows(Index rows, Index batch, std::uint64_t seed)
    : order_(static_cast<std::size_t>(rows)),
      batch_(static_cast<std::size_t>(std::min(batch, rows))),
      generator_(seed) {
  std::iota(order_.begin(), order_.end(), Index{0});
}

// Spelled out, as std::shuffle may differ between libraries.
void ShuffledRows::shuffle() {
  for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[below(i)]);
}

Rows ShuffledRows::batch(std::size_t k) const {
  return Rows(order_).subspan(k * batch_, std::min(batch_, order_.size() - k * batch_));
}

/// Uniform in [0, count): numbers of the last, incomplete block are drawn again.
std::size_t ShuffledRows::below(std::size_t count) {
  const std::uint64_t fair = std::numeric_limits<std::uint64_t>::max() / count * count;
  std::uint64_t drawn = generator_();
  while (drawn >= fair) drawn = generator_();
  return static_cast<std::size_t>(drawn % count);
}

}  // namespace hesse
