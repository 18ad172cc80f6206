// SPDX-License-Identifier: BSL-1.0
//
// One page about the Hessian at a point.
#pragma once

#include <hesse/curvature/classify.hpp>
#include <hesse/curvature/eigenvalues.hpp>
#include <hesse/curvature/learning_rates.hpp>
#include <hesse/curvature/spectral_density.hpp>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace hesse {

struct HessianReportOptions {
  Index exact_up_to = 500;  ///< inputs: the Hessian is formed and all of it is exact; beyond, it is sampled
  Index eigenvalues = 3;    ///< from each end
  SpectralDensityOptions density = {};
  Index product_limit = 300;  ///< for the eigenvalues
  std::stop_token stop_token = {};
};

struct HessianReport {
  Index inputs = 0;
  double value = 0.0;
  double gradient_norm = 0.0;
  std::optional<CurvatureVerdict> verdict = {};  ///< where the Hessian was formed
  Eigenpairs ends = {};
  Estimate trace = {};
  Estimate log_determinant = {};                ///< NaN unless positive definite
  std::optional<double> condition_number = {};  ///< where it is definite
  SpectralDensity density = {};
  LearningRates rates = {};
  Index products = 0;  ///< of the Hessian with a vector, all together

  /// The page: value, gradient, inertia, ends of the spectrum with bounds, trace, determinant, condition, how the
  /// eigenvalues are spread, and what step lengths follow.
  [[nodiscard]] std::string text() const;
};

/// Cost: one value and gradient; up to exact_up_to inputs one Hessian and about 9 n^3 operations, beyond it the
/// products that the report counts.
///
/// Throws NonFiniteError where the Hessian is not finite.
///
///     std::cout << hesse::hessian_report(f, x).text();
[[nodiscard]] HessianReport hessian_report(const Function& function, ConstVector x,
                                           const HessianReportOptions& options = {});
[[nodiscard]] HessianReport hessian_report(const Loss& loss, ConstVector theta,
                                           const HessianReportOptions& options = {});

}  // namespace hesse
