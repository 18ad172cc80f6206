// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/teaching/contributions.hpp>
#include <hesse/teaching/quiz.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "quiz_guesses.hpp"
#include "subject.hpp"

namespace hesse {

namespace {

using reports::significant;

/// Wrong entries listed at most.
constexpr std::size_t shown = 6;

void validate(const Function& f, ConstVector x, const Matrix& numbers, const QuizOptions& options) {
  static_cast<void>(tape_at("quiz()", f, x, {.names = options.names}));
  if (options.digits < 1 || options.digits > 15)
    throw OptionError("option.digits",
                      fmt::format("QuizOptions::digits is {}, but a double has 1 to 15 digits that can be asked for.",
                                  options.digits));
  if (numbers.rows() != x.size() || numbers.cols() != x.size())
    throw ShapeError("shape.hessian",
                     fmt::format("quiz() got an answer of {} by {} entries, but the Hessian of a function of {} has {} "
                                 "by {}. Hand in one row and one column an input.",
                                 numbers.rows(), numbers.cols(), counted(x.size(), "input"), x.size(), x.size()));
}

std::vector<std::string> names_of(const QuizOptions& options, Index count) {
  if (!options.names.empty()) return options.names;
  std::vector<std::string> names;
  for (Index i = 0; i < count; ++i) names.push_back(fmt::format("x[{}]", i));
  return names;
}

std::string point_in_words(const std::vector<std::string>& names, ConstVector x) {
  std::vector<std::string> parts;
  for (Index i = 0; i < std::min<Index>(x.size(), 4); ++i)
    parts.push_back(fmt::format("{} = {}", names[static_cast<std::size_t>(i)], significant(x[i])));
  return fmt::format("{}{}", fmt::join(parts, ", "), x.size() > 4 ? ", ..." : "");
}

/// By how much an entry that is zero in exact arithmetic may be off: 1e-12 of what f itself changes by over the sizes
/// of two inputs.
double nothing(const SecondOrder& exact, ConstVector x, Index row, Index column) {
  const Vector sizes = x.unaryExpr([](double number) { return number == 0.0 ? 1.0 : std::abs(number); });
  const double of_f =
      std::abs(exact.value) + exact.gradient.cwiseAbs().dot(sizes) + sizes.dot(exact.hessian.cwiseAbs() * sizes);
  return 1e-12 * of_f / (sizes[row] * sizes[column]);
}

struct WrongEntry {
  Index row, column;
  double badness;
};

/// The wrong ones of the numbers handed in, the worst first. NaN is wrong.
std::vector<WrongEntry> wrong_numbers(const Matrix& numbers, const SecondOrder& exact, ConstVector x, double accuracy) {
  std::vector<WrongEntry> places;
  for (Index column = 0; column < numbers.cols(); ++column)
    for (Index row = 0; row < numbers.rows(); ++row) {
      const double right = exact.hessian(row, column), difference = std::abs(numbers(row, column) - right);
      if (!(difference <= accuracy * std::abs(right) + nothing(exact, x, row, column)))
        places.push_back({row, column, difference / std::max(std::abs(numbers(row, column)), std::abs(right))});
    }
  std::ranges::stable_sort(places, std::ranges::greater(), &WrongEntry::badness);
  return places;
}

std::string and_more(std::size_t wrong) { return wrong > shown ? fmt::format("... and {} more\n", wrong - shown) : ""; }

std::vector<WrongEntry> wrong_entries(const Verdict& verdict) {
  std::vector<WrongEntry> places;
  for (const Mistake& mistake : verdict.mistakes) places.push_back({mistake.row, mistake.column, 0.0});
  return places;
}

std::optional<Quiz::Mistake> proved_mistake(const Verdict& verdict) {
  if (!verdict.cause) return std::nullopt;
  return Quiz::Mistake{fmt::format("The kind of mistake: {}.", name_of(verdict.cause->kind)), verdict.cause->sentence,
                       true};
}

}  // namespace

Quiz quiz(const Function& f, ConstVector x, const Answer& answer, const QuizOptions& options) {
  Quiz result;
  result.handed_in = answer.at(x);
  validate(f, x, result.handed_in, options);
  const std::vector<std::string> names = names_of(options, x.size());
  const SecondOrder exact = f.second_order(x);
  result.exact = exact.hessian;
  result.point = point_in_words(names, x);
  if (!result.exact.allFinite()) {
    result.outcome = Quiz::Outcome::undecided;
    return result;
  }
  const double accuracy = 0.5 * std::pow(10.0, 1 - options.digits);
  std::vector<WrongEntry> places;
  if (answer.is_formula()) {
    const Verdict verdict = check_hessian(f, answer.formula(), x, {.names = options.names});
    places = wrong_entries(verdict);
    result.mistake = proved_mistake(verdict);
    if (verdict.status == Verdict::Status::inconclusive) result.outcome = Quiz::Outcome::undecided;
  } else {
    places = wrong_numbers(result.handed_in, exact, x, accuracy);
  }
  if (places.empty()) return result;
  result.outcome = Quiz::Outcome::wrong;
  const auto name = [&](const WrongEntry& place) {
    return x.size() == 1 ? "f''"
                         : fmt::format("H({}, {})", names[static_cast<std::size_t>(place.row)],
                                       names[static_cast<std::size_t>(place.column)]);
  };
  for (const WrongEntry& place : places)
    result.wrong.push_back(
        {name(place), result.handed_in(place.row, place.column), result.exact(place.row, place.column)});
  const auto [row, column, badness] = places.front();
  if (!result.mistake && result.handed_in.allFinite())
    result.mistake = guessed_mistake(
        {f, x, names, result.handed_in, result.exact, accuracy, row, column, result.wrong.front().name});
  result.origin = contributions(f, x, row, column, {.names = options.names, .lines = 5}).text();
  return result;
}

std::string Quiz::hint() const {
  if (wrong.empty()) return "";
  if (mistake) return mistake->hint + (mistake->proved ? "\n" : " (This may be it: the numbers would fit.)\n");
  return fmt::format(
      "None of the usual mistakes gives {}. Differentiate once, check that, then differentiate again; "
      "trace() shows every step.\n",
      wrong.size() == 1 ? "this number" : "these numbers");
}

std::string Quiz::text() const {
  if (outcome == Outcome::undecided)
    return fmt::format(
        "Undecided: at {} the second derivative is not finite, or cannot be told from rounding errors. "
        "Try another point.\n",
        point);
  if (outcome == Outcome::right)
    return fmt::format(
        "Right at {}: {}.\n", point,
        exact.size() == 1 ? "f'' = " + significant(exact(0, 0)) : fmt::format("all {} entries", exact.size()));
  std::string text =
      fmt::format("Not yet at {}: {} of {} {} wrong.\n", point, wrong.size(),
                  counted(exact.size(), exact.size() == 1 ? "number" : "entry"), wrong.size() == 1 ? "is" : "are");
  for (std::size_t k = 0; k < std::min(shown, wrong.size()); ++k)
    text += fmt::format("  {} is not {}\n", wrong[k].name, significant(wrong[k].handed_in));
  return text + and_more(wrong.size()) + "Hint: " + hint();
}

std::string Quiz::solution() const {
  if (wrong.empty()) return fmt::format("Nothing is wrong at {}.\n", point);
  std::string text;
  if (mistake) text += fmt::format("{}{}\n", mistake->proved ? "" : "It may be: ", mistake->sentence);
  reports::Table table({"entry", "handed in", "exact"});
  for (std::size_t k = 0; k < std::min(shown, wrong.size()); ++k)
    table.add({wrong[k].name, wrong[k].handed_in, wrong[k].exact});
  return text + "\n" + table.text() + and_more(wrong.size()) + "\n" + origin;
}

}  // namespace hesse
