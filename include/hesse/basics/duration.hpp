// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace hesse {

/// Seconds as a person reads them, in three digits: "1.5 s", "20 ms", "0.0131 ms".
[[nodiscard]] std::string duration(double seconds);

}  // namespace hesse
