// SPDX-License-Identifier: BSL-1.0
//
// Structural numbers: the product of "not there" and anything is "not there"; a 0.0 that was computed is a number.
#include <hesse/hesse.hpp>
#include <hesse/numbers/structural.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using hesse::Dual;
using hesse::Structural;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
const Structural absent;
const Structural zero = Structural::computed(0.0);
const Structural infinite = Structural::computed(inf);
const Structural three = Structural::computed(3.0);

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_not_there_stays_away_from_products_and_quotients) {
  BOOST_TEST((absent * infinite).is_zero());
  BOOST_TEST((infinite * absent).is_zero());
  BOOST_TEST((absent / zero).is_zero());
  BOOST_TEST((-absent).is_zero());
  BOOST_TEST((0 * infinite).is_zero());  // a constant 0 of a rule is not there either
}

BOOST_AUTO_TEST_CASE(a_computed_zero_is_a_number_like_any_other) {
  BOOST_TEST(!zero.is_zero());
  BOOST_TEST(!(zero * three).is_zero());
  BOOST_TEST(std::isnan((zero * infinite).number()));
  BOOST_TEST(std::isnan((zero / zero).number()));
  BOOST_TEST(!(three - three).is_zero());
}

BOOST_AUTO_TEST_CASE(sums_with_what_is_not_there_are_the_other_term) {
  BOOST_TEST((absent + three).number() == 3.0);
  BOOST_TEST((three + absent).number() == 3.0);
  BOOST_TEST((three - absent).number() == 3.0);
  BOOST_TEST((absent - three).number() == -3.0);
  BOOST_TEST(!(absent - three).is_zero());
  BOOST_TEST((absent + absent).is_zero());
  BOOST_TEST((absent - absent).is_zero());
}

// By hand: sqrt at 0 has an infinite slope; along a direction it does not depend on, its derivative is 0, not NaN.
BOOST_AUTO_TEST_CASE(a_dual_of_structural_numbers_knows_which_directions_it_contains) {
  using Number = Dual<Structural>;
  const Number x(zero, absent), y(three, Structural(1));
  BOOST_TEST((sqrt(x) + y).tangent.number() == 1.0);
  BOOST_TEST((sqrt(x) * y).tangent.number() == 0.0);
  BOOST_TEST(sqrt(Number(zero, Structural(1))).tangent.number() == inf);
  BOOST_TEST(max(y, x).tangent.number() == 1.0);
}

BOOST_AUTO_TEST_CASE(structural_numbers_compare_as_doubles) {
  BOOST_TEST((zero == absent));
  BOOST_TEST((zero < three));
  BOOST_TEST((three < infinite));
  BOOST_TEST((three == 3.0));
}
