// SPDX-License-Identifier: BSL-1.0
//
// The sparse verbs of Function.
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/drivers.hpp>

#include <fmt/format.h>

#include "function_state.hpp"

namespace hesse {

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

const SparsityPattern& require_pattern(const char* asked, const std::optional<SparsityPattern>& pattern,
                                       std::size_t limit, const char* advice) {
  diagnosis::require_pattern(asked, pattern.has_value(), limit, advice, "Options::memory_limit");
  return *pattern;
}

constexpr const char* use_products = "Use hessian_vector(), which never forms the Hessian";
constexpr const char* use_gradients = "Differentiate a weighted sum of the outputs with gradient()";

}  // namespace

std::string KnownTape::describe_hessian() const {
  const std::lock_guard lock(mutex_);
  if (!hessian_.pattern) return "";
  std::string text = fmt::format("Hessian: {} x {}, at most {} entries are not zero", hessian_.pattern->rows(),
                                 hessian_.pattern->cols(), hessian_.pattern->nonzeros());
  if (hessian_.plan) text += fmt::format("; without blocks {} products show all of them", hessian_.plan->groups.count);
  return text + '\n';
}

/// The Hessian at x of a function with one output times directions, compiled or swept.
std::function<Matrix(const Matrix&)> Function::products_at(const Settled& settled, ConstVector x) const {
  return [&settled, &x, options = state_->options_now()](const Matrix& directions) -> Matrix {
    if (auto found = settled.known->compiled().products(settled.tape(), options, x, directions))
      return std::move(*found);
    return drivers::along_all(settled.tape(), x, directions, Vector::Ones(1));
  };
}

SparsityPattern Function::hessian_pattern() const {
  return require_pattern("hessian_pattern()", state_->current()->hessian_pattern(state_->most_pattern_bytes()),
                         state_->options.memory_limit, use_products);
}

SparsityPattern Function::jacobian_pattern() const {
  return require_pattern("jacobian_pattern()", state_->current()->jacobian_pattern(state_->most_pattern_bytes()),
                         state_->options.memory_limit, use_gradients);
}

SparseMatrix Function::sparse_hessian(ConstVector x, Triangle stored) const {
  SparseMatrix matrix;
  sparse_hessian(x, matrix, stored);
  return matrix;
}

void Function::sparse_hessian(ConstVector x, SparseMatrix& matrix, Triangle stored) const {
  const auto known = state_->current();
  const CompiledTape::Pattern pattern_there = [&]() -> const SparsityPattern& {
    return require_pattern("sparse_hessian()", known->hessian_pattern(state_->most_pattern_bytes()),
                           state_->options.memory_limit, use_products);
  };
  if (compiled(*known, "sparse_hessian()", x, &CompiledTape::sparse_hessian, pattern_there, stored, matrix)) return;
  const Settled settled = settle_scalar("sparse_hessian()", x, false);
  const KnownTape::Hessian& plan = settled.known->hessian(state_->most_pattern_bytes());
  const auto& pattern = require_pattern("sparse_hessian()", plan.pattern, state_->options.memory_limit, use_products);
  matrix = drivers::stored_part(drivers::sparse_hessian(pattern, *plan.plan, products_at(settled, x)), stored);
}

SparseMatrix Function::sparse_hessian(ConstVector x, ConstVector weights, Triangle stored) const {
  require_size("sparse_hessian()", weights.size(), outputs(), "weight");
  const Settled settled = settle("sparse_hessian()", x, false);
  const KnownTape::Hessian& known = settled.known->hessian(state_->most_pattern_bytes());
  const auto& pattern = require_pattern("sparse_hessian()", known.pattern, state_->options.memory_limit, use_products);
  const auto products = [&](const Matrix& directions) {
    return drivers::along_all(settled.tape(), x, directions, weights);
  };
  return drivers::stored_part(drivers::sparse_hessian(pattern, *known.plan, products), stored);
}

Matrix Function::hessian_block(ConstVector x, std::span<const Index> rows, std::span<const Index> columns) const {
  diagnosis::require_block("hessian_block()", rows, columns, inputs());
  require_room("hessian_block()", static_cast<Index>(rows.size()), static_cast<Index>(columns.size()),
               "Ask for fewer rows or columns at a time");
  const Settled settled = settle_scalar("hessian_block()", x, false);
  const std::size_t products = std::min(rows.size(), columns.size());
  if (products > drivers::products_not_worth_a_pattern) {
    const KnownTape::Hessian& known = settled.known->hessian(state_->most_pattern_bytes());
    if (known.plan && static_cast<std::size_t>(known.plan->groups.count) <= products)
      return drivers::block_of(sparse_hessian(x), rows, columns);
  }
  return drivers::hessian_block(inputs(), rows, columns, products_at(settled, x));
}

Vector Function::hessian_diagonal(ConstVector x) const {
  if (auto found = compiled(*state_->current(), "hessian_diagonal()", x, &CompiledTape::diagonal))
    return std::move(*found);
  const Settled settled = settle_scalar("hessian_diagonal()", x, false);
  const KnownTape::Hessian& known = settled.known->hessian(state_->most_pattern_bytes());
  const auto& pattern =
      require_pattern("hessian_diagonal()", known.pattern, state_->options.memory_limit, use_products);
  return drivers::hessian_diagonal(pattern, *known.plan, products_at(settled, x));
}

SparseMatrix Function::sparse_jacobian(ConstVector x) const {
  const Settled settled = settle("sparse_jacobian()", x, true);
  const KnownTape::Jacobian& known = settled.known->jacobian(state_->most_pattern_bytes());
  const auto& pattern =
      require_pattern("sparse_jacobian()", known.pattern, state_->options.memory_limit, use_gradients);
  return drivers::sparse_jacobian(settled.tape(), x, settled.values(), pattern, *known.plan);
}

}  // namespace hesse
