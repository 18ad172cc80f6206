// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <hesse/basics/shapes.hpp>

#include <cmath>
#include <limits>

namespace hesse {

/// Of the mean of independent numbers; infinite where there are fewer than two.
[[nodiscard]] inline double standard_error(const Vector& samples) {
  const auto count = static_cast<double>(samples.size());
  if (samples.size() < 2) return std::numeric_limits<double>::infinity();
  return std::sqrt((samples.array() - samples.mean()).square().sum() / (count * (count - 1)));
}

}  // namespace hesse
