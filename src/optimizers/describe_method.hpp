// SPDX-License-Identifier: BSL-1.0
//
// The options of a method as data, from the lists that declare them.
#pragma once

#include <hesse/basics/counted.hpp>
#include <hesse/optimizers/bounds.hpp>
#include <hesse/optimizers/method_used.hpp>
#include <hesse/optimizers/options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

template <class T>
[[nodiscard]] OptionValue option_value(const T& option) {
  if constexpr (std::is_enum_v<T>)
    return std::string(name_of(option));
  else if constexpr (std::same_as<T, Bounds>)
    return option.empty() ? OptionValue() : counted(std::max(option.lower.size(), option.upper.size()), "input");
  else if constexpr (std::same_as<T, std::filesystem::path>)
    return option.empty() ? OptionValue() : option.string();
  else if constexpr (std::same_as<T, bool> || std::same_as<T, double>)
    return option;
  else if constexpr (std::same_as<T, std::vector<double>>)
    return option.empty() ? OptionValue() : fmt::format("{}", fmt::join(option, ", "));
  else if constexpr (std::signed_integral<T>)
    return std::int64_t{option};
  else
    return std::uint64_t{option};
}

template <class T>
[[nodiscard]] OptionValue option_value(const std::optional<T>& option) {
  return option ? option_value(*option) : OptionValue();
}

class OptionList {
 public:
  template <class T>
  void add(std::string_view name, const T& option, const T& by_default) {
    const OptionValue value = option_value(option);
    options_.push_back({std::string(name), value, value == option_value(by_default)});
  }
  /// What is called or asked has no value to show.
  void add(std::string_view, const Callback&, const Callback&) {}
  void add(std::string_view, const std::stop_token&, const std::stop_token&) {}

  /// Options under the names "a, b, c".
  template <class... T>
  void add_all(std::string_view names, const std::tuple<T...>& options, const std::tuple<T...>& by_default) {
    const auto next_name = [&names] {
      const std::size_t end = names.find(", ");
      const std::string_view name = names.substr(0, end);
      names.remove_prefix(end == std::string_view::npos ? names.size() : end + 2);
      return name;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (add(next_name(), std::get<I>(options), std::get<I>(by_default)), ...);
    }
    (std::index_sequence_for<T...>());
  }

  [[nodiscard]] std::vector<OptionUsed> take() && { return std::move(options_); }

 private:
  std::vector<OptionUsed> options_;
};

/// Whether every method has an option of this name.
[[nodiscard]] inline bool is_common_option(std::string_view option) {
#define HESSE_IS(type, name, ...) || option == #name
  return false HESSE_COMMON_OPTIONS(HESSE_IS);
#undef HESSE_IS
}

/// The name of a method and its options; what it adapts is the descent's to say.
template <class M>
[[nodiscard]] MethodUsed describe_method(const M& method) {
  const M by_default;
  OptionList list;
  list.add_all(M::own_option_names, method.own_options(), by_default.own_options());
#define HESSE_ADD(type, name, ...) list.add(#name, method.name, by_default.name);
  HESSE_COMMON_OPTIONS(HESSE_ADD)
#undef HESSE_ADD
  return {M::method_name, std::move(list).take()};
}

}  // namespace hesse
