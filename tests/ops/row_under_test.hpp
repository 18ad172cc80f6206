// SPDX-License-Identifier: BSL-1.0
//
// The table of elementary functions as a list that tests walk through: each row with its types erased, and beside it
// what the textbook says the function is.
#pragma once

#include <hesse/recording/record.hpp>

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <support/fifty_digits.hpp>
#include <vector>

namespace hesse {

struct RowUnderTest {
  About about;
  std::size_t arity;           ///< variables and parameters; 0 for rows of any number
  std::size_t parameters;      ///< how many of the last ones are constants by nature
  bool has_integer_parameter;  ///< else it is real

  /// The row as the one instruction of a tape. Arguments whose bit is set are constants.
  Recorded (*record)(std::span<const double> x, unsigned constants);
  /// The function as a textbook defines it, which need not be how the row evaluates it.
  Fifty (*definition)(std::span<const Fifty> x);
  /// Size of the terms of the second partial by x_i and x_j, 0 where the row names none.
  Fifty (*cancellation)(std::span<const Fifty> x, std::size_t i, std::size_t j);
  /// The same for first partials.
  Fifty (*first_cancellation)(std::span<const Fifty> x);

  [[nodiscard]] std::size_t variables(std::size_t count) const { return count - parameters; }
};

/// Every row but Custom, which has no rule of its own.
const std::vector<RowUnderTest>& rows_under_test();

/// `points` seeded points of the row's domain, each with `count` arguments.
std::vector<std::vector<double>> points_of(const RowUnderTest& row, std::size_t count, std::size_t points);

/// How many arguments to test a row with: its arity, or 1, 2, 5 and 20.
std::vector<std::size_t> counts_of(const RowUnderTest& row);

}  // namespace hesse
