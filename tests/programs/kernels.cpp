// SPDX-License-Identifier: BSL-1.0
//
// Every row of the table on every kind of processor, against fifty digits: enrolled by the table, to the row's bound.
#include <hesse/programs/machine.hpp>
#include <hesse/programs/processor.hpp>
#include <hesse/programs/run.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <support/fifty_digits.hpp>
#include <support/row_programs.hpp>
#include <support/ulps.hpp>

namespace hesse {

namespace {

struct CheckRow {
  template <class Row>
  void operator()() const {
    if constexpr (!std::is_same_v<Row, rows::Custom>) {
      const Program program = program_of_row<Row>(parameter_of<Row>);
      const std::vector<double> start = sampled_cells<Row>(program);
      std::vector<Fifty> exact(start.begin(), start.end());
      run<Fifty>(program, exact);
      for (const std::string_view processor : processors()) {
        std::vector<double> found = start;
        Machine(program, processor).run(found);
        double worst = 0.0;
        for (std::size_t i = program.cells - points_of_row; i < program.cells; ++i)
          worst = std::max(worst, ulps(found[i], exact[i]));
        BOOST_TEST(worst <= Row::about.ulp, Row::about.name << " on " << processor << ": " << worst << " ulp");
      }
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(kernels_keep_the_bounds_of_their_rows_on_every_processor) { for_each_row(CheckRow()); }

// Sine and cosine of one argument are one instruction, stored or used, whichever is written first.
BOOST_AUTO_TEST_CASE(sine_and_cosine_together_keep_the_bounds_of_each) {
  Program program = program_of_row<rows::Sin>(0.0);
  ProgramLoop& loop = program.loops.front();
  const auto append = [&](ProgramLine line, std::initializer_list<std::uint32_t> operands) {
    line.first = static_cast<std::uint32_t>(loop.operands.size());
    line.count = static_cast<std::uint32_t>(operands.size());
    loop.operands.insert(loop.operands.end(), operands);
    loop.lines.push_back(line);
    return static_cast<std::uint32_t>(loop.lines.size() - 1);
  };
  const auto store = [&](std::uint32_t number) {
    loop.accesses.push_back({.base = static_cast<std::uint32_t>(program.cells), .stride = 1});
    program.cells += points_of_row;
    append({.action = ProgramLine::Action::store, .access = static_cast<std::uint32_t>(loop.accesses.size() - 1)},
           {number});
  };
  const std::uint32_t x = 0, sine = 1;
  const std::uint32_t cosine = append({.action = ProgramLine::Action::evaluate, .opcode = opcode_of<rows::Cos>()}, {x});
  store(cosine);
  store(append({.action = ProgramLine::Action::evaluate, .opcode = opcode_of<rows::Multiply>()}, {cosine, sine}));
  // Of another argument, the cosine first; its sine serves twice.
  const std::uint32_t y = append({.action = ProgramLine::Action::evaluate, .opcode = opcode_of<rows::Square>()}, {x});
  store(append({.action = ProgramLine::Action::evaluate, .opcode = opcode_of<rows::Cos>()}, {y}));
  const std::uint32_t other = append({.action = ProgramLine::Action::evaluate, .opcode = opcode_of<rows::Sin>()}, {y});
  store(append({.action = ProgramLine::Action::evaluate, .opcode = opcode_of<rows::Multiply>()}, {other, other}));
  std::vector<double> start = sampled_cells<rows::Sin>(program);
  std::fill(start.begin() + points_of_row, start.end(), 0.0);
  for (std::size_t i = 0; i < points_of_row; ++i) start[i] *= 0.1;  // so that squares are near
  std::vector<double> expected = start;
  run<double>(program, expected);
  for (const std::string_view processor : processors()) {
    std::vector<double> found = start;
    Machine(program, processor).run(found);
    for (std::size_t i = 0; i < program.cells; ++i)
      BOOST_TEST(ulps(found[i], Fifty(expected[i])) <= 4.0, processor << ": " << found[i] << " for " << expected[i]);
  }
}

// Where a row is not smooth or leaves its range, the kernels answer what the scalar row does, NaN for NaN.
BOOST_AUTO_TEST_CASE(kernels_agree_with_scalar_rows_at_special_points) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const auto check = [&]<class Row>(Row) {
    const Program program = program_of_row<Row>(0.0);
    std::vector<double> start(program.cells);
    const double special[] = {0.0, -0.0, inf, -inf, nan, 1.0, -1.0, 1e-310, 800.0, -800.0, 1e200};
    for (std::size_t i = 0; i < points_of_row; ++i) start[i] = special[i % std::size(special)];
    std::vector<double> expected = start;
    run<double>(program, expected);
    for (const std::string_view processor : processors()) {
      std::vector<double> found = start;
      Machine(program, processor).run(found);
      for (std::size_t i = points_of_row; i < 2 * points_of_row; ++i)
        BOOST_TEST(ulps(found[i], Fifty(expected[i])) <= 2.0, Row::about.name << "(" << start[i - points_of_row]
                                                                              << ") on " << processor << ": "
                                                                              << found[i] << " for " << expected[i]);
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
