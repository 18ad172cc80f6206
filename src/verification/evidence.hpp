// SPDX-License-Identifier: BSL-1.0
//
// What a failed check has seen, and how well a guess explains it.
#pragma once

#include <hesse/verification/cause.hpp>

#include <functional>
#include <optional>
#include <vector>

#include "comparison.hpp"

namespace hesse {

/// A matrix a sighting.
using Predictions = std::vector<Matrix>;

struct Evidence {
  const Function& f;
  const Candidate& candidate;
  Vector given;  ///< the point that the caller named
  /// Where the two differ.
  std::vector<Sighting> sightings;
  /// The entries that are wrong, each once.
  std::vector<Mistake> mistakes;

  /// A guess has to hold at so many points, and to explain so much of the difference at each.
  static constexpr std::size_t least_points = 3;
  static constexpr double least_explained = 0.999;

  [[nodiscard]] Predictions exact() const;
  [[nodiscard]] Predictions zero() const;
  [[nodiscard]] Index inputs() const { return given.size(); }
  [[nodiscard]] const std::string& input(Index i) const { return candidate.inputs[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const std::string& output(Index i) const { return candidate.outputs[static_cast<std::size_t>(i)]; }

  /// The one entry that is wrong; where a Hessian has it twice, that in the upper triangle. Null where there are
  /// others.
  [[nodiscard]] const Mistake* only_mistake() const;

  /// Cause::explained of a prediction.
  [[nodiscard]] double explained(const Predictions& prediction) const;

  struct Fit {
    double amount;
    double explained;
    [[nodiscard]] bool holds() const { return explained >= least_explained; }
  };
  /// by hand = base + amount * pattern with one amount for all points, in least squares.
  [[nodiscard]] Fit fit(const Predictions& base, const Predictions& pattern) const;
};

/// "twice", "half of", "0.333333 times": the number as one says it before a noun.
[[nodiscard]] std::string times_in_words(double factor);

/// Whether the two are the same but for a millionth: factors are fitted to numbers with rounding errors.
[[nodiscard]] bool same(double a, double b);

/// The guesses, a family each; nothing where none holds.
[[nodiscard]] std::optional<Cause> one_triangle(const Evidence& evidence);
[[nodiscard]] std::optional<Cause> cause_in_one_entry(const Evidence& evidence);
[[nodiscard]] std::optional<Cause> cause_in_layout(const Evidence& evidence);
[[nodiscard]] std::optional<Cause> cause_in_terms(const Evidence& evidence);
[[nodiscard]] std::optional<Cause> cause_in_variables(const Evidence& evidence);
[[nodiscard]] std::optional<Cause> wrong_power(const Evidence& evidence);
/// One entry is wrong, and only what it differs by can be said.
[[nodiscard]] std::optional<Cause> difference_of_one_entry(const Evidence& evidence);

/// The first that holds, from the simplest to the least.
[[nodiscard]] std::optional<Cause> cause_of(const Evidence& evidence);

}  // namespace hesse
