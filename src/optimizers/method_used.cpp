// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/method_used.hpp>

#include <fmt/format.h>

#include <concepts>

namespace hesse {

std::string OptionUsed::text() const {
  return std::visit(
      [](const auto& held) -> std::string {
        if constexpr (std::same_as<decltype(held), const std::monostate&>)
          return "none";
        else
          return fmt::format("{}", held);
      },
      value);
}

}  // namespace hesse
