// SPDX-License-Identifier: BSL-1.0
//
// What the second derivative is to the eye: how fast the curve y = f(x) leaves its tangent, and the circle that leaves
// it as fast.
//
// Source: do Carmo, "Differential Geometry of Curves and Surfaces" (1976), section 1-5.
#pragma once

#include <hesse/derivatives/one_liners.hpp>

#include <string>
#include <vector>

namespace hesse {

struct CurveOptions {
  /// How far the picture reaches from the point to each side, in units of x; 0: one and a half radii, or |x| (1 at
  /// zero) where there is no circle.
  double reach = 0.0;
};

/// What osculating_circle() found at the point (x, value) of y = f(x).
class OsculatingCircle {
 public:
  double x = 0.0;
  double value = 0.0, slope = 0.0, second_derivative = 0.0;
  double curvature = 0.0;  ///< f'' / (1 + f'^2)^(3/2): positive where the curve turns upwards, in 1 / units of x
  double radius = 0.0;     ///< 1 / |curvature|; infinite where f'' is zero
  double centre_x = 0.0, centre_y = 0.0;  ///< NaN where there is no circle
  double reach = 0.0;
  std::string kink;  ///< "v1 = abs(x[0]) is not smooth there": no tangent, parabola and circle are drawn; else empty
  std::vector<double> steps, values;  ///< f(x + step); NaN where it is not finite

  [[nodiscard]] bool has_circle() const { return curvature != 0.0 && kink.empty(); }

  /// Curve, tangent, Taylor parabola and circle, with equal units on both axes.
  [[nodiscard]] std::string svg() const;
  /// The same in sentences.
  [[nodiscard]] std::string text() const;
};

/// Tangent, Taylor parabola and osculating circle of a curve y = f(x) at x. Units of x and of f should be comparable,
/// as lengths are taken across both.
///
///   f        a Function with one input and one output, or a callable of one entry, which is recorded
///   x        one entry
///
/// Cost: one second-order evaluation, and 201 values for the picture. Throws ShapeError for another number of inputs or
/// outputs, OptionError for a negative or infinite reach, and what f throws.
///
///     file << hesse::osculating_circle([](const auto& x) { return sin(x[0]); }, Eigen::VectorXd{{1.0}}).svg();
[[nodiscard]] OsculatingCircle osculating_circle(const Function& f, ConstVector x, const CurveOptions& options = {});

template <Recordable F>
[[nodiscard]] OsculatingCircle osculating_circle(F&& f, ConstVector x, const CurveOptions& options = {}) {
  return osculating_circle(detail::borrow(f, x), x, options);
}

}  // namespace hesse
