// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <hesse/programs/program.hpp>

#include <vector>

namespace hesse {

/// Which cells depend on the inputs; only they have derivatives.
[[nodiscard]] std::vector<bool> varied_cells(const Program& program);

}  // namespace hesse
