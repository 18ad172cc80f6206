// SPDX-License-Identifier: BSL-1.0
#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hesse {

const char* name_of(Cause::Kind kind) {
  switch (kind) {
#define HESSE_CAUSE(name, words) \
  case Cause::Kind::name:        \
    return words;
    HESSE_CAUSES(HESSE_CAUSE)
#undef HESSE_CAUSE
  }
  __builtin_unreachable();
}

Predictions Evidence::exact() const {
  Predictions all;
  for (const Sighting& sighting : sightings) all.push_back(sighting.exact);
  return all;
}

Predictions Evidence::zero() const {
  Predictions all = exact();
  for (Matrix& matrix : all) matrix.setZero();
  return all;
}

const Mistake* Evidence::only_mistake() const {
  const bool pair = mistakes.size() == 2 && candidate.form == Form::hessian && mistakes[0].row == mistakes[1].column &&
                    mistakes[0].column == mistakes[1].row;
  if (mistakes.size() != 1 && !pair) return nullptr;
  return &mistakes[pair && mistakes[0].row > mistakes[0].column ? 1 : 0];
}

double Evidence::explained(const Predictions& prediction) const {
  double least = 1.0;
  for (std::size_t k = 0; k < sightings.size(); ++k) {
    const Sighting& seen = sightings[k];
    if (!prediction[k].allFinite()) return -std::numeric_limits<double>::infinity();
    const Matrix left = ((seen.by_hand - prediction[k]).cwiseAbs() - seen.tolerance).cwiseMax(0.0);
    // Next to a much larger exact derivative everything explains the difference, and has to explain what is there.
    double difference = (seen.by_hand - seen.exact).cwiseProduct(candidate.scale).stableNorm();
    if (const double size = seen.by_hand.cwiseProduct(candidate.scale).stableNorm(); size > 0.0)
      difference = std::min(difference, size);
    least = std::min(least, 1.0 - left.cwiseProduct(candidate.scale).stableNorm() / difference);
  }
  return least;
}

Evidence::Fit Evidence::fit(const Predictions& base, const Predictions& pattern) const {
  double above = 0.0, below = 0.0;
  for (std::size_t k = 0; k < sightings.size(); ++k) {
    // Points count alike, whatever the size of f there.
    const Matrix scaled = pattern[k].cwiseProduct(candidate.scale);
    const double size = scaled.stableNorm();
    if (!(size > 0.0) || !std::isfinite(size)) return {0.0, -std::numeric_limits<double>::infinity()};
    const Matrix unit = scaled / size;
    above += unit.cwiseProduct((sightings[k].by_hand - base[k]).cwiseProduct(candidate.scale) / size).sum();
    below += unit.squaredNorm();
  }
  const double amount = above / below;
  Predictions prediction = base;
  for (std::size_t k = 0; k < sightings.size(); ++k) prediction[k] += amount * pattern[k];
  return {amount, explained(prediction)};
}

bool same(double a, double b) { return std::abs(a - b) <= 1e-6 * std::max(std::abs(a), std::abs(b)); }

std::string times_in_words(double factor) {
  if (same(factor, 2.0)) return "twice";
  if (same(factor, 0.5)) return "half of";
  return fmt::format("{:.6g} times", factor);
}

std::optional<Cause> cause_of(const Evidence& evidence) {
  if (evidence.sightings.size() < Evidence::least_points) return std::nullopt;
  for (const auto& guess : {one_triangle, cause_in_one_entry, cause_in_layout, cause_in_terms, cause_in_variables,
                            wrong_power, difference_of_one_entry})
    if (std::optional<Cause> cause = guess(evidence)) return cause;
  return std::nullopt;
}

}  // namespace hesse
