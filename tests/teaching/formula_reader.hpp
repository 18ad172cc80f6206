// SPDX-License-Identifier: BSL-1.0
//
// Reads the formulas of the trace back: the other direction, written without knowledge of how they are made.
#pragma once

#include <map>
#include <string>

namespace hesse {

/// The number that a formula stands for, given those of its names. Throws std::invalid_argument where it is none.
double number_of_formula(const std::string& formula, const std::map<std::string, double>& names);

}  // namespace hesse
