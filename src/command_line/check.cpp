// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/verification/check.hpp>
#include <hesse/verification/verdict_files.hpp>

#include <fmt/format.h>

#include <memory>
#include <span>
#include <tuple>

#include "commands.hpp"
#include "number_table.hpp"

namespace hesse::command_line {

namespace {

using Rows = std::vector<std::vector<Expression>>;

void require_shape(const Rows& rows, std::size_t height, std::size_t width, const char* what) {
  bool fits = rows.size() == height;
  for (const std::vector<Expression>& row : rows) fits = fits && row.size() == width;
  if (!fits)
    throw UsageError(fmt::format("{} needs {} of {}: rows apart by ';', entries by ','", what,
                                 counted(static_cast<Index>(height), "row"),
                                 width == 1 ? "1 entry" : fmt::format("{} entries", width)));
}

Matrix values_of(const Rows& rows, const Vector& x) {
  Matrix values(static_cast<Index>(rows.size()), static_cast<Index>(rows.front().size()));
  for (Index i = 0; i < values.rows(); ++i)
    for (Index j = 0; j < values.cols(); ++j)
      values(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)](x);
  return values;
}

std::shared_ptr<const Rows> rows_by_hand(const Question& question, const std::string& text, std::size_t height,
                                         const char* what) {
  auto rows = std::make_shared<const Rows>(read_rows(text, question.names));
  require_shape(*rows, height, question.names.size(), what);
  return rows;
}

/// A file holds the numbers at one point, so they are compared there alone.
Verdict check_file(const Question& question, const std::string& file) {
  const Matrix by_hand = read_number_table(file);
  return check_hessian(question.function, [&by_hand](ConstVector) { return by_hand; }, question.point,
                       {.names = question.names, .points = 1, .radius = 0.0});
}

Verdict check_expressions(const Question& question, const std::string& text) {
  const auto rows = rows_by_hand(question, text, question.names.size(), "--hessian");
  return check_hessian(question.function, [rows](ConstVector x) { return values_of(*rows, x); }, question.point,
                       {.names = question.names});
}

Verdict check_gradient_by_hand(const Question& question, const std::string& text) {
  const auto rows = rows_by_hand(question, text, 1, "--gradient");
  return check_gradient(question.function, [rows](ConstVector x) { return Vector(values_of(*rows, x).transpose()); },
                        question.point, {.names = question.names});
}

}  // namespace

Outcome check(const Question& question) {
  const auto& [hessian, gradient] = std::tie(question.arguments.hessian, question.arguments.gradient);
  if (hessian.has_value() == gradient.has_value()) throw UsageError("check needs --hessian or --gradient, one of them");
  const Verdict verdict = gradient                     ? check_gradient_by_hand(question, *gradient)
                          : hessian->ends_with(".csv") ? check_file(question, *hessian)
                                                       : check_expressions(question, *hessian);
  return {.exit_code = hesse::exit_code(std::span(&verdict, 1)), .text = verdict.report()};
}

}  // namespace hesse::command_line
