// SPDX-License-Identifier: BSL-1.0
#include "entry_names.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <initializer_list>

namespace hesse {

namespace {

std::string with_inputs(std::string place, const std::vector<std::string>& names, std::initializer_list<Index> inputs) {
  if (names.empty()) return place;
  const char* before = " (d/d ";
  for (const Index i : inputs) {
    place += before + names[static_cast<std::size_t>(i)];
    before = ", d/d ";
  }
  return place + ")";
}

}  // namespace

std::string name_of_input(const std::vector<std::string>& names, Index i) {
  return names.empty() ? fmt::format("x[{}]", i) : names[static_cast<std::size_t>(i)];
}

std::string name_of_slope(const std::vector<std::string>& names, Index row) {
  return with_inputs(fmt::format("g[{}]", row), names, {row});
}

std::string name_in_jacobian(const std::vector<std::string>& names, Index row, Index column) {
  return with_inputs(fmt::format("J[{}][{}]", row, column), names, {column});
}

std::string name_in_hessian(const std::vector<std::string>& names, Index row, Index column) {
  return with_inputs(fmt::format("H[{}][{}]", row, column), names, {row, column});
}

}  // namespace hesse
