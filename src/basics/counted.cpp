// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>

#include <fmt/format.h>

namespace hesse {

std::string counted(Index count, std::string_view noun) {
  if (count == 1) return fmt::format("1 {}", noun);
  const std::string_view word = noun.substr(0, noun.find(' '));
  const std::string_view rest = noun.substr(word.size());
  if (word.ends_with('y')) return fmt::format("{} {}ies{}", count, word.substr(0, word.size() - 1), rest);
  return fmt::format("{} {}s{}", count, word, rest);
}

}  // namespace hesse
