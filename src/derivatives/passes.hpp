// SPDX-License-Identifier: BSL-1.0
//
// Hessian-vector products of a program, one direction a pass or several: the program itself then runs once for all.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/programs/cells.hpp>
#include <hesse/programs/program.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace hesse {

/// From so many directions on, a pass takes several: four one after the other, and of code without loops eight side by
/// side, on the lanes of the processor. Of loops, eight would gain little more and compile twice as long;
/// docs/design.md has the trial.
inline constexpr Index directions_of_a_pass = 4;
inline constexpr Index directions_side_by_side = 8;
inline constexpr std::array<const char*, directions_of_a_pass> four_directions{"x_dot0", "x_dot1", "x_dot2", "x_dot3"};
inline constexpr std::array<const char*, directions_of_a_pass> four_products{"x_bar_dot0", "x_bar_dot1", "x_bar_dot2",
                                                                             "x_bar_dot3"};

/// The products of a simplified gradient along several directions a pass, and what else is wanted of it.
[[nodiscard]] Program several_products(const Program& gradient, const std::vector<std::string_view>& wanted);

/// How the directions of a program lie in its cells: one behind the other, or side by side, those of a number together.
class DirectionsOfAPass {
 public:
  explicit DirectionsOfAPass(const Program& program);

  [[nodiscard]] Index count() const { return count_; }
  void put(Cells& cells, ConstMatrix directions) const;
  /// Whether all products are finite, and taken.
  [[nodiscard]] bool take(const Cells& cells, Eigen::Ref<Matrix> products) const;

 private:
  const Program& program_;
  bool are_apart_;
  Index count_;
};

/// Fills the columns of products with those of the Hessian times the columns of directions, as many a pass as the
/// program takes; whether all of them stand and are finite.
///
///   prepared   gives the program's cells, all but the directions filled
///   run        runs it on the cells, and says whether the result stands; if not, nothing is done any more
template <class Prepare, class Run>
bool run_passes(const Program& program, ConstMatrix directions, Eigen::Ref<Matrix> products, const Prepare& prepared,
                const Run& run) {
  const DirectionsOfAPass pass(program);
  for (Index first = 0; first < directions.cols(); first += pass.count()) {
    const Index count = std::min(pass.count(), directions.cols() - first);
    Cells cells = prepared();
    pass.put(cells, directions.middleCols(first, count));
    if (!run(cells) || !pass.take(cells, products.middleCols(first, count))) return false;
  }
  return true;
}

}  // namespace hesse
