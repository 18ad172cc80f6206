// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/verification/verdict.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace hesse {

namespace {

constexpr std::size_t shown = 10;

/// Significant digits that show by what two numbers differ, with two more: six where they suffice.
int digits_to_tell(double relative_difference) {
  constexpr int on_screen = 6, in_a_double = 17;
  if (!(relative_difference > 0.0 && relative_difference < 1.0)) return on_screen;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(relative_difference))), on_screen, in_a_double);
}

std::string headline(const Verdict& verdict) {
  switch (verdict.status) {
    case Verdict::Status::passed:
      return fmt::format(
          "{}: passed. {} in {:.0f} digits or more.", verdict.check,
          verdict.entries == 1 ? "The entry agrees" : fmt::format("All {} entries agree", verdict.entries),
          std::floor(verdict.digits));
    case Verdict::Status::inconclusive:
      if (verdict.mistakes.empty())
        return fmt::format("{}: inconclusive. No entry is proved wrong, but not all are proved right.", verdict.check);
      return fmt::format("{}: inconclusive. It was stopped; {} of {} entries were wrong by then.", verdict.check,
                         verdict.mistakes.size(), verdict.entries);
    case Verdict::Status::failed:
      break;
  }
  if (verdict.mistakes.empty()) return fmt::format("{}: FAILED.", verdict.check);
  return fmt::format("{}: FAILED. {} of {} {} wrong.", verdict.check, verdict.mistakes.size(), verdict.entries,
                     verdict.mistakes.size() == 1 ? "entries is" : "entries are");
}

std::string mistakes_table(const Verdict& verdict) {
  reports::Table table({"entry", "by hand", "exact", "relative difference", "wrong at"});
  for (std::size_t i = 0; i < std::min(shown, verdict.mistakes.size()); ++i) {
    const Mistake& mistake = verdict.mistakes[i];
    const double difference = mistake.relative_difference();
    const int digits = digits_to_tell(difference);
    table.add({mistake.name,
               {mistake.hand, digits},
               {mistake.exact, digits},
               {difference, 3},
               fmt::format("{} of {}", mistake.wrong_at, counted(verdict.points, "point"))});
  }
  std::string text = "\n" + table.text();
  if (verdict.mistakes.size() > shown) text += fmt::format("... and {} more\n", verdict.mistakes.size() - shown);
  return text;
}

std::string taylor_line(const Verdict& verdict) {
  if (verdict.expected_slope == 0.0) return "";
  if (!verdict.slope) return "Taylor test: rounding hides the error of the model, no power to be measured.\n";
  return fmt::format(
      "Taylor test: the error of the model falls with power {:.2f} of the step; right derivatives give {} "
      "or more.\n",
      *verdict.slope, verdict.expected_slope);
}

std::string places_line(const Verdict& verdict) {
  if (verdict.points == 0 || !(verdict.radius > 0.0)) return "";
  std::string places = "the one given";
  const bool random = verdict.points > 1 + std::ssize(verdict.multiples);
  if (random)
    places += fmt::format("{} random ones within {:g} % of the inputs' sizes (seed {})",
                          verdict.multiples.empty() ? " and" : ",", 100.0 * verdict.radius, verdict.seed);
  if (!verdict.multiples.empty())
    places += fmt::format("{} it times {:g}", random ? ", and" : " and", fmt::join(verdict.multiples, " and "));
  return fmt::format("Compared at {}: {}.\n", counted(verdict.points, "point"), places);
}

std::string second_route_line(const Verdict& verdict) {
  if (verdict.expected_slope == 0.0) return "";
  if (verdict.contradicted > 0) return "";  // a note says which
  if (verdict.confirmed == 0)
    return "Second route: none, as the callable is not at hand or takes recorded variables only.\n";
  return fmt::format("Second route: the callable itself, run on hyper-dual numbers, agrees in {}.\n",
                     counted(verdict.confirmed, "derivative"));
}

}  // namespace

const char* name_of(Verdict::Status status) {
  switch (status) {
    case Verdict::Status::passed:
      return "passed";
    case Verdict::Status::failed:
      return "failed";
    case Verdict::Status::inconclusive:
      return "inconclusive";
  }
  __builtin_unreachable();
}

double Mistake::relative_difference() const {
  const double size = std::max(std::abs(hand), std::abs(exact));
  return std::isfinite(hand) && size > 0.0 ? std::abs(hand - exact) / size : std::abs(hand - exact);
}

std::string Verdict::report() const {
  std::string text = headline(*this) + "\n";
  if (!mistakes.empty()) text += mistakes_table(*this) + "\n";
  if (cause) text += fmt::format("The mistake: {}. {}\n\n", name_of(cause->kind), cause->sentence);
  for (const std::string& note : notes) text += note + (note.ends_with('\n') ? "" : "\n");
  return text + places_line(*this) + second_route_line(*this) + taylor_line(*this);
}

}  // namespace hesse
