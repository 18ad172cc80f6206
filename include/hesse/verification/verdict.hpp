// SPDX-License-Identifier: BSL-1.0
//
// What a check of a hand-made derivative finds.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/verification/cause.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hesse {

/// One entry of a hand-made derivative that is not the derivative.
struct Mistake {
  Index row = 0;
  Index column = 0;   ///< 0 for gradients; for products the number of the direction
  std::string name;   ///< "H[2][5] (d/d sigma, d/d beta)", "J[2][0] (d f[2] / d sigma)"
  double hand = 0.0;  ///< at the point where the two differ most, relative to what rounding explains
  double exact = 0.0;
  double tolerance = 0.0;  ///< the difference that rounding could explain there
  Index point = 0;         ///< which point: 0 is the one given, then random ones around it, then multiples of it
  Index wrong_at = 1;      ///< at how many points the entry is wrong

  /// |hand - exact| / max(|hand|, |exact|), between 0 and 2; NaN where one of them is.
  [[nodiscard]] double relative_difference() const;
};

/// The result of check_gradient(), check_jacobian(), check_hessian(), check_hessian_vector() and check_operation().
struct Verdict {
  enum class Status {
    passed,       ///< every entry agrees as far as rounding lets one tell
    failed,       ///< at least one entry is wrong, or the shape is
    inconclusive  ///< nothing is proved: rounding hides it, the exact routes disagree, it was stopped; see the notes
  };

  std::string check;  ///< "check_hessian"
  Status status = Status::passed;
  std::vector<Mistake> mistakes;  ///< worst first
  /// What explains them, where one of the known mistakes does; looked for where three points or more are wrong.
  std::optional<Cause> cause;
  std::vector<std::string> notes;  ///< what else there is to say, a sentence each
  /// The independent ways by which each entry that is not called wrong was confirmed: "exact derivative",
  /// "hyper-dual numbers" (the callable itself confirms the exact derivative), "Taylor test".
  std::vector<std::string> routes;

  Index entries = 0;              ///< compared at each point
  Index points = 0;               ///< compared, the one given included
  double radius = 0.0;            ///< the random points lie within this share of the inputs' sizes
  std::uint64_t seed = 0;         ///< of the random points
  std::vector<double> multiples;  ///< of the point given, compared too
  bool stopped = false;           ///< by the caller, before all was compared
  /// At how many places the callable on hyper-dual numbers agrees with the exact derivative, and differs from it. With
  /// any of the latter nothing is proved.
  Index confirmed = 0, contradicted = 0;
  double digits = 0.0;  ///< decimal digits in which the worst of the right entries agrees
  /// The power of the step with which the error of the Taylor model made of the hand-made derivative falls; none where
  /// rounding hides the error. Right derivatives give expected_slope or more.
  std::optional<double> slope;
  double expected_slope = 0.0;

  [[nodiscard]] bool passed() const { return status == Status::passed; }

  /// The verdict in words: what is wrong, worst first, ten entries and then a count; where it was looked for.
  [[nodiscard]] std::string report() const;
};

/// "inconclusive"
[[nodiscard]] const char* name_of(Verdict::Status status);

}  // namespace hesse
