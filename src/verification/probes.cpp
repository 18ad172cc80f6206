// SPDX-License-Identifier: BSL-1.0
#include "probes.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace hesse {

Vector sizes_of(ConstVector x, ConstVector given) {
  if (given.size() != 0) return given.cwiseAbs();
  std::vector<double> known;
  for (const double number : x)
    if (number != 0.0) known.push_back(std::abs(number));
  std::ranges::sort(known);
  const double guess = known.empty() ? 1.0 : known[known.size() / 2];
  Vector sizes = x.cwiseAbs();
  for (double& size : sizes)
    if (size == 0.0) size = guess;
  return sizes;
}

Matrix directions_of(ConstVector sizes, std::uint64_t seed, Index count) {
  std::mt19937_64 random(seed + 0x9E3779B97F4A7C15u);
  Matrix directions(sizes.size(), count);
  for (Index k = 0; k < count; ++k)
    for (Index i = 0; i < sizes.size(); ++i) {
      const std::uint64_t bits = random();
      const double magnitude = 0.5 + 0.5 * static_cast<double>(bits >> 11) * 0x1p-53;
      directions(i, k) = (bits & 1u) != 0 ? magnitude * sizes[i] : -magnitude * sizes[i];
    }
  return directions;
}

Vector values_at(const Function& f, ConstVector x) {
  return f.outputs() == 1 ? Vector(Vector::Constant(1, f.value(x))) : f.values(x);
}

}  // namespace hesse
