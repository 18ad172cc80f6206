// SPDX-License-Identifier: BSL-1.0
//
// The sweeps on eight directions, compiled once.
#include <hesse/sweeps/reverse.hpp>

namespace hesse {

HESSE_FORWARD_ON(EightDirections)
HESSE_REVERSE_ON(EightDirections, EightDirections)

}  // namespace hesse
