// SPDX-License-Identifier: BSL-1.0
//
// Where one entry alone is wrong, or one with its mirror image.
#include <hesse/derivatives/drivers.hpp>
#include <hesse/tape/describe.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <tuple>

#include "evidence.hpp"

namespace hesse {

namespace {

/// The wrong entry, by hand and exact at every point.
struct Entry {
  Index row, column;
  std::string name;
  std::vector<double> by_hand, exact;
};

std::optional<Entry> only_entry(const Evidence& evidence) {
  const Mistake* const only = evidence.only_mistake();
  if (only == nullptr) return std::nullopt;
  Entry entry{only->row, only->column, only->name, {}, {}};
  for (const Sighting& sighting : evidence.sightings) {
    entry.by_hand.push_back(sighting.by_hand(entry.row, entry.column));
    entry.exact.push_back(sighting.exact(entry.row, entry.column));
  }
  return entry;
}

/// Cause::explained for the entry alone: `guess` by the number of the sighting.
template <class Guess>
double explained(const Evidence& evidence, const Entry& entry, const Guess& guess) {
  double least = 1.0;
  for (std::size_t k = 0; k < entry.exact.size(); ++k) {
    const double left =
        std::abs(entry.by_hand[k] - guess(k)) - evidence.sightings[k].tolerance(entry.row, entry.column);
    least = std::min(least, 1.0 - std::max(0.0, left) / std::abs(entry.by_hand[k] - entry.exact[k]));
  }
  return least;
}

/// The factor that all points agree on, or NaN.
double common_factor(const Evidence& evidence, const Entry& entry) {
  const double factor = entry.by_hand[0] / entry.exact[0];
  if (!std::isfinite(factor)) return std::nan("");  // something for nothing
  const double share = explained(evidence, entry, [&](std::size_t k) { return factor * entry.exact[k]; });
  return share >= Evidence::least_explained ? factor : std::nan("");
}

std::optional<Cause> other_place(const Evidence& evidence, const Entry& entry) {
  const Matrix& exact = evidence.sightings.front().exact;
  for (Index column = 0; column < exact.cols(); ++column)
    for (Index row = 0; row < exact.rows(); ++row) {
      const double share =
          explained(evidence, entry, [&](std::size_t k) { return evidence.sightings[k].exact(row, column); });
      if (share >= Evidence::least_explained)
        return Cause{Cause::Kind::wrong_index,
                     fmt::format("{} holds what belongs to {}.", entry.name, evidence.candidate.name(row, column)),
                     share};
    }
  return std::nullopt;
}

/// Something that a term may be a multiple of.
struct Factor {
  std::string words;
  std::function<double(std::size_t sighting)> value;
};

/// Powers of one input from the third below to the fourth above, and products of two.
std::vector<Factor> monomials(const Evidence& evidence) {
  const auto x = [&evidence](std::size_t k, Index i) { return evidence.sightings[k].point[i]; };
  std::vector<Factor> all{{"", [](std::size_t) { return 1.0; }}};
  const Index n = evidence.inputs();
  if (n > 50) return all;
  const auto name = [&](Index i) { return " * " + evidence.input(i); };
  for (Index i = 0; i < n; ++i) all.push_back({name(i), [=](std::size_t k) { return x(k, i); }});
  for (Index i = 0; i < n; ++i)
    for (Index j = i + 1; j < n; ++j)
      all.push_back({name(i) + name(j), [=](std::size_t k) { return x(k, i) * x(k, j); }});
  for (const int power : {2, 3, 4, -1, -2, -3})
    for (Index i = 0; i < n; ++i) {
      const std::string exponent = std::abs(power) == 1 ? "" : fmt::format("^{}", std::abs(power));
      all.push_back({(power < 0 ? " / " : " * ") + evidence.input(i) + exponent,
                     [=](std::size_t k) { return std::pow(x(k, i), power); }});
    }
  return all;
}

/// One, and the lines of the function; one alone for functions of many lines or branches.
std::vector<Factor> lines(const Evidence& evidence) {
  constexpr std::size_t most_lines = 300;
  std::vector<Factor> all{{"", [](std::size_t) { return 1.0; }}};
  const std::shared_ptr<const Tape> tape = evidence.f.tape(evidence.given);
  if (tape->nodes() > most_lines) return all;
  std::vector<Numbers<double>> values;
  for (const Sighting& sighting : evidence.sightings) {
    if (evidence.f.tape(sighting.point) != tape) return all;
    values.push_back(drivers::values(*tape, sighting.point));
  }
  for_each_node(*tape, [&](const Node& node) {
    const std::string name = describe(*tape, Operand::node(node.index), evidence.candidate.inputs);
    std::vector<double> known;
    for (const Numbers<double>& at : values) known.push_back(at[node.index]);
    all.push_back({fmt::format(" * {} ({})", name, describe(*tape, node, evidence.candidate.inputs)),
                   [known](std::size_t k) { return known[k]; }});
  });
  return all;
}

/// by hand = exact + amount * value, with one amount for all points.
template <class Value>
Evidence::Fit fit(const Evidence& evidence, const Entry& entry, const Value& value) {
  const double amount = (entry.by_hand[0] - entry.exact[0]) / value(0);
  if (!std::isfinite(amount)) return {amount, 0.0};
  return {amount, explained(evidence, entry, [&](std::size_t k) { return entry.exact[k] + amount * value(k); })};
}

/// "2 * x^3", and "x^3" for once that.
std::string times(double amount, const std::string& words) {
  const std::string_view by = " * ";
  return same(amount, 1.0) && words.starts_with(by) ? words.substr(by.size()) : fmt::format("{:.6g}{}", amount, words);
}

/// The entry without, or with twice, a multiple of the two.
std::optional<Cause> wrong_term(const Evidence& evidence, const Entry& entry, const Factor& line,
                                const Factor& monomial) {
  const Evidence::Fit found = fit(evidence, entry, [&](std::size_t k) { return line.value(k) * monomial.value(k); });
  if (!found.holds()) return std::nullopt;
  return Cause{Cause::Kind::wrong_entry,
               fmt::format("{} alone is wrong: {} must be {} it.", entry.name,
                           times(std::abs(found.amount), monomial.words + line.words),
                           found.amount > 0.0 ? "taken from" : "added to"),
               found.explained};
}

/// The entry with one of the two for the other, times a number: a wrong exponent or index in one of its terms.
std::optional<Cause> exchanged_term(const Evidence& evidence, const Entry& entry, const Factor& one,
                                    const Factor& other) {
  const Evidence::Fit found = fit(evidence, entry, [&](std::size_t k) { return one.value(k) - other.value(k); });
  if (!found.holds()) return std::nullopt;
  const auto& [taken, added] = found.amount > 0.0 ? std::tie(one, other) : std::tie(other, one);
  const double amount = std::abs(found.amount);
  return Cause{Cause::Kind::wrong_entry,
               fmt::format("{} alone is wrong: {} must be added to it, and {} taken from it.", entry.name,
                           times(amount, added.words), times(amount, taken.words)),
               found.explained};
}

std::optional<Cause> exchanged_term(const Evidence& evidence, const Entry& entry, const std::vector<Factor>& products) {
  constexpr Index most_inputs = 10;
  if (evidence.inputs() > most_inputs) return std::nullopt;
  for (std::size_t i = 0; i < products.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (auto cause = exchanged_term(evidence, entry, products[i], products[j])) return cause;
  return std::nullopt;
}

}  // namespace

std::optional<Cause> cause_in_one_entry(const Evidence& evidence) {
  const std::optional<Entry> entry = only_entry(evidence);
  if (!entry) return std::nullopt;
  if (std::ranges::all_of(entry->by_hand, [](double number) { return number == 0.0; }))
    return Cause{Cause::Kind::missing_entry, fmt::format("{} is missing: it is 0 at every point.", entry->name), 1.0};
  const double factor = common_factor(evidence, *entry);
  if (same(factor, -1.0)) return Cause{Cause::Kind::sign, fmt::format("{} has the wrong sign.", entry->name), 1.0};
  if (same(factor, 2.0) || same(factor, 0.5))
    return Cause{Cause::Kind::wrong_entry,
                 fmt::format("{} is {} what it must be.", entry->name, times_in_words(factor)), 1.0};
  if (std::optional<Cause> cause = other_place(evidence, *entry)) return cause;
  if (std::isfinite(factor))
    return Cause{Cause::Kind::wrong_entry,
                 fmt::format("{} is {} what it must be.", entry->name, times_in_words(factor)), 1.0};
  return std::nullopt;
}

std::optional<Cause> difference_of_one_entry(const Evidence& evidence) {
  const std::optional<Entry> entry = only_entry(evidence);
  if (!entry) return std::nullopt;
  const std::vector<Factor> products = monomials(evidence);
  for (const Factor& line : lines(evidence))
    for (const Factor& product : products)
      if (auto cause = wrong_term(evidence, *entry, line, product)) return cause;
  if (std::optional<Cause> cause = exchanged_term(evidence, *entry, products)) return cause;
  return Cause{Cause::Kind::wrong_entry, fmt::format("{} alone is wrong.", entry->name), 1.0};
}

}  // namespace hesse
