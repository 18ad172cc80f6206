// SPDX-License-Identifier: BSL-1.0
//
// Programs written as C++ are compiled without a warning and give what the plain executor gives.
#include <hesse/basics/error.hpp>
#include <hesse/hesse.hpp>
#include <hesse/programs/emit_cpp.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <problems.hpp>
#include <stdexcept>
#include <support/row_programs.hpp>

#include "compiled_library.hpp"

namespace hesse {

namespace {

struct Case {
  std::string name;
  Program program;
  std::vector<std::string_view> outputs;
  std::vector<double> cells;  ///< the given regions filled
};

/// Whether the compiled function fills its outputs as the plain executor does, to four units in the last place of each
/// number; NaN for NaN.
void expect_same(const Library& library, const Case& item) {
  std::vector<double> expected = item.cells, given = item.cells;
  run<double>(item.program, expected);
  std::vector<std::vector<double>> found;
  std::vector<double*> arguments;
  for (const CellRegion& region : item.program.regions)
    if (region.given) arguments.push_back(given.data() + region.first);
  for (const std::string_view output : item.outputs)
    found.emplace_back(item.program.region(output).size, -1.0);  // what was there does not matter
  for (std::vector<double>& numbers : found) arguments.push_back(numbers.data());
  BOOST_TEST(library.call(item.name, arguments), item.name);
  for (std::size_t k = 0; k < found.size(); ++k) {
    const double* const numbers = expected.data() + item.program.region(item.outputs[k]).first;
    double worst = 0.0;
    for (std::size_t i = 0; i < found[k].size(); ++i) worst = std::max(worst, distance(found[k][i], numbers[i]));
    BOOST_TEST(worst <= 4.0, item.name << ": " << item.outputs[k] << " is " << worst << " ulp away");
  }
}

/// A function and its derivatives, at the point where it is recorded.
template <class F>
void add_function(std::vector<Case>& cases, Library& library, const std::string& name, const F& f, const Vector& x,
                  Emit what = Emit::hessian_vector) {
  const Function function(f, x);
  Case item{name, function.program(), {"y", "x_bar", "x_bar_dot"}, {}};
  if (what == Emit::gradient) {
    item.program = simplify(item.program, {"y", "x_bar"});
    std::erase_if(item.program.regions, [](const CellRegion& region) { return region.name == "x_dot"; });
    item.outputs.pop_back();
  }
  item.cells.resize(item.program.cells);
  std::ranges::copy(x, item.cells.begin());
  for (const CellRegion& region : item.program.regions)
    if (region.name == "x_dot") std::fill_n(item.cells.data() + region.first, region.size, 0.7);
  library.add(name, function.emit_cpp(name, what), what == Emit::gradient ? 3 : 5);
  cases.push_back(std::move(item));
}

/// The row on samples of its domain and on numbers where functions turn special.
struct AddRow {
  std::vector<Case>& cases;
  Library& library;

  template <class Row>
  void operator()() const {
    if constexpr (!std::is_same_v<Row, rows::Custom>) {
      std::string name = fmt::format("row_{}_{}", row_index<Row>, Row::about.name);
      std::erase_if(name, [](unsigned char c) { return std::isalnum(c) == 0 && c != '_'; });
      Case item{name, program_of_row<Row>(parameter_of<Row>), {"y"}, {}};
      item.cells = sampled_cells<Row>(item.program);
      const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
      const double special[] = {0.0, -0.0, inf, -inf, nan, 1.0, -1.0, 1e-310, 30.0, -30.5, 1e200};
      for (std::size_t k = 0; (k + 2) * points_of_row <= item.cells.size(); ++k)
        for (std::size_t i = 0; i < 60; ++i) item.cells[k * points_of_row + i] = special[(i + i / 11 * k) % 11];
      library.add(item.name, emit_cpp(item.program, item.name, item.outputs), 2);
      cases.push_back(std::move(item));
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(each_row_is_compiled_as_the_plain_executor_runs_it) {
  std::vector<Case> cases;
  Library library("rows");
  for_each_row(AddRow{cases, library});
  library.compile("-O0");  // Boost.Math takes its time
  for (const Case& item : cases) expect_same(library, item);
}

BOOST_AUTO_TEST_CASE(compiled_sources_give_what_the_plain_executor_gives) {
  using namespace problems;
  std::vector<Case> cases;
  Library library("functions");
  add_function(cases, library, "rosenbrock", Rosenbrock(), Rosenbrock::start(40));
  add_function(cases, library, "logistic", Logistic(30, 3), Logistic::start(3));
  const GaussianMixture mixture(2, 3, 12);
  add_function(cases, library, "gaussian_mixture", mixture, mixture.start());
  add_function(cases, library, "helmholtz", Helmholtz(12), Helmholtz::start(12));
  add_function(cases, library, "network", Network(12), Network::start(), Emit::gradient);
  add_function(cases, library, "waves", Waves(), Waves::start(1500));  // more scratch than stands on the stack
  const std::vector<Index> table{0, 1, 0, 0, 2, 1, 0, 3, 3, 3, 0, 1};
  const auto gathers = [&](const VectorOf<Var>& x) {
    Var sum = 0;
    for (std::size_t i = 0; i < table.size(); ++i)
      sum += exp(x[table[i]] * x[0]) * static_cast<double>(i) / x[table.back() + 1];
    return sum;
  };
  add_function(cases, library, "gathers", gathers, Vector{{0.1, 0.2, 0.3, 0.4}});
  add_function(
      cases, library, "nothing", [](const VectorOf<Var>&) { return Var(4.0); }, Vector{{1.0}});
  library.compile();
  for (const Case& item : cases) expect_same(library, item);
}

BOOST_AUTO_TEST_CASE(a_compiled_source_notices_a_comparison_that_goes_another_way) {
  const auto f = [](const VectorOf<Var>& x) { return x[0] < x[1] && !(x[1] == 2.0) ? x[0] * x[0] : Var(exp(x[1])); };
  const Function function(f, Vector{{1.0, 3.0}});
  Library library("branch");
  library.add("branch", function.emit_cpp("branch"), 3);
  library.compile();
  double y = 0.0, slope[2];
  const auto holds = [&](double a, double b) {
    double x[] = {a, b};
    return library.call("branch", {x, &y, slope});
  };
  BOOST_TEST(holds(2.0, 3.0));
  BOOST_TEST(y == 4.0);
  BOOST_TEST(slope[0] == 4.0);
  BOOST_TEST(slope[1] == 0.0);
  BOOST_TEST(!holds(3.0, 3.0));
  BOOST_TEST(!holds(1.0, 2.0));
  BOOST_TEST(!holds(std::numeric_limits<double>::quiet_NaN(), 3.0));
}

BOOST_AUTO_TEST_CASE(an_emitted_source_can_be_read) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0;
    for (Index i = 0; i + 1 < x.size(); ++i) {
      const Var scale = exp(x[0]);
      sum += scale * logsumexp({x[i], x[i + 1] * 2});
    }
    return sum;
  };
  const std::string source = Function(f, Vector::Ones(20)).emit_cpp("loss", Emit::value);
  BOOST_TEST(source == R"(#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace loss_parts {

static double logsumexp_of_2(double a0, double a1) {
  const double t0 = a0 <= (-std::numeric_limits<double>::infinity()) ? (-std::numeric_limits<double>::infinity()) : a0;
  const double t1 = a1 <= t0 ? t0 : a1;
  const double t2 = a0 - t1;
  const double t3 = std::exp(t2);
  const double t4 = 0.0 + t3;
  const double t5 = a1 - t1;
  const double t6 = std::exp(t5);
  const double t7 = t4 + t6;
  const double t8 = std::log(t7);
  const double t9 = t1 + t8;
  return std::isinf(t1) ? t1 : t9;
}

}  // namespace loss_parts

extern "C" bool loss(const double* x, double* y) {
  for (std::size_t i = 0; i < 1; ++i) y[i] = 0.0;
  double scratch[2] = {};
  double* const z = scratch + 0;
  {
    const double v0 = x[0];
    const double v1 = std::exp(v0);
    const double v2 = x[1];
    const double v4 = v2 * 2.0;
    const double v5 = loss_parts::logsumexp_of_2(v0, v4);
    const double v6 = v1 * v5;
    const double v8 = 0.0 + v6;
    z[0] = v8;
  }
  {
    const double v0 = z[0];
    z[1] += v0;
  }
  {
    const double v0 = x[0];
    const double v1 = std::exp(v0);
    double sum0 = z[1];
    for (std::size_t t = 0; t < 18; ++t) {
      const double v2 = x[t + 2];
      const double v4 = v2 * 2.0;
      const double v5 = x[t + 1];
      const double v6 = loss_parts::logsumexp_of_2(v5, v4);
      const double v7 = v1 * v6;
      sum0 += v7;
    }
    z[1] = sum0;
  }
  {
    const double v0 = z[1];
    y[0] = v0;
  }
  return true;
}
)");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_down_is_an_error) {
  const Function function([](const VectorOf<Var>& x) { return x[0] * x[0]; }, Vector{{1.0}});
  for (const char* name : {"", "2f", "a b", "f()", "a::b"})
    BOOST_CHECK_THROW((void)function.emit_cpp(name), OptionError);
  BOOST_CHECK_THROW((void)emit_cpp(function.program(), "f", {"nowhere"}), std::out_of_range);
  const CustomFunction cube = custom_operation(
      "cube", [](const Vector& x) { return x[0] * x[0] * x[0]; }, [](const auto& x) { return (3 * x * x[0]).eval(); });
  const auto with_custom = [&](const VectorOf<Var>& x) { return cube(x[0]); };
  BOOST_CHECK_THROW((void)Function(with_custom, Vector{{1.0}}).emit_cpp("f"), Error);
}

}  // namespace hesse
