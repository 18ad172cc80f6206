// SPDX-License-Identifier: BSL-1.0
//
// What a text means: numbers computed by hand, and random trees that are printed and read back.
#include <hesse/derivatives/one_liners.hpp>
#include <hesse/numbers/functions.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <command_line/grammar.hpp>
#include <memory>
#include <ostream>
#include <random>
#include <string>

using hesse::Index;
using hesse::Vector;
using namespace hesse::command_line;

namespace {

const Names names{"x", "y"};
const Vector point{{3.0, 0.5}};

double value_of(const std::string& text) { return read_expression(text, names)(point); }

struct Meaning {
  const char* text;
  double value;
};
std::ostream& operator<<(std::ostream& out, const Meaning& meaning) { return out << meaning.text; }

/// Value, slope and curvature of a formula along x, by hyper-dual numbers.
hesse::HyperDual along_x(const std::string& text, double x) {
  hesse::VectorOf<hesse::HyperDual> inputs(2);
  inputs << hesse::HyperDual{{x, 1.0}, {1.0, 0.0}}, hesse::HyperDual{{0.5, 0.0}, {0.0, 0.0}};
  return read_expression(text, names)(inputs);
}

// By hand, with x = 3 and y = 1/2; all of them are exact in binary.
const Meaning meanings[] = {
    {"1 - 2 - 3", -4.0},      // from the left
    {"8 / 4 / 2", 1.0},       // from the left
    {"2 ^ 3 ^ 2", 512.0},     // from the right: 2^9
    {"-2 ^ 2", -4.0},         // the sign binds looser than the power
    {"2 ^ -1", 0.5},          // an exponent may have a sign
    {"2 ^ -2 ^ 2", 0.0625},   // 2^(-(2^2))
    {"-x * y", -1.5},         //
    {"2 * -x", -6.0},         //
    {"1 + 2 * x ^ 2", 19.0},  //
    {"(1 + 2) * x", 9.0},     //
    {"- - + x", 3.0},         //
    {"x-y", 2.5},             //
    {".5 + 5. + 5e-1 + 0.05E1", 6.5},
    {"max(x, y) + min(x, y)", 3.5},
    {"hypot(x, 4)", 5.0},
    {"hypot(2, x, 6)", 7.0},  // 4 + 9 + 36 = 49
    {"norm(1, 1, 1, x, 2)", 4.0},
    {"pow(y, -x)", 8.0},
    {"clamp(x, 0, 1)", 1.0},
    {"\tx\n*\r\ny ", 1.5},
};

/// A tree that prints itself and computes itself, without the code that is tested.
struct Tree {
  std::string text;
  double value;
};

class RandomTrees {
 public:
  Tree tree(int depth) {
    if (depth == 0) return leaf();
    switch (std::uniform_int_distribution(0, 8)(random_)) {
      case 0:
        return leaf();
      case 1:
        return negated(tree(depth - 1));
      case 2:
        return called("sin", tree(depth - 1), [](double a) { return hesse::sin(a); });
      case 3:
        return called("sigmoid", tree(depth - 1), [](double a) { return hesse::sigmoid(a); });
      default:
        return binary(depth);
    }
  }

 private:
  Tree leaf() {
    switch (std::uniform_int_distribution(0, 3)(random_)) {
      case 0:
        return {"x", point[0]};
      case 1:
        return {"y", point[1]};
      case 2:
        return {"pi", 3.141592653589793};
      default:
        break;
    }
    const double number = std::exp(std::normal_distribution(0.0, 20.0)(random_));
    return {fmt::format("{:.17g}", number), number};
  }
  static Tree negated(const Tree& a) { return {"(-" + a.text + ")", -a.value}; }
  static Tree called(const std::string& function, const Tree& a, double (*value)(double)) {
    return {function + "(" + a.text + ")", value(a.value)};
  }
  Tree binary(int depth) {
    const Tree a = tree(depth - 1), b = tree(depth - 1);
    const auto joined = [&](const char* symbol) { return "(" + a.text + symbol + b.text + ")"; };
    switch (std::uniform_int_distribution(0, 4)(random_)) {
      case 0:
        return {joined(" + "), a.value + b.value};
      case 1:
        return {joined("-"), a.value - b.value};
      case 2:
        return {joined(" *"), a.value * b.value};
      case 3:
        return {joined("/ "), a.value / b.value};
      default:
        return {joined("^"), hesse::pow(a.value, b.value)};
    }
  }

  std::mt19937_64 random_{20};
};

}  // namespace

BOOST_DATA_TEST_CASE(an_expression_means_what_it_means_in_mathematics, boost::unit_test::data::make(meanings)) {
  BOOST_TEST(value_of(sample.text) == sample.value);
}

BOOST_AUTO_TEST_CASE(a_thousand_random_trees_printed_and_read_back_have_the_same_value_to_the_bit) {
  RandomTrees random;
  int finite = 0;
  for (int i = 0; i < 1000; ++i) {
    const Tree tree = random.tree(6);
    const double value = value_of(tree.text);
    finite += std::isfinite(value) ? 1 : 0;
    BOOST_TEST((value == tree.value || (std::isnan(value) && std::isnan(tree.value))),
               tree.text << " is " << value << ", not " << tree.value);
  }
  BOOST_TEST(finite > 500);
}

// At x = 3, y = 1/2 all rows can be evaluated that have these in their domain; where they cannot, both are NaN.
BOOST_AUTO_TEST_CASE(every_function_of_the_table_is_the_same_on_numbers_and_on_recorded_variables) {
  for (const NamedFunction& function : named_functions()) {
    std::string arguments = "y";
    for (std::uint32_t i = 1; i < (function.arguments == 0 ? 4 : function.arguments); ++i) arguments += ", x";
    const Expression f = read_expression(fmt::format("{}({})", function.name, arguments), names);
    const double plain = f(point), recorded = hesse::value(f, point);
    BOOST_TEST((plain == recorded || (std::isnan(plain) && std::isnan(recorded))), function.name);
  }
  BOOST_TEST(named_functions().size() > 40u);
}

// d/dx (x^3 y) = 3 x^2 y = 13.5, d/dy = x^3 = 27; the Hessian is 6 x y = 9, 3 x^2 = 27, 0.
BOOST_AUTO_TEST_CASE(an_expression_is_a_function_that_can_be_differentiated) {
  const Expression f = read_expression("x^3*y", names);
  const auto [value, gradient, hessian] = hesse::second_order(f, point);
  BOOST_TEST(value == 13.5);
  BOOST_TEST(gradient[0] == 13.5);
  BOOST_TEST(gradient[1] == 27.0);
  BOOST_TEST(hessian(0, 0) == 9.0);
  BOOST_TEST(hessian(0, 1) == 27.0);
  BOOST_TEST(hessian(1, 1) == 0.0);
}

BOOST_AUTO_TEST_CASE(assignments_are_names_with_constant_expressions_in_their_order) {
  const Assignments found = read_assignments("beta = -1.2, a=pi/4,c_1 = 2^-1");
  BOOST_TEST((found.names == Names{"beta", "a", "c_1"}));
  BOOST_TEST(found.values[0] == -1.2);
  BOOST_TEST(found.values[1] == 0.7853981633974483);  // pi / 4 to 16 digits
  BOOST_TEST(found.values[2] == 0.5);
}

BOOST_AUTO_TEST_CASE(rows_part_at_semicolons_and_entries_at_commas_outside_of_calls) {
  const auto rows = read_rows("max(x, y), 2; -x, y; 1", names);
  BOOST_REQUIRE(rows.size() == 3u);
  BOOST_REQUIRE(rows[0].size() == 2u);
  BOOST_TEST(rows[0][0](point) == 3.0);
  BOOST_TEST(rows[1][0](point) == -3.0);
  BOOST_TEST(rows[2].size() == 1u);
}

// By hand: the derivatives of x^2, x^-2 and x^3 at -2. A logarithm of x, as of x^y, would make them NaN.
BOOST_AUTO_TEST_CASE(powers_of_negative_numbers_have_slopes_where_the_exponent_is_a_number) {
  struct Power {
    const char* text;
    double value, slope, curvature;
  };
  for (const Power& power : {Power{"x^2", 4.0, -4.0, 2.0}, Power{"pow(x, 2)", 4.0, -4.0, 2.0},
                             Power{"x^(4/2)", 4.0, -4.0, 2.0}, Power{"x^-2", 0.25, 0.25, 0.375},
                             Power{"x^(1 + max(1, 2))", -8.0, 12.0, -12.0}, Power{"x^2^1", 4.0, -4.0, 2.0}}) {
    const hesse::HyperDual found = along_x(power.text, -2.0);
    BOOST_TEST(found.value.value == power.value, power.text);
    BOOST_TEST(found.value.tangent == power.slope, power.text);
    BOOST_TEST(found.tangent.value == power.slope, power.text);
    BOOST_TEST(found.tangent.tangent == power.curvature, power.text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_made_of_numbers_alone_is_one_number) {
  BOOST_TEST(read_expression("sqrt(4) * (1 + -2) / max(1, 8)", names).nodes() == 1u);
  BOOST_TEST(value_of("sqrt(4) * (1 + -2) / max(1, 8)") == -0.25);
  BOOST_TEST(read_expression("x + 2 * 3", names).nodes() == 3u);
}
