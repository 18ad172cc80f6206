// SPDX-License-Identifier: BSL-1.0
//
// The objective as a method sees it: every evaluation is counted, every trial point is checked, and the two rules that
// all methods share stand here once, the one for numbers that are not finite and the one for rounding.
#pragma once

#include <hesse/optimizers/batch_objective.hpp>
#include <hesse/optimizers/bounds.hpp>
#include <hesse/optimizers/options.hpp>
#include <hesse/optimizers/residual_objective.hpp>
#include <hesse/optimizers/solution.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace hesse {

/// A point with what is known of f there, all of it finite.
struct Iterate {
  Vector point;
  double value;
  Vector gradient;
  double gradient_norm;                             ///< of the part along which the bounds let f fall
  double rounding;                                  ///< the change of f that rounding may cause
  std::optional<Linearization> linearization = {};  ///< where f is a sum of squares

  /// All but the linearization, which another evaluation brings back.
  void serialize(auto& archive) { archive(point, value, gradient, gradient_norm, rounding); }
};

class StateArchive;

/// How a gradient is measured.
using LengthOf = std::function<double(ConstVector)>;

/// The Euclidean length, without overflow or underflow in between.
[[nodiscard]] double length_of(ConstVector v);

/// Whether a trial point is better than the one stood on.
struct Judgement {
  bool accepted;
  double ratio;         ///< reduction over predicted reduction; 1 or 0 where the gradient decided
  bool below_rounding;  ///< the predicted reduction cannot be seen in f
};

class Problem {
 public:
  Problem(const Objective& objective, const CommonOptions& options, Bounds bounds = {});

  /// f and its gradient at a trial point, or nothing where the point or any of the numbers is not finite. A point
  /// outside the bounds is replaced by the nearest one that keeps them, here and in value(): nothing is evaluated
  /// there.
  [[nodiscard]] std::optional<Iterate> evaluate(Vector point);
  [[nodiscard]] double value(ConstVector x);
  [[nodiscard]] Matrix hessian(ConstVector x);
  /// Counts as a Hessian where the objective knows it; see Objective::sparse_hessian().
  [[nodiscard]] bool sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower);
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector v);
  /// From the Jacobian that `here` carries, where there is one: that counts as no evaluation.
  [[nodiscard]] Vector gauss_newton_vector(const Iterate& here, ConstVector v);
  [[nodiscard]] Vector fisher_vector(ConstVector x, ConstVector v);

  /// The rows of a BatchObjective; every other objective counts as one row.
  [[nodiscard]] Index rows() const;
  [[nodiscard]] ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows);
  [[nodiscard]] Vector batch_gradient(ConstVector x, Rows rows);
  [[nodiscard]] Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows rows);
  [[nodiscard]] Vector batch_gauss_newton_vector(ConstVector x, ConstVector v, Rows rows);
  [[nodiscard]] Vector batch_fisher_vector(ConstVector x, ConstVector v, Rows rows);

  /// The sum of weights[i] times the Hessian of residual i.
  [[nodiscard]] Matrix residual_hessian(ConstVector x, ConstVector weights);

  /// Compares the reduction of f with the predicted one: accepted where their ratio is at least `least_ratio`.
  ///
  /// A predicted reduction below the rounding of f cannot be seen in f, so there the step is accepted when it makes the
  /// gradient shorter, as `length` measures it, if given. Not so where longer steps have just failed by a margin that
  /// can be seen: then f contradicts its gradient, and small steps must not hide it.
  [[nodiscard]] Judgement judge(const Iterate& here, const Iterate& trial, double predicted, double least_ratio,
                                const LengthOf& length = {});

  /// Trial points in a row that were not finite. Sixty end the run.
  [[nodiscard]] bool is_lost() const { return non_finite_in_a_row_ >= 60; }
  /// What a limit or the caller says, if anything; long loops inside a method ask too.
  [[nodiscard]] std::optional<Status> interrupted() const;
  /// The step has been taken: earlier failures no longer matter.
  void note_accepted() { contradicted_ = false; }
  /// What was counted up to an accepted step, and the time that passed.
  void serialize(StateArchive& archive);

  [[nodiscard]] double seconds() const;
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] const EvaluationSeconds& evaluation_seconds() const { return spent_; }
  [[nodiscard]] const CommonOptions& options() const { return options_; }
  [[nodiscard]] const Objective& objective() const { return objective_; }
  [[nodiscard]] const Bounds& bounds() const { return bounds_; }
  /// The inputs that may move downhill: all but those at a bound that stops them.
  [[nodiscard]] std::vector<Index> free_inputs(const Iterate& here) const {
    return bounds_.free_inputs(here.point, here.gradient);
  }

 private:
  [[nodiscard]] Iterate look(Vector point);
  [[nodiscard]] double length_of_free(ConstVector point, const Vector& gradient) const;

  const Objective& objective_;
  const BatchObjective* batches_;
  const ResidualObjective* residuals_;
  const CommonOptions& options_;
  Bounds bounds_;
  Counts counts_;
  EvaluationSeconds spent_;
  Index non_finite_in_a_row_ = 0;
  bool contradicted_ = false;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// What counts as a distance of the size of x: |x|, or 1 where that is less.
[[nodiscard]] double scale_of(ConstVector x);

/// The change of f that rounding may cause, where nothing more is known of f.
[[nodiscard]] double rounding_of(double value);
/// The same of half a sum of squares: a residual that is a small difference of large numbers has their rounding. How
/// large they are shows in the terms of jacobian times x.
[[nodiscard]] double rounding_of(const Linearization& at, ConstVector x);

}  // namespace hesse
