// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <span>
#include <string>

namespace hesse::reports {

using Rgb = std::array<int, 3>;

/// "#rrggbb" between the stops, which stand at equal steps from 0 to 1; beyond, the first or the last.
std::string blended(std::span<const Rgb> stops, double share);

}  // namespace hesse::reports
