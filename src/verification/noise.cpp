// SPDX-License-Identifier: BSL-1.0
#include "noise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace hesse {

NoiseSeen noise_in(std::span<const double> values) {
  constexpr double alike = 4.0;
  constexpr std::size_t orders_alike = 3;
  if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) return {NoiseSeen::Kind::hidden};
  std::vector<double> table(values.begin(), values.end());
  std::vector<double> levels;
  std::vector<bool> changes_sign;
  double least_change = 0.0;
  double weight = 1.0;  // (k!)^2 / (2k)!, by which a difference of order k has the variance of the noise
  for (std::size_t k = 1; k < values.size(); ++k) {
    double squares = 0.0;
    for (std::size_t i = 0; i + k < values.size(); ++i) {
      table[i] = table[i + 1] - table[i];
      squares += table[i] * table[i];
    }
    const auto count = values.size() - k;
    const std::span<const double> differences(table.data(), count);
    if (k == 1) {
      for (const double change : differences)
        if (change != 0.0 && (least_change == 0.0 || std::abs(change) < least_change)) least_change = std::abs(change);
      // Values that are the same over more than half of the spacings hide their noise.
      if (2 * static_cast<std::size_t>(std::ranges::count(differences, 0.0)) >= count)
        return {NoiseSeen::Kind::hidden, 0.0, least_change};
    }
    weight *= static_cast<double>(k) / (2.0 * (2.0 * static_cast<double>(k) - 1.0));
    levels.push_back(std::sqrt(weight * squares / static_cast<double>(count)));
    const auto [least, most] = std::ranges::minmax(differences);
    changes_sign.push_back(least < 0.0 && most > 0.0);
  }
  for (std::size_t k = 0; k + orders_alike <= levels.size(); ++k) {
    const auto [least, most] = std::ranges::minmax(std::span(levels).subspan(k, orders_alike));
    if (changes_sign[k] && most <= alike * least) return {NoiseSeen::Kind::noise, levels[k], least_change};
  }
  return {NoiseSeen::Kind::smooth, 0.0, least_change};
}

namespace {

/// Of one output, by spacings from wide to narrow. Noise is as large at some narrower spacing, or hidden there.
double counted_noise(const std::vector<NoiseSeen>& seen) {
  constexpr double falls = 8.0;
  double largest = 0.0;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    const auto narrower = std::span(seen).subspan(k + 1);
    const bool stays = narrower.empty() || std::ranges::any_of(narrower, [&](const NoiseSeen& other) {
                         return other.kind == NoiseSeen::Kind::hidden || other.level >= seen[k].level / falls;
                       });
    if (seen[k].kind == NoiseSeen::Kind::noise && stays) largest = std::max(largest, seen[k].level);
    if (seen[k].kind == NoiseSeen::Kind::hidden)
      largest = std::max(largest, k == 0 ? seen[k].least_change : seen[k - 1].least_change);
  }
  return largest;
}

}  // namespace

Vector noise_along(const std::function<Vector(int, double)>& line, double t, double widest, int spacings) {
  constexpr int count = 9;
  constexpr double ratio = 16.0;
  Vector rounding;
  std::vector<std::vector<NoiseSeen>> seen;  // by the output
  for (int k = 0; k < spacings; ++k) {
    const double spacing = widest * std::pow(ratio, -k);
    Matrix values;
    for (int i = 0; i < count; ++i) {
      const Vector outputs = line(k, t + spacing * (i - count / 2));
      if (i == 0) values.resize(count, outputs.size());
      values.row(i) = outputs;
    }
    if (k == 0) rounding = Vector::Zero(values.cols()), seen.resize(static_cast<std::size_t>(values.cols()));
    for (Index output = 0; output < values.cols(); ++output) {
      const Vector numbers = values.col(output);
      seen[static_cast<std::size_t>(output)].push_back(noise_in({numbers.data(), static_cast<std::size_t>(count)}));
      for (const double number : numbers)
        if (std::isfinite(number))
          rounding[output] = std::max(rounding[output], std::numeric_limits<double>::epsilon() * std::abs(number));
    }
  }
  Vector noise = rounding;
  for (Index output = 0; output < noise.size(); ++output)
    noise[output] = std::max(noise[output], counted_noise(seen[static_cast<std::size_t>(output)]));
  return noise;
}

}  // namespace hesse
