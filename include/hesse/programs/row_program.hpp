// SPDX-License-Identifier: BSL-1.0
//
// From one row to all rows: the tape of a function of parameters and one row of a table becomes a loop over rows.
#pragma once

#include <hesse/programs/program.hpp>
#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <cstdint>

namespace hesse {

/// So many comparisons can be told apart in one number.
inline constexpr std::size_t most_guards_in_flips = 52;

/// What the outcome of comparison k of a tape adds to its flips where it comes out differently.
[[nodiscard]] inline double flip_of(std::size_t guard) {
  return static_cast<double>(std::uint64_t{1} << guard % most_guards_in_flips);
}

/// How a row was recorded, and how many rows one run takes.
struct RowLayout {
  /// Whether all rows have the same parameters, or each its own.
  enum class Parameters { shared, of_each_row };
  /// What is made of a row: its outputs, added up over the rows, with or without a count of what flips; its outputs,
  /// row by row; or whether it is a row of the tape at all.
  enum class Results { sums, sums_and_flips, outputs, flips };

  std::size_t parameters = 0;  ///< the first inputs of the tape; the others are the numbers of the row
  std::size_t rows = 0;        ///< most rows of a run, at least 2; numbers of rows lie column by column, this far apart
  Parameters have = Parameters::shared;
  Results results = Results::sums;
};

/// The tape of a row as a program over a RowBlock. Regions:
///
///   x      given: the parameters; those of_each_row lie parameter by parameter, `rows` numbers each
///   y      the outputs of the tape: added up, or output by output, `rows` numbers each
///   flips  instead of y: which comparisons of a row come out differently there than on the tape, comparison k as
///          2^(k mod most_guards_in_flips), and 1 for each value that was read as a plain number and differs. Where
///          it is not 0, the row is not one of this tape. Beside sums: added up over all rows
///
/// What depends on shared parameters alone is computed once, before the loop. The tape must be one that can_lower().
/// Cost: linear in the length of the tape.
[[nodiscard]] Program row_program(const Tape& row, const RowLayout& layout);

}  // namespace hesse
