// SPDX-License-Identifier: BSL-1.0
//
// Results for other programs, as JSON (RFC 8259).
#pragma once

#include <hesse/optimizers/solution.hpp>

#include <string>

namespace hesse::reports {

/// The whole of a solution as one JSON object: everything that Solution holds under the names that it has there, x, the
/// gradient and the history complete. Besides: `schema`, which is "hesse/solution/1"; `inputs`; `converged`,
/// `explanation`; of the options of the method, all.
///
/// Numbers have the digits it takes to read the same bits back. JSON has no NaN and no infinity: they are null, and so
/// is what is not there (a ratio without a model, an option that was not given, a curvature that was not computed).
/// Text is UTF-8; bytes in messages of the caller that are not become U+FFFD.
///
///   indent   spaces a level; below 0: all on one line
///
/// Throws OperationError where the library was built without JSON for Modern C++.
///
///     std::ofstream("solution.json") << hesse::reports::to_json(solution);
[[nodiscard]] std::string to_json(const Solution& solution, int indent = 2);

namespace detail {
/// What every to_json() does in a library without JSON for Modern C++; there alone.
[[noreturn]] void json_is_absent();
}  // namespace detail

}  // namespace hesse::reports
