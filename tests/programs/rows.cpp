// SPDX-License-Identifier: BSL-1.0
//
// Programs that answer row by row, against the sweeps over each row's own tape. Sums over rows: equality.cpp.
#include <hesse/hesse.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/row_program.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <support/exact_derivatives.hpp>
#include <support/random_programs.hpp>

namespace hesse {

namespace {

/// Rows near a point of a program: its first inputs are parameters, the others columns.
struct Block {
  Recorded recording;
  Vector theta;
  std::size_t count;
  std::vector<double> columns;  ///< column by column

  Block(const RandomProgram& program, std::size_t rows)
      : recording(record(program, program.point())),
        theta(program.point().head((program.point().size() + 1) / 2)),
        count(rows) {
    for (Index j = theta.size(); j < program.point().size(); ++j)
      for (std::size_t t = 0; t < count; ++t)
        columns.push_back(program.point()[j] * (1 + 0.001 * std::sin(static_cast<double>(t))));
  }
  [[nodiscard]] bool is_constant() const { return recording.tape.outputs()[0].is_constant(); }
  [[nodiscard]] std::size_t parameters() const { return static_cast<std::size_t>(theta.size()); }
  [[nodiscard]] RowBlock block() const { return {columns.data(), count}; }
  [[nodiscard]] Vector inputs(std::size_t row) const {
    Vector all(static_cast<Index>(recording.tape.inputs()));
    all.head(theta.size()) = theta;
    for (Index j = theta.size(); j < all.size(); ++j)
      all[j] = columns[static_cast<std::size_t>(j - theta.size()) * count + row];
    return all;
  }
  /// x_dot: 1, 1/2, ... for the parameters, 0 for what is data.
  [[nodiscard]] Vector direction() const {
    Vector v = Vector::Zero(static_cast<Index>(recording.tape.inputs()));
    for (Index i = 0; i < theta.size(); ++i) v[i] = 1.0 / static_cast<double>(i + 1);
    return v;
  }
};

Program product_program(const Program& value) {
  return simplify(tangent(simplify(adjoint(value), {"y", "x_bar"})), {"y", "x_bar", "x_bar_dot"});
}

/// Each row has the parameters for itself.
std::vector<Fifty> start(const Program& program, const Block& rows) {
  std::vector<Fifty> cells(program.cells);
  const auto fill = [&](const char* name, const Vector& numbers) {
    const std::size_t first = program.region(name).first;
    for (std::size_t j = 0; j < rows.parameters(); ++j)
      for (std::size_t t = 0; t < rows.count; ++t)
        cells[first + j * rows.count + t] = Fifty(numbers[static_cast<Index>(j)]);
  };
  fill("x", rows.theta);
  fill("x_dot", rows.direction());
  return cells;
}

}  // namespace

BOOST_AUTO_TEST_CASE(derivatives_row_by_row_are_those_of_the_sweeps) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const RandomProgram random = RandomProgram::make(seed, 1 + seed % 6, 3 + seed % 19);
    const Block rows(random, 5);
    if (rows.is_constant()) continue;
    const Program program = product_program(
        row_program(rows.recording.tape,
                    {.parameters = rows.parameters(), .rows = rows.count, .have = RowLayout::Parameters::of_each_row}));
    std::vector<Fifty> cells = start(program, rows);
    run<Fifty>(program, cells, rows.block());
    for (std::size_t t = 0; t < rows.count; ++t) {
      Exact expected = by_sweeps(rows.recording.tape, rows.inputs(t), rows.direction());
      expected.gradient.resize(rows.parameters()), expected.product.resize(rows.parameters());
      std::vector<Fifty> gradient, product;
      for (std::size_t j = 0; j < rows.parameters(); ++j) {
        gradient.push_back(cells[program.region("x_bar").first + j * rows.count + t]);
        product.push_back(cells[program.region("x_bar_dot").first + j * rows.count + t]);
      }
      BOOST_TEST(agree(expected.gradient, gradient), random.text());
      BOOST_TEST(agree(expected.product, product), random.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(flips_tell_rows_of_another_way) {
  const auto f = [](const VectorOf<Var>& x) {
    Var y = x[0] * x[1];
    if (x[1] < x[0]) y = exp(y);
    if (!(x[1] >= 0.5)) y = y * 2;
    if (x[1] != 0.25) y = y + 1;
    return x[2].value() > 0 ? y : 2.0 * y;
  };
  const Recorded recording = record(f, Vector{{1.0, 0.75, 3.0}});
  const Program program = simplify(
      row_program(recording.tape, {.parameters = 1, .rows = 6, .results = RowLayout::Results::flips}), {"flips"});
  const double nan = std::nan("");
  const std::vector<double> columns{0.75, 0.6, 1.0, 0.4, 0.25, nan, 3, 4, 3, 3, 3, 3};
  const std::vector<double> expected{0, 1, 1, 2, 2 + 4, 1 + 2};  // comparison k counts 2^k, a read 1
  for (const bool by_machine : {false, true}) {
    std::vector<double> cells(program.cells);
    cells[0] = 1.0;
    if (by_machine)
      Machine(program).run(cells, {columns.data(), 6});
    else
      run<double>(program, cells, {columns.data(), 6});
    for (std::size_t t = 0; t < 6; ++t) BOOST_TEST(cells[program.region("flips").first + t] == expected[t]);
  }
}

}  // namespace hesse
