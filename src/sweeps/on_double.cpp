// SPDX-License-Identifier: BSL-1.0
//
// The sweeps on double, compiled once.
#include <hesse/sweeps/reverse.hpp>

namespace hesse {

HESSE_FORWARD_ON(double)
HESSE_REVERSE_ON(double, double)
HESSE_REVERSE_ON(double, EightLanes)

}  // namespace hesse
