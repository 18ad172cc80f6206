// SPDX-License-Identifier: BSL-1.0
#include "formula.hpp"

#include <hesse/tape/describe.hpp>

#include <fmt/format.h>

namespace hesse {

std::string Formula::text(Binding least) const { return binding_ < least ? '(' + text_ + ')' : text_; }

Formula Formula::literal(double number) {
  const std::string text = fmt::format("{:.6g}", number);
  return {number, text, text.front() == '-' ? Binding::sign : Binding::whole};
}

Formula detail::applied(std::string_view name, double number, std::span<const Formula> arguments) {
  if (is_power(name))
    return {number, arguments[0].text(Binding::whole) + '^' + arguments[1].text(Binding::whole), Binding::power};
  if (name.size() != 1) {
    std::string list;
    for (const Formula& argument : arguments) list += (list.empty() ? "" : ", ") + argument.text();
    return {number, fmt::format("{}({})", name, list)};
  }
  if (arguments.size() == 1) return {number, '-' + arguments[0].text(Binding::product), Binding::sign};
  if (name == "+" && arguments[0].text() == "0") return arguments[1];  // where a rule starts a sum
  // a - (b + c), a / (b * c), a / b^2: on the right stands what binds more tightly.
  const bool is_sum = name == "+" || name == "-";
  const std::string left = arguments[0].text(is_sum ? Binding::sum : Binding::sign);
  const std::string right = arguments[1].text(is_sum ? Binding::product : Binding::power);
  const Binding binding = is_sum ? Binding::sum : left.front() == '-' ? Binding::sign : Binding::product;
  return {number, fmt::format("{} {} {}", left, name, right), binding};
}

}  // namespace hesse
