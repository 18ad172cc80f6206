// SPDX-License-Identifier: BSL-1.0
//
// The sparse verbs of Loss: each path has a pattern of its own and directions that show it, or blocks.
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/loss.hpp>
#include <hesse/derivatives/sparse_drivers.hpp>

#include <algorithm>

#include "loss_state.hpp"

namespace hesse {

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

/// Adds the entries of a part that the matrix stores, which has all of them.
void add_entries(const SparseMatrix& part, Triangle stored, SparseMatrix& sum) {
  for (Index j = 0; j < part.cols(); ++j) {
    const int* place = sum.innerIndexPtr() + sum.outerIndexPtr()[j];
    const int* const end = sum.innerIndexPtr() + sum.outerIndexPtr()[j + 1];
    for (SparseMatrix::InnerIterator entry(part, j); entry; ++entry) {
      if (stored == Triangle::lower && entry.row() < j) continue;
      place = std::lower_bound(place, end, static_cast<int>(entry.row()));
      sum.valuePtr()[place - sum.innerIndexPtr()] += entry.value();
    }
  }
}

}  // namespace

void Loss::State::require_pattern(const char* asked, bool found) const {
  diagnosis::require_pattern(asked, found, options.memory_limit, "Use hessian_vector(), which never forms the Hessian",
                             "LossOptions::memory_limit");
}

std::shared_ptr<const UnitedPattern> Loss::State::united_pattern(const char* asked) {
  auto united = patterns.united(most_pattern_bytes());
  require_pattern(asked, united != nullptr);
  return united;
}

std::vector<std::shared_ptr<const PathPattern>> Loss::Evaluation::patterns(const char* asked) const {
  std::vector<std::shared_ptr<const PathPattern>> all;
  for (const Group& group : groups_) {
    all.push_back(state_.patterns.of(group.path, state_.most_pattern_bytes()));
    state_.require_pattern(asked, all.back() != nullptr);
  }
  return all;
}

std::vector<Loss::Evaluation::Curvature> Loss::Evaluation::curvatures(const char* asked, bool all_entries) const {
  std::vector<Curvature> all;
  for (auto& known : patterns(asked)) {
    const Group& group = groups_[all.size()];
    const std::size_t rows = group.positions.size();
    Curvature found{group.path->blocks(state_.compile_policy(), rows), nullptr, std::move(known)};
    if (found.blocks != nullptr && all_entries && !found.blocks->serves(found.known->pattern())) found.blocks = nullptr;
    if (found.blocks == nullptr) {
      const bool several = found.known->plan().groups.count >= directions_of_a_pass;
      found.products = group.path->machine(several ? RowPath::Form::several_products : RowPath::Form::product,
                                           state_.compile_policy(), rows);
    }
    all.push_back(std::move(found));
  }
  return all;
}

drivers::Products Loss::products_of(const Evaluation& at, const RowPiece& piece, const Machine* machine) const {
  return [=, this, &at, &piece](const Matrix& directions) -> Matrix {
    Matrix result(inputs(), directions.cols());
    if (machine != nullptr && at.run_products(piece, *machine, directions, result)) return result;
    return swept_products(at, piece, directions);
  };
}

SparsityPattern Loss::hessian_pattern() const {
  const Evaluation at = evaluation("hessian_pattern()", state_->made_at);
  (void)at.patterns("hessian_pattern()");
  return state_->united_pattern("hessian_pattern()")->pattern;
}

SparseMatrix Loss::sparse_hessian(ConstVector theta, Triangle stored) const {
  SparseMatrix matrix;
  sparse_hessian(theta, matrix, stored);
  return matrix;
}

void Loss::sparse_hessian(ConstVector theta, SparseMatrix& matrix, Triangle stored) const {
  const Evaluation at = evaluation("sparse_hessian()", theta);
  const auto curvatures = at.curvatures("sparse_hessian()", true);
  const auto united = state_->united_pattern("sparse_hessian()");
  if (drivers::have_same_places(matrix, united->zeros(stored)))
    std::fill_n(matrix.valuePtr(), matrix.nonZeros(), 0.0);
  else
    matrix = united->zeros(stored);
  const auto evaluate = [&](const RowPiece& piece, SparseMatrix& part) {
    const auto& [blocks, machine, known] = curvatures[piece.group];
    if (blocks != nullptr && blocks->fill(at.run_blocks(piece, *blocks).data(), known->pattern(), stored, part)) return;
    part = drivers::sparse_hessian(known->pattern(), known->plan(), products_of(at, piece, machine));
  };
  at.in_order(SparseMatrix(), evaluate, [&](const SparseMatrix& part) { add_entries(part, stored, matrix); });
  matrix *= weight();
}

Matrix Loss::hessian_block(ConstVector theta, std::span<const Index> rows, std::span<const Index> columns) const {
  diagnosis::require_block("hessian_block()", rows, columns, inputs());
  require_room("hessian_block()", static_cast<Index>(rows.size()), static_cast<Index>(columns.size()),
               "Ask for fewer rows or columns at a time");
  const Evaluation at = evaluation("hessian_block()", theta);
  const std::size_t products = std::min(rows.size(), columns.size());
  if (products > drivers::products_not_worth_a_pattern) {
    const auto patterns = at.patterns("hessian_block()");
    const auto takes_fewer = [&](const auto& known) {
      return static_cast<std::size_t>(known->plan().groups.count) <= products;
    };
    if (std::ranges::all_of(patterns, takes_fewer)) return drivers::block_of(sparse_hessian(theta), rows, columns);
  }
  return drivers::hessian_block(inputs(), rows, columns,
                                [&](const Matrix& directions) { return this->products(at, directions); });
}

Vector Loss::hessian_diagonal(ConstVector theta) const {
  const Evaluation at = evaluation("hessian_diagonal()", theta);
  const auto curvatures = at.curvatures("hessian_diagonal()", false);
  const Vector total = at.sum(inputs(), [&](const RowPiece& piece, Eigen::Ref<Vector> result) {
    const auto& [blocks, machine, known] = curvatures[piece.group];
    if (blocks != nullptr) result = blocks->diagonal(at.run_blocks(piece, *blocks).data());
    if (blocks != nullptr && all_finite(result)) return;
    result = drivers::hessian_diagonal(known->pattern(), known->plan(), products_of(at, piece, machine));
  });
  return weight() * total;
}

}  // namespace hesse
