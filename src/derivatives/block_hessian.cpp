// SPDX-License-Identifier: BSL-1.0
#include "block_hessian.hpp"

#include <hesse/derivatives/drivers.hpp>
#include <hesse/derivatives/sparse_drivers.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/simplify.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace hesse {

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

// Blocks are repaid where writing their lines takes no longer than one Hessian by columns.
constexpr double operations_while_a_line_is_compiled = 1000;
constexpr double lines_always_compiled = 30'000;

}  // namespace

std::optional<BlockProgram> worthwhile_blocks(const Program& value, const std::vector<std::string_view>& wanted) {
  const Program gradient = simplify(adjoint(value), wanted);
  const double by_columns = static_cast<double>(gradient.region("x").size) * static_cast<double>(gradient.operations());
  BlockLimits limits;
  limits.lines = static_cast<std::size_t>(std::clamp(by_columns / operations_while_a_line_is_compiled,
                                                     lines_always_compiled, static_cast<double>(limits.lines)));
  auto blocks = block_program(gradient, limits);
  if (blocks && static_cast<double>(blocks->program.operations()) > by_columns) blocks.reset();
  return blocks;
}

BlockHessian::BlockHessian(BlockProgram blocks)
    : entries_(std::move(blocks.entries)),
      inputs_(static_cast<Index>(blocks.inputs)),
      between_(static_cast<Index>(blocks.between)),
      first_entry_(blocks.program.region("entries").first),
      machine_(std::move(blocks.program)) {}

Matrix BlockHessian::dense(const double* cells) const {
  Matrix hessian = Matrix::Zero(inputs_, inputs_);
  const double* number = cells + first_entry_;
  for (const auto& [row, column] : entries_) {
    if (row < inputs_ && column < inputs_) hessian(row, column) = *number;
    ++number;
  }
  if (between_ > 0) {
    const Between through = eliminate_between(cells);
    hessian.triangularView<Eigen::Lower>() += through.adjoints * through.with_inputs;
  }
  drivers::mirror_lower(hessian);
  return hessian;
}

BlockHessian::Between BlockHessian::eliminate_between(const double* cells) const {
  Between result{Matrix::Zero(between_, inputs_), Matrix::Zero(inputs_, between_)};
  Matrix among = Matrix::Identity(between_, between_);
  const double* number = cells + first_entry_;
  for (const auto& [row, column] : entries_) {
    if (row >= inputs_ && column >= inputs_)
      among(row - inputs_, column - inputs_) = -*number;
    else if (row >= inputs_)
      result.with_inputs(row - inputs_, column) = *number;
    else if (column >= inputs_)
      result.adjoints(row, column - inputs_) = *number;
    ++number;
  }
  among.triangularView<Eigen::UnitLower>().solveInPlace(result.with_inputs);
  return result;
}

Vector BlockHessian::diagonal(const double* cells) const {
  Vector diagonal = Vector::Zero(inputs_);
  const double* number = cells + first_entry_;
  for (const auto& [row, column] : entries_) {
    if (row == column && row < inputs_) diagonal[row] = *number;
    ++number;
  }
  if (between_ > 0) {
    const Between through = eliminate_between(cells);
    diagonal += through.adjoints.cwiseProduct(through.with_inputs.transpose()).rowwise().sum();
  }
  return diagonal;
}

bool BlockHessian::fill(const double* cells, const SparsityPattern& pattern, Triangle stored,
                        SparseMatrix& matrix) const {
  const Layout& known = layout(pattern, stored);
  if (!drivers::have_same_places(matrix, known.zeros)) matrix = known.zeros;
  double* const value = matrix.valuePtr();
  if (between_ == 0) return gather_finite(cells, known.cells, value);
  const Matrix hessian = dense(cells);
  for (Index j = 0; j < inputs_; ++j)
    for (SparseMatrix::InnerIterator entry(matrix, j); entry; ++entry) entry.valueRef() = hessian(entry.row(), j);
  return all_finite(Eigen::Map<const Vector>(value, matrix.nonZeros()));
}

const BlockHessian::Layout& BlockHessian::layout(const SparsityPattern& pattern, Triangle stored) const {
  Layout& layout = layouts_[stored == Triangle::both ? 0 : 1];
  std::call_once(layout.once, [&] { lay_out(layout, pattern, stored); });
  return layout;
}

void BlockHessian::lay_out(Layout& layout, const SparsityPattern& pattern, Triangle stored) const {
  layout.zeros = drivers::zeros_of(pattern, stored);
  if (between_ > 0) return;  // the values come from the dense one
  const std::size_t stays_zero = first_entry_ + entries_.size();
  layout.cells.assign(static_cast<std::size_t>(layout.zeros.nonZeros()), static_cast<std::uint32_t>(stays_zero));
  const int* const starts = layout.zeros.outerIndexPtr();
  const auto place = [&](std::uint32_t row, std::uint32_t column, std::size_t cell) {
    const std::span rows(layout.zeros.innerIndexPtr() + starts[column],
                         layout.zeros.innerIndexPtr() + starts[column + 1]);
    const auto found = std::ranges::lower_bound(rows, static_cast<int>(row));
    if (found != rows.end() && *found == static_cast<int>(row))
      layout.cells[static_cast<std::size_t>(starts[column] + (found - rows.begin()))] =
          static_cast<std::uint32_t>(cell);
  };
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto [row, column] = entries_[i];
    place(row, column, first_entry_ + i);
    if (stored == Triangle::both && row != column) place(column, row, first_entry_ + i);
  }
}

}  // namespace hesse
