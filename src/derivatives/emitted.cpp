// SPDX-License-Identifier: BSL-1.0
#include "emitted.hpp"

#include <hesse/basics/error.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/simplify.hpp>

#include <fmt/format.h>

namespace hesse {

void require_no_custom_operation(const char* asked, const Tape& tape, const char* owner) {
  if (!can_lower(tape))
    throw Error("program.custom_operation",
                fmt::format("{} found a custom operation: its rule is code, not operations that could be written down. "
                            "Evaluate the {} instead, or write the operation with recorded ones.",
                            asked, owner));
}

Emitted emitted(const Program& value, Emit what, std::string_view checks) {
  Emitted result{value, {"y"}};
  const auto simplified = [&](const Program& program) {
    std::vector<std::string_view> wanted = result.outputs;
    if (!checks.empty()) wanted.push_back(checks);
    return simplify(program, wanted);
  };
  result.program = simplified(value);
  if (what == Emit::value) return result;
  result.outputs.emplace_back("x_bar");
  result.program = simplified(adjoint(result.program));
  if (what == Emit::gradient) return result;
  result.outputs.emplace_back("x_bar_dot");
  result.program = simplified(tangent(result.program));
  return result;
}

}  // namespace hesse
