// SPDX-License-Identifier: BSL-1.0
//
// What Function and Loss write as C++: the same programs, simplified for the regions that are wanted.
#pragma once

#include <hesse/derivatives/function.hpp>
#include <hesse/programs/program.hpp>
#include <hesse/tape/tape.hpp>

#include <string_view>
#include <vector>

namespace hesse {

/// Throws Error where the tape holds a custom operation. owner: "function" or "loss".
void require_no_custom_operation(const char* asked, const Tape& tape, const char* owner);

struct Emitted {
  Program program;
  std::vector<std::string_view> outputs;
};

/// A program of value, gradient or product, as emit_cpp() takes it. checks: a region to keep beside the outputs, or
/// nothing.
[[nodiscard]] Emitted emitted(const Program& value, Emit what, std::string_view checks);

}  // namespace hesse
