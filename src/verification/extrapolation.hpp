// SPDX-License-Identifier: BSL-1.0
//
// Difference quotients, extrapolated to step zero.
//
// Source: Ridders, "Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4 (1982).
#pragma once

#include <hesse/basics/shapes.hpp>

#include <functional>

namespace hesse {

/// Quotients of several outputs at one step, and the standard deviation that noise gives to each.
struct Quotients {
  Vector value, noise;
};

/// What the quotients tend to, and how far that may lie off: the change by the last extrapolation, and three standard
/// deviations of noise. NaN and infinity where no two quotients are finite.
struct Extrapolated {
  Vector value, error;
};

/// quotients(h) for h, h / 1.4, ..., h / 1.4^9, extrapolated as power series in h^2; for each output the entry of the
/// table with the least error.
Extrapolated extrapolate(const std::function<Quotients(double h)>& quotients, double h);

}  // namespace hesse
