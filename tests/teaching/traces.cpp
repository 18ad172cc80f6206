// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/trace.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <support/random_programs.hpp>
#include <support/thrown.hpp>
#include <teaching/formula_reader.hpp>
#include <utility>
#include <vector>

namespace hesse {

namespace {

namespace utf = boost::unit_test;

/// Baydin et al. (2018), tables 2 and 3, in the order of their lines; compilers may evaluate a sum from either side.
const auto example = [](const auto& x) {
  const auto v1 = log(x[0]);
  const auto v2 = x[0] * x[1];
  const auto v3 = sin(x[1]);
  const auto v4 = v1 + v2;
  return v4 - v3;
};
const Vector point{{2, 5}};

}  // namespace

// Origin: the tables, which print three decimals of v, v-dot along x_1 and v-bar.
BOOST_AUTO_TEST_CASE(the_tables_of_baydin_and_others_appear, *utf::tolerance(5e-4)) {
  const Trace found = trace(example, point, Vector{{1, 0}});
  const double v[] = {2, 5, 0.693, 10, -0.959, 10.693, 11.652};
  const double tangents[] = {1, 0, 0.5, 5, 0, 5.5, 5.5};
  const double adjoints[] = {5.5, 1.716, 1, 1, -1, 1, 1};
  BOOST_REQUIRE(found.lines.size() == std::size(v));
  for (std::size_t k = 0; k < std::size(v); ++k) {
    BOOST_TEST(found.lines[k].value == v[k]);
    BOOST_TEST(found.lines[k].tangent == tangents[k]);
    BOOST_TEST(found.lines[k].adjoint == adjoints[k]);
  }
  BOOST_TEST(found.value == 11.652);
  for (const char* number : {"11.6521", "5.5", "1.71634"})
    BOOST_TEST(found.text().find(number) != std::string::npos, found.text());
}

// By hand: f_11 = -1 / x_1^2, f_12 = 1; log(x_1) has slope 1 / x_1, which changes by -1 / x_1^2.
BOOST_AUTO_TEST_CASE(the_second_order_column_ends_in_the_hessian_times_the_direction) {
  const Trace found = trace(example, point, Vector{{1, 0}});
  BOOST_TEST(found.lines[0].adjoint_tangent == -0.25);
  BOOST_TEST(found.lines[1].adjoint_tangent == 1.0);
  BOOST_TEST(found.hessian_vector == (Vector{{-0.25, 1}}), boost::test_tools::per_element());
  const Trace::Partial& slope = found.lines[2].partials.at(0);
  BOOST_TEST(slope.operand == "x[0]");
  BOOST_TEST(slope.formula == "1 / x[0]");
  BOOST_TEST(slope.value == 0.5);
  BOOST_TEST(slope.tangent == -0.25);
}

BOOST_AUTO_TEST_CASE(a_trace_reads_like_this) {
  const auto quotient = [](const auto& x) {
    const auto v2 = x[0] / x[1];
    return 3 * v2;
  };
  BOOST_TEST(trace(quotient, Vector{{1, 2}}, Vector{{0, 1}}, {.names = {"a", "b"}}).text() ==
             "line           v  v-dot  v-bar  v-bar-dot  partial         value    dot\n"
             "-----------  ---  -----  -----  ---------  --------------  -----  -----\n"
             "a              1      0    1.5      -0.75\n"
             "b              2      1  -0.75       0.75\n"
             "v2 = a / b   0.5  -0.25      3          0  d/da = 1 / b      0.5  -0.25\n"
             "                                           d/db = -v2 / b  -0.25   0.25\n"
             "v3 = 3 * v2  1.5  -0.75      1          0  d/dv2 = 3           3      0\n"
             "\n"
             "f = v3 = 1.5\n"
             "\n"
             "input  gradient (v-bar)  Hessian * direction (v-bar-dot)\n"
             "-----  ----------------  -------------------------------\n"
             "a                   1.5                            -0.75\n"
             "b                 -0.75                             0.75\n");
}

BOOST_AUTO_TEST_CASE(gradients_and_products_of_random_programs_are_those_of_the_function) {
  std::size_t finite = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto inputs = static_cast<Index>(1 + seed % 6);
    const RandomProgram program = RandomProgram::make(seed, 1 + seed % 6, 3 + seed % 23);
    const Function f(program, program.point(), {.compile = Compile::never});
    const Vector direction = Vector::LinSpaced(inputs, 0.5, -1.5);
    const Trace found = trace(f, program.point(), direction);
    const Vector gradient = f.gradient(program.point()), product = f.hessian_vector(program.point(), direction);
    if (!gradient.allFinite() || !product.allFinite()) continue;
    ++finite;
    BOOST_TEST((found.gradient == gradient), "seed " << seed << ":\n" << program.text());
    BOOST_TEST((found.hessian_vector == product), "seed " << seed << ":\n" << program.text());
  }
  BOOST_TEST(finite > 150u);
}

namespace {

struct Expected {
  double tangent = 0, adjoint = 0, adjoint_tangent = 0, size = 0;
};

/// What follows from the partials of the table, line by line, as its header says: the name of the first line that has
/// other numbers.
std::string line_that_does_not_follow(const Trace& found) {
  std::map<std::string, std::size_t> place;
  std::vector<Expected> expected(found.lines.size());
  const auto name_of = [](const Trace::Line& line) { return line.words.substr(0, line.words.find(' ')); };
  for (std::size_t k = 0; k < found.lines.size(); ++k) {
    const Trace::Line& line = found.lines[k];
    place[name_of(line)] = k;
    if (line.partials.empty()) expected[k].tangent = line.tangent;
    for (const Trace::Partial& partial : line.partials) {
      const std::size_t operand = place.at(partial.operand);
      const double term = partial.value * found.lines[operand].tangent;
      expected[k].tangent += term;
      expected[k].size += std::abs(term);
      Expected& above = expected[operand];
      above.adjoint += partial.value * line.adjoint;
      const double first = partial.value * line.adjoint_tangent, second = partial.tangent * line.adjoint;
      above.adjoint_tangent += first + second;
      above.size += std::abs(partial.value * line.adjoint) + std::abs(first) + std::abs(second);
    }
  }
  if (const auto output = place.find(found.output); output != place.end()) expected[output->second].adjoint += 1;
  for (std::size_t k = 0; k < found.lines.size(); ++k) {
    const Trace::Line& line = found.lines[k];
    const double allowed = 1e-14 * (1 + expected[k].size);
    const double numbers[] = {line.tangent - expected[k].tangent, line.adjoint - expected[k].adjoint,
                              line.adjoint_tangent - expected[k].adjoint_tangent};
    for (const double number : numbers)
      if (std::abs(number) > allowed) return line.words;  // no number is NaN where a 0 * inf was formed
  }
  return "";
}

}  // namespace

// The table explains itself: its columns follow from its partials by the formulas of the header.
BOOST_AUTO_TEST_CASE(the_columns_follow_from_the_partials) {
  BOOST_TEST(line_that_does_not_follow(trace(example, point, Vector{{1, 0}})) == "");
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 1 + seed % 6, 3 + seed % 23);
    const Vector direction = Vector::LinSpaced(program.point().size(), 0.5, -1.5);
    const Trace found = trace(program, program.point(), direction);
    BOOST_TEST(line_that_does_not_follow(found) == "", "seed " << seed << ":\n" << found.text() << program.text());
  }
}

namespace {

/// Every formula of the trace, read back, is the number beside it: to the six digits in which constants are written,
/// of which logsumexp takes the exponential.
std::size_t check_formulas(const Trace& found) {
  std::map<std::string, double> names;
  std::size_t checked = 0;
  for (const Trace::Line& line : found.lines) {
    names[line.partials.empty() ? line.words : line.words.substr(0, line.words.find(' '))] = line.value;
    for (const Trace::Partial& partial : line.partials) {
      const double read = number_of_formula(partial.formula, names);
      const double distance = std::abs(read - partial.value);
      BOOST_TEST((distance <= 1e-4 * std::abs(read) || (std::isnan(read) && std::isnan(partial.value))),
                 line.words << ": " << partial.formula << " is " << read << ", not " << partial.value);
      ++checked;
    }
  }
  return checked;
}

/// The row at a point a share of the way through its domain, constants at some of its places.
template <class Row, std::size_t... k>
std::size_t check_row(double share, unsigned constants, std::index_sequence<k...>) {
  const auto coordinate = [&](std::size_t place) {
    const auto [low, high] = Row::about.tested_on[Variadic<Row> ? 0 : place];
    const bool is_parameter = parameters_of<Row> != 0 && place + 1 == sizeof...(k);
    return is_parameter ? std::ceil(0.5 * (low + high)) : low + (high - low) * share / (1.0 + 0.1 * double(place));
  };
  const Vector x{{coordinate(k)...}};
  const auto row = [&](const VectorOf<Var>& variables) -> Var {
    const std::array all{((constants >> k) & 1u) != 0 ? Var(x[Index(k)]) : variables[Index(k)]...};
    if constexpr (Variadic<Row>)
      return Recording::apply_all<Row>(all);
    else if constexpr (parameters_of<Row> != 0)
      return Recording::apply_with_parameter<Row>(all[0], x[1]);
    else
      return Recording::apply<Row>(all[k]...);
  };
  return check_formulas(trace(row, x, Vector::Ones(x.size())));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_partials_of_every_row_are_formulas_of_the_right_value) {
  for_each_row([]<class Row>() {
    if constexpr (!std::is_same_v<Row, rows::Custom>) {
      constexpr std::size_t count = Variadic<Row> ? 3 : static_cast<std::size_t>(arity_of<Row>);
      constexpr unsigned choices = parameters_of<Row> != 0 ? 1 : (1u << count) - 1;
      std::size_t checked = 0;
      for (unsigned constants = 0; constants < choices; ++constants)
        for (const double share : {0.11, 0.47, 0.93})
          checked += check_row<Row>(share, constants, std::make_index_sequence<count>());
      BOOST_TEST(checked >= 3u, Row::about.name);
    }
  });
}

BOOST_AUTO_TEST_CASE(the_partials_of_random_programs_are_formulas_of_the_right_value) {
  std::size_t checked = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 1 + seed % 6, 3 + seed % 23);
    checked += check_formulas(trace(program, program.point(), Vector::Ones(program.point().size())));
  }
  BOOST_TEST(checked > 1000u);
}

// By hand: a sum grows with both, a product by the other one, and what binds less stands in parentheses.
BOOST_AUTO_TEST_CASE(formulas_have_parentheses_where_they_need_them) {
  const auto formula_of_last = [](const auto& f) {
    return trace(f, Vector{{0.5, 2}}, Vector{{1, 0}}).lines.back().partials.at(0).formula;
  };
  BOOST_TEST(formula_of_last([](const auto& x) { return Var(atan(x[0])); }) == "1 / (1 + x[0] * x[0])");
  BOOST_TEST(formula_of_last([](const auto& x) { return Var(acos(x[0])); }) == "-rsqrt(fma(-x[0], x[0], 1))");
  BOOST_TEST(formula_of_last([](const auto& x) { return Var(x[0] * -2.0); }) == "-2");
  BOOST_TEST(formula_of_last([](const auto& x) { return Var(abs(x[0])); }) == "1");
  BOOST_TEST(formula_of_last([](const auto& x) { return pow(x[0], 3); }) == "3 * x[0]^2");
  BOOST_TEST(formula_of_last([](const auto& x) { return pow(x[0], -2); }) == "-2 * x[0]^(-3)");
  BOOST_TEST(formula_of_last([](const auto& x) { return logsumexp(x); }) ==
             "exp_difference(x[0], v2) * (1 / (exp_difference(x[0], v2) + exp_difference(x[1], v2)))");
}

BOOST_AUTO_TEST_CASE(of_a_custom_operation_there_are_numbers_only) {
  const auto cube = custom_operation(
      "cube", [](const Vector& x) { return x[0] * x[0] * x[0]; },
      [](const auto& x) {
        std::remove_cvref_t<decltype(x)> slope(1);
        slope[0] = 3 * x[0] * x[0];
        return slope;
      });
  const Trace found = trace([&](const auto& x) { return cube(x[0]); }, Vector{{2}}, Vector{{1}});
  BOOST_TEST(found.lines[1].words == "v1 = cube(x[0])");
  BOOST_TEST(found.lines[1].partials.at(0).formula == "");
  BOOST_TEST(found.lines[1].partials.at(0).value == 12.0);
  BOOST_TEST(found.hessian_vector[0] == 12.0);
}

BOOST_AUTO_TEST_CASE(a_function_that_branches_is_traced_on_the_branch_of_the_point) {
  const Function f([](const auto& x) { return x[0] < 0 ? -x[0] : x[0] * x[0]; }, Vector{{1}});
  BOOST_TEST(trace(f, Vector{{-2}}, Vector{{1}}).gradient[0] == -1.0);
  BOOST_TEST(trace(f, Vector{{3}}, Vector{{1}}).gradient[0] == 6.0);
}

BOOST_AUTO_TEST_CASE(a_constant_function_has_a_trace_of_its_inputs) {
  const Trace found = trace([](const auto&) { return Var(4.0); }, Vector{{1}}, Vector{{1}});
  BOOST_TEST(found.lines.size() == 1u);
  BOOST_TEST(found.value == 4.0);
  BOOST_TEST(found.gradient[0] == 0.0);
}

BOOST_AUTO_TEST_CASE(misuse_of_a_trace_says_what_to_do) {
  using support::check_error;
  check_error<ShapeError>(
      [] {
        static_cast<void>(trace(example, point, Vector{{1, 0, 0}}));
      },
      "shape.size", "trace() got 3 entries in the direction, but 2 are expected. Pass exactly 2.");
  const Function f(example, point);
  check_error<ShapeError>([&] { static_cast<void>(trace(f, Vector{{1}}, point)); }, "shape.size",
                          "trace() got 1 number, but 2 are expected. Pass exactly 2.");
  check_error<ShapeError>([&] { static_cast<void>(trace(f, point, point, {.names = {"a"}})); }, "shape.size",
                          "names of trace() got 1 name, but 2 are expected. Pass exactly 2.");
  check_error<ShapeError>(
      [] { static_cast<void>(trace([](const auto& x) { return VectorOf<Var>(2 * x); }, point, point)); },
      "shape.scalar_expected",
      "trace() needs a function with one output, this one has 2. Trace one output, or a weighted sum of them.");
  const auto half_known = custom_operation(
      "half_known", [](const Vector& x) { return x[0]; }, [](const Vector&) { return Vector{{1}}; });
  BOOST_CHECK_THROW(static_cast<void>(trace([&](const auto& x) { return half_known(x[0]); }, Vector{{1}}, Vector{{1}})),
                    OperationError);
}

}  // namespace hesse
