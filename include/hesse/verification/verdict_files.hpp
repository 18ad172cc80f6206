// SPDX-License-Identifier: BSL-1.0
//
// Verdicts for other programs: JSON (RFC 8259) for scripts, JUnit's XML for the pages of continuous integration.
#pragma once

#include <hesse/verification/verdict.hpp>

#include <span>
#include <string>
#include <string_view>

namespace hesse {

/// The whole of a verdict as one JSON object: everything that Verdict holds under the names that it has there, all
/// mistakes complete. Besides: `schema`, which is "hesse/verdict/1"; `passed` and `report`. Numbers have the digits it
/// takes to read the same bits back; what is not finite or not there is null.
///
///   indent   spaces a level; below 0: all on one line
///
/// Throws OperationError where the library was built without JSON for Modern C++.
///
///     std::ofstream("verdict.json") << hesse::to_json(verdict);
[[nodiscard]] std::string to_json(const Verdict& verdict, int indent = 2);

/// One test case of JUnit's XML.
struct NamedVerdict {
  std::string name;
  Verdict verdict;
};

/// A test suite with a test case a verdict. One that failed is a failure with its report as text; one that is
/// inconclusive is skipped, which pages show apart from what passed.
///
/// Source: the schema of Apache Ant's JUnit task, which Jenkins, GitLab and others read.
///
///     std::ofstream("hessians.xml") << hesse::junit_xml("losses", std::array{hesse::NamedVerdict{"huber", verdict}});
[[nodiscard]] std::string junit_xml(std::string_view suite, std::span<const NamedVerdict> verdicts);

/// What a program that checks derivatives returns: 0 if all passed, 1 if one failed, else 2 if one is inconclusive.
[[nodiscard]] int exit_code(std::span<const Verdict> verdicts);

}  // namespace hesse
