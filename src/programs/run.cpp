// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/run.hpp>

namespace hesse {

template void run<double>(const Program&, std::span<double>, const RowBlock&);

}  // namespace hesse
