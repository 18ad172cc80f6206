// SPDX-License-Identifier: BSL-1.0
//
// How far a row's value and partials in double lie from the exact ones, by every sweep that delivers them.
#pragma once

#include <ops/row_under_test.hpp>
#include <span>
#include <string>
#include <vector>

namespace hesse {

/// Value, first and second partials by the variables of a one-instruction tape, to fifty digits.
struct ExactPartials {
  Fifty value;
  std::vector<Fifty> first;
  std::vector<std::vector<Fifty>> second;
};
ExactPartials exact_partials(const Tape& tape, std::span<const double> x, std::size_t variables);

/// The same of the row's definition, by central differences and one step of Richardson: nothing of the row's rule, nor
/// of the sweeps, is in it.
ExactPartials differences(const RowUnderTest& row, std::span<const double> x);

/// The worst errors of a row in units in the last place, and where the worst of all was met.
struct WorstErrors {
  double value = 0.0;
  double first = 0.0;
  double second = 0.0;
  std::string place;
};

/// The row at its points, by four routes: reverse on double, forward on Dual, forward over reverse, forward twice.
const WorstErrors& worst_errors(const RowUnderTest& row);

}  // namespace hesse
