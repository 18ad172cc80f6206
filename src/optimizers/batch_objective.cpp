// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/batch_objective.hpp>

#include <fmt/format.h>

namespace hesse {

namespace {

std::vector<Index> all_rows(Index count) {
  if (count < 1)
    throw OptionError("option.rows", fmt::format("a BatchFunction was asked to have {} rows. Pass at least 1.", count));
  std::vector<Index> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), Index{0});
  return rows;
}

}  // namespace

BatchFunction::BatchFunction(Recorder recorder, Index rows, ConstVector theta0)
    : recorder_(std::move(recorder)), all_(all_rows(rows)), full_(recorder_(theta0, all_)) {}

ValueAndGradient BatchFunction::batch_value_and_gradient(ConstVector x, Rows rows) const {
  return recorder_(x, {rows.begin(), rows.end()}).value_and_gradient(x);
}

Vector BatchFunction::batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) const {
  return recorder_(x, {rows.begin(), rows.end()}).hessian_vector(x, v);
}

}  // namespace hesse
