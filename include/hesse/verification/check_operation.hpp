// SPDX-License-Identifier: BSL-1.0
//
// Tests the rules of a registered operation (<hesse/recording/custom.hpp>). Its value is a black box, so the slopes can
// only be held against differences of values; these are extrapolated to step zero, with an estimate of what is left.
//
// Source: Ridders, "Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4 (1982).
#pragma once

#include <hesse/recording/custom.hpp>
#include <hesse/verification/verdict.hpp>

namespace hesse {

/// Whether value, gradient and Hessian of an operation belong together.
///
///   points    a point a column, inside the domain of the operation with some room around; as many rows as it has
///   inputs returns   failed, with the wrong slope or second derivative named, where a rule is wrong, not finite where
///   the
///             value is, not symmetric, or gives other numbers when it is asked again. An operation without a second
///             rule may pass; the verdict notes it
///
/// Differences see about eight digits: a smaller mistake passes. Cost: about thirty values and gradients an input and
/// point. What the rules throw passes through.
///
///     const hesse::Verdict verdict = hesse::check_operation(bessel, Eigen::MatrixXd{{0.5, 1.0, 2.0}});
[[nodiscard]] Verdict check_operation(const CustomFunction& function, ConstMatrix points);

}  // namespace hesse
