// SPDX-License-Identifier: BSL-1.0
//
// A Hessian taken apart once, for all that is read off its eigenvalues.
#pragma once

#include <hesse/curvature/classify.hpp>

#include <Eigen/Eigenvalues>

#include <optional>

namespace hesse {

using Decomposed = Eigen::SelfAdjointEigenSolver<Matrix>;

/// Throws what classify() throws, in its name: to be asked before a Hessian is taken apart.
void require_finite_square(ConstMatrix hessian);

/// What classify() says of the matrix, which has a row at least.
CurvatureVerdict verdict_on(const Decomposed& hessian, std::optional<double> tolerance = {});

}  // namespace hesse
