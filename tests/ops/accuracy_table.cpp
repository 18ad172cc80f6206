// SPDX-License-Identifier: BSL-1.0
//
// docs/accuracy.md is written by this program and checked by it:
//
//     HESSE_ACCURACY_TABLE=docs/accuracy.md build/tests/test_ops --run_test=the_accuracy_table_is_up_to_date
//
// Measured figures depend on the C library and are not compared; the rest of each line is.
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <ops/measurement.hpp>
#include <sstream>
#include <string>
#include <support/project_folder.hpp>
#include <vector>

namespace hesse {

namespace {

constexpr const char* introduction =
    R"(# How accurate the elementary functions are

The largest error found at 200 random points of each domain, in units in the last place of a double (0.5 is perfect
rounding), of the value, of the first and of all second partials, over four routes: reverse on double, forward on
Dual numbers, forward over reverse, forward twice. The reference is the same rule on fifty digits, which a second test
ties to difference quotients of the function's definition. Where the terms of a partial cancel, its unit is that of
the largest term, and the note says so. Tests fail when a figure exceeds its bound.

Measured on x86-64 with glibc 2.36. Write this file anew:
`HESSE_ACCURACY_TABLE=docs/accuracy.md build/tests/test_ops --run_test=the_accuracy_table_is_up_to_date`.

| function | domain | source | value | first | second | bound | note |
|---|---|---|---|---|---|---|---|
)";

std::string domain_of(const RowUnderTest& row) {
  std::string text;
  for (const Interval& interval : row.about.tested_on)
    if (interval.low < interval.high)
      text += fmt::format("{}[{}, {}]", text.empty() ? "" : " x ", interval.low, interval.high);
  return row.arity == 0 ? text + "^n" : text;
}

/// The columns that do not depend on the machine, before and behind the figures.
std::string head_of(const RowUnderTest& row) {
  return fmt::format("| `{}` | {} | {} | ", row.about.name, domain_of(row), row.about.source);
}
std::string tail_of(const RowUnderTest& row) { return fmt::format(" | {} | {} |", row.about.ulp, row.about.note); }

std::string line_of(const RowUnderTest& row) {
  const WorstErrors& worst = worst_errors(row);
  return fmt::format("{}{:.2f} | {:.2f} | {:.2f}{}\n", head_of(row), worst.value, worst.first, worst.second,
                     tail_of(row));
}

std::string table() {
  std::string text = introduction;
  for (const RowUnderTest& row : rows_under_test()) text += line_of(row);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_accuracy_table_is_up_to_date) {
  if (const char* path = std::getenv("HESSE_ACCURACY_TABLE")) std::ofstream(path) << table();
  const auto committed = support::project_folder() / "docs/accuracy.md";
  std::stringstream text;
  text << std::ifstream(committed).rdbuf();
  const std::string beginning = introduction;
  BOOST_TEST((text.str().substr(0, beginning.size()) == beginning), "docs/accuracy.md begins otherwise");
  text.seekg(static_cast<std::streamoff>(beginning.size()));
  std::string line;
  for (const RowUnderTest& row : rows_under_test()) {
    std::getline(text, line);
    BOOST_TEST(line.starts_with(head_of(row)),
               row.about.name << " is missing or changed in docs/accuracy.md: " << line);
    BOOST_TEST(line.ends_with(tail_of(row)), row.about.name << " has another bound in docs/accuracy.md: " << line);
  }
  BOOST_TEST(!std::getline(text, line), "docs/accuracy.md has a line too many: " << line);
}

}  // namespace hesse
