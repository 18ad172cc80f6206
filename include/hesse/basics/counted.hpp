// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <hesse/basics/shapes.hpp>

#include <string>
#include <string_view>

namespace hesse {

/// "1 entry in u", "2 entries in u": the noun is given in the singular, alone or with what it belongs to behind it.
[[nodiscard]] std::string counted(Index count, std::string_view noun);

}  // namespace hesse
