// SPDX-License-Identifier: BSL-1.0
#include "extrapolation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace hesse {

namespace {

constexpr std::size_t step_count = 10;
constexpr double shrink = 1.4;

struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::infinity();
};

/// An entry of the table: its value, and its weights of the quotients, which carry independent noise.
struct Entry {
  double value = 0.0;
  std::array<double, step_count> weights{};
};

Entry combined(const Entry& fine, const Entry& coarse, double factor) {
  Entry entry{(fine.value * factor - coarse.value) / (factor - 1.0), {}};
  for (std::size_t k = 0; k < step_count; ++k)
    entry.weights[k] = (fine.weights[k] * factor - coarse.weights[k]) / (factor - 1.0);
  return entry;
}

double deviation(const Entry& entry, const std::array<double, step_count>& noise) {
  double squares = 0.0;
  for (std::size_t k = 0; k < step_count; ++k)
    if (entry.weights[k] != 0.0) squares += entry.weights[k] * noise[k] * (entry.weights[k] * noise[k]);
  return std::sqrt(squares);
}

Estimate best_entry(const std::array<double, step_count>& values, const std::array<double, step_count>& noise) {
  constexpr double deviations = 3.0;
  Estimate best;
  std::array<Entry, step_count> above{};
  for (std::size_t i = 0; i < step_count; ++i) {
    std::array<Entry, step_count> row{};
    row[0].value = values[i];
    row[0].weights[i] = 1.0;
    double factor = shrink * shrink;
    for (std::size_t j = 1; j <= i; ++j, factor *= shrink * shrink) {
      row[j] = combined(row[j - 1], above[j - 1], factor);
      const double change =
          std::max(std::abs(row[j].value - row[j - 1].value), std::abs(row[j].value - above[j - 1].value));
      if (!std::isfinite(row[j].value)) continue;
      const double error = change + deviations * deviation(row[j], noise);
      if (error < best.error) best = {row[j].value, error};
    }
    above = row;
  }
  return best;
}

}  // namespace

Extrapolated extrapolate(const std::function<Quotients(double)>& quotients, double h) {
  std::array<Quotients, step_count> seen;
  for (std::size_t i = 0; i < step_count; ++i, h /= shrink) seen[i] = quotients(h);
  const Index outputs = seen[0].value.size();
  Extrapolated result{Vector(outputs), Vector(outputs)};
  for (Index k = 0; k < outputs; ++k) {
    std::array<double, step_count> values{}, noise{};
    for (std::size_t i = 0; i < step_count; ++i) values[i] = seen[i].value[k], noise[i] = seen[i].noise[k];
    const Estimate best = best_entry(values, noise);
    result.value[k] = best.value;
    result.error[k] = best.error;
  }
  return result;
}

}  // namespace hesse
