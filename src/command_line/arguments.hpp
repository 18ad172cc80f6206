// SPDX-License-Identifier: BSL-1.0
//
// What was asked of the command.
#pragma once

#include <hesse/basics/error.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hesse::command_line {

/// The command was called in a way that it does not know.
struct UsageError : Error {
  explicit UsageError(const std::string& message) : Error("usage", message) {}
};

struct Arguments {
  std::string command;     ///< "gradient"
  std::string expression;  ///< as typed
  std::string at;          ///< "x=1,y=2"
  std::string direction = {};
  std::string method = "TrustRegionNewton";
  std::optional<std::string> hessian = {};   ///< by hand: rows of expressions, or the name of a CSV file
  std::optional<std::string> gradient = {};  ///< by hand
  std::string output = {};                   ///< a file; empty: the screen
  bool csv = false, markdown = false, latex = false, json = false, junit = false;
  bool help = false, version = false;
  std::vector<std::string> options = {};  ///< that were given, but for those of every command
};

/// Throws UsageError.
[[nodiscard]] Arguments read_arguments(const std::vector<std::string>& words);

/// What --help shows.
[[nodiscard]] std::string help();

}  // namespace hesse::command_line
