// SPDX-License-Identifier: BSL-1.0
//
// What a method is made of: one iteration, from where it stands to where it wants to stand. All that methods have in
// common (stopping, history, the best point, explanations) is in minimize.cpp; lines and regions are searched by
// line_search.hpp and by the ratio rule of problem.hpp.
#pragma once

#include <hesse/optimizers/problem.hpp>

#include <optional>

namespace hesse {

class StateArchive;

/// What one iteration did.
struct Attempt {
  std::optional<Iterate> next;     ///< where to stand now; nothing: the step was rejected
  std::optional<Iterate> refused;  ///< the trial that was not taken, where f is finite
  Vector step;                     ///< that was tried last
  double trial_value = Iteration::none;
  double ratio = Iteration::none;
  double radius = Iteration::none;  ///< what the method adapts: see Descent::adapts()
  Index inner_iterations = 0;
  /// The method has no shorter step left to try: what it tried cannot be told from standing still.
  bool exhausted = false;
};

class Descent {
 public:
  virtual ~Descent() = default;
  [[nodiscard]] virtual Attempt attempt(const Iterate& here, Problem& problem) = 0;
  /// Writes or reads all that attempts after an accepted step depend on, so that a run can be resumed.
  virtual void serialize(StateArchive& archive) = 0;
  /// What Attempt::radius is, in one word: the head of its column in Solution::table().
  [[nodiscard]] virtual const char* adapts() const { return "radius"; }

 protected:
  Descent() = default;
  Descent(const Descent&) = delete;
  Descent& operator=(const Descent&) = delete;
};

/// Evaluates here + step and judges it by its gain: accepted where f fell by at least `least_ratio` times `predicted`;
/// see Problem::judge() for `length`.
[[nodiscard]] Attempt try_step(const Iterate& here, Vector step, double predicted, double least_ratio, Problem& problem,
                               const LengthOf& length = {});

}  // namespace hesse
