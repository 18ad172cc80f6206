// SPDX-License-Identifier: BSL-1.0
//
// The sweeps on Structural numbers, compiled once.
#include <hesse/sweeps/reverse.hpp>

namespace hesse {

HESSE_FORWARD_ON(Structural)
HESSE_FORWARD_ON(Dual<Structural>)
HESSE_REVERSE_ON(Structural, Structural)
HESSE_REVERSE_ON(Dual<Structural>, Dual<Structural>)

}  // namespace hesse
