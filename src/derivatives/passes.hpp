// SPDX-License-Identifier: BSL-1.0
//
// Hessian-vector products of a program, one direction a pass or four: the program itself then runs once for all four.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/programs/cells.hpp>
#include <hesse/programs/program.hpp>

#include <algorithm>
#include <array>

namespace hesse {

/// A pass over four directions runs the program itself once. Eight gain little more and compile twice as long;
/// docs/design.md has the trial.
inline constexpr Index directions_of_a_pass = 4;
inline constexpr std::array<const char*, directions_of_a_pass> four_directions{"x_dot0", "x_dot1", "x_dot2", "x_dot3"};
inline constexpr std::array<const char*, directions_of_a_pass> four_products{"x_bar_dot0", "x_bar_dot1", "x_bar_dot2",
                                                                             "x_bar_dot3"};

/// Fills the columns of products with those of the Hessian times the columns of directions; whether all of them stand
/// and are finite.
///
///   program    takes one direction, "x_dot", or four
///   prepared   gives its cells, all but the directions filled
///   run        runs it on the cells, and says whether the result stands; if not, nothing is done any more
template <class Prepare, class Run>
bool run_passes(const Program& program, Index directions_each, ConstMatrix directions, Eigen::Ref<Matrix> products,
                const Prepare& prepared, const Run& run) {
  const bool one = directions_each == 1;
  for (Index first = 0; first < directions.cols(); first += directions_each) {
    const Index count = std::min(directions_each, directions.cols() - first);
    Cells cells = prepared();
    for (Index k = 0; k < count; ++k)
      std::ranges::copy(directions.col(first + k), cells_of(cells, program, one ? "x_dot" : four_directions[k]));
    if (!run(cells)) return false;
    for (Index k = 0; k < count; ++k)
      if (!copy_finite(numbers_of(cells, program, one ? "x_bar_dot" : four_products[k]), products.col(first + k)))
        return false;
  }
  return true;
}

}  // namespace hesse
