// SPDX-License-Identifier: BSL-1.0
//
// The commands: from words to text.
#pragma once

#include <hesse/derivatives/function.hpp>
#include <hesse/verification/check.hpp>

#include <stop_token>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "grammar.hpp"

namespace hesse::command_line {

constexpr int anything_else = 70;  ///< the exit code of what is nobody's usage, EX_SOFTWARE of sysexits.h

/// What main() hands back to the shell.
struct Outcome {
  int exit_code = 0;
  std::string text = {};    ///< for standard output
  std::string errors = {};  ///< for standard error
};

/// The expression, where it is asked about.
struct Question {
  const Arguments& arguments;
  Names names;
  Vector point;
  Expression expression;
  Function function;                ///< the expression, recorded
  std::stop_token stop_token = {};  ///< Ctrl-C
};

/// Does what the words behind the name of the program say. Throws nothing but std::bad_alloc: what is wrong is text for
/// standard error and an exit code, as help() lists them.
[[nodiscard]] Outcome run(const std::vector<std::string>& words);

/// Derivatives by hand, as the arguments give them.
struct ByHand {
  GradientByHand gradient = {};
  HessianByHand hessian = {};
  CheckOptions options = {};  ///< a file holds the numbers at one point, so they are compared there alone
};
[[nodiscard]] ByHand by_hand(const Question& question);

/// The command check.
[[nodiscard]] Outcome check(const Question& question);

}  // namespace hesse::command_line
