// SPDX-License-Identifier: BSL-1.0
//
// What methods with a trust region share: how the radius follows the gain, variables in units that suit f, and a region
// that is as long in each of them as f allows.
#pragma once

#include <hesse/curvature/spectral_model.hpp>
#include <hesse/optimizers/descent.hpp>

namespace hesse {

/// A step is taken where f fell by at least this part of what the model promised.
inline constexpr double least_gain_ratio = 1e-4;
/// Below this part of the promise the model is no good as far out as the step went.
inline constexpr double poor_gain_ratio = 0.25;
/// Above this part it may be good farther out.
inline constexpr double good_gain_ratio = 0.75;

/// The radius after a step of this length: half of it where the gain was poor or the trial not finite (a ratio of NaN);
/// twice where three quarters of the promise were kept, at the boundary.
[[nodiscard]] double next_radius(double radius, double ratio, double length, bool at_boundary);

/// Scaled variables D s with D diagonal. D_i is the largest square root of the curvature along variable i seen so far,
/// so that the steps of a method do not depend on the units of x; D s has the units of sqrt(f).
///
/// Source: Moré, "The Levenberg-Marquardt algorithm: implementation and theory" (1978), section 6.
class ScaledVariables {
 public:
  /// Notes the square roots of the curvatures here.
  void see(ConstVector roots);
  /// Notes those of the diagonal of the Hessian here; its quadratic model. A Hessian that is not finite says nothing
  /// and counts as zero; the gradient still does.
  [[nodiscard]] SpectralModel look(const Iterate& here, Problem& problem);
  /// Enlarges D_i of every variable that a step would move by more than its own size, until the same length of D s
  /// moves it by that size. A variable that is zero has none and is left alone. Whether there was any.
  [[nodiscard]] bool restrain(ConstVector point, ConstVector step);

  /// Tries the minimum of a model.
  ///
  /// Below the rounding of f gradients are compared by the reductions that the model would promise for them: in an
  /// ill-conditioned problem their Euclidean length shows nothing but the rounding of the steepest directions.
  [[nodiscard]] Attempt attempt(const Iterate& here, const QuadraticModel& model, const ModelMinimum& minimum,
                                Problem& problem) const;

  /// D^-1 as a vector.
  [[nodiscard]] const Vector& inverse() const { return inverse_; }
  /// D^-1 H D^-1.
  [[nodiscard]] Matrix scaled_hessian(const Matrix& hessian) const;
  /// D^-1 g.
  [[nodiscard]] Vector scaled_gradient(ConstVector gradient) const { return inverse_.cwiseProduct(gradient); }
  void serialize(auto& archive) { archive(largest_roots_, inverse_); }

 private:
  Vector largest_roots_, inverse_;
};

/// The region |D s| <= radius in scaled variables. The first radius is that of scaled_size() at the start.
class ScaledRegion {
 public:
  struct Trial {
    ModelMinimum minimum;  ///< of the model, in scaled variables
    Attempt attempt;
  };

  /// first_radius: in units of |D x| at the start.
  explicit ScaledRegion(double first_radius) : first_radius_(first_radius) {}

  /// Tries the minimum of a model within the radius.
  [[nodiscard]] Trial attempt(const Iterate& here, const ScaledVariables& variables, const QuadraticModel& model,
                              Problem& problem);
  /// The same with the radius of a trial halved as long as that brings f lower.
  [[nodiscard]] static Trial shortened(Trial best, const Iterate& here, const ScaledVariables& variables,
                                       const QuadraticModel& model, Problem& problem);
  /// The radius after a trial. Ten trials in a row that were not finite say that not its size is wrong but its shape,
  /// as where a column of the Jacobian is e^-100: the variable may go 1e39 far, and a radius that stops that stops all
  /// others too. Then the variables are restrained; whether they were, so that a model in the old ones is of no use.
  [[nodiscard]] bool adapt(const Trial& trial, const Iterate& here, ScaledVariables& variables);
  void serialize(auto& archive) { archive(radius_); }

 private:
  double first_radius_;
  double radius_ = 0.0;
  int not_finite_in_a_row_ = 0;  ///< zero at every step that was taken, which is where checkpoints are written
  static constexpr int patience = 10;
};

}  // namespace hesse
