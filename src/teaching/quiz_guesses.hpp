// SPDX-License-Identifier: BSL-1.0
//
// Which of the usual mistakes gives the numbers that were handed in.
#pragma once

#include <hesse/teaching/quiz.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hesse {

struct HandedIn {
  const Function& f;
  Vector x;
  std::vector<std::string> names;  ///< one an input
  Matrix numbers, exact;
  double accuracy;  ///< numbers are the same where they differ by no more than this share
  /// The worst entry.
  Index row = 0, column = 0;
  std::string entry;  ///< its name

  [[nodiscard]] double number() const { return numbers(row, column); }
  [[nodiscard]] double right() const { return exact(row, column); }
  /// Whether a guess gives the number, and would not give the right one.
  [[nodiscard]] bool is(double guess) const;
  [[nodiscard]] bool same(double a, double b) const;
  /// The same of all entries at once.
  [[nodiscard]] bool are(const Matrix& guess) const;
};

/// The first of the usual mistakes that gives these numbers, from the simplest to the least.
[[nodiscard]] std::optional<Quiz::Mistake> guessed_mistake(const HandedIn& answer);

}  // namespace hesse
