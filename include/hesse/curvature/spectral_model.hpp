// SPDX-License-Identifier: BSL-1.0
//
// A quadratic model in the basis of its eigenvectors, where the minimum within a ball, and the minimum with a cubic
// term added, are each the root of one function of one number.
#pragma once

#include <hesse/curvature/quadratic_model.hpp>

#include <functional>

namespace hesse {

/// The model gradient' s + s' H s / 2.
///
///     const hesse::SpectralModel model(hessian, gradient);
///     const hesse::ModelMinimum minimum = model.within(radius);
class SpectralModel final : public QuadraticModel {
 public:
  /// hessian is n by n and symmetric, of which the lower triangle is read; both are finite. Cost: about 9 n^3, once for
  /// any number of minima.
  SpectralModel(ConstMatrix hessian, ConstVector gradient);

  /// The Gauss-Newton model of |residuals + jacobian s|^2 / 2, from the singular values of the Jacobian (m by n): J'J,
  /// which would halve the number of correct digits, is not formed. Singular values below max(m, n) eps times the
  /// largest are zeros. Cost: 2 m n^2 + 20 n^3 for m >= n.
  [[nodiscard]] static SpectralModel of_squares(ConstMatrix jacobian, ConstVector residuals);

  /// The global minimum over |s| <= radius. Where the gradient has no part along the eigenvectors of a negative
  /// smallest eigenvalue (the hard case), the step is completed along one of them to the boundary.
  ///
  /// Source: Moré, Sorensen, "Computing a trust region step", SIAM J. Sci. Stat. Comput. 4 (1983); Conn, Gould, Toint,
  /// "Trust-region methods" (2000), section 7.3.
  [[nodiscard]] ModelMinimum within(double radius) const override;

  /// The global minimum of the model + weight/3 |s|^3, with weight = 1 / reach^2 > 0, which may itself underflow; its
  /// multiplier is weight |s|. From a model without curvature the step is reach sqrt(|gradient|) long. `reduction`
  /// leaves the cubic term out.
  ///
  /// Source: Cartis, Gould, Toint, "Adaptive cubic regularisation methods for unconstrained optimization", part I,
  /// Math. Program. 127 (2011), section 6.1.
  [[nodiscard]] ModelMinimum with_cubic_term(double reach) const;

  /// The same Hessian with another gradient.
  [[nodiscard]] SpectralModel with_gradient(ConstVector gradient) const;

  /// The Newton decrement sqrt(g' (H + multiplier I)^-1 g) of some gradient, over the positive eigenvalues.
  [[nodiscard]] double decrement(ConstVector gradient, double multiplier) const override;

  /// In ascending order; of squares as many as the smaller of m and n, in descending order.
  [[nodiscard]] const Vector& eigenvalues() const { return eigenvalues_; }

 private:
  /// The length that the step with a multiplier must have, and the slope of its inverse.
  struct Target {
    double inverse;
    double slope_of_inverse;
  };
  using TargetOf = std::function<Target(double multiplier)>;

  SpectralModel() = default;
  void settle_zeros();
  [[nodiscard]] Vector coordinates(double base, double shift) const;
  [[nodiscard]] ModelMinimum minimum(const Vector& coordinates, double multiplier, bool at_boundary) const;
  [[nodiscard]] ModelMinimum on_sphere(double base, double least_shift, const TargetOf& target) const;
  [[nodiscard]] double base() const;
  [[nodiscard]] ModelMinimum with_unit_cubic_term() const;

  Vector eigenvalues_, slopes_;  ///< slopes: the parts of the gradient along the eigenvectors
  Matrix eigenvectors_;
};

}  // namespace hesse
