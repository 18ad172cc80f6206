// SPDX-License-Identifier: BSL-1.0
//
// The Hessian that the entries of a block program stand for, on any number: the two formulas of the program's header.
#pragma once

#include <hesse/programs/blocks.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace hesse {

/// Its lower triangle, of the cells that the program left.
template <class T>
std::vector<std::vector<T>> lower_triangle(const BlockProgram& blocks, std::span<const T> cells) {
  const std::size_t n = blocks.inputs, all = n + blocks.between;
  std::vector<std::vector<T>> E(all, std::vector<T>(all)), hessian(n, std::vector<T>(n));
  std::size_t cell = blocks.program.region("entries").first;
  for (const auto& [row, column] : blocks.entries) E[row][column] = cells[cell++];
  for (std::size_t z = n; z < all; ++z)
    for (std::size_t earlier = n; earlier < z; ++earlier)
      for (std::size_t j = 0; j < n; ++j) E[z][j] += E[z][earlier] * E[earlier][j];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      hessian[i][j] = E[i][j];
      for (std::size_t z = n; z < all; ++z) hessian[i][j] += E[i][z] * E[z][j];
    }
  return hessian;
}

}  // namespace hesse
