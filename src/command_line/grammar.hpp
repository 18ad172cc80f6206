// SPDX-License-Identifier: BSL-1.0
//
// The grammar of expressions, from what binds loosest to what binds tightest:
//
//     expression  =  term, any number of times '+' or '-' and a term        a - b - c  is  (a - b) - c
//     term        =  factor, any number of times '*' or '/' and a factor
//     factor      =  '-' factor | '+' factor | power                       -2^2  is  -(2^2)
//     power       =  operand, then perhaps '^' and a factor                 a^b^c  is  a^(b^c)
//     operand     =  number | input | pi | e | function '(' expressions ')' | '(' expression ')'
//
// Every function here throws ExpressionError at the place where the text leaves the grammar or a limit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "expression.hpp"
#include "source_text.hpp"

namespace hesse::command_line {

/// How deep parentheses, calls, signs and powers may stand in one another.
inline constexpr std::size_t deepest = 200;
/// Room for a sum of a million products of two; 96 MiB.
inline constexpr std::size_t most_nodes = std::size_t{1} << 22U;

using Names = std::vector<std::string>;

[[nodiscard]] Expression read_expression(std::string_view text, const Names& inputs);

/// "a, b; c, d": rows apart by semicolons, entries by commas. Rows may differ in length.
[[nodiscard]] std::vector<std::vector<Expression>> read_rows(std::string_view text, const Names& inputs);

/// Names with a number each.
struct Assignments {
  Names names;
  Vector values;
};

/// "x = -1.2, y = pi / 4": each number is an expression without inputs. A name stands once, and is none of a constant.
[[nodiscard]] Assignments read_assignments(std::string_view text);

}  // namespace hesse::command_line
