// SPDX-License-Identifier: BSL-1.0
//
// When a derivative is faulty, and what the looks at many rows have in common.
#pragma once

#include <hesse/verification/loss_health.hpp>

#include <array>
#include <vector>

namespace hesse {

/// All of them, worst first.
[[nodiscard]] std::array<Fault, fault_count> all_faults();

[[nodiscard]] bool is_faulty(double derivative, bool of_curvature, Fault fault, double floor);

/// Throws OptionError for options that make no sense.
void require_options(const LossHealthOptions& options);

/// Notes one more row with something.
void note(RowCount& rows, Index row);

[[nodiscard]] Spread spread_of(std::vector<double> numbers);

/// "12.5 % of 569 (71; first row 3)"
[[nodiscard]] std::string in_words(const RowCount& rows, Index all);

}  // namespace hesse
