// SPDX-License-Identifier: BSL-1.0
//
// The vector executor against the plain one, on every kind of processor that this one has.
#include <hesse/hesse.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/processor.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <problems.hpp>
#include <support/random_programs.hpp>
#include <support/ulps.hpp>

namespace hesse {

namespace {

std::vector<double> start(const Program& program, const Vector& x) {
  std::vector<double> cells(program.cells);
  std::ranges::copy(x, cells.begin());
  for (const CellRegion& region : program.regions)
    if (region.name == "x_dot")
      for (std::size_t i = 0; i < region.size; ++i) cells[region.first + i] = 1.0 / static_cast<double>(i + 1);
  return cells;
}

std::vector<double> plainly(const Program& program, const Vector& x) {
  std::vector<double> cells = start(program, x);
  run<double>(program, cells);
  return cells;
}

std::vector<double> by_machine(const Program& program, const Vector& x, std::string_view processor) {
  std::vector<double> cells = start(program, x);
  Machine(program, processor).run(cells);
  return cells;
}

template <class F>
Program product_program(const F& f, const Vector& x) {
  return simplify(tangent(simplify(adjoint(lower(record(f, x).tape)), {"y", "x_bar"})), {"y", "x_bar", "x_bar_dot"});
}

/// A sum over rows of any number, so that chunks end at every remainder.
template <class F>
auto over_rows(const F& f, int rows) {
  return [f, rows](const VectorOf<Var>& x) {
    Var sum = 0;
    for (int row = 0; row < rows; ++row) sum += f(VectorOf<Var>(x * Var(1 + row * 0.001)));
    return sum;
  };
}

/// The largest difference in units of the largest number; NaN and infinities must be in the same places.
double distance(const std::vector<double>& a, const std::vector<double>& b, const CellRegion& region) {
  double size = 0.0, difference = 0.0;
  for (std::size_t i = region.first; i < region.first + region.size; ++i) {
    if (!std::isfinite(a[i])) return 0.0;  // sweeps take over there
    size = std::max(size, std::abs(a[i]));
    difference = std::max(difference, std::isfinite(b[i]) ? std::abs(a[i] - b[i]) : HUGE_VAL);
  }
  return difference == 0.0 ? 0.0 : difference / size;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_processor_runs_random_programs_like_the_plain_executor) {
  std::size_t compared = 0, apart = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 1 + seed % 5, 3 + seed % 17);
    const auto rows = over_rows(program, 5 + static_cast<int>(seed % 37));
    if (record(rows, program.point()).tape.outputs()[0].is_constant()) continue;
    const Program product = product_program(rows, program.point());
    const std::vector<double> expected = plainly(product, program.point());
    for (const std::string_view processor : processors()) {
      const std::vector<double> found = by_machine(product, program.point(), processor);
      for (const char* name : {"y", "x_bar", "x_bar_dot"}) {
        ++compared;
        // An ill-conditioned program magnifies the last bit in which elementary functions differ; those are counted.
        if (distance(expected, found, product.region(name)) > 1e-9) ++apart;
      }
    }
  }
  fmt::print("vector executor: {} results compared, {} ill-conditioned\n", compared, apart);
  BOOST_TEST(apart * 50 < compared);
}

// Where only + - * / and square roots are involved nothing but the order of the sums may differ.
BOOST_AUTO_TEST_CASE(arithmetic_is_the_same_bit_for_bit_on_every_processor) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0;
    for (Index i = 0; i + 2 < x.size(); ++i) sum += sqrt(1 + x[i] * x[i + 1]) / (2 + x[i + 2] * x[i + 2]) - x[i] * 0.3;
    return sum;
  };
  const Vector x = problems::Uniform(11).vector(77, 0.5, 1.0);
  const Program product = product_program(f, x);
  const auto all = processors();
  const std::vector<double> first = by_machine(product, x, all[0]);
  for (const std::string_view processor : all) BOOST_TEST(by_machine(product, x, processor) == first, processor);
  const std::vector<double> plain = plainly(product, x);
  for (const char* name : {"x_bar", "x_bar_dot"}) BOOST_TEST(distance(plain, first, product.region(name)) < 1e-15);
}

BOOST_AUTO_TEST_CASE(every_remainder_of_a_chunk_is_served) {
  for (int rows = 4; rows < 80; ++rows) {
    const auto f = over_rows(
        [](const VectorOf<Var>& x) {
          return exp(x[0]) * x[1] + logsumexp({x[0], x[1], Var(0.5)});
        },
        rows);
    const Vector x{{0.3, 0.7}};
    const Program product = product_program(f, x);
    for (const std::string_view processor : processors())
      for (const char* name : {"y", "x_bar", "x_bar_dot"})
        BOOST_TEST(distance(plainly(product, x), by_machine(product, x, processor), product.region(name)) < 1e-14,
                   rows << " rows, " << processor << ", " << name);
  }
}

BOOST_AUTO_TEST_CASE(scatters_to_the_same_cell_are_all_added) {
  const std::vector<Index> table{0, 1, 0, 0, 2, 1, 0, 3, 3, 3, 0, 1};
  const auto f = [&](const VectorOf<Var>& x) {
    Var sum = 0;
    for (std::size_t i = 0; i < table.size(); ++i) sum += x[table[i]] * x[table[i]] * static_cast<double>(i);
    return sum;
  };
  const Vector x{{1.0, 2.0, 3.0, 4.0}};
  const Program product = product_program(f, x);
  for (const std::string_view processor : processors())
    BOOST_TEST(distance(plainly(product, x), by_machine(product, x, processor), product.region("x_bar")) < 1e-15);
}

BOOST_AUTO_TEST_CASE(an_unknown_processor_is_an_error) {
  const Program program = lower(record([](const VectorOf<Var>& x) { return x[0] * x[0]; }, Vector{{1.0}}).tape);
  BOOST_CHECK_THROW(Machine(program, "abacus"), std::invalid_argument);
  BOOST_TEST(Machine(program).processor() == processors()[0]);
}

}  // namespace hesse
