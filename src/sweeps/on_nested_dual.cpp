// SPDX-License-Identifier: BSL-1.0
//
// The sweeps on Dual numbers of Dual numbers, compiled once.
#include <hesse/sweeps/reverse.hpp>

namespace hesse {

HESSE_FORWARD_ON(Dual<Dual<double>>)
HESSE_REVERSE_ON(Dual<Dual<double>>, Dual<Dual<double>>)

}  // namespace hesse
