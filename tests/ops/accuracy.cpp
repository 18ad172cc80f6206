// SPDX-License-Identifier: BSL-1.0
//
// Every row of the table against fifty digits. Rows enrol themselves.
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ops/measurement.hpp>
#include <string>
#include <vector>

namespace hesse {

namespace {

bool agree(const Fifty& a, const Fifty& b, const Fifty& noise) {
  return abs(a - b) <= 1e-20 * max(Fifty(abs(a)), Fifty(abs(b))) + noise;
}

}  // namespace

// Origin: central differences of the function's definition. The step is 1e-10, so the quotients err by 1e-24 or so of
// the fifth derivative, and by the rounding of the function, 1e-47 of its size, over the step or its square.
BOOST_AUTO_TEST_CASE(every_rule_is_the_derivative_of_its_function) {
  for (const RowUnderTest& row : rows_under_test())
    for (const std::size_t count : counts_of(row))
      for (const std::vector<double>& x : points_of(row, count, count == 20 ? 2 : 50)) {
        const ExactPartials rule = exact_partials(row.record(x, 0).tape, x, row.variables(count));
        const ExactPartials quotient = differences(row, x);
        const Fifty noise = Fifty("1e-47") * max(Fifty(1), Fifty(abs(quotient.value)));
        BOOST_TEST_CONTEXT(row.about.name << " at " << fmt::format("{:.17g}", fmt::join(x, ", "))) {
          BOOST_TEST(agree(rule.value, quotient.value, noise));
          for (std::size_t i = 0; i < rule.first.size(); ++i) {
            BOOST_TEST(agree(rule.first[i], quotient.first[i], noise * Fifty("1e10")),
                       "first partial " << i << ": " << rule.first[i] << " != " << quotient.first[i]);
            for (std::size_t j = 0; j < rule.first.size(); ++j)
              BOOST_TEST(
                  agree(rule.second[i][j], quotient.second[i][j], noise * Fifty("1e20")),
                  "second partial " << i << ", " << j << ": " << rule.second[i][j] << " != " << quotient.second[i][j]);
          }
        }
      }
}

// Origin: the same rules on fifty digits, which the test above ties to the definitions.
BOOST_AUTO_TEST_CASE(every_row_keeps_its_bound_in_units_in_the_last_place) {
  fmt::print("{:<18}{:>8}{:>8}{:>8}{:>8}   worst at\n", "function", "value", "first", "second", "bound");
  for (const RowUnderTest& row : rows_under_test()) {
    const WorstErrors& worst = worst_errors(row);
    fmt::print("{:<18}{:>8.2f}{:>8.2f}{:>8.2f}{:>8.1f}   {}\n", row.about.name, worst.value, worst.first, worst.second,
               row.about.ulp, worst.place);
    BOOST_TEST(std::max({worst.value, worst.first, worst.second}) <= row.about.ulp,
               row.about.name << " misses its bound: " << worst.place);
  }
}

// Origin: the opcode with variables only, which the tests above prove. A constant has no part in other partials.
BOOST_AUTO_TEST_CASE(constant_arguments_leave_the_partials_by_the_others_as_they_are) {
  for (const RowUnderTest& row : rows_under_test()) {
    const std::size_t variables = row.variables(row.arity);
    for (unsigned constants = 1; row.arity != 0 && constants + 1 < 1u << variables; ++constants)
      for (const std::vector<double>& x : points_of(row, row.arity, 5)) {
        const ExactPartials all = exact_partials(row.record(x, 0).tape, x, variables);
        const ExactPartials some = exact_partials(row.record(x, constants).tape, x, variables);
        BOOST_TEST(some.value == all.value);
        const auto is_constant = [&](std::size_t i) { return ((constants >> i) & 1u) != 0; };
        for (std::size_t i = 0; i < variables; ++i) {
          BOOST_TEST(some.first[i] == (is_constant(i) ? Fifty(0) : all.first[i]), row.about.name << ", " << constants);
          for (std::size_t j = 0; j < variables; ++j)
            BOOST_TEST(some.second[i][j] == (is_constant(i) || is_constant(j) ? Fifty(0) : all.second[i][j]),
                       row.about.name << ", constants " << constants << ", partial " << i << ", " << j);
        }
      }
  }
}

}  // namespace hesse
