// SPDX-License-Identifier: BSL-1.0
//
// The numbers that a program works on: its cells, and the stretches of them that have names.
#pragma once

#include <hesse/basics/pooled.hpp>
#include <hesse/basics/shapes.hpp>
#include <hesse/programs/program.hpp>

#include <string_view>

namespace hesse {

struct CellMemory;
using Cells = PooledLines<CellMemory>;

/// Where a region starts. Throws std::out_of_range where no region has the name.
[[nodiscard]] inline double* cells_of(Cells& cells, const Program& program, std::string_view region) {
  return cells.data() + program.region(region).first;
}

/// The numbers of a region, where they are.
[[nodiscard]] inline Eigen::Map<const Vector> numbers_of(const Cells& cells, const Program& program,
                                                         std::string_view region) {
  const CellRegion& place = program.region(region);
  return {cells.data() + place.first, static_cast<Index>(place.size)};
}

}  // namespace hesse
