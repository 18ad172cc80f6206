// SPDX-License-Identifier: BSL-1.0
//
// What the tables of this floor have in common.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace hesse {

struct ListingOptions {
  /// One an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  /// Lines listed at most; what is left out is counted, and said below the table.
  std::size_t lines = 200;
};

}  // namespace hesse
