// SPDX-License-Identifier: BSL-1.0
#include "passes.hpp"

#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/simplify.hpp>

namespace hesse {

namespace {

bool is_mostly_straight(const Program& program) {
  std::size_t straight = 0;
  for (const ProgramLoop& loop : program.loops)
    if (loop.trips == 1) straight += loop.lines.size();
  return 2 * straight > program.operations();
}

}  // namespace

Program several_products(const Program& gradient, const std::vector<std::string_view>& wanted) {
  std::vector<std::string_view> all = wanted;
  if (is_mostly_straight(gradient)) {
    all.emplace_back("x_bar_dot");
    return simplify(tangent_on_lanes(gradient, directions_side_by_side), all);
  }
  all.insert(all.end(), four_products.begin(), four_products.end());
  return simplify(tangent(gradient, directions_of_a_pass), all);
}

DirectionsOfAPass::DirectionsOfAPass(const Program& program)
    : program_(program),
      are_apart_(std::ranges::find(program.regions, four_directions[0], &CellRegion::name) != program.regions.end()),
      count_(directions_of_a_pass) {
  const std::size_t inputs = program.region("x").size;
  if (!are_apart_) count_ = inputs == 0 ? 1 : static_cast<Index>(program.region("x_dot").size / inputs);
}

void DirectionsOfAPass::put(Cells& cells, ConstMatrix directions) const {
  if (are_apart_)
    for (Index k = 0; k < directions.cols(); ++k)
      std::ranges::copy(directions.col(k), cells_of(cells, program_, four_directions[static_cast<std::size_t>(k)]));
  else
    Eigen::Map<Matrix>(cells_of(cells, program_, "x_dot"), count_, directions.rows()).topRows(directions.cols()) =
        directions.transpose();
}

bool DirectionsOfAPass::take(const Cells& cells, Eigen::Ref<Matrix> products) const {
  if (are_apart_ || count_ == 1) {
    for (Index k = 0; k < products.cols(); ++k) {
      const char* const region = are_apart_ ? four_products[static_cast<std::size_t>(k)] : "x_bar_dot";
      if (!copy_finite(numbers_of(cells, program_, region), products.col(k))) return false;
    }
    return true;
  }
  const Eigen::Map<const Matrix> all(numbers_of(cells, program_, "x_bar_dot").data(), count_, products.rows());
  const auto found = all.topRows(products.cols());
  if (!found.allFinite()) return false;
  products = found.transpose();
  return true;
}

}  // namespace hesse
