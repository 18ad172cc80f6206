// SPDX-License-Identifier: BSL-1.0
#include "located_words.hpp"

#include <hesse/basics/counted.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "entry_names.hpp"
#include "evidence.hpp"

namespace hesse {

namespace {

using Location = WrongEntries::Place;

/// Where all of them lie, or nothing. What is known of the operator is said with it.
std::string layout(const std::vector<Location>& places, const std::vector<Mistake>& mistakes, bool complete) {
  if (places.size() < 2) return "";
  const auto all = [&](const auto& holds) { return std::ranges::all_of(places, holds); };
  const Location& first = places.front();
  const std::string lie = fmt::format("All {} located wrong entries lie", places.size());
  if (all([](const Location& place) { return place.row == place.column; })) return lie + " on the diagonal.";
  if (all([&](const Location& place) { return place.column == first.column; }))
    return fmt::format("{} in column {}.", lie, first.column);
  if (all([&](const Location& place) { return place.row == first.row; }))
    return fmt::format("{} in row {}.", lie, first.row);
  const bool above = all([](const Location& place) { return place.row < place.column; });
  const bool below = all([](const Location& place) { return place.row > place.column; });
  if (!above && !below) return "";
  const bool zero = std::ranges::all_of(mistakes, [](const Mistake& mistake) { return mistake.hand == 0.0; });
  const char *side = above ? "above" : "below", *filled = above ? "lower" : "upper";
  if (!zero) return fmt::format("{} {} the diagonal.", lie, side);
  return fmt::format(
      "{} {} the diagonal, and those that were read off are 0 by hand: only the {} triangle{} is filled.", lie, side,
      filled, complete ? "" : ", as far as was seen,");
}

/// The factor that all entries read off have in common, or nothing.
std::string common_factor(const std::vector<Mistake>& mistakes) {
  if (mistakes.empty()) return "";
  const double factor = mistakes.front().hand / mistakes.front().exact;
  const bool common =
      std::isfinite(factor) && std::ranges::all_of(mistakes, [&](const Mistake& mistake) {
        return std::abs(mistake.hand - factor * mistake.exact) <= mistake.tolerance + 1e-9 * std::abs(mistake.exact);
      });
  if (!common) return "";
  const std::string each = mistakes.size() == 1 ? "The wrong entry" : "Each of the wrong entries";
  if (factor == 0.0) return each + " is missing: it is 0 by hand.";
  if (same(factor, -1.0)) return each + " has the wrong sign.";
  return fmt::format("{} is {} what it must be.", each, times_in_words(factor));
}

/// "3, 17, 29 and 5 more"
std::string listed(const std::vector<Index>& rows) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, rows.size()); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == rows.size() ? " and " : ", ", rows[i]);
  return rows.size() > shown ? fmt::format("{} and {} more", text, rows.size() - shown) : text;
}

}  // namespace

std::vector<std::string> words_of(const WrongEntries& found, Index wrong_rows, const LocateOptions& options) {
  const std::vector<Mistake>& mistakes = found.verdict.mistakes;
  std::vector<Location> places = found.not_read;
  for (const Mistake& mistake : mistakes) places.push_back({mistake.row, mistake.column});
  std::vector<std::string> sentences;
  for (std::string sentence : {layout(places, mistakes, found.unlocated_rows.empty()), common_factor(mistakes)})
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
  if (!found.not_read.empty())
    sentences.push_back(
        fmt::format("{} located, {} first, but their columns were not read off: LocateOptions::columns_read is {}, "
                    "LocateOptions::products {}.",
                    found.not_read.size() == 1 ? "1 more wrong entry is"
                                               : fmt::format("{} more wrong entries are", found.not_read.size()),
                    name_in_hessian(options.names, found.not_read.front().row, found.not_read.front().column),
                    options.columns_read, options.products));
  if (!found.unlocated_rows.empty())
    sentences.push_back(fmt::format(
        "Of {} with wrong entries, {} hold some that are not located: {}. The products allowed "
        "(LocateOptions::products is {}) do not reach, or what is left is as small as rounding makes it.",
        counted(wrong_rows, "row"), found.unlocated_rows.size(), listed(found.unlocated_rows), options.products));
  sentences.push_back(fmt::format("Located by {} by hand, and as many exact ones, at the point given (seed {}).",
                                  counted(found.products, "product"), options.seed));
  return sentences;
}

}  // namespace hesse
