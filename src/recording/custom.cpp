// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/recording/custom.hpp>
#include <hesse/tape/custom_evaluate.hpp>

#include <fmt/format.h>

#include <vector>

namespace hesse {

Dual<Dual<double>> CustomFunction::apply(std::span<const NestedDual> x) const {
  using OnDuals = detail::CustomOn<Dual<double>>;
  std::vector<Dual<double>> at, slopes(x.size());
  for (const NestedDual& item : x) at.push_back(item.value);
  OnDuals::partials(*operation_, at, slopes);
  NestedDual y(OnDuals::value(*operation_, at));
  for (std::size_t i = 0; i < x.size(); ++i) y.tangent += slopes[i] * x[i].tangent;
  return y;
}

namespace detail {

void throw_wrong_size(const std::string& operation, const char* what, Index found, Index inputs) {
  throw OperationError("operation.wrong_size",
                       fmt::format("custom operation '{}' was called with {}, but the {} is {}. Return one entry an "
                                   "input.",
                                   operation, counted(inputs, "input"), what, found));
}

}  // namespace detail

}  // namespace hesse
