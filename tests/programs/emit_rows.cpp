// SPDX-License-Identifier: BSL-1.0
//
// A Loss written as C++ gives, over any rows of its table, what the plain executor gives over the same loop.
#include <hesse/basics/error.hpp>
#include <hesse/hesse.hpp>
#include <hesse/programs/row_program.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <problems.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiled_library.hpp"

namespace hesse {

namespace {

const Vector theta{{0.3, -0.2, 0.5}};

Matrix table(Index rows) { return problems::Uniform(21).vector(3 * rows, -1, 1).reshaped(rows, 3); }

const auto smooth = [](const auto& x, const auto& row) {
  return softplus(row[0] * x[0] + row[1] * x[1] - row[2]) + exp(x[2]) * square(x[0] - row[2]);
};
const auto no_rows = [](const auto& x, const auto&) { return x[0] * x[1]; };
const auto guarded = [](const auto& x, const auto& row) {
  using T = std::decay_t<decltype(x[0])>;
  return row[0] < 1.5 && x[0] * row[1] > -9.0 ? T(exp(x[0] * row[0]) * x[1]) : T(x[2]);
};

/// "y", "x_bar" and "x_bar_dot" over the rows, by the plain executor: every sum in the order of the rows.
std::vector<std::vector<double>> expected(const Loss& loss, const Matrix& rows, const Vector& direction) {
  Program program = loss.program();
  std::vector<double> cells(program.cells);
  std::ranges::copy(theta, cells.begin() + static_cast<std::ptrdiff_t>(program.region("x").first));
  std::ranges::copy(direction, cells.begin() + static_cast<std::ptrdiff_t>(program.region("x_dot").first));
  // The columns of a program lie as far apart as a run has rows at most: whatever that is, the third starts at twice
  // it.
  std::size_t apart = 0;
  for (const ProgramLoop& loop : program.loops)
    if (loop.trips > 1) apart = loop.trips;
  std::vector<double> numbers(3 * apart);
  for (Index j = 0; j < 3; ++j)
    std::ranges::copy(rows.col(j), numbers.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(j) * apart));
  run<double>(program, cells, {numbers.data(), static_cast<std::size_t>(rows.rows())});
  std::vector<std::vector<double>> results;
  for (const char* name : {"y", "x_bar", "x_bar_dot"}) {
    const CellRegion& region = program.region(name);
    const auto first = cells.begin() + static_cast<std::ptrdiff_t>(region.first);
    results.emplace_back(first, first + static_cast<std::ptrdiff_t>(region.size));
    if (loss.reduction() == Reduction::mean)
      for (double& number : results.back()) number *= 1.0 / static_cast<double>(rows.rows());
  }
  return results;
}

/// Three functions of one loss: value, gradient, product.
struct Written {
  const Library& library;
  std::string name;

  bool call(Vector direction, const Matrix& rows, std::vector<std::vector<double>>& results) const {
    Vector x = theta;
    Matrix numbers = rows;
    auto count = static_cast<std::size_t>(rows.rows());
    const auto counted = reinterpret_cast<double*>(&count);
    results = {{-1.0}, std::vector(3, -1.0), std::vector(3, -1.0)};
    double* const y = results[0].data();
    double* const slope = results[1].data();
    bool holds = library.call(name + "_value", {x.data(), numbers.data(), counted, y});
    const double value = *y;
    holds = library.call(name + "_gradient", {x.data(), numbers.data(), counted, y, slope}) && holds;
    const std::vector<double> gradient = results[1];
    holds = library.call(name + "_product",
                         {x.data(), direction.data(), numbers.data(), counted, y, slope, results[2].data()}) &&
            holds;
    BOOST_TEST(distance(value, *y) <= 4.0);
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(distance(gradient[i], results[1][i]) <= 4.0);
    return holds;
  }
};

void add(Library& library, const std::string& name, const Loss& loss) {
  library.add_over_rows(name + "_value", loss.emit_cpp(name + "_value", Emit::value), 1, 1);
  library.add_over_rows(name + "_gradient", loss.emit_cpp(name + "_gradient"), 1, 2);
  library.add_over_rows(name + "_product", loss.emit_cpp(name + "_product", Emit::hessian_vector), 2, 3);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_written_loss_gives_what_the_plain_executor_gives) {
  const Vector direction{{1.0, -0.5, 0.25}};
  const std::vector<std::pair<std::string, Loss>> losses{
      {"smooth", Loss(smooth, theta, table(60))},
      {"mean", Loss(smooth, theta, table(60), {.reduction = Reduction::mean})},
      {"no_rows", Loss(no_rows, theta, table(60))},
      {"guarded", Loss(guarded, theta, table(60))}};
  Library library("loss");
  for (const auto& [name, loss] : losses) add(library, name, loss);
  library.compile();
  for (const auto& [name, loss] : losses)
    for (const Index count : {60, 2, 17}) {
      std::vector<std::vector<double>> found;
      const Matrix rows = table(60).topRows(count);
      const auto wanted = expected(loss, rows, direction);
      BOOST_TEST((Written{library, name}.call(direction, rows, found)), name);
      for (std::size_t k = 0; k < found.size(); ++k)
        for (std::size_t i = 0; i < found[k].size(); ++i)
          BOOST_TEST(distance(found[k][i], wanted[k][i]) <= 4.0, name << ", " << count << " rows: " << k << ", " << i);
    }
  // The loss itself, on vector registers, adds in another order.
  std::vector<std::vector<double>> found;
  BOOST_TEST((Written{library, "mean"}.call(direction, table(60), found)));
  BOOST_TEST(std::abs(found[0][0] - losses[1].second.value(theta)) < 1e-14);

  Matrix other_way = table(5);
  other_way(3, 0) = 2.0;
  BOOST_TEST((!Written{library, "guarded"}.call(direction, other_way, found)));
  other_way(3, 0) = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST((!Written{library, "guarded"}.call(direction, other_way, found)));
}

BOOST_AUTO_TEST_CASE(a_loss_of_several_ways_is_not_written) {
  const auto says = [](const char* start, const char* end) {
    return [=](const Error& error) {
      const std::string_view text = error.what();  // between the two stands the line of the code
      BOOST_TEST((text.starts_with(start) && text.ends_with(end)), text);
      return std::string_view(error.code()) == "loss.several_ways";
    };
  };
  const char* const remedy = "decides it. Write select(), max(), softplus() or logsumexp() instead of a branch.";
  Matrix rows = table(5);
  rows(3, 0) = 2.0;
  BOOST_CHECK_EXCEPTION((void)Loss(guarded, theta, rows).emit_cpp("f"), Error,
                        says("emit_cpp() writes one way through the code, but the rows of this loss went 2: "
                             "\"x[3] < 1.5\"",
                             remedy));
  const auto looking_up = [](const VectorOf<Var>& x, const VectorOf<Var>& row) {
    return x[row[0].value() > 0 ? 0 : 1] * row[1];
  };
  BOOST_CHECK_EXCEPTION((void)Loss(looking_up, theta, table(5)).emit_cpp("f"), Error,
                        says("emit_cpp() writes one way through the code, but the rows of this loss went 5: x[3], "
                             "read as a plain number",
                             remedy));
  BOOST_CHECK_THROW((void)Loss(smooth, theta, table(5)).emit_cpp("2f"), OptionError);
}

}  // namespace hesse
