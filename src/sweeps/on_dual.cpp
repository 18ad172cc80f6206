// SPDX-License-Identifier: BSL-1.0
//
// The sweeps on Dual numbers, compiled once.
#include <hesse/sweeps/reverse.hpp>

namespace hesse {

HESSE_FORWARD_ON(Dual<double>)
HESSE_REVERSE_ON(Dual<double>, Dual<double>)

}  // namespace hesse
