// SPDX-License-Identifier: BSL-1.0
//
// Rows of a table by chance, the same on every platform.
#pragma once

#include <hesse/optimizers/batch_objective.hpp>

#include <cstdint>
#include <random>
#include <vector>

namespace hesse {

class RandomRows {
 public:
  RandomRows(Index rows, std::uint64_t seed);

  /// So many different rows, every set of them equally likely; valid until the next draw. Cost: as many random numbers.
  [[nodiscard]] Rows draw(Index count);

 private:
  std::vector<Index> order_;
  std::mt19937_64 random_;
};

}  // namespace hesse
