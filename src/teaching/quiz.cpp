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
#include <limits>

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

struct WrongEntry {
  Index row, column;
  double handed_in, exact;
  bool nearby = false;  ///< right at the point given, these are the numbers of another one
  double badness = 0.0;
};

/// Tells numbers from what they should be: by a share of the right one, or by what rounding moves that by, for it may
/// be zero in exact arithmetic.
class Marking {
 public:
  Marking(const Function& f, ConstVector x, const Matrix& exact, double accuracy)
      : f_(f), x_(x), exact_(exact), accuracy_(accuracy) {}

  /// NaN is wrong.
  bool is_right(double number, Index row, Index column) const {
    const double right = exact_(row, column), difference = std::abs(number - right);
    if (!std::isfinite(difference)) return false;
    return difference <= accuracy_ * std::abs(right) || difference <= rounding(row, column);
  }

  /// The worst first.
  std::vector<WrongEntry> wrong_ones(const Matrix& numbers) const {
    std::vector<WrongEntry> wrong;
    for (Index column = 0; column < numbers.cols(); ++column)
      for (Index row = 0; row < numbers.rows(); ++row) {
        const double number = numbers(row, column), right = exact_(row, column);
        if (!is_right(number, row, column))
          wrong.push_back({row, column, number, right, false, badness(number, right)});
      }
    std::ranges::stable_sort(wrong, std::ranges::greater(), &WrongEntry::badness);
    return wrong;
  }

 private:
  /// What is no number is worse than any that is.
  static double badness(double number, double right) {
    if (!std::isfinite(number)) return std::numeric_limits<double>::infinity();
    return std::abs(number - right) / std::max(std::abs(number), std::abs(right));
  }

  /// A share of 1e-12 of the terms that make up the entry, and of what moves it with each input.
  double rounding(Index row, Index column) const {
    const Index n = x_.size();
    const Vector slopes = f_.third_derivative(x_, Vector::Unit(n, row), Vector::Unit(n, column));
    const auto size_of = [](double number) { return number == 0.0 ? 1.0 : std::abs(number); };
    return 1e-12 *
           (contributions(f_, x_, row, column, {.lines = 1}).size + slopes.cwiseAbs().dot(x_.unaryExpr(size_of)));
  }

  const Function& f_;
  ConstVector x_;
  const Matrix& exact_;
  double accuracy_;
};

/// Those that a check found, with the numbers at the point given wherever they are wrong there.
std::vector<WrongEntry> wrong_ones(const Verdict& verdict, const Matrix& numbers, const Matrix& exact,
                                   const Marking& marking) {
  std::vector<WrongEntry> wrong;
  for (const Mistake& mistake : verdict.mistakes) {
    const Index row = mistake.row, column = mistake.column;
    if (marking.is_right(numbers(row, column), row, column))
      wrong.push_back({row, column, mistake.hand, mistake.exact, true});
    else
      wrong.push_back({row, column, numbers(row, column), exact(row, column)});
  }
  std::ranges::stable_sort(wrong, std::ranges::less(), &WrongEntry::nearby);
  return wrong;
}

std::string and_more(std::size_t wrong) { return wrong > shown ? fmt::format("... and {} more\n", wrong - shown) : ""; }

std::optional<Quiz::Mistake> proved_mistake(const Verdict& verdict) {
  if (!verdict.cause) return std::nullopt;
  return Quiz::Mistake{fmt::format("The kind of mistake: {}.", name_of(verdict.cause->kind)), verdict.cause->sentence,
                       true};
}

Quiz::Mistake no_number(const WrongEntry& worst, const std::string& name) {
  return {"Look for a division by zero, or a root or a logarithm of what is negative.",
          fmt::format("{} was handed in as {}, which is no number.", name, significant(worst.handed_in)), true};
}

/// Why there is nothing to mark, "" where there is.
std::string no_second_derivative(const Function& f, ConstVector x, const SecondOrder& exact,
                                 const QuizOptions& options) {
  if (!std::isfinite(exact.value)) return "f is not finite there.";
  if (!exact.gradient.allFinite()) return "the first derivative is not finite there.";
  if (!exact.hessian.allFinite()) return "the second derivative is not finite there.";
  const std::string kink = kink_in_words(f, x, options.names);
  return kink.empty() ? "" : fmt::format("{}, so f may have no second derivative there.", kink);
}

std::string name_of_entry(const std::vector<std::string>& names, const WrongEntry& entry) {
  if (names.size() == 1) return "f''";
  return fmt::format("H({}, {})", names[static_cast<std::size_t>(entry.row)],
                     names[static_cast<std::size_t>(entry.column)]);
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
  result.outcome = Quiz::Outcome::undecided;
  result.reason = no_second_derivative(f, x, exact, options);
  if (!result.reason.empty()) return result;

  const double accuracy = 0.5 * std::pow(10.0, 1 - options.digits);
  std::vector<WrongEntry> wrong;
  if (answer.is_formula()) {
    const Verdict verdict =
        check_hessian(f, answer.formula(), x, {.names = options.names, .stop_token = options.stop_token});
    wrong = wrong_ones(verdict, result.handed_in, result.exact, Marking(f, x, result.exact, 1e-9));
    result.mistake = proved_mistake(verdict);
    if (verdict.passed()) result.outcome = Quiz::Outcome::right;
    if (!verdict.passed() && wrong.empty())
      result.reason = verdict.stopped ? "the check was stopped." : "rounding errors hide what is right.";
  } else {
    wrong = Marking(f, x, result.exact, accuracy).wrong_ones(result.handed_in);
    result.outcome = Quiz::Outcome::right;
  }
  if (wrong.empty()) return result;

  result.outcome = Quiz::Outcome::wrong;
  for (const WrongEntry& entry : wrong)
    result.wrong.push_back({name_of_entry(names, entry), entry.handed_in, entry.exact, entry.nearby});
  const WrongEntry& worst = wrong.front();
  if (!result.handed_in.allFinite())
    result.mistake = no_number(worst, result.wrong.front().name);
  else if (!result.mistake && !worst.nearby)
    result.mistake = guessed_mistake(
        {f, x, names, result.handed_in, result.exact, accuracy, worst.row, worst.column, result.wrong.front().name});
  result.origin = contributions(f, x, worst.row, worst.column, {.names = options.names, .lines = 5}).text();
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
  if (outcome == Outcome::undecided) return fmt::format("Undecided at {}: {} Try another point.\n", point, reason);
  if (outcome == Outcome::right)
    return fmt::format(
        "Right at {}: {}.\n", point,
        exact.size() == 1 ? "f'' = " + significant(exact(0, 0)) : fmt::format("all {} entries", exact.size()));
  std::string text =
      fmt::format("Not yet at {}: {} of {} {} wrong.\n", point, wrong.size(),
                  counted(exact.size(), exact.size() == 1 ? "number" : "entry"), wrong.size() == 1 ? "is" : "are");
  for (std::size_t k = 0; k < std::min(shown, wrong.size()); ++k)
    text += wrong[k].nearby ? fmt::format("  {} is right here, but not at points near by\n", wrong[k].name)
                            : fmt::format("  {} is not {}\n", wrong[k].name, significant(wrong[k].handed_in));
  return text + and_more(wrong.size()) + "Hint: " + hint();
}

std::string Quiz::solution() const {
  if (outcome == Outcome::undecided) return text();
  if (wrong.empty()) return fmt::format("Nothing is wrong at {}.\n", point);
  std::string text;
  if (mistake) text += fmt::format("{}{}\n", mistake->proved ? "" : "It may be: ", mistake->sentence);
  reports::Table table({"entry", "handed in", "exact"});
  for (std::size_t k = 0; k < std::min(shown, wrong.size()); ++k)
    table.add({wrong[k].name + (wrong[k].nearby ? " near by" : ""), wrong[k].handed_in, wrong[k].exact});
  return text + "\n" + table.text() + and_more(wrong.size()) + "\n" + origin;
}

}  // namespace hesse
