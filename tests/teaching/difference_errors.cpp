// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/difference_errors.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <support/fifty_digits.hpp>
#include <support/svg_reader.hpp>
#include <support/thrown.hpp>

namespace hesse {

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

const auto exponential = [](const auto& x) { return exp(x[0]); };
const Vector zero{{0}}, along{{1}};

}  // namespace

// exp at 0, where f' = f'' = 1: the error of each quotient in fifty digits, from its definition. Rounding adds to it at
// most 4 values of f, each wrong by eps, over h or h^2.
BOOST_AUTO_TEST_CASE(the_errors_are_those_of_the_quotients_and_of_rounding) {
  const DifferenceErrors found = difference_errors(exponential, zero, along);
  BOOST_TEST_REQUIRE(found.steps.size() == 65u);
  BOOST_TEST(found.steps.front() == 1e-16);
  BOOST_TEST(found.steps.back() == 1.0, boost::test_tools::tolerance(1e-13));
  for (std::size_t k = 0; k < found.steps.size(); ++k) {
    const Fifty h = found.steps[k], up = exp(h), down = exp(Fifty(-h)), twice = exp(Fifty(2 * h));
    const Fifty exact[] = {(up - 1) / h - 1, (up - down) / (2 * h) - 1, (twice - 2 * up + 1) / (h * h) - 1,
                           (up - 2 + down) / (h * h) - 1};
    for (std::size_t rule = 0; rule < 4; ++rule) {
      const double rounding = 8.0 * static_cast<double>(twice) * eps / std::pow(found.steps[k], rule < 2 ? 1 : 2);
      BOOST_TEST(std::abs(found.quotients[rule].errors[k] - std::abs(static_cast<double>(exact[rule]))) <= rounding,
                 found.quotients[rule].name << " at h = " << found.steps[k]);
    }
  }
}

// Nocedal, Wright (2006), section 8.1: the least error is of the size of eps^(1/2) for the forward and eps^(2/3) for
// the central quotient; of second differences, by the same balance, eps^(1/3) and eps^(1/2).
BOOST_AUTO_TEST_CASE(the_lowest_points_are_where_truncation_meets_rounding) {
  const DifferenceErrors found =
      difference_errors([](const auto& x) { return exp(x[0]) * sin(x[1]); }, Vector{{0.3, 0.8}}, Vector{{1, 1}});
  const double powers[] = {1.0 / 2, 2.0 / 3, 1.0 / 3, 1.0 / 2};
  for (std::size_t rule = 0; rule < 4; ++rule) {
    const DifferenceErrors::Quotient& quotient = found.quotients[rule];
    // Chance can bring one step lower, not higher.
    BOOST_TEST(quotient.errors[quotient.best] < 30 * std::pow(eps, powers[rule]), quotient.name);
    BOOST_TEST(quotient.errors[quotient.best] > std::pow(eps, powers[rule]) / 300, quotient.name);
    BOOST_TEST(quotient.errors.front() > 0.01, quotient.name);
  }
  for (const DifferenceErrors::Derivative& derivative : found.derivatives) BOOST_TEST(derivative.error < 8 * eps);
}

// By hand: log' is 1 / 3 at 3, and what a double leaves out of 1 / 3 = 0.010101..., in base two, is 2^-54 of it.
BOOST_AUTO_TEST_CASE(errors_below_the_rounding_of_a_double_are_seen) {
  const DifferenceErrors found = difference_errors([](const auto& x) { return log(x[0]); }, Vector{{3}}, Vector{{1}},
                                                   {.smallest = 1, .largest = 1});
  BOOST_TEST(found.derivatives[0].value == 1.0 / 3.0);
  BOOST_TEST(std::ldexp(found.derivatives[0].error, 54) == 1.0, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_u_curve_is_a_picture_and_a_table) {
  const DifferenceErrors found = difference_errors(exponential, zero, along);
  const std::string svg = found.svg();
  BOOST_TEST(support::parsed_xml(svg).get<std::string>("svg.desc") == found.text());
  BOOST_TEST(svg == difference_errors(exponential, zero, along).svg());
  BOOST_TEST(
      found.text().starts_with("f' = 1, f'' = 1; errors of difference quotients with 65 steps from 1e-16 to 1:\n"));
  for (const char* name : {"f', forward difference", "f'', central difference", "f'', Hesse"})
    BOOST_TEST(found.text().find(name) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(steps_where_f_is_not_finite_have_no_error_and_are_not_the_best) {
  const DifferenceErrors found =
      difference_errors([](const auto& x) { return sqrt(x[0]); }, Vector{{0.5}}, along, {.smallest = 1e-3});
  BOOST_TEST(std::isnan(found.quotients[1].errors.back()));  // sqrt(0.5 - 1)
  BOOST_TEST(std::isfinite(found.quotients[1].errors[found.quotients[1].best]));
}

BOOST_AUTO_TEST_CASE(misuse_of_difference_errors_says_what_to_do) {
  using support::check_error;
  check_error<OptionError>(
      [&] { static_cast<void>(difference_errors(exponential, zero, along, {.smallest = 1, .largest = 0.1})); },
      "option.steps",
      "difference_errors() got steps from 1 to 0.1, 4 a decade, which are none. Pass 0 < smallest <= largest and at "
      "least 1 a decade.");
  check_error<ShapeError>(
      [&] {
        static_cast<void>(difference_errors(exponential, zero, Vector{{1, 2}}));
      },
      "shape.size", "difference_errors() got 2 entries in the direction, but 1 is expected. Pass exactly 1.");
}

}  // namespace hesse
