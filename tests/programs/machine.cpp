// SPDX-License-Identifier: BSL-1.0
//
// What is the vector executor's own. Against the others it runs in equality.cpp.
#include <hesse/hesse.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/processor.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace hesse {

// By hand: the slope at x[k] is 2 x[k] times the sum of the positions at which the table has k, in whole numbers.
BOOST_AUTO_TEST_CASE(scatters_to_the_same_cell_are_all_added) {
  const std::vector<Index> table{0, 1, 0, 0, 2, 1, 0, 3, 3, 3, 0, 1};
  const auto f = [&](const VectorOf<Var>& x) {
    Var sum = 0;
    for (std::size_t i = 0; i < table.size(); ++i) sum += x[table[i]] * x[table[i]] * static_cast<double>(i);
    return sum;
  };
  const Vector x{{1.0, 2.0, 3.0, 4.0}};
  const std::vector<double> slopes{2.0 * 21, 4.0 * 17, 6.0 * 4, 8.0 * 24};
  const Program gradient = simplify(adjoint(lower(record(f, x).tape)), {"x_bar"});
  for (const std::string_view processor : processors()) {
    std::vector<double> cells(gradient.cells);
    std::ranges::copy(x, cells.begin() + static_cast<std::ptrdiff_t>(gradient.region("x").first));
    Machine(gradient, processor).run(cells);
    for (std::size_t k = 0; k < slopes.size(); ++k)
      BOOST_TEST(cells[gradient.region("x_bar").first + k] == slopes[k], "x[" << k << "] on " << processor);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_processor_is_an_error) {
  const Program program = lower(record([](const VectorOf<Var>& x) { return x[0] * x[0]; }, Vector{{1.0}}).tape);
  BOOST_CHECK_THROW(Machine(program, "abacus"), std::invalid_argument);
  BOOST_TEST(Machine(program).processor() == processors()[0]);
}

}  // namespace hesse
