// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/reports/progress.hpp>
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

Matrix table_by_hand(const Question& question, const std::string& file) {
  const Matrix table = read_number_table(file);
  if (const Index n = question.point.size(); table.rows() != n || table.cols() != n)
    throw UsageError(fmt::format("{0} holds {1} x {2} numbers, but the Hessian of {3} has {4} x {4}", file,
                                 table.rows(), table.cols(), counted(n, "input"), n));
  return table;
}

HessianByHand hessian_of(const Question& question, const std::string& text) {
  if (text.ends_with(".csv")) return [by_hand = table_by_hand(question, text)](ConstVector) { return by_hand; };
  return [rows = rows_by_hand(question, text, question.names.size(), "--hessian")](ConstVector x) {
    return values_of(*rows, x);
  };
}

GradientByHand gradient_of(const Question& question, const std::string& text) {
  return [rows = rows_by_hand(question, text, 1, "--gradient")](ConstVector x) {
    return Vector(values_of(*rows, x).transpose());
  };
}

}  // namespace

ByHand by_hand(const Question& question) {
  const auto& [hessian, gradient] = std::tie(question.arguments.hessian, question.arguments.gradient);
  ByHand found{
      .options = {.names = question.names, .stop_token = question.stop_token, .callback = reports::ProgressBar()}};
  if (gradient) found.gradient = gradient_of(question, *gradient);
  if (hessian) found.hessian = hessian_of(question, *hessian);
  if (hessian && hessian->ends_with(".csv")) {
    found.options.points = 1;
    found.options.radius = 0.0;
  }
  return found;
}

Outcome check(const Question& question) {
  const auto [gradient, hessian, options] = by_hand(question);
  if ((gradient == nullptr) == (hessian == nullptr))
    throw UsageError("check needs --hessian or --gradient, one of them");
  const SecondRoute route = second_route(question.expression);
  const Verdict verdict = gradient ? check_gradient(question.function, gradient, question.point, options, route)
                                   : check_hessian(question.function, hessian, question.point, options, route);
  const NamedVerdict named{verdict.check, verdict};
  return {.exit_code = hesse::exit_code(std::span(&verdict, 1)),
          .text = question.arguments.json    ? to_json(verdict) + '\n'
                  : question.arguments.junit ? junit_xml(question.arguments.expression, std::span(&named, 1))
                                             : verdict.report()};
}

}  // namespace hesse::command_line
