// SPDX-License-Identifier: BSL-1.0
//
// What a black box shows of its derivatives at a point.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <cstdint>
#include <functional>
#include <string>

#include "extrapolation.hpp"
#include "watch.hpp"

namespace hesse {

/// The outputs of a function that cannot be recorded. Where it throws, or returns as many outputs as it should not, all
/// of them are NaN. The watch is asked before each evaluation, which may be a long simulation.
class Outputs {
 public:
  Outputs(std::function<Vector(ConstVector)> f, Index count, Watch& watch)
      : f_(std::move(f)), count_(count), watch_(watch) {}

  Vector operator()(ConstVector x);

  [[nodiscard]] Index count() const { return count_; }
  [[nodiscard]] Index evaluations() const { return evaluations_; }
  /// What was wrong first, or nothing: "it threw \"no convergence\"".
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  std::function<Vector(ConstVector)> f_;
  Index count_;
  Watch& watch_;
  Index evaluations_ = 0;
  std::string trouble_;
};

/// Difference quotients of all outputs at one point. Steps are shares of the sizes of the inputs.
class DifferenceQuotients {
 public:
  /// Estimates the noise, from about 150 evaluations in random directions.
  DifferenceQuotients(Outputs& f, ConstVector x, ConstVector sizes, std::uint64_t seed);

  [[nodiscard]] const Vector& here() const { return here_; }  ///< the outputs at the point
  [[nodiscard]] const Vector& noise() const { return noise_; }

  /// The derivatives by input i, from steps h, h / 1.4, ...
  [[nodiscard]] Extrapolated first(Index i, double h) const;
  /// The second derivatives by the inputs i and j.
  [[nodiscard]] Extrapolated second(Index i, Index j, double h) const;

  /// Whether the derivative that is asked for jumps at the point: the slope along input i, or the second derivative
  /// along i and j together.
  [[nodiscard]] bool first_jumps(Index i, Index output) const;
  [[nodiscard]] bool second_jumps(Index i, Index j, Index output) const;

 private:
  /// A step along an input that x + step and x - step really are apart.
  [[nodiscard]] double step(Index i, double h) const;
  [[nodiscard]] Quotients quotients(const Vector& difference, const Vector& largest, double noise_in_it,
                                    double divisor) const;
  [[nodiscard]] bool jumps(const Vector& along, int order, Index output) const;

  Outputs* f_;
  Vector x_, sizes_, here_, noise_;
};

}  // namespace hesse
