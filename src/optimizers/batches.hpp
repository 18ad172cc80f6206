// SPDX-License-Identifier: BSL-1.0
//
// The rows of an objective in random order, and what a step on some of them may ask.
#pragma once

#include <hesse/optimizers/problem.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace hesse {

/// Every row once an epoch, in an order drawn anew, a batch at a time.
class ShuffledRows {
 public:
  ShuffledRows() = default;  ///< to be read from an archive
  ShuffledRows(Index rows, Index batch, std::uint64_t seed);

  /// Begins an epoch.
  void shuffle();
  [[nodiscard]] std::size_t batches() const { return (order_.size() + batch_ - 1) / batch_; }
  /// The last one may be smaller.
  [[nodiscard]] Rows batch(std::size_t k) const;
  void serialize(auto& archive) { archive(order_, batch_, generator_); }

 private:
  std::vector<Index> order_;
  std::size_t batch_ = 1;
  std::mt19937_64 generator_;
};

/// The objective as one step sees it: estimated from a batch of rows, or from as many others that were drawn apart.
class Batch {
 public:
  Batch(Problem& problem, Rows rows, Rows other_rows) : problem_(problem), rows_(rows), other_rows_(other_rows) {}

  [[nodiscard]] Vector gradient(ConstVector x) { return problem_.batch_gradient(x, rows_); }
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector v) {
    return problem_.batch_hessian_vector(x, v, rows_);
  }
  [[nodiscard]] Vector other_hessian_vector(ConstVector x, ConstVector v) {
    return problem_.batch_hessian_vector(x, v, other_rows_);
  }

 private:
  Problem& problem_;
  Rows rows_, other_rows_;
};

}  // namespace hesse
