// SPDX-License-Identifier: BSL-1.0
//
// Rows of a table by chance, the same on every platform.
#pragma once

#include <hesse/optimizers/batch_objective.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace hesse {

/// Uniform in [0, count): numbers of the last, incomplete block are drawn again. The distributions of <random> may
/// differ between libraries.
[[nodiscard]] std::size_t draw_below(std::size_t count, std::mt19937_64& random);

class RandomRows {
 public:
  RandomRows() = default;  ///< to be read from an archive
  RandomRows(Index rows, std::uint64_t seed);

  /// So many different rows, every set of them equally likely; valid until the next draw. Cost: as many random numbers.
  [[nodiscard]] Rows draw(Index count);
  void serialize(auto& archive) { archive(order_, random_); }

 private:
  std::vector<Index> order_;
  std::mt19937_64 random_;
};

}  // namespace hesse
