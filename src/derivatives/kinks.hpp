// SPDX-License-Identifier: BSL-1.0
//
// How far a point is from where a tape may not be smooth in its first inputs, the parameters: from the kinks of its
// operations, and from comparisons that come out otherwise. What depends on the other inputs alone, the numbers of a
// row, does not count: no step of the parameters changes it.
#pragma once

#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <vector>

namespace hesse {

/// Made once a tape, asked at many points.
class KinkDistance {
 public:
  KinkDistance(const Tape& tape, std::size_t parameters);

  /// In units of what is compared; infinity where the tape is smooth everywhere.
  ///
  ///   values   the numbers of all nodes
  [[nodiscard]] double at(const double* values) const;

 private:
  const Tape& tape_;
  std::vector<Node> nodes_;    ///< whose kinks the parameters move
  std::vector<Guard> guards_;  ///< whose sides they move
};

}  // namespace hesse
