// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/duration.hpp>

#include <fmt/format.h>

namespace hesse {

std::string duration(double seconds) {
  if (seconds < 1.0) return fmt::format("{:.3g} ms", 1e3 * seconds);
  return seconds < 1000.0 ? fmt::format("{:.3g} s", seconds) : fmt::format("{:.0f} s", seconds);
}

}  // namespace hesse
