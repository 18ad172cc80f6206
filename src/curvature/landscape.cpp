// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/landscape.hpp>

#include <fmt/format.h>

#include <cmath>

namespace hesse {

namespace {

/// The step at which a parabola with this slope and curvature has changed so much, whatever their signs.
double width_for(double change, double slope, double curvature) {
  if (slope == 0.0 && curvature == 0.0) return 1.0;
  return 2.0 * change / (slope + std::sqrt(slope * slope + 2.0 * curvature * change));
}

template <class Differentiable>
Landscape slices_of(const Differentiable& function, ConstVector x, const LandscapeOptions& options) {
  if (options.points < 3)
    throw OptionError("option.points",
                      fmt::format("landscape() got {} points a slice; it needs at least three.", options.points));
  const ValueAndGradient at = function.value_and_gradient(x);
  const Eigenpairs ends = extreme_eigenvalues(hessian_operator(function, x), options.eigenvalues);
  Landscape result{.value = at.value, .slices = {}, .products = ends.products};
  const double change = options.change > 0.0 ? options.change : at.value != 0.0 ? std::abs(at.value) : 1.0;
  for (Index k = 0; k < ends.values.size(); ++k) {
    LandscapeSlice slice{.eigenvalue = ends.values[k], .direction = ends.vectors.col(k)};
    const double slope = at.gradient.dot(slice.direction);
    const double width = width_for(change, std::abs(slope), std::abs(slice.eigenvalue));
    slice.steps = Vector::LinSpaced(options.points, -width, width);
    slice.values = slice.steps.unaryExpr([&](double step) { return function.value(x + step * slice.direction); });
    slice.model = at.value + slope * slice.steps.array() + 0.5 * slice.eigenvalue * slice.steps.array().square();
    result.slices.push_back(std::move(slice));
  }
  return result;
}

}  // namespace

Landscape landscape(const Function& function, ConstVector x, const LandscapeOptions& options) {
  return slices_of(function, x, options);
}

Landscape landscape(const Loss& loss, ConstVector theta, const LandscapeOptions& options) {
  return slices_of(loss, theta, options);
}

}  // namespace hesse
