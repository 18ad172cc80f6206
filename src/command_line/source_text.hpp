// SPDX-License-Identifier: BSL-1.0
//
// Text that somebody typed, and what to say where it is wrong.
#pragma once

#include <hesse/basics/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hesse::command_line {

/// A text that is no expression. The message names the column and shows it:
///
///     column 5: 'sine' is not a function; did you mean 'sin'?
///       x + sine(y)
///           ^
struct ExpressionError : Error {
  ExpressionError(const std::string& message, std::size_t column) : Error("expression", message), column(column) {}
  std::size_t column;  ///< from 1, in characters
};

/// Throws an ExpressionError. text up to offset is valid UTF-8; of a long text only what is around the place is shown.
[[noreturn]] void fail_at(std::string_view text, std::size_t offset, const std::string& message);

/// Throws an ExpressionError at the first byte that is neither printable ASCII nor white space: says which character it
/// is, and what to write instead of one that looks like an operator.
void require_ascii(std::string_view text);

/// The words within single quotes; of long ones the beginning.
[[nodiscard]] std::string in_quotes(std::string_view words);

/// "; did you mean 'sin'?" with the candidate at the least edit distance, nothing where none is close.
///
/// Source: Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" (1966); the
/// recurrence of Wagner and Fischer, J. ACM 21 (1974).
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace hesse::command_line
