// SPDX-License-Identifier: BSL-1.0
//
// Features of one scale, as fits of tables start from.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <cmath>

namespace support {

/// Each column minus its mean, over its population standard deviation.
inline hesse::Matrix standardised(hesse::Matrix columns) {
  columns.rowwise() -= columns.colwise().mean().eval();
  for (auto column : columns.colwise()) column /= std::sqrt(column.squaredNorm() / static_cast<double>(column.size()));
  return columns;
}

}  // namespace support
