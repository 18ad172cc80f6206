// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/learning_rates.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace hesse {

double LearningRates::limit() const { return 2.0 * safe(); }

double LearningRates::safe() const {
  return largest_eigenvalue > 0.0 ? 1.0 / largest_eigenvalue : std::numeric_limits<double>::infinity();
}

double LearningRates::optimal() const {
  return smallest_eigenvalue > 0.0 ? 2.0 / (smallest_eigenvalue + largest_eigenvalue) : NAN;
}

LearningRates::HeavyBall LearningRates::heavy_ball() const {
  if (!(smallest_eigenvalue > 0.0)) return {NAN, NAN};
  const double low = std::sqrt(smallest_eigenvalue), high = std::sqrt(largest_eigenvalue);
  const double shrinks = (high - low) / (high + low);
  return {4.0 / ((low + high) * (low + high)), shrinks * shrinks};
}

std::string LearningRates::text() const {
  std::string text = fmt::format("eigenvalues from {:.6g} to {:.6g} (+- {:.1e}, {} products)\n", smallest_eigenvalue,
                                 largest_eigenvalue, error_bound, products);
  if (!(largest_eigenvalue > 0.0)) return text + "nothing curves upwards: no step of gradient descent is too long\n";
  text += fmt::format("gradient descent: diverges above {:.6g}, safe up to {:.6g}", limit(), safe());
  if (!(smallest_eigenvalue > 0.0)) return text + "; not positive definite, so none is the fastest\n";
  const auto [rate, momentum] = heavy_ball();
  return text + fmt::format(", fastest at {:.6g}\nheavy ball: fastest at rate {:.6g}, momentum {:.6g}\n", optimal(),
                            rate, momentum);
}

LearningRates suggest_learning_rate(const SymmetricOperator& hessian, const EigenvalueOptions& options) {
  EigenvalueOptions both = options;
  both.smallest = both.largest = 1;
  if (hessian.size < 2) both.smallest = 0;
  const Eigenpairs ends = extreme_eigenvalues(hessian, both);
  if (ends.values.size() == 0) return {};
  return {ends.values[0], ends.values[ends.values.size() - 1], ends.error_bounds.maxCoeff(), ends.products};
}

}  // namespace hesse
