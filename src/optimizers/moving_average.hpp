// SPDX-License-Identifier: BSL-1.0
//
// The averages that methods on batches keep of gradients, squares and curvatures.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <cmath>

namespace hesse {

/// a <- beta a + (1 - beta) x from a = 0.
class MovingAverage {
 public:
  explicit MovingAverage(double beta) : beta_(beta) {}

  void start(Index size) { value_ = Vector::Zero(size); }
  void note(const Vector& x) {
    value_ = beta_ * value_ + (1.0 - beta_) * x;
    ++noted_;
  }
  void serialize(auto& archive) { archive(noted_, value_); }
  [[nodiscard]] const Vector& value() const { return value_; }
  /// With the start at 0 divided out: what has been noted then has weights that sum to 1.
  [[nodiscard]] Vector corrected() const { return value_ / (1.0 - std::pow(beta_, noted_)); }

 private:
  double beta_;
  Index noted_ = 0;
  Vector value_;
};

}  // namespace hesse
