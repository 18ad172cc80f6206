// SPDX-License-Identifier: BSL-1.0
//
// No alternative is left again once something was read: what follows it is expected, with `>`. So what the actions tell
// the builder never has to be taken back.
#include "grammar.hpp"

#include <boost/spirit/home/x3.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <utility>

#include "postfix_builder.hpp"

namespace hesse::command_line {

namespace {

namespace x3 = boost::spirit::x3;

struct BuilderTag;

PostfixBuilder& builder(const auto& context) { return x3::get<BuilderTag>(context).get(); }

std::string_view part(const auto& context) {
  const auto& range = x3::_attr(context);
  return {range.begin(), range.size()};
}

template <Operation operation>
constexpr auto binary = [](const auto& context) { builder(context).operation(operation, 2); };

constexpr auto negate = [](const auto& context) { builder(context).operation(Operation::Negate, 1); };
constexpr auto number = [](const auto& context) { builder(context).number(part(context)); };
constexpr auto name = [](const auto& context) { builder(context).name(part(context)); };
constexpr auto open_call = [](const auto& context) { builder(context).open_call(part(context)); };
constexpr auto argument = [](const auto& context) { builder(context).argument(); };
constexpr auto close_call = [](const auto& context) { builder(context).close_call(); };
constexpr auto enter = [](const auto& context) { builder(context).enter(x3::_where(context).begin()); };
constexpr auto leave = [](const auto& context) { builder(context).leave(); };
constexpr auto end_entry = [](const auto& context) { builder(context).end_entry(); };
constexpr auto end_row = [](const auto& context) { builder(context).end_row(); };
constexpr auto assigned_name = [](const auto& context) { builder(context).assigned_name(part(context)); };

// The name of a rule is what a message says was expected in its place.
constexpr const char* operand_words = "a number, a name or '('";
const x3::rule<struct ExpressionRule> expression = operand_words;
const x3::rule<struct TermRule> term = operand_words;
const x3::rule<struct FactorRule> factor = operand_words;
const x3::rule<struct PowerRule> power = operand_words;
const x3::rule<struct OperandRule> operand = operand_words;
const x3::rule<struct CloseRule> closing = "an operator or ')'";
const x3::rule<struct CallCloseRule> closing_call = "an operator, ',' or ')'";
const x3::rule<struct EndRule> end = "an operator";
const x3::rule<struct RowsEndRule> rows_end = "an operator, ',' or ';'";
const x3::rule<struct ListEndRule> list_end = "an operator or ','";
const x3::rule<struct AssignedRule> assigned = "a name";
const x3::rule<struct EqualsRule> equals = "'='";

const auto digits = +x3::ascii::digit;
const auto exponent = x3::ascii::char_("eE") >> -x3::ascii::char_("+-") >> digits;
const auto numeral = x3::raw[x3::lexeme[(digits >> -('.' >> *x3::ascii::digit) | '.' >> digits) >> -exponent]];
const auto word =
    x3::raw[x3::lexeme[(x3::ascii::alpha | x3::ascii::char_('_')) >> *(x3::ascii::alnum | x3::ascii::char_('_'))]];
const auto called = word >> &x3::lit('(');

const auto expression_def = term >> *(('+' > term)[binary<Operation::Add>] | ('-' > term)[binary<Operation::Subtract>]);
const auto term_def = factor >>
                      *(('*' > factor)[binary<Operation::Multiply>] | ('/' > factor)[binary<Operation::Divide>]);
const auto deeper_factor = x3::eps[enter] > factor > x3::eps[leave];
const auto factor_def = ('-' > deeper_factor)[negate] | ('+' > deeper_factor) | power;
const auto power_def = operand >> -('^' > deeper_factor)[binary<Operation::Power>];
const auto call = called[open_call] > '(' > expression > x3::eps[argument] >
                  *(',' > expression > x3::eps[argument]) > closing_call > x3::eps[close_call];
const auto operand_def =
    numeral[number] | call | word[name] | ('(' > x3::eps[enter] > expression > closing > x3::eps[leave]);
const auto closing_def = x3::lit(')');
const auto closing_call_def = x3::lit(')');
const auto end_def = x3::eoi;
const auto rows_end_def = x3::eoi;
const auto list_end_def = x3::eoi;
const auto assigned_def = word[assigned_name];
const auto equals_def = x3::lit('=');

BOOST_SPIRIT_DEFINE(expression, term, factor, power, operand, closing, closing_call, end, rows_end, list_end, assigned,
                    equals)

const auto entry = x3::eps > expression > x3::eps[end_entry];
const auto row = entry > *(',' > entry);
const auto rows = row > *(x3::lit(';') > x3::eps[end_row] > row) > rows_end;
const auto single = entry > end;
const auto assignment = x3::eps > assigned > equals > entry;
const auto assignments = assignment > *(',' > assignment) > list_end;

/// What people write who mean something that the grammar has another sign for.
std::string hint(std::string_view text, std::size_t offset) {
  const auto at = [&text](std::size_t place) {
    return place < text.size() ? static_cast<unsigned char>(text[place]) : static_cast<unsigned char>(0);
  };
  const auto before = offset > 0 ? at(offset - 1) : at(text.size());
  const bool comma_here = at(offset) == ',' && std::isdigit(before) && std::isdigit(at(offset + 1));
  const bool comma_before = before == ',' && offset > 1 && std::isdigit(at(offset - 2)) && std::isdigit(at(offset));
  if (comma_here || comma_before) return "; decimals stand behind a point";
  if (at(offset) == '*' && before == '*') return "; a power is written '^'";
  if (std::isalnum(at(offset)) || at(offset) == '_' || at(offset) == '(') return "; products need '*'";
  return "";
}

[[noreturn]] void fail_where_expected(std::string_view text, std::size_t offset, const std::string& expected) {
  if (offset == text.size()) {
    const bool is_empty = text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
    fail_at(text, offset,
            fmt::format("{}, but {} is expected", is_empty ? "there is nothing" : "the text ends", expected));
  }
  fail_at(text, offset,
          fmt::format("{} is expected, not {}{}", expected, in_quotes(text.substr(offset, 1)), hint(text, offset)));
}

void parse(std::string_view text, const auto& grammar, PostfixBuilder& to) {
  require_ascii(text);
  const char* at = text.data();
  const char* const end_of_text = at + text.size();
  try {
    x3::phrase_parse(at, end_of_text, x3::with<BuilderTag>(std::ref(to))[grammar], x3::ascii::space);
  } catch (const x3::expectation_failure<const char*>& failure) {
    std::size_t offset = to.offset_of(failure.where());
    offset = std::min(text.find_first_not_of(" \t\r\n\v\f", offset), text.size());
    fail_where_expected(text, offset, failure.which());
  }
}

}  // namespace

Expression read_expression(std::string_view text, const Names& inputs) {
  PostfixBuilder to(text, inputs);
  parse(text, single, to);
  return std::move(to.rows().front().front());
}

std::vector<std::vector<Expression>> read_rows(std::string_view text, const Names& inputs) {
  PostfixBuilder to(text, inputs);
  parse(text, rows, to);
  return std::move(to.rows());
}

Assignments read_assignments(std::string_view text) {
  const Names no_inputs;
  PostfixBuilder to(text, no_inputs);
  parse(text, assignments, to);
  const std::vector<Expression>& numbers = to.rows().front();
  Assignments found{to.assigned(), Vector(static_cast<Index>(numbers.size()))};
  for (std::size_t i = 0; i < numbers.size(); ++i) found.values[static_cast<Index>(i)] = numbers[i](Vector());
  return found;
}

}  // namespace hesse::command_line
