// SPDX-License-Identifier: BSL-1.0
//
// What optimizers are compared on: the problems, the derivatives that all of them are given, and a watch on each
// evaluation, so that it does not matter when a library would have stopped by itself.
#pragma once

#include <hesse/hesse.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace optimizers {

using hesse::ConstVector;
using hesse::Counts;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

struct Case {
  std::string name;
  Vector start;
  std::shared_ptr<const hesse::Objective> f;
  std::shared_ptr<const hesse::ResidualObjective> residuals = {};  ///< where f is the sum of their squares
};

[[nodiscard]] std::vector<Case> all_cases();

/// Notes what is evaluated until a gradient is at most 1e-8 of the first one, Euclidean lengths; what comes later does
/// not count.
class Watch {
 public:
  /// Of an evaluation without gradient.
  void note(Index Counts::*kind);
  void note(Index Counts::*kind, double value, const Vector& gradient);

  [[nodiscard]] bool reached() const { return least_ <= 1e-8; }
  /// Whether the run may end: a gradient was small enough, or the run has had its share of evaluations or time.
  [[nodiscard]] bool is_over() const;

  [[nodiscard]] const Counts& counts() const { return counts_; }
  /// From the construction to the last gradient that counts.
  [[nodiscard]] double seconds() const { return seconds_; }
  /// f at the first gradient, and where the shortest one was.
  [[nodiscard]] double first_value() const { return first_value_; }
  [[nodiscard]] double value() const { return value_; }
  /// The shortest gradient, over the first one.
  [[nodiscard]] double least() const { return least_; }

 private:
  [[nodiscard]] bool still_counts() const;
  [[nodiscard]] double elapsed() const;

  Counts counts_;
  double first_ = 0.0, least_ = 1.0, first_value_ = 0.0, value_ = 0.0, seconds_ = 0.0;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// An objective whose evaluations are noted.
class Watched final : public hesse::Objective {
 public:
  Watched(const hesse::Objective& f, Watch& watch) : f_(f), watch_(watch) {}

  [[nodiscard]] Index inputs() const override { return f_.inputs(); }
  [[nodiscard]] double value(ConstVector x) const override;
  [[nodiscard]] hesse::ValueAndGradient value_and_gradient(ConstVector x) const override;
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector v) const override;
  [[nodiscard]] Matrix hessian(ConstVector x) const override;
  [[nodiscard]] bool sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const override;

 private:
  const hesse::Objective& f_;
  Watch& watch_;
};

/// The same of residuals. What is noted is the sum of their squares, not half of it.
class WatchedResiduals final : public hesse::ResidualObjective {
 public:
  WatchedResiduals(const hesse::ResidualObjective& f, Watch& watch) : f_(f), watch_(watch) {}

  [[nodiscard]] Index inputs() const override { return f_.inputs(); }
  [[nodiscard]] Vector residuals(ConstVector x) const override;
  [[nodiscard]] hesse::Linearization linearize(ConstVector x) const override;
  [[nodiscard]] Matrix residual_hessian(ConstVector x, ConstVector weights) const override;

 private:
  const hesse::ResidualObjective& f_;
  Watch& watch_;
};

/// Which problems a solver is given.
enum class Takes {
  any_size,
  dense_matrix,  ///< it keeps n by n numbers: not those with thousands of unknowns
  residuals
};

struct Solver {
  std::string name;  ///< library and method
  Takes takes;
  std::function<void(const Case&, Watch&)> run;
};

/// Every solver that was compiled in, in no particular order.
[[nodiscard]] std::vector<Solver>& solvers();

/// Enrols the solvers of a file before main() begins.
bool enrol(const std::vector<Solver>& of_this_file);

}  // namespace optimizers
