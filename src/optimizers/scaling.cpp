// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/scaling.hpp>

namespace hesse {

Vector inverse_scale(ConstVector roots) {
  const double largest = roots.maxCoeff();
  return (roots.array() > 0.0).select(roots, largest > 0.0 ? largest : 1.0).cwiseInverse();
}

double scaled_size(const Iterate& here, const Vector& inverse_scale) {
  const double size = length_of(here.point.cwiseQuotient(inverse_scale));
  const double slope = length_of(here.gradient.cwiseProduct(inverse_scale));
  return size > 1e-6 * slope ? size : slope;
}

}  // namespace hesse
