// SPDX-License-Identifier: BSL-1.0
//
// Every row of the table on every kind of processor, against fifty digits: enrolled by the table, to the row's bound.
#include <hesse/programs/machine.hpp>
#include <hesse/programs/processor.hpp>
#include <hesse/programs/run.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <problems.hpp>
#include <support/fifty_digits.hpp>
#include <support/ulps.hpp>

namespace hesse {

namespace {

constexpr std::size_t points = 203;  // no multiple of a chunk or a pack
constexpr std::size_t arguments_of_any = 5;

/// One loop: the row on columns of cells, its result in the last column. Parameters are literals.
template <class Row>
Program program_of_row(double parameter) {
  const std::size_t count = Variadic<Row> ? arguments_of_any : static_cast<std::size_t>(arity_of<Row>);
  const std::size_t variables = count - static_cast<std::size_t>(parameters_of<Row>);
  Program program;
  program.data = {parameter};
  ProgramLoop loop{.trips = points};
  for (std::size_t k = 0; k < count; ++k) {
    const bool is_variable = k < variables;
    loop.lines.push_back({.action = is_variable ? ProgramLine::Action::load : ProgramLine::Action::constant,
                          .access = static_cast<std::uint32_t>(k)});
    loop.accesses.push_back({.base = is_variable ? static_cast<std::uint32_t>(k * points) : 0, .stride = is_variable});
    loop.operands.push_back(static_cast<std::uint32_t>(k));
  }
  const auto last = static_cast<std::uint32_t>(count);
  loop.lines.push_back(
      {.action = ProgramLine::Action::evaluate, .opcode = opcode_of<Row>(), .first = 0, .count = last});
  loop.operands.push_back(last);
  loop.lines.push_back({.action = ProgramLine::Action::store, .access = last, .first = last, .count = 1});
  loop.accesses.push_back({.base = static_cast<std::uint32_t>(count * points), .stride = 1});
  program.cells = (count + 1) * points;
  program.loops.push_back(loop);
  return program;
}

template <class Row>
std::vector<double> sampled(const Program& program) {
  problems::Uniform uniform(17);
  std::vector<double> cells(program.cells);
  const std::size_t columns = program.cells / points - 1;
  for (std::size_t k = 0; k < columns; ++k) {
    const Interval domain = Row::about.tested_on[Variadic<Row> ? 0 : k];
    for (std::size_t i = 0; i < points; ++i) cells[k * points + i] = uniform(domain.low, domain.high);
  }
  return cells;
}

struct CheckRow {
  template <class Row>
  void operator()() const {
    if constexpr (!std::is_same_v<Row, rows::Custom>) {
      const double parameter = std::is_same_v<Row, rows::PowReal> ? 2.5 : 3.0;
      const Program program = program_of_row<Row>(parameter);
      const std::vector<double> start = sampled<Row>(program);
      std::vector<Fifty> exact(start.begin(), start.end());
      run<Fifty>(program, exact);
      for (const std::string_view processor : processors()) {
        std::vector<double> found = start;
        Machine(program, processor).run(found);
        double worst = 0.0;
        for (std::size_t i = program.cells - points; i < program.cells; ++i)
          worst = std::max(worst, ulps(found[i], exact[i]));
        BOOST_TEST(worst <= Row::about.ulp, Row::about.name << " on " << processor << ": " << worst << " ulp");
      }
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(kernels_keep_the_bounds_of_their_rows_on_every_processor) { for_each_row(CheckRow()); }

// Where a row is not smooth or leaves its range, the kernels answer what the scalar row does, NaN for NaN.
BOOST_AUTO_TEST_CASE(kernels_agree_with_scalar_rows_at_special_points) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const auto check = [&]<class Row>(Row) {
    const Program program = program_of_row<Row>(0.0);
    std::vector<double> start(program.cells);
    const double special[] = {0.0, -0.0, inf, -inf, nan, 1.0, -1.0, 1e-310, 800.0, -800.0, 1e200};
    for (std::size_t i = 0; i < points; ++i) start[i] = special[i % std::size(special)];
    std::vector<double> expected = start;
    run<double>(program, expected);
    for (const std::string_view processor : processors()) {
      std::vector<double> found = start;
      Machine(program, processor).run(found);
      for (std::size_t i = points; i < 2 * points; ++i)
        BOOST_TEST(ulps(found[i], Fifty(expected[i])) <= 2.0, Row::about.name << "(" << start[i - points] << ") on "
                                                                              << processor << ": " << found[i]
                                                                              << " for " << expected[i]);
    }
  };
  check(rows::Sigmoid());
  check(rows::Softplus());
  check(rows::Sinc());
  check(rows::Gaussian());
  check(rows::SechSquared());
  check(rows::Exp());
  check(rows::Log());
  check(rows::Tanh());
  check(rows::Sqrt());
  check(rows::Abs());
}

}  // namespace hesse
