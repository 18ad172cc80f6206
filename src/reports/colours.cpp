// SPDX-License-Identifier: BSL-1.0
#include "colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace hesse::reports {

std::string blended(std::span<const Rgb> stops, double share) {
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  const std::size_t below = std::min<std::size_t>(static_cast<std::size_t>(place), stops.size() - 2);
  const double between = place - static_cast<double>(below);
  Rgb colour{};
  for (std::size_t k = 0; k < colour.size(); ++k)
    colour[k] = static_cast<int>(std::lround((1.0 - between) * stops[below][k] + between * stops[below + 1][k]));
  return fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]);
}

}  // namespace hesse::reports
