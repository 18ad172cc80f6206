// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/bounds.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace hesse {

void Bounds::validate(ConstVector start) const {
  for (const Vector* side : {&lower, &upper})
    if (side->size() > 0) require_size("minimize()", side->size(), start.size(), "entry in the bounds");
  const auto refuse = [](Index i, const std::string& found) {
    throw OptionError("option.bounds", fmt::format("bounds: input {} {}.", i, found));
  };
  for (Index i = 0; i < start.size(); ++i) {
    const double least = lower_of(i), most = upper_of(i);
    if (!(least <= most)) refuse(i, fmt::format("has the lower bound {:g} and the upper bound {:g}", least, most));
    if (!(least <= start[i] && start[i] <= most))
      refuse(i, fmt::format("starts at {:g}, outside [{:g}, {:g}]; start inside", start[i], least, most));
  }
}

Vector Bounds::nearest(Vector point) const {
  if (lower.size() > 0) point = point.cwiseMax(lower);
  if (upper.size() > 0) point = point.cwiseMin(upper);
  return point;
}

std::vector<Index> Bounds::free_inputs(ConstVector point, ConstVector gradient) const {
  std::vector<Index> free;
  for (Index i = 0; i < point.size(); ++i)
    if (!stops(i, point[i], -gradient[i])) free.push_back(i);
  return free;
}

double Bounds::longest(ConstVector point, ConstVector step) const {
  double multiple = infinity;
  if (empty()) return multiple;
  for (Index i = 0; i < point.size(); ++i) {
    if (step[i] == 0.0) continue;
    const double bound = step[i] > 0.0 ? upper_of(i) : lower_of(i);
    multiple = std::min(multiple, (bound - point[i]) / step[i]);
  }
  return multiple;
}

}  // namespace hesse
