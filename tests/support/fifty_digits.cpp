// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/run.hpp>

#include <support/fifty_digits.hpp>

namespace hesse {

template struct SpecialFunctions<Fifty>;
template void run<Fifty>(const Program&, std::span<Fifty>, const RowBlock&);
HESSE_FORWARD_ON(Fifty)
HESSE_FORWARD_ON(Dual<Fifty>)
HESSE_REVERSE_ON(Fifty, Fifty)
HESSE_REVERSE_ON(Dual<Fifty>, Dual<Fifty>)

}  // namespace hesse
