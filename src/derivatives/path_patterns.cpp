// SPDX-License-Identifier: BSL-1.0
#include "path_patterns.hpp"

#include <hesse/sweeps/sparsity.hpp>

#include <algorithm>

namespace hesse {

namespace {

// Patterns of paths are worked out again where a loss has so many of them.
constexpr std::size_t most_bytes_of_known = std::size_t{256} << 20;

SparsityPattern empty_pattern(std::size_t size) {
  return {static_cast<Index>(size), std::vector<int>(size + 1, 0), {}};
}

std::size_t bytes_of(const SparsityPattern& pattern) {
  return pattern.starts().size_bytes() + pattern.row_indices().size_bytes();
}

/// Calls visit(column, row) for each entry.
template <class Visitor>
void for_each_entry(const SparsityPattern& pattern, const Visitor& visit) {
  for (Index j = 0; j < pattern.cols(); ++j)
    for (const int i : pattern.column(j)) visit(static_cast<int>(j), i);
}

}  // namespace

UnitedPattern::UnitedPattern(SparsityPattern united)
    : pattern(std::move(united)),
      zeros_of_triangle{drivers::zeros_of(pattern, Triangle::both), drivers::zeros_of(pattern, Triangle::lower)} {}

PathPatterns::PathPatterns(Index parameters)
    : parameters_(static_cast<std::size_t>(parameters)),
      united_(std::make_shared<const UnitedPattern>(empty_pattern(parameters_))) {}

std::shared_ptr<const PathPattern> PathPatterns::of(const std::shared_ptr<const RowPath>& path,
                                                    std::size_t most_bytes) {
  const std::lock_guard lock(mutex_);
  if (const auto found = known_.find(path); found != known_.end()) return found->second;
  auto pattern = hessian_pattern(path->tape(), most_bytes, parameters_);
  if (!pattern) return nullptr;
  note_new_entries(*pattern);
  bytes_ += bytes_of(*pattern);
  if (bytes_ > most_bytes_of_known) {
    known_.clear();
    bytes_ = bytes_of(*pattern);
  }
  return known_.emplace(path, std::make_shared<const PathPattern>(std::move(*pattern))).first->second;
}

void PathPatterns::note_new_entries(const SparsityPattern& pattern) {
  for_each_entry(pattern, [&](int column, int row) {
    if (!united_->pattern.contains(row, column)) missing_.emplace_back(column, row);
  });
}

std::shared_ptr<const UnitedPattern> PathPatterns::united(std::size_t most_bytes) {
  const std::lock_guard lock(mutex_);
  if (missing_.empty()) return united_;
  for_each_entry(united_->pattern, [&](int column, int row) { missing_.emplace_back(column, row); });
  std::ranges::sort(missing_);
  const auto repeated = std::ranges::unique(missing_);
  missing_.erase(repeated.begin(), repeated.end());
  if (missing_.size() * sizeof(int) > most_bytes) return nullptr;
  std::vector<int> starts(parameters_ + 1, 0), rows;
  rows.reserve(missing_.size());
  for (const auto& [column, row] : missing_) {
    ++starts[static_cast<std::size_t>(column) + 1];
    rows.push_back(row);
  }
  for (std::size_t j = 0; j < parameters_; ++j) starts[j + 1] += starts[j];
  united_ = std::make_shared<const UnitedPattern>(
      SparsityPattern(static_cast<Index>(parameters_), std::move(starts), std::move(rows)));
  missing_.clear();
  return united_;
}

}  // namespace hesse
