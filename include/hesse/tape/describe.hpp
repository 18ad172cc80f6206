// SPDX-License-Identifier: BSL-1.0
//
// Nodes in words where the inputs have names of their own.
#pragma once

#include <hesse/tape/tape.hpp>

#include <span>
#include <string>
#include <string_view>

namespace hesse {

/// Whether this is one of the operations that a reader writes x^y: they differ in what the exponent is known to be.
bool is_power(std::string_view operation);

/// As describe(tape, node), with inputs by their names: "v3 = mu * v2".
///
///   names   one an input, or none: "x[3]"
std::string describe(const Tape& tape, const Node& node, std::span<const std::string> names);
std::string describe(const Tape& tape, Operand operand, std::span<const std::string> names);

}  // namespace hesse
