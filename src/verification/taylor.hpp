// SPDX-License-Identifier: BSL-1.0
//
// The Taylor test: along x + h v the error of the model f(x) + h g'v [+ h^2/2 v'Hv] falls with the second [third] power
// of h if its derivatives are right, and with a lower one if not.
#pragma once

#include <hesse/derivatives/function.hpp>

#include <optional>

namespace hesse {

/// The power of the step with which the error of the model falls; none where too few errors stand above rounding.
///
/// slope_along   g'v
/// curvature     v'Hv, or nothing for the linear model
/// weights       f is the weighted sum of the outputs
std::optional<double> taylor_slope(const Function& f, ConstVector x, ConstVector v, double slope_along,
                                   std::optional<double> curvature, ConstVector weights = Vector::Ones(1));

}  // namespace hesse
