// SPDX-License-Identifier: BSL-1.0
//
// Bounds on single inputs, for the methods that keep them.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <limits>
#include <vector>

namespace hesse {

/// lower <= x <= upper, entry by entry.
///
///   lower, upper  n entries each, in the units of x, or none where there is no such bound; an infinite entry bounds
///                 nothing, equal ones hold an input where it is
///
///     hesse::LBFGS{.bounds = {.lower = hesse::Vector::Zero(n)}}  // nothing negative
struct Bounds {
  Vector lower = {};
  Vector upper = {};

  [[nodiscard]] bool empty() const { return lower.size() == 0 && upper.size() == 0; }
  [[nodiscard]] double lower_of(Index i) const { return lower.size() > 0 ? lower[i] : -infinity; }
  [[nodiscard]] double upper_of(Index i) const { return upper.size() > 0 ? upper[i] : infinity; }

  [[nodiscard]] bool operator==(const Bounds& other) const {
    const auto same = [](const Vector& a, const Vector& b) { return a.size() == b.size() && a == b; };
    return same(lower, other.lower) && same(upper, other.upper);
  }
  void serialize(auto& archive) { archive(lower, upper); }

  /// Throws ShapeError for another number of entries than the start has, OptionError for a bound that is NaN, a lower
  /// one above its upper one, and a start outside.
  void validate(ConstVector start) const;

  /// The nearest point that keeps them.
  [[nodiscard]] Vector nearest(Vector point) const;

  /// The inputs that may move downhill: all but those which a bound stops, in ascending order.
  [[nodiscard]] std::vector<Index> free_inputs(ConstVector point, ConstVector gradient) const;

  /// The multiple of a step that meets the first bound; infinite where none does.
  [[nodiscard]] double longest(ConstVector point, ConstVector step) const;

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  /// Whether input i is at a bound and would cross it in the direction of `change`.
  [[nodiscard]] bool stops(Index i, double at, double change) const {
    return (change < 0.0 && at <= lower_of(i)) || (change > 0.0 && at >= upper_of(i)) || lower_of(i) == upper_of(i);
  }
};

}  // namespace hesse
