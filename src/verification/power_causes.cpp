// SPDX-License-Identifier: BSL-1.0
//
// Where what is wrong is right but for a power of an input: an exponent off by one, a step of a chain taken twice.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "evidence.hpp"

namespace hesse {

namespace {

/// The exact numbers of the wrong entries, 0 elsewhere.
Predictions of_wrong_entries(const Evidence& evidence) {
  Predictions wrong = evidence.zero();
  for (const Mistake& mistake : evidence.mistakes)
    for (std::size_t k = 0; k < wrong.size(); ++k)
      wrong[k](mistake.row, mistake.column) = evidence.sightings[k].exact(mistake.row, mistake.column);
  return wrong;
}

std::string subject(const Evidence& evidence) {
  if (const Mistake* const only = evidence.only_mistake()) return only->name;
  const auto wrong = std::ssize(evidence.mistakes);
  if (wrong == evidence.candidate.rows * evidence.candidate.columns) return "Every entry";
  return fmt::format("Each of the {} wrong entries", wrong);
}

/// "sigma", "1 / sigma^2", "-0.5 * sigma"
std::string in_words(double factor, const std::string& input, int exponent) {
  const std::string power = std::abs(exponent) == 1 ? input : fmt::format("{}^{}", input, std::abs(exponent));
  if (exponent < 0) return fmt::format("{:.6g} / {}", factor, power);
  return same(factor, 1.0) ? power : same(factor, -1.0) ? '-' + power : fmt::format("{:.6g} * {}", factor, power);
}

}  // namespace

std::optional<Cause> wrong_power(const Evidence& evidence) {
  constexpr Index most_inputs = 50;
  if (evidence.inputs() > most_inputs) return std::nullopt;
  const Predictions wrong = of_wrong_entries(evidence);
  Predictions right = evidence.exact(), pattern = wrong;
  for (std::size_t k = 0; k < wrong.size(); ++k) right[k] -= wrong[k];
  for (const int exponent : {1, -1, 2, -2, 3, -3})
    for (Index i = 0; i < evidence.inputs(); ++i) {
      for (std::size_t k = 0; k < wrong.size(); ++k)
        pattern[k] = std::pow(evidence.sightings[k].point[i], exponent) * wrong[k];
      const Evidence::Fit fit = evidence.fit(right, pattern);
      if (!fit.holds()) continue;
      return Cause{evidence.only_mistake() != nullptr ? Cause::Kind::wrong_entry : Cause::Kind::factor,
                   fmt::format("{} is {} times what it must be.", subject(evidence),
                               in_words(fit.amount, evidence.input(i), exponent)),
                   fit.explained};
    }
  return std::nullopt;
}

}  // namespace hesse
