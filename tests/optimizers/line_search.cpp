// SPDX-License-Identifier: BSL-1.0
//
// Where a line search looks next, on lines whose shape says where that must be.
#include <hesse/optimizers/line_search.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <optional>

using namespace hesse;

namespace {

/// From x = -1 towards larger x.
Attempt searched(const Function& f, double first) {
  const FunctionObjective objective(f);
  const CommonOptions options;
  Problem problem(objective, options);
  const std::optional<Iterate> here = problem.evaluate(Vector{{-1.0}});
  return search_wolfe(*here, Vector{{1.0}}, first, problem);
}

}  // namespace

// A step of 1.96 lowers f, but to a slope of 1.92, more than 0.9 times the first one. The parabola is known by then,
// and so is its minimum.
BOOST_AUTO_TEST_CASE(a_step_too_long_on_a_parabola_is_followed_by_one_to_its_minimum) {
  for (const double scale : {1.0, 1e-300, 1e300}) {
    const Attempt attempt = searched(Function([=](const auto& x) { return scale * x[0] * x[0]; }, Vector{{1.0}}), 1.96);
    BOOST_TEST_REQUIRE(attempt.next.has_value());
    BOOST_TEST(attempt.inner_iterations == 2);
    BOOST_TEST(std::abs(attempt.next->point[0]) < 1e-15);
  }
}

// Steps double while f goes on falling as steeply as it began: 0.1, 0.2, ... 3.2 on a slope of one, past a bend at 2.
BOOST_AUTO_TEST_CASE(a_steep_line_is_followed_in_steps_that_double) {
  const auto f = [](const auto& x) { return sqrt(1e-6 + (x[0] - 1.0) * (x[0] - 1.0)); };
  const Attempt attempt = searched(Function(f, Vector{{-1.0}}), 0.1);
  BOOST_TEST_REQUIRE(attempt.next.has_value());
  BOOST_TEST(attempt.inner_iterations > 5);
  BOOST_TEST(attempt.inner_iterations < 20);
  BOOST_TEST(attempt.next->value < 0.01);
}
