// SPDX-License-Identifier: BSL-1.0
//
// The test problems of Moré, Garbow and Hillstrom: sums of squares of m residuals in n unknowns, each with a standard
// start, numbered as in the paper.
//
// Source: Moré, Garbow, Hillstrom, "Testing unconstrained optimization software", ACM TOMS 7 (1981), 17-41.
#pragma once

#include <hesse/hesse.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace more_garbow_hillstrom {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;
using hesse::VectorOf;

template <class V>
using number_of = std::remove_cvref_t<decltype(std::declval<const V&>()[0])>;

struct Problem {
  int number;
  std::string name;
  Vector start;                ///< the standard one
  double least;                ///< the smallest value that is known
  std::vector<double> others;  ///< values of the other local minima that it prints, some of them at infinity
  std::function<hesse::Function(const Vector& at)> residuals;       ///< recorded there
  std::function<hesse::Function(const Vector& at)> sum_of_squares;  ///< recorded there
  /// The sum of squares without any derivative, for oracles.
  std::function<long double(const VectorOf<long double>& x)> plain;

  /// The standard start times a factor; where it is zero, the factor itself, as in the paper.
  [[nodiscard]] Vector start_times(double factor) const {
    return start.isZero(0.0) && factor != 1.0 ? Vector::Constant(start.size(), factor) : Vector(factor * start);
  }
};

/// What stands beside a problem's residuals in the paper.
struct Facts {
  int number;
  std::string name;
  Vector start;
  double least = 0.0;
  std::vector<double> others = {};
};

/// A problem from its residuals, a generic function that returns a vector of numbers.
template <class Residuals>
Problem problem(Facts facts, Residuals residuals) {
  const auto sum_of_squares = [residuals](const auto& x) {
    number_of<decltype(x)> sum(0.0);
    for (const auto& r : residuals(x)) sum += r * r;
    return sum;
  };
  return {facts.number,
          std::move(facts.name),
          std::move(facts.start),
          facts.least,
          std::move(facts.others),
          [residuals](const Vector& at) { return hesse::Function(residuals, at); },
          [sum_of_squares](const Vector& at) { return hesse::Function(sum_of_squares, at); },
          sum_of_squares};
}

[[nodiscard]] std::vector<Problem> problems_of_fixed_size();
[[nodiscard]] std::vector<Problem> fits_of_data();
[[nodiscard]] std::vector<Problem> problems_of_any_size();

/// All of them, those of variable size at the sizes that are commonly used.
[[nodiscard]] std::vector<Problem> all_problems();

}  // namespace more_garbow_hillstrom
