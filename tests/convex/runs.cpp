// SPDX-License-Identifier: BSL-1.0
//
// Every method that searches reaches the known minimum of every smooth convex problem. The table is written to the
// working folder.
#include <hesse/reports/table.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <optimizers/methods.hpp>

#include "problems.hpp"

using namespace hesse;

namespace {

/// Iterations for methods that converge linearly, or begin so: what the slowest takes (plain descent 3600, dfp 86,600)
/// with room to spare.
template <class M>
constexpr Index budget = 100;
template <>
constexpr Index budget<GradientDescent> = 10'000;
template <>
constexpr Index budget<BFGS> = 150'000;
template <>
constexpr Index budget<LBFGS> = 1000;

/// All with their default options.
std::vector<test::Named> contestants() {
  return test::searching_methods(
      [](auto& method) { method.iteration_limit = budget<std::remove_cvref_t<decltype(method)>>; });
}

void run_all(const convex::Problem& problem, reports::Table& table) {
  for (const auto& [name, method] : contestants()) BOOST_TEST_CONTEXT(problem.name << " by " << name) {
      const Solution s = minimize(problem.loss, problem.start(), method);
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST(std::abs(s.value - problem.least) <= problem.gap());
      table.add({problem.name, name, s.iterations, s.counts.total(), reports::Cell(s.value - problem.least, 2),
                 reports::Cell(s.seconds, 2)});
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_method_reaches_the_minimum_to_1e_minus_14) {
  reports::Table table({"problem", "method", "iterations", "evaluations", "f - f*", "seconds"});
  for (const convex::Problem& problem : convex::all_problems()) run_all(problem, table);
  fmt::print("{}", table.text());
  std::ofstream("convex.md") << table.markdown();
}
