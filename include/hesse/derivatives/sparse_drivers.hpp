// SPDX-License-Identifier: BSL-1.0
//
// Sparse derivatives at one point: columns that do not get in each other's way share a direction, eight
// directions share a pass, and the entries are read off the products. A plan says who shares with whom; it is made once
// for a pattern and serves every point.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/basics/sparsity.hpp>
#include <hesse/derivatives/colouring.hpp>
#include <hesse/tape/tape.hpp>

#include <Eigen/SparseCore>

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace hesse::drivers {

/// The columns of each colour.
struct Groups {
  explicit Groups(const Colouring& colouring);

  int count;                 ///< of colours
  std::vector<int> colours;  ///< of the columns
  std::vector<int> columns;  ///< by colour
  std::vector<int> starts;   ///< where each colour's columns start; count + 1 entries
};

struct HessianPlan {
  /// Cost: a star colouring and two passes over the entries.
  explicit HessianPlan(const SparsityPattern& pattern);

  Groups groups;
  /// One an entry: whether it is read off the product of its own column's colour. Of an entry and its mirror image
  /// exactly one is.
  std::vector<bool> is_read_here;
};

/// Zeros where the stored part of a symmetric pattern has entries.
Eigen::SparseMatrix<double> zeros_of(const SparsityPattern& pattern, Triangle stored);

/// The stored part of a symmetric matrix.
Eigen::SparseMatrix<double> stored_part(Eigen::SparseMatrix<double> matrix, Triangle stored);

/// Whether two matrices, the first of any kind, have their entries in the same places.
bool have_same_places(const Eigen::SparseMatrix<double>& a, const Eigen::SparseMatrix<double>& b);

/// The Hessian times each column of directions, at most eight.
using Products = std::function<Matrix(const Matrix& directions)>;

/// The Hessian of which products are given, both triangles, bitwise symmetric; every entry of the pattern is stored.
///
/// Cost: a product for each colour, eight at a time. Memory: that of one pass, whatever the number of colours.
Eigen::SparseMatrix<double> sparse_hessian(const SparsityPattern& pattern, const HessianPlan& plan,
                                           const Products& products);

/// Its diagonal, at the same cost.
Vector hessian_diagonal(const SparsityPattern& pattern, const HessianPlan& plan, const Products& products);

/// So few products are made before anybody asks whether the pattern would do with fewer.
inline constexpr std::size_t products_not_worth_a_pattern = 8;

/// Rows and columns of the Hessian of which products are given: a product for each of the fewer, eight at a time.
Matrix hessian_block(Index inputs, std::span<const Index> rows, std::span<const Index> columns,
                     const Products& products);

/// The same of a matrix that stores both triangles.
Matrix block_of(const Eigen::SparseMatrix<double>& hessian, std::span<const Index> rows,
                std::span<const Index> columns);

struct JacobianPlan {
  /// Groups columns or rows, whichever takes fewer colours.
  explicit JacobianPlan(const SparsityPattern& pattern);

  bool by_rows;  ///< rows are grouped, and pulled back; else columns, pushed forward
  Groups groups;

 private:
  explicit JacobianPlan(std::pair<bool, Groups> grouped) : by_rows(grouped.first), groups(std::move(grouped.second)) {}
};

/// The derivatives of all outputs, outputs by inputs; every entry of the pattern is stored. values: the numbers of all
/// nodes at x.
Eigen::SparseMatrix<double> sparse_jacobian(const Tape& tape, ConstVector x, const double* values,
                                            const SparsityPattern& pattern, const JacobianPlan& plan);

}  // namespace hesse::drivers
