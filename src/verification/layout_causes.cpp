// SPDX-License-Identifier: BSL-1.0
//
// Where the right numbers stand at the wrong places, or times the wrong number.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "evidence.hpp"

namespace hesse {

namespace {

template <class Change>
Predictions changed(const Evidence& evidence, const Change& change) {
  Predictions all = evidence.exact();
  for (Matrix& matrix : all) matrix = change(std::as_const(matrix));
  return all;
}

/// A factor that a sum of so many terms would explain: their number, or 0.
double number_of_terms(double factor) {
  constexpr double most = 1e5;  // beyond it, any number is an integer as far as one can tell
  const double terms = std::round(std::max(factor, 1.0 / factor));
  return terms >= 3.0 && terms <= most && (same(factor, terms) || same(1.0 / factor, terms)) ? terms : 0.0;
}

Cause of_factor(double factor, double share, const std::string& what) {
  if (same(factor, -1.0)) return {Cause::Kind::sign, fmt::format("{} has the wrong sign.", what), share};
  return {Cause::Kind::factor, fmt::format("{} is {} what it must be.", what, times_in_words(factor)), share};
}

std::optional<Cause> factor_of_all(const Evidence& evidence) {
  if (std::ranges::all_of(evidence.sightings, [](const Sighting& seen) { return seen.by_hand.isZero(0.0); }))
    return Cause{Cause::Kind::missing_entry, "Every entry is 0.", 1.0};
  const Evidence::Fit fit = evidence.fit(evidence.zero(), evidence.exact());
  if (!fit.holds()) return std::nullopt;
  const double terms = number_of_terms(fit.amount);
  if (terms == 0.0) return of_factor(fit.amount, fit.explained, "Every entry");
  return Cause{
      Cause::Kind::mean_for_sum,
      fit.amount < 1.0
          ? fmt::format("Every entry is {:g} times too small: a mean of {:g} terms for their sum.", terms, terms)
          : fmt::format("Every entry is {:g} times too large: a sum of {:g} terms for their mean.", terms, terms),
      fit.explained};
}

std::optional<Cause> factor_of_part(const Evidence& evidence) {
  const Predictions diagonal = changed(evidence, [](const Matrix& h) { return Matrix(h.diagonal().asDiagonal()); });
  const Predictions rest =
      changed(evidence, [](const Matrix& h) { return Matrix(h - Matrix(h.diagonal().asDiagonal())); });
  if (const Evidence::Fit fit = evidence.fit(rest, diagonal); fit.holds())
    return of_factor(fit.amount, fit.explained, "The diagonal");
  if (const Evidence::Fit fit = evidence.fit(diagonal, rest); fit.holds())
    return of_factor(fit.amount, fit.explained, "Every entry beside the diagonal");
  return std::nullopt;
}

/// A row or a column of a matrix, as one column.
struct Line {
  bool is_row;
  Index number;

  [[nodiscard]] Matrix of(const Matrix& matrix) const {
    return is_row ? Matrix(matrix.row(number).transpose()) : Matrix(matrix.col(number));
  }
};

/// The row or column of a Jacobian that holds all that is wrong.
std::optional<Line> only_line(const Evidence& evidence) {
  const Mistake& first = evidence.mistakes.front();
  if (std::ranges::all_of(evidence.mistakes, [&](const Mistake& other) { return other.row == first.row; }))
    return Line{true, first.row};
  if (std::ranges::all_of(evidence.mistakes, [&](const Mistake& other) { return other.column == first.column; }))
    return Line{false, first.column};
  return std::nullopt;
}

/// One output, or one input, is wrong altogether. Guesses are held against that line alone: next to the rest of the
/// matrix a small line is explained by anything that is small.
std::optional<Cause> wrong_line(const Evidence& evidence) {
  const std::optional<Line> line = only_line(evidence);
  if (!line) return std::nullopt;
  const auto words = [&](Index number) {
    return line->is_row ? fmt::format("the row of {}", evidence.output(number))
                        : fmt::format("the column of {}", evidence.input(number));
  };
  Candidate candidate = evidence.candidate;
  candidate.scale = line->of(candidate.scale);
  Evidence alone{evidence.f, candidate, evidence.given, {}, evidence.mistakes};
  for (const auto& [point, by_hand, exact, tolerance] : evidence.sightings) {
    const Matrix hand = line->of(by_hand), right = line->of(exact);
    // A guess that is a part of the exact derivative has that part of its rounding, or else it would explain anything.
    const Matrix part = (hand.array() / right.array()).abs().unaryExpr([](double q) { return q < 1.0 ? q : 1.0; });
    alone.sightings.push_back({point, hand, right, part.cwiseProduct(line->of(tolerance))});
  }
  const std::string what = "Every entry in " + words(line->number);
  if (std::ranges::all_of(alone.sightings, [](const Sighting& seen) { return seen.by_hand.isZero(0.0); }))
    return Cause{Cause::Kind::missing_entry, fmt::format("{} is 0 at every point.", what), 1.0};
  if (const Evidence::Fit fit = alone.fit(alone.zero(), alone.exact()); fit.holds())
    return of_factor(fit.amount, fit.explained, what);
  const Index lines = line->is_row ? evidence.candidate.rows : evidence.candidate.columns;
  for (Index other = 0; other < lines; ++other) {
    const Line its{line->is_row, other};
    const double share = alone.explained(changed(evidence, [&](const Matrix& exact) { return its.of(exact); }));
    if (share >= Evidence::least_explained)
      return Cause{Cause::Kind::wrong_index, fmt::format("{} holds what belongs to {}.", what, words(other)), share};
  }
  return std::nullopt;
}

/// Another order of the inputs, or of the outputs: entry i stands at places(i).
struct Order {
  std::string sentence;  ///< "x[0] and x[1] are exchanged."
  Eigen::PermutationMatrix<Eigen::Dynamic> places;
};

std::vector<Order> orders(const std::vector<std::string>& names, const std::string& kind) {
  constexpr Index most_exchanged = 40;  // beyond it, pairs are too many to be tried one by one
  const Index n = std::ssize(names);
  const auto name = [&](Index i) -> const std::string& { return names[static_cast<std::size_t>(i)]; };
  std::vector<Order> all;
  const auto add = [&](std::string sentence, const auto& place) {
    Eigen::VectorXi order(n);
    for (Index i = 0; i < n; ++i) order[i] = static_cast<int>(place(i));
    all.push_back({std::move(sentence), Eigen::PermutationMatrix<Eigen::Dynamic>(order)});
  };
  for (Index i = 0; n <= most_exchanged && i < n; ++i)
    for (Index j = i + 1; j < n; ++j)
      add(fmt::format("{} and {} are exchanged.", name(i), name(j)), [&](Index k) {
        return k == i ? j : k == j ? i : k;
      });
  add(fmt::format("The {} are shifted by one.", kind), [&](Index i) { return (i + 1) % n; });
  add(fmt::format("The {} are shifted by one.", kind), [&](Index i) { return (i + n - 1) % n; });
  add(fmt::format("The {} stand in reverse order.", kind), [&](Index i) { return n - 1 - i; });
  for (Index blocks = 2; blocks < n; ++blocks)
    if (n % blocks == 0)
      add(fmt::format("The {} are ordered as {} blocks of {}, not as {} of {}.", kind, blocks, n / blocks, n / blocks,
                      blocks),
          [&](Index i) { return i % (n / blocks) * blocks + i / (n / blocks); });
  return all;
}

std::optional<Cause> wrong_order(const Evidence& evidence) {
  const auto cause = [&](const std::string& sentence, const auto& change) -> std::optional<Cause> {
    const double share = evidence.explained(changed(evidence, change));
    if (share < Evidence::least_explained) return std::nullopt;
    return Cause{Cause::Kind::wrong_index, sentence, share};
  };
  const Form form = evidence.candidate.form;
  if (form == Form::jacobian) {
    if (evidence.candidate.rows == evidence.candidate.columns)
      if (auto found = cause("This is the transpose: rows belong to outputs, columns to inputs.",
                             [](const Matrix& j) -> Matrix { return j.transpose(); }))
        return found;
    for (const auto& order : orders(evidence.candidate.outputs, "outputs"))
      if (auto found = cause(order.sentence, [&](const Matrix& j) -> Matrix { return order.places * j; })) return found;
  }
  for (const auto& [sentence, places] : orders(evidence.candidate.inputs, "inputs")) {
    const auto rows = [&places](const Matrix& h) -> Matrix { return places * h; };
    const auto columns = [&places](const Matrix& h) -> Matrix { return h * places.transpose(); };
    const auto both = [&](const Matrix& h) -> Matrix { return columns(rows(h)); };
    if (form != Form::hessian) {
      if (auto found = form == Form::jacobian ? cause(sentence, columns) : cause(sentence, rows)) return found;
      continue;
    }
    if (auto found = cause(sentence, both)) return found;
    if (auto found = cause("Of the rows: " + sentence, rows)) return found;
    if (auto found = cause("Of the columns: " + sentence, columns)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Cause> one_triangle(const Evidence& evidence) {
  if (evidence.candidate.form != Form::hessian) return std::nullopt;
  const std::pair<const char*, Predictions> triangles[] = {
      {"upper", changed(evidence, [](const Matrix& h) { return Matrix(h.triangularView<Eigen::Upper>()); })},
      {"lower", changed(evidence, [](const Matrix& h) { return Matrix(h.triangularView<Eigen::Lower>()); })}};
  for (const auto& [name, prediction] : triangles)
    if (const double share = evidence.explained(prediction); share >= Evidence::least_explained)
      return Cause{Cause::Kind::one_triangle,
                   fmt::format("Only the {} triangle is filled, but every Hessian is symmetric.", name), share};
  return std::nullopt;
}

std::optional<Cause> cause_in_layout(const Evidence& evidence) {
  if (auto cause = factor_of_all(evidence)) return cause;
  if (evidence.candidate.form == Form::hessian)
    if (auto cause = factor_of_part(evidence)) return cause;
  if (evidence.candidate.form == Form::jacobian)
    if (auto cause = wrong_line(evidence)) return cause;
  return wrong_order(evidence);
}

}  // namespace hesse
