// SPDX-License-Identifier: BSL-1.0
//
// Multiples of the point given are compared too, and left out where nothing can be said.
#include <hesse/basics/error.hpp>
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

using namespace hesse;
using Outcome = Verdict::Status;

namespace {

const Vector one{{1.0}};

}  // namespace

// max(x - 2, 0)^2 is 0 within ten percent of 1 and at 1/4; at 4 its slope is 4.
BOOST_AUTO_TEST_CASE(a_formula_that_holds_near_the_point_alone_is_wrong) {
  const auto f = [](const auto& x) { return square(max(x[0] - 2.0, 0.0)); };
  const auto nothing = [](ConstVector) { return Vector::Zero(1); };
  const Verdict verdict = check_gradient(f, nothing, one);
  BOOST_TEST((verdict.status == Outcome::failed), verdict.report());
  BOOST_REQUIRE(verdict.mistakes.size() == 1);
  BOOST_TEST(verdict.mistakes[0].exact == 4.0);
  BOOST_TEST(verdict.mistakes[0].wrong_at == 1);
  BOOST_TEST(verdict.mistakes[0].point == 6);  // after the one given and four around it comes 1/4, then 4
  const Verdict near = check_gradient(f, nothing, one, {.multiples = {}});
  BOOST_TEST(near.passed(), near.report());
  BOOST_TEST(!near.slope.has_value());  // a model without error has no power
  BOOST_TEST(check_gradient(f, nothing, one, {.multiples = {2.5}}).mistakes.at(0).exact == 1.0);
}

BOOST_AUTO_TEST_CASE(a_multiple_outside_of_the_domain_is_left_out) {
  const auto f = [](const auto& x) { return sqrt(2.0 - x[0]); };
  const Verdict verdict = check_gradient(
      f, [](ConstVector x) { return Vector{{-0.5 / std::sqrt(2.0 - x[0])}}; }, one);
  BOOST_TEST(verdict.passed(), verdict.report());
  BOOST_TEST(verdict.points == 6);
  BOOST_TEST(verdict.multiples == std::vector<double>{0.25}, boost::test_tools::per_element());
  BOOST_TEST(verdict.notes.at(0) ==
             "4 times the point given was left out: the function or its gradient is not finite there.");
}

BOOST_AUTO_TEST_CASE(a_multiple_that_the_function_refuses_is_left_out) {
  const auto f = [](const auto& x) {
    if (x[0] > 3.0) throw std::domain_error("x is above 3");
    return x[0] * x[0];
  };
  const auto by_hand = [](ConstVector x) -> Vector { return 2 * x; };
  const Verdict verdict = check_gradient(f, by_hand, one);
  BOOST_TEST(verdict.passed(), verdict.report());
  BOOST_TEST(verdict.notes.at(0) == "4 times the point given was left out: there it is said that \"x is above 3\".");
  // The point given is no guess of the check.
  BOOST_CHECK_THROW((void)check_gradient(f, by_hand, Vector{{3.5}}), std::domain_error);
}

// exp(x) / (1 + exp(x)) is the slope of softplus, and infinity over infinity beyond 709.
BOOST_AUTO_TEST_CASE(a_right_formula_that_overflows_at_a_multiple_is_no_mistake) {
  const auto f = [](const auto& x) { return softplus(x[0]); };
  const auto by_hand = [](ConstVector x) { return Vector{{std::exp(x[0]) / (1.0 + std::exp(x[0]))}}; };
  const Verdict verdict = check_gradient(f, by_hand, Vector{{300.0}});
  BOOST_TEST((verdict.status != Outcome::failed), verdict.report());
  BOOST_TEST(verdict.notes.at(0) ==
             "4 times the point given was left out: the hand-made gradient is not finite there, while the exact one "
             "is.");
}

BOOST_AUTO_TEST_CASE(multiples_of_zero_and_of_a_point_that_is_looked_at_alone_are_not_looked_at) {
  const auto f = [](const auto& x) { return x[0] * x[0]; };
  const auto by_hand = [](ConstVector x) -> Vector { return 2 * x; };
  BOOST_TEST(check_gradient(f, by_hand, Vector{{0.0}}).points == 5);
  BOOST_TEST(check_gradient(f, by_hand, one, {.points = 1}).points == 1);
  BOOST_TEST(check_gradient(f, by_hand, one, {.radius = 0.0}).points == 1);
  for (const double multiple : {0.0, HUGE_VAL})
    BOOST_CHECK_THROW((void)check_gradient(f, by_hand, one, {.multiples = {multiple}}), OptionError);
}
