// SPDX-License-Identifier: BSL-1.0
#include "quiz_guesses.hpp"

#include <hesse/reports/table.hpp>
#include <hesse/teaching/contributions.hpp>
#include <hesse/teaching/trace.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hesse {

namespace {

using reports::significant;
using Guess = std::optional<Quiz::Mistake>;

Quiz::Mistake may_be(std::string hint, std::string sentence) { return {std::move(hint), std::move(sentence), false}; }

/// Mistakes that show in all entries at once.
Guess in_all_entries(const HandedIn& a) {
  const Vector gradient = a.f.gradient(a.x);
  if (a.numbers.size() > 1) {
    if (a.are(-a.exact)) return may_be("Look at the signs.", "Every entry has the wrong sign.");
    const Matrix lower = a.exact.triangularView<Eigen::Lower>(), upper = a.exact.triangularView<Eigen::Upper>();
    if (a.are(lower) || a.are(upper))
      return may_be("A Hessian is symmetric. Is yours?", "Only one triangle is filled in.");
    if (a.are(gradient.asDiagonal()))
      return may_be("Count how often you differentiated.", "These are first derivatives, on the diagonal.");
  }
  if (a.are(gradient * gradient.transpose()))
    return may_be("To differentiate twice is not to multiply first derivatives.",
                  "These are products of first derivatives.");
  if (a.numbers.size() == 1) return std::nullopt;
  Index row = 0, column = 0;
  a.exact.cwiseAbs().maxCoeff(&row, &column);
  const double factor = a.numbers(row, column) / a.exact(row, column);
  if (factor != 0.0 && a.are(factor * a.exact))
    return may_be("All entries are wrong in the same way.",
                  fmt::format("Every entry is {} times the right one.", significant(factor, 4)));
  return std::nullopt;
}

/// The mirror image of the worst entry is right.
Guess one_of_a_pair(const HandedIn& a) {
  if (a.row == a.column || !a.same(a.numbers(a.column, a.row), a.right())) return std::nullopt;
  return may_be("A Hessian is symmetric. Is yours?", a.entry + " is not what its mirror image is, which is right.");
}

Guess sign_or_nothing(const HandedIn& a) {
  if (a.is(-a.right())) return may_be("Look at the sign.", a.entry + " has the wrong sign.");
  if (a.number() == 0.0)
    return may_be("It is not zero: does the first derivative really not change with this input?",
                  a.entry + " was taken for zero.");
  return std::nullopt;
}

Guess too_few_derivatives(const HandedIn& a) {
  const Vector gradient = a.f.gradient(a.x);
  for (const Index i : {a.row, a.column})
    if (a.is(gradient[i]))
      return may_be("Count how often you differentiated.",
                    fmt::format("{} is the first derivative by {}.", significant(a.number()),
                                a.names[static_cast<std::size_t>(i)]));
  if (a.is(a.f.value(a.x))) return may_be("Count how often you differentiated.", "This is the value of f.");
  return std::nullopt;
}

/// The chain rule to second order is a sum over lines; one of them forgotten, or with another sign or factor.
Guess part_of_the_sum(const HandedIn& a) {
  const Contributions sum = contributions(a.f, a.x, a.row, a.column, {.names = a.names});
  if (sum.count < 2) return std::nullopt;
  for (const Contributions::Line& line : sum.lines) {
    if (a.is(sum.total - line.amount))
      return may_be("A term of the chain or product rule is missing.",
                    fmt::format("What the line {} adds, {}, is missing.", line.words, significant(line.amount)));
    if (a.is(sum.total - 2.0 * line.amount))
      return may_be(
          "One of the terms has the wrong sign.",
          fmt::format("What the line {} adds, {}, has the wrong sign.", line.words, significant(line.amount)));
    if (a.is(sum.total - line.amount / 2.0))
      return may_be(
          "(u v)'' = u'' v + 2 u' v' + u v'': count the mixed terms.",
          fmt::format("Half of what the line {} adds, {}, is missing.", line.words, significant(line.amount / 2.0)));
    if (a.is(line.amount))
      return may_be("This is one term of several.", fmt::format("Only what the line {} adds was counted.", line.words));
  }
  return std::nullopt;
}

/// Whether the line is what a curved one is made from.
bool is_inside(const Trace& trace, const Trace::Line& line) {
  const std::string name = line.words.substr(0, line.words.find(' '));
  const auto bends_it = [&](const Trace::Partial& partial) {
    return partial.operand == name && partial.tangent != 0.0;
  };
  return std::ranges::any_of(trace.lines,
                             [&](const Trace::Line& outer) { return std::ranges::any_of(outer.partials, bends_it); });
}

/// f(u(x)) has u' once in f' and squared in f''.
Guess inner_derivative(const HandedIn& a) {
  const Trace trace = hesse::trace(a.f, a.x, Vector::Unit(a.x.size(), a.column), {.names = a.names});
  for (const Trace::Line& line : trace.lines) {
    const double inner = line.tangent;
    if (inner == 0.0 || std::abs(inner) == 1.0 || !is_inside(trace, line)) continue;
    for (const int power : {1, 2})
      if (a.is(a.right() / std::pow(inner, power)))
        return may_be("Chain rule: is an inner derivative missing?",
                      fmt::format("The inner derivative of {}, which is {}, is missing {}.", line.words,
                                  significant(inner), power == 1 ? "once" : "twice"));
  }
  return std::nullopt;
}

Guess half(const HandedIn& a) {
  if (!a.is(a.right() / 2.0)) return std::nullopt;
  return may_be("A factor is wrong.", a.entry +
                                          " is twice as large. Half of it is what stands before the square in the "
                                          "Taylor polynomial.");
}

Guess simple_factor(const HandedIn& a) {
  for (const double factor : {2.0, 3.0, 4.0, 6.0, 10.0})
    for (const double ratio : {factor, 1.0 / factor, -factor, -1.0 / factor})
      if (a.is(ratio * a.right()))
        return may_be("A factor is wrong.",
                      fmt::format("The number handed in is {} times {}.", significant(ratio, 4), a.entry));
  return std::nullopt;
}

Guess another_entry(const HandedIn& a) {
  for (Index column = 0; column < a.exact.cols(); ++column)
    for (Index row = column; row < a.exact.rows(); ++row)
      if (a.is(a.exact(row, column)))
        return may_be("Check by which inputs you differentiated.",
                      fmt::format("This is H({}, {}).", a.names[static_cast<std::size_t>(row)],
                                  a.names[static_cast<std::size_t>(column)]));
  return std::nullopt;
}

Guess another_point(const HandedIn& a) {
  struct OtherPoint {
    Vector x;
    const char* words;
  };
  const Index n = a.x.size();
  for (const OtherPoint& place :
       {OtherPoint{-a.x, "-x"}, OtherPoint{Vector::Zero(n), "zero"}, OtherPoint{Vector::Ones(n), "one"},
        OtherPoint{a.x.reverse(), "the inputs in reverse order"}}) {
    const Matrix there = a.f.hessian(place.x);
    if (there.allFinite() && a.is(there(a.row, a.column)))
      return may_be("Check which numbers you put in.",
                    fmt::format("This is the second derivative at another point: {}.", place.words));
  }
  return std::nullopt;
}

}  // namespace

bool HandedIn::same(double a, double b) const {
  return std::abs(a - b) <= accuracy * std::max(std::abs(a), std::abs(b));
}

bool HandedIn::is(double guess) const { return guess != 0.0 && same(number(), guess) && !same(guess, right()); }

bool HandedIn::are(const Matrix& guess) const {
  bool all = true;
  for (Index i = 0; i < guess.size(); ++i) all = all && same(numbers.data()[i], guess.data()[i]);
  return all && !guess.isZero(0.0);
}

Guess guessed_mistake(const HandedIn& answer) {
  for (const auto& guess : {in_all_entries, one_of_a_pair, sign_or_nothing, too_few_derivatives, part_of_the_sum,
                            inner_derivative, half, another_entry, simple_factor, another_point})
    if (Guess found = guess(answer)) return found;
  return std::nullopt;
}

}  // namespace hesse
