// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/batch_objective.hpp>

#include <fmt/format.h>

#include <numeric>
#include <vector>

namespace hesse {

Vector BatchObjective::batch_gauss_newton_vector(ConstVector x, ConstVector v, Rows /*rows*/) const {
  if (!has_gauss_newton()) return gauss_newton_vector(x, v);
  throw Error(
      "objective.no_batch_gauss_newton",
      fmt::format("this objective ({}) has a Gauss-Newton matrix of all its rows, but none of some of them. Override "
                  "batch_gauss_newton_vector(), or use all rows.",
                  kind()));
}

Vector BatchObjective::batch_fisher_vector(ConstVector /*x*/, ConstVector /*v*/, Rows /*rows*/) const {
  throw Error("objective.no_fisher", fmt::format("there is no Fisher matrix for this objective ({}): it does not give "
                                                 "the gradient of each row. Give a Loss, or "
                                                 "override batch_fisher_vector(); or take another CurvatureMatrix.",
                                                 kind()));
}

Vector BatchObjective::fisher_vector(ConstVector x, ConstVector v) const {
  std::vector<Index> all(static_cast<std::size_t>(rows()));
  std::iota(all.begin(), all.end(), Index{0});
  return batch_fisher_vector(x, v, all);
}

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

Vector LossObjective::batch_gauss_newton_vector(ConstVector x, ConstVector v, Rows rows) const {
  return scale(rows) * loss_.batch(rows).gauss_newton_vector(x, v);
}

Vector LossObjective::batch_fisher_vector(ConstVector x, ConstVector v, Rows rows) const {
  return scale(rows) * loss_.batch(rows).fisher_vector(x, v);
}

}  // namespace hesse
