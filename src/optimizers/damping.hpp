// SPDX-License-Identifier: BSL-1.0
//
// What the policies of DampedNewton share: a model of f in variables scaled by D^(1/2), in which H + mu D is H + mu I,
// and the steps that dampings make of it.
#pragma once

#include <hesse/optimizers/damped_newton.hpp>
#include <hesse/optimizers/descent.hpp>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hesse {

struct DampedModel {
  /// Scales. A Hessian that is not finite says nothing and counts as zero; the gradient still does.
  DampedModel(const Matrix& unscaled_hessian, ConstVector unscaled_gradient, Vector inverse_scale);

  Vector inverse;  ///< D^(-1/2)
  Matrix hessian;
  Vector gradient;

  /// How far f falls along a step, if the model is right.
  [[nodiscard]] double reduction(const Vector& step) const;
  [[nodiscard]] double largest_on_diagonal() const;
};

/// The D of a run.
class DampingScale {
 public:
  explicit DampingScale(DampingMatrix matrix) : matrix_(matrix) {}
  [[nodiscard]] DampedModel look(const Iterate& here, Problem& problem);
  void serialize(auto& archive) { archive(largest_roots_); }

 private:
  DampingMatrix matrix_;
  Vector largest_roots_;
};

/// Where a damping is added.
class Correction {
 public:
  virtual ~Correction() = default;
  /// The step of each damping, in scaled variables; nothing where it does not point downhill though it ought to.
  [[nodiscard]] virtual std::vector<std::optional<Vector>> steps(const DampedModel& model,
                                                                 std::span<const double> dampings) const = 0;
  /// The unit of the grid: see DampedNewton::grid.
  [[nodiscard]] virtual double unit(const DampedModel& model, const Iterate& here) const = 0;
  /// Steps are taken as they are, whatever f does.
  [[nodiscard]] virtual bool literal() const = 0;
  /// What the damping is called.
  [[nodiscard]] virtual const char* letter() const = 0;

 protected:
  Correction() = default;
  Correction(const Correction&) = delete;
  Correction& operator=(const Correction&) = delete;
};

/// mu, where nothing is known of its size: a step as long as x.
[[nodiscard]] double damping_of_a_step_as_long_as_x(const Iterate& here);

/// -(H + mu I)^-1 g where H + mu I is positive definite.
[[nodiscard]] std::unique_ptr<Correction> levenberg_correction();
/// -eta (H^-1 + alpha I) g.
[[nodiscard]] std::unique_ptr<Correction> inverse_correction(double eta, bool safeguard);

// The policies, from options that are known to make sense.
[[nodiscard]] std::unique_ptr<Descent> textbook_levenberg(const DampedNewton& method);
[[nodiscard]] std::unique_ptr<Descent> gain_ratio_levenberg(const DampedNewton& method);
[[nodiscard]] std::unique_ptr<Descent> square_root_levenberg(const DampedNewton& method);
[[nodiscard]] std::unique_ptr<Descent> textbook_inverse(const DampedNewton& method);
[[nodiscard]] std::unique_ptr<Descent> adaptive_inverse(const DampedNewton& method);
[[nodiscard]] std::unique_ptr<Descent> chosen_damping(const DampedNewton& method, DampingPolicy policy);

}  // namespace hesse
