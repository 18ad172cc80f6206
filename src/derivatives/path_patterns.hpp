// SPDX-License-Identifier: BSL-1.0
//
// Where the Hessian of a Loss can be other than zero: path by path, as rows of one path touch few parameters, and of
// all paths seen so far together.
#pragma once

#include <hesse/basics/sparsity.hpp>
#include <hesse/derivatives/sparse_drivers.hpp>

#include <Eigen/SparseCore>

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "row_path.hpp"

namespace hesse {

/// The entries of the Hessian of rows of one path, in the parameters.
class PathPattern {
 public:
  explicit PathPattern(SparsityPattern pattern) : pattern_(std::move(pattern)) {}
  [[nodiscard]] const SparsityPattern& pattern() const { return pattern_; }
  /// The directions that show them; worked out when first asked.
  [[nodiscard]] const drivers::HessianPlan& plan() const {
    std::call_once(once_, [&] { plan_.emplace(pattern_); });
    return *plan_;
  }

 private:
  SparsityPattern pattern_;
  mutable std::once_flag once_;
  mutable std::optional<drivers::HessianPlan> plan_;
};

/// The entries of all paths together, and zeros there.
struct UnitedPattern {
  explicit UnitedPattern(SparsityPattern united);
  [[nodiscard]] const Eigen::SparseMatrix<double>& zeros(Triangle stored) const {
    return zeros_of_triangle[stored == Triangle::both ? 0 : 1];
  }

  SparsityPattern pattern;
  std::array<Eigen::SparseMatrix<double>, 2> zeros_of_triangle;
};

/// The patterns of the paths that a loss has seen. The united one only grows, so that a factorisation analysed once
/// stays valid until a row takes a way that moves parameters together which never met before. Any number of threads may
/// use it.
class PathPatterns {
 public:
  explicit PathPatterns(Index parameters);

  /// That of a path, which is in the united one from now on; null where it would take more than most_bytes.
  [[nodiscard]] std::shared_ptr<const PathPattern> of(const std::shared_ptr<const RowPath>& path,
                                                      std::size_t most_bytes);
  /// Of all paths that were asked for; null beyond most_bytes.
  [[nodiscard]] std::shared_ptr<const UnitedPattern> united(std::size_t most_bytes);

 private:
  /// A column, then a row: the order of a pattern.
  using Entry = std::pair<int, int>;

  void note_new_entries(const SparsityPattern& pattern);

  const std::size_t parameters_;
  std::mutex mutex_;
  std::unordered_map<std::shared_ptr<const RowPath>, std::shared_ptr<const PathPattern>> known_;
  std::size_t bytes_ = 0;  ///< of the known ones
  std::shared_ptr<const UnitedPattern> united_;
  std::vector<Entry> missing_;  ///< in the united one
};

}  // namespace hesse
