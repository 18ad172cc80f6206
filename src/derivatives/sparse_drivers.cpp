// SPDX-License-Identifier: BSL-1.0
#include <hesse/derivatives/drivers.hpp>
#include <hesse/derivatives/sparse_drivers.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

namespace hesse::drivers {

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

constexpr int lane_count = 8;

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Calls visit(place, mirror) for the place of each entry above the diagonal of a symmetric pattern and that of its
/// mirror image below: column by column, so each column's lower entries are met in their order.
template <class Visitor>
void for_each_mirrored(const SparsityPattern& pattern, const Visitor& visit) {
  std::vector<int> next(at(pattern.cols()));  // the lower entry of each column that is met next
  for (Index j = 0; j < pattern.cols(); ++j) {
    int place = pattern.starts()[at(j)];
    for (const int i : pattern.column(j)) {
      if (i >= j) break;
      visit(at(place++), at(next[at(i)]++));
    }
    if (place < pattern.starts()[at(j + 1)] && pattern.row_indices()[at(place)] == j) ++place;
    next[at(j)] = place;
  }
}

/// For each pass of at most eight colours: seeds with a column for each colour, ones at its members, and
/// visit(first colour, product(seeds)).
template <class Product, class Visitor>
void for_each_pass(const Groups& groups, Index members, const Product& product, const Visitor& visit) {
  for (int first = 0; first < groups.count; first += lane_count) {
    const int count = std::min(lane_count, groups.count - first);
    Matrix seeds = Matrix::Zero(members, count);
    for (int k = 0; k < count; ++k)
      for (int m = groups.starts[at(first + k)]; m < groups.starts[at(first + k + 1)]; ++m)
        seeds(groups.columns[at(m)], k) = 1.0;
    visit(first, product(seeds));
  }
}

/// The same; visit(column, its product) for each column.
template <class Product, class Visitor>
void for_each_product(const Groups& groups, Index members, const Product& product, const Visitor& visit) {
  for_each_pass(groups, members, product, [&](int first, const Matrix& products) {
    for (Index k = 0; k < products.cols(); ++k)
      for (int m = groups.starts[at(first + k)]; m < groups.starts[at(first + k + 1)]; ++m)
        visit(groups.columns[at(m)], products.col(k));
  });
}

SparseMatrix matrix_of(const SparsityPattern& pattern) {
  SparseMatrix matrix(pattern.rows(), pattern.cols());
  matrix.resizeNonZeros(pattern.nonzeros());
  std::ranges::copy(pattern.starts(), matrix.outerIndexPtr());
  std::ranges::copy(pattern.row_indices(), matrix.innerIndexPtr());
  return matrix;
}

std::vector<bool> places_to_read(const SparsityPattern& pattern, const Groups& groups) {
  std::vector<bool> is_alone(at(pattern.nonzeros()));  // of its colour among the entries of its column
  std::vector<int> counts(at(groups.count), 0);
  std::size_t place = 0;
  for (Index j = 0; j < pattern.cols(); ++j) {
    for (const int i : pattern.column(j)) ++counts[at(groups.colours[at(i)])];
    for (const int i : pattern.column(j)) is_alone[place++] = counts[at(groups.colours[at(i)])] == 1;
    for (const int i : pattern.column(j)) counts[at(groups.colours[at(i)])] = 0;
  }
  // Row j of the product of i's colour shows entry (j, i) where i is alone of its colour in row j, and rows are
  // columns. The lower triangle is read where it can be, for the dense Hessian is made of it.
  std::vector<bool> is_read(is_alone.size(), true);
  for_each_mirrored(pattern, [&](std::size_t upper, std::size_t lower) {
    is_read[lower] = is_alone[upper];
    is_read[upper] = !is_alone[upper];
  });
  return is_read;
}

/// Columns of one side or the other: the fewer colours the better. A row with many entries makes many colours for the
/// columns, so the side with the shorter rows comes first, and the other one only while it can still win.
std::pair<bool, Groups> group_columns_or_rows(const SparsityPattern& pattern) {
  const SparsityPattern transposed = pattern.transposed();
  const auto longest = [](const SparsityPattern& of) {
    std::size_t longest = 0;
    for (Index j = 0; j < of.cols(); ++j) longest = std::max(longest, of.column(j).size());
    return static_cast<int>(longest);
  };
  const int for_columns = longest(transposed), for_rows = longest(pattern);  // colours that are needed at least
  const bool rows_first = for_rows < for_columns;
  const SparsityPattern& one = rows_first ? transposed : pattern;
  const SparsityPattern& other = rows_first ? pattern : transposed;
  const Colouring first = *column_colouring(one, std::numeric_limits<int>::max());
  if (std::max(for_columns, for_rows) < first.count)
    if (const auto second = column_colouring(other, first.count - 1)) return {!rows_first, Groups(*second)};
  return {rows_first, Groups(first)};
}

}  // namespace

Groups::Groups(const Colouring& colouring)
    : count(colouring.count), colours(colouring.colour), starts(at(count) + 1, 0) {
  for (const int colour : colours)
    if (colour >= 0) ++starts[at(colour) + 1];
  for (std::size_t k = 1; k < starts.size(); ++k) starts[k] += starts[k - 1];
  columns.resize(at(starts.back()));
  std::vector<int> next(starts.begin(), starts.end() - 1);
  for (std::size_t j = 0; j < colours.size(); ++j)
    if (colours[j] >= 0) columns[at(next[at(colours[j])]++)] = static_cast<int>(j);
}

SparseMatrix zeros_of(const SparsityPattern& pattern, Triangle stored) {
  SparseMatrix matrix = matrix_of(pattern);
  std::fill_n(matrix.valuePtr(), pattern.nonzeros(), 0.0);
  return stored_part(std::move(matrix), stored);
}

SparseMatrix stored_part(SparseMatrix matrix, Triangle stored) {
  if (stored == Triangle::both) return matrix;
  return matrix.triangularView<Eigen::Lower>();
}

bool have_same_places(const SparseMatrix& a, const SparseMatrix& b) {
  return a.isCompressed() && a.rows() == b.rows() && a.cols() == b.cols() && a.nonZeros() == b.nonZeros() &&
         std::equal(a.outerIndexPtr(), a.outerIndexPtr() + a.cols() + 1, b.outerIndexPtr()) &&
         std::equal(a.innerIndexPtr(), a.innerIndexPtr() + a.nonZeros(), b.innerIndexPtr());
}

HessianPlan::HessianPlan(const SparsityPattern& pattern)
    : groups(star_colouring(pattern)), is_read_here(places_to_read(pattern, groups)) {}

SparseMatrix sparse_hessian(const SparsityPattern& pattern, const HessianPlan& plan, const Products& products) {
  SparseMatrix matrix = matrix_of(pattern);
  double* entries = matrix.valuePtr();
  for_each_product(plan.groups, pattern.cols(), products, [&](int column, const auto& product) {
    std::size_t place = at(pattern.starts()[at(column)]);
    for (const int row : pattern.column(column)) {
      if (plan.is_read_here[place]) entries[place] = product[row];
      ++place;
    }
  });
  for_each_mirrored(pattern, [&](std::size_t upper, std::size_t lower) {
    if (plan.is_read_here[lower])
      entries[upper] = entries[lower];
    else
      entries[lower] = entries[upper];
  });
  return matrix;
}

Vector hessian_diagonal(const SparsityPattern& pattern, const HessianPlan& plan, const Products& products) {
  Vector diagonal = Vector::Zero(pattern.cols());
  for_each_product(plan.groups, pattern.cols(), products, [&](int column, const auto& product) {
    if (pattern.contains(column, column)) diagonal[column] = product[column];
  });
  return diagonal;
}

Matrix hessian_block(Index inputs, std::span<const Index> rows, std::span<const Index> columns,
                     const Products& products) {
  const bool by_rows = rows.size() < columns.size();
  const std::span<const Index> seeds = by_rows ? rows : columns, others = by_rows ? columns : rows;
  Matrix block(others.size(), seeds.size());
  for (std::size_t first = 0; first < seeds.size(); first += lane_count) {
    const auto some = seeds.subspan(first, std::min(std::size_t{lane_count}, seeds.size() - first));
    Matrix directions = Matrix::Zero(inputs, static_cast<Index>(some.size()));
    for (std::size_t k = 0; k < some.size(); ++k) directions(some[k], static_cast<Index>(k)) = 1.0;
    const Matrix found = products(directions);
    for (std::size_t i = 0; i < others.size(); ++i)
      block.row(static_cast<Index>(i)).segment(static_cast<Index>(first), found.cols()) = found.row(others[i]);
  }
  if (std::ranges::equal(rows, columns)) mirror_lower(block);
  if (by_rows) block.transposeInPlace();
  return block;
}

Matrix block_of(const SparseMatrix& hessian, std::span<const Index> rows, std::span<const Index> columns) {
  Matrix block(rows.size(), columns.size());
  for (Index j = 0; j < block.cols(); ++j)
    for (Index i = 0; i < block.rows(); ++i) block(i, j) = hessian.coeff(rows[at(i)], columns[at(j)]);
  return block;
}

JacobianPlan::JacobianPlan(const SparsityPattern& pattern) : JacobianPlan(group_columns_or_rows(pattern)) {}

SparseMatrix sparse_jacobian(const Tape& tape, ConstVector x, const double* values, const SparsityPattern& pattern,
                             const JacobianPlan& plan) {
  const SparsityPattern grouped = plan.by_rows ? pattern.transposed() : pattern;
  SparseMatrix matrix = matrix_of(grouped);
  for_each_product(
      plan.groups, grouped.cols(),
      [&](const Matrix& seeds) {
        return plan.by_rows ? transposed_jacobian_times(tape, x, values, seeds) : jacobian_times(tape, x, seeds);
      },
      [&](int column, const auto& product) {
        double* entry = matrix.valuePtr() + grouped.starts()[at(column)];
        for (const int row : grouped.column(column)) *entry++ = product[row];
      });
  if (!plan.by_rows) return matrix;
  return matrix.transpose();
}

}  // namespace hesse::drivers
