// SPDX-License-Identifier: BSL-1.0
//
// Fewer lines, the same numbers.
#pragma once

#include <hesse/programs/program.hpp>

#include <string_view>
#include <vector>

namespace hesse {

/// The program reduced to what the wanted regions need: sinks that nobody reads are dropped, loops of equal trips that
/// do not feed each other are run as one, so that a derivative finds the lines of the value it shares already there.
/// Values keep their bits but for sums to which several loops add.
///
/// Cost: linear in lines and places, quadratic in the number of loops.
[[nodiscard]] Program simplify(const Program& program, const std::vector<std::string_view>& wanted);

}  // namespace hesse
