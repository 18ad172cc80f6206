// SPDX-License-Identifier: BSL-1.0
#include "postfix_builder.hpp"

#include <hesse/basics/counted.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <numbers>
#include <system_error>
#include <utility>

namespace hesse::command_line {

namespace {

struct NamedConstant {
  std::string_view name;
  double value;
};

constexpr NamedConstant constants[] = {{"pi", std::numbers::pi}, {"e", std::numbers::e}};

std::vector<std::string_view> known_names(const Names& inputs) {
  std::vector<std::string_view> names(inputs.begin(), inputs.end());
  for (const NamedConstant& constant : constants) names.push_back(constant.name);
  for (const NamedFunction& function : named_functions()) names.push_back(function.name);
  return names;
}

/// What other languages and textbooks call a function.
struct Synonym {
  std::string_view word, name;
};
constexpr Synonym synonyms[] = {{"ln", "log"},       {"arcsin", "asin"},    {"arccos", "acos"},
                                {"arctan", "atan"},  {"arsinh", "asinh"},   {"arcosh", "acosh"},
                                {"artanh", "atanh"}, {"gammaln", "lgamma"}, {"loggamma", "lgamma"},
                                {"psi", "digamma"},  {"expit", "sigmoid"},  {"logistic", "sigmoid"}};

std::string function_meant(std::string_view word, const Names& inputs) {
  const auto known = std::ranges::find(synonyms, word, &Synonym::word);
  return known == std::end(synonyms) ? suggestion(word, known_names(inputs))
                                     : fmt::format("; did you mean '{}'?", known->name);
}

bool is_function(std::string_view word) {
  return std::ranges::find(named_functions(), word, &NamedFunction::name) != named_functions().end();
}

/// "1 argument", "2 or 3 arguments", "at least 1 argument".
std::string expected_arguments(std::string_view function) {
  std::vector<std::uint32_t> counts;
  for (const NamedFunction& known : named_functions())
    if (known.name == function) counts.push_back(known.arguments);
  if (counts.front() == 0) return "at least 1 argument";
  return counts.size() == 1 ? counted(counts.front(), "argument")
                            : fmt::format("{} arguments", fmt::join(counts, " or "));
}

}  // namespace

void PostfixBuilder::add(Node node) {
  if (++total_nodes_ > most_nodes)
    throw ExpressionError(fmt::format("the text has more than {} numbers, names and operations", most_nodes), 1);
  if (folds(node)) return;
  nodes_.push_back(node);
}

bool PostfixBuilder::folds(const Node& node) {
  const auto first = nodes_.end() - node.operands;
  const auto is_number = [](const Node& operand) { return operand.operation == Operation::Number; };
  if (node.operands == 0 || !std::all_of(first, nodes_.end(), is_number)) return false;
  std::vector<Node> constant(first, nodes_.end());
  constant.push_back(node);
  const double number = Expression(std::move(constant))(Vector());
  nodes_.erase(first, nodes_.end());
  nodes_.push_back({.operation = Operation::Number, .number = number});
  return true;
}

void PostfixBuilder::operation(Operation operation, std::uint32_t operands) {
  const Node& last = nodes_.back();
  if (operation == Operation::Power && last.operation == Operation::Number) {
    const double exponent = last.number;
    nodes_.pop_back();
    return add({.operation = Operation::PowerOfNumber, .operands = 1, .number = exponent});
  }
  add({.operation = operation, .operands = operands});
}

void PostfixBuilder::number(std::string_view digits) {
  double number = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc())
    fail_at(text_, offset_of(digits.data()), fmt::format("{} is outside the range of a double", in_quotes(digits)));
  add({.operation = Operation::Number, .number = number});
}

void PostfixBuilder::name(std::string_view word) {
  const auto input = std::ranges::find(inputs_, word);
  if (input != inputs_.end())
    return add({.operation = Operation::Input, .input = static_cast<std::uint32_t>(input - inputs_.begin())});
  const auto constant = std::ranges::find(constants, word, &NamedConstant::name);
  if (constant != std::end(constants)) return add({.operation = Operation::Number, .number = constant->value});
  const std::size_t offset = offset_of(word.data());
  if (is_function(word))
    fail_at(text_, offset, fmt::format("'{0}' is a function: its arguments stand in parentheses, '{0}(...)'", word));
  fail_at(text_, offset, fmt::format("{} is not an input{}", in_quotes(word), suggestion(word, known_names(inputs_))));
}

void PostfixBuilder::enter(const char* place) {
  if (++depth_ > deepest)
    fail_at(text_, offset_of(place), fmt::format("more than {} levels stand in one another here", deepest));
}

void PostfixBuilder::open_call(std::string_view function) {
  const std::size_t offset = offset_of(function.data());
  if (!is_function(function)) {
    if (std::ranges::find(inputs_, function) != inputs_.end())
      fail_at(text_, offset, fmt::format("{} is an input and not a function; products need '*'", in_quotes(function)));
    fail_at(text_, offset,
            fmt::format("{} is not a function{}", in_quotes(function), function_meant(function, inputs_)));
  }
  enter(function.data());
  calls_.push_back({function});
}

void PostfixBuilder::close_call() {
  const Call call = calls_.back();
  calls_.pop_back();
  const auto found = std::ranges::find_if(named_functions(), [&call](const NamedFunction& known) {
    return known.name == call.function && (known.arguments == call.arguments || known.arguments == 0);
  });
  if (found == named_functions().end())
    fail_at(text_, offset_of(call.function.data()),
            fmt::format("'{}' takes {}, but {} given", call.function, expected_arguments(call.function),
                        call.arguments == 1 ? "1 is" : fmt::format("{} are", call.arguments)));
  operation(found->operation, call.arguments);
  leave();
}

void PostfixBuilder::end_entry() {
  rows_.back().emplace_back(std::move(nodes_));
  nodes_.clear();
}

void PostfixBuilder::end_row() { rows_.emplace_back(); }

void PostfixBuilder::assigned_name(std::string_view word) {
  if (std::ranges::find(constants, word, &NamedConstant::name) != std::end(constants))
    fail_at(text_, offset_of(word.data()), fmt::format("'{}' is a constant; an input needs another name", word));
  if (std::ranges::find(assigned_, word) != assigned_.end())
    fail_at(text_, offset_of(word.data()), fmt::format("{} has a number already", in_quotes(word)));
  assigned_.emplace_back(word);
}

}  // namespace hesse::command_line
