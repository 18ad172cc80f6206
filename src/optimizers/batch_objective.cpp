// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/optimizers/batch_objective.hpp>

#include <fmt/format.h>

namespace hesse {

std::string LossObjective::kind() const {
  return fmt::format("{} of a loss over {}", loss_.reduction() == Reduction::mean ? "mean" : "sum",
                     counted(rows(), "row"));
}

double LossObjective::scale(Rows some) const {
  if (loss_.reduction() == Reduction::mean) return 1.0;
  return static_cast<double>(rows()) / static_cast<double>(some.size());
}

ValueAndGradient LossObjective::batch_value_and_gradient(ConstVector x, Rows rows) const {
  auto [value, gradient] = loss_.batch(rows).value_and_gradient(x);
  return {scale(rows) * value, scale(rows) * gradient};
}

Vector LossObjective::batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const {
  return scale(rows) * loss_.batch(rows).hessian_vector(x, v);
}

}  // namespace hesse
