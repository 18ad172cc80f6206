// SPDX-License-Identifier: BSL-1.0
//
// The function along eigenvectors of its Hessian, beside the parabola that the Hessian promises there.
#pragma once

#include <hesse/curvature/eigenvalues.hpp>

#include <vector>

namespace hesse {

struct LandscapeOptions {
  EigenvalueOptions eigenvalues = {.tolerance = 1e-6};  ///< which eigenvectors
  Index points = 61;                                    ///< of a slice; odd, so that the point itself is one
  /// By how much the parabola changes towards the ends of a slice, from slope and curvature together; 0: by |f|, or 1
  /// where that is zero.
  double change = 0.0;
};

struct LandscapeSlice {
  double eigenvalue = 0.0;
  Vector direction = {};  ///< unit eigenvector, n entries
  Vector steps = {};      ///< along it: the point is x + step * direction
  Vector values = {};     ///< of the function; not finite where it is not
  Vector model = {};      ///< f + step g'd + step^2 / 2 eigenvalue
};

struct Landscape {
  double value = 0.0;  ///< at the point
  std::vector<LandscapeSlice> slices;
  Index products = 0;
};

/// Slices through x, the lowest eigenvalue first. reports::picture_of() draws them.
///
/// Cost: the products of extreme_eigenvalues(), one gradient, and an evaluation a point.
///
/// Throws OptionError for fewer than three points, and what extreme_eigenvalues() throws.
///
/// Source: the picture is that of Li, Xu, Taylor, Studer, Goldstein, "Visualizing the loss landscape of neural nets"
/// (2018), along eigenvectors instead of random directions.
[[nodiscard]] Landscape landscape(const Function& function, ConstVector x, const LandscapeOptions& options = {});
[[nodiscard]] Landscape landscape(const Loss& loss, ConstVector theta, const LandscapeOptions& options = {});

}  // namespace hesse
