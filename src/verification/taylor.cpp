// SPDX-License-Identifier: BSL-1.0
#include "taylor.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "probes.hpp"
#include "rounding.hpp"

namespace hesse {

namespace {

struct Step {
  double h, there;
};

/// f at x + h v for h = 1/4, 1/8, ..., from the largest h below which f is finite.
std::vector<Step> walk(const std::function<double(ConstVector)>& f, ConstVector x, ConstVector v) {
  std::vector<Step> steps;
  for (int k = 2; k <= 52; ++k) {
    const double h = std::ldexp(1.0, -k);
    const double there = f(x + h * v);
    if (std::isfinite(there))
      steps.push_back({h, there});
    else
      steps.clear();
  }
  return steps;
}

}  // namespace

std::optional<double> taylor_slope(const Function& f, ConstVector x, ConstVector v, double slope_along,
                                   std::optional<double> curvature, ConstVector weights) {
  constexpr double eps = std::numeric_limits<double>::epsilon();
  constexpr std::size_t needed = 4;
  constexpr double clear_of_noise = 200.0;
  const auto weighted = [&](ConstVector at) { return values_at(f, at).dot(weights); };
  const double value = weighted(x);
  const double value_noise = rounding::of_values(*f.tape(x), x).dot(weights.cwiseAbs());
  const std::vector<Step> steps = walk(weighted, x, v);
  double range = 0.0;
  for (const Step& step : steps) range = std::max(range, std::abs(step.there - value));

  std::vector<double> errors;  // of successive steps, for as long as they stand clear of rounding
  for (const auto& [h, there] : steps) {
    const double first = h * slope_along, second = 0.5 * h * h * curvature.value_or(0.0);
    // Where the model moves about as far as f ever does, it is outside of where its power means anything.
    if (std::abs(first) + std::abs(second) > 0.25 * range) continue;
    const double error = std::abs(there - value - first - second);
    // x + h v is rounded too, which moves f as the rounding of x does.
    const double noise = 2.0 * value_noise + eps * (std::abs(there) + std::abs(first) + std::abs(second));
    if (!(error > clear_of_noise * noise)) break;  // NaN too; and nothing above nothing, where f is 0 all around
    errors.push_back(error);
  }
  if (errors.size() < needed) return std::nullopt;
  // The smallest steps show the power best; the median forgives one that rounding has reached.
  std::vector<double> slopes;
  for (std::size_t i = errors.size() - needed; i + 1 < errors.size(); ++i)
    slopes.push_back(std::log2(errors[i] / errors[i + 1]));
  std::ranges::sort(slopes);
  return slopes[slopes.size() / 2];
}

}  // namespace hesse
