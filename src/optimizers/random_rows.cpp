// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/random_rows.hpp>

#include <limits>
#include <numeric>
#include <utility>

namespace hesse {

std::size_t draw_below(std::size_t count, std::mt19937_64& random) {
  const std::uint64_t fair = std::numeric_limits<std::uint64_t>::max() / count * count;
  std::uint64_t drawn = random();
  while (drawn >= fair) drawn = random();
  return static_cast<std::size_t>(drawn % count);
}

RandomRows::RandomRows(Index rows, std::uint64_t seed) : order_(static_cast<std::size_t>(rows)), random_(seed) {
  std::iota(order_.begin(), order_.end(), Index{0});
}

Rows RandomRows::draw(Index count) {
  const auto wanted = static_cast<std::size_t>(count);
  for (std::size_t i = 0; i < wanted; ++i) std::swap(order_[i], order_[i + draw_below(order_.size() - i, random_)]);
  return Rows(order_).first(wanted);
}

}  // namespace hesse
