// SPDX-License-Identifier: BSL-1.0
#include "cpp_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hesse {

namespace {

/// The expression as a statement, or as it stands where only literals are in it.
CppExpression write(CppStatements* statements, std::string expression) {
  if (statements != nullptr) return statements->write(std::move(expression));
  return {nullptr, '(' + std::move(expression) + ')'};
}

CppStatements* statements_of(const CppExpression& a, const CppExpression& b) {
  return a.statements() != nullptr ? a.statements() : b.statements();
}

}  // namespace

std::string cpp_literal(double number) {
  if (std::isnan(number)) return "std::numeric_limits<double>::quiet_NaN()";
  if (std::isinf(number))
    return number > 0 ? "std::numeric_limits<double>::infinity()" : "(-std::numeric_limits<double>::infinity())";
  std::string digits = fmt::format("{}", number);
  if (digits.find_first_of(".e") == std::string::npos) digits += ".0";
  return std::signbit(number) ? '(' + digits + ')' : digits;
}

CppCondition::operator bool() const { return statements_->decide(text_); }

CppExpression CppStatements::write(std::string expression) {
  const auto [known, is_new] = names_.try_emplace(std::move(expression), fmt::format("t{}", names_.size()));
  if (is_new && !open_ && decided_ == decisions_.size()) written_.push_back({known->second, known->first});
  return {this, known->second};
}

bool CppStatements::decide(const std::string& condition) {
  if (decided_ < decisions_.size()) return decisions_[decided_++];
  if (!open_) open_ = condition;
  return true;  // whatever follows is read in another run
}

CppExpression detail::cpp_operation(const CppExpression& a, std::string_view symbol, const CppExpression& b) {
  return hesse::write(statements_of(a, b), fmt::format("{} {} {}", a.text(), symbol, b.text()));
}

CppCondition detail::cpp_comparison(const CppExpression& a, std::string_view symbol, const CppExpression& b) {
  return {statements_of(a, b), fmt::format("{} {} {}", a.text(), symbol, b.text())};
}

CppExpression detail::cpp_call(std::string_view function, std::initializer_list<CppExpression> arguments) {
  CppStatements* statements = nullptr;
  std::vector<std::string> texts;
  for (const CppExpression& argument : arguments) {
    if (argument.statements() != nullptr) statements = argument.statements();
    texts.push_back(argument.text());
  }
  return hesse::write(statements, fmt::format("{}({})", function, fmt::join(texts, ", ")));
}

CppCondition detail::cpp_predicate(std::string_view function, const CppExpression& a) {
  return {a.statements(), fmt::format("{}({})", function, a.text())};
}

CppExpression detail::cpp_boost_call(std::string_view header, std::string_view function, std::string_view before,
                                     const CppExpression& x) {
  x.statements()->need(header);
  return x.statements()->write(
      fmt::format("boost::math::{}({}{}{}, quiet())", function, before, before.empty() ? "" : ", ", x.text()));
}

CppExpression operator-(const CppExpression& a) { return write(a.statements(), '-' + a.text()); }

CppExpression choose(const CppCondition& condition, const CppExpression& yes, const CppExpression& no) {
  CppStatements* const statements = condition.statements() != nullptr ? condition.statements() : statements_of(yes, no);
  return write(statements, fmt::format("{} ? {} : {}", condition.text(), yes.text(), no.text()));
}

}  // namespace hesse
