// SPDX-License-Identifier: BSL-1.0
//
// What kinds of processor the vector executor has code for.
#pragma once

#include <string_view>
#include <vector>

namespace hesse {

/// The kinds that this processor and this build have, the best first: some of "AVX-512", "AVX2", and "baseline".
[[nodiscard]] std::vector<std::string_view> processors();

}  // namespace hesse
