// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/race.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <support/svg_reader.hpp>
#include <support/thrown.hpp>

namespace hesse {

using boost::test_tools::tolerance;

namespace {

/// H = diag(1, 4).
const auto bowl = [](const auto& x) { return 0.5 * square(x[0]) + 2.0 * square(x[1]); };
const auto rosenbrock = [](const auto& x) { return 100 * square(x[1] - square(x[0])) + square(1 - x[0]); };

}  // namespace

// On a quadratic NGD multiplies coordinate i by 1 - eta l (1 + rho l) each iteration; by default, with rho = 1, eta is
// 1 / (4 (1 + 4)) = 0.05: factors 1 - 0.05 * 2 = 0.9 and 1 - 0.05 * 20 = 0. Newton is there after one.
BOOST_AUTO_TEST_CASE(paths_on_a_quadratic_are_those_of_the_closed_factors) {
  const Race found = race(bowl, Vector{{1, 2}});
  BOOST_REQUIRE(found.runners.size() == 4u);
  const Race::Runner &newton = found.runners[0], &ngd = found.runners[2];
  BOOST_TEST(newton.name == "Newton");
  BOOST_TEST(newton.points.size() == 2u);
  BOOST_TEST(newton.outcome() == "Newton: 1 iteration");
  BOOST_TEST(ngd.name == "NGD, rho = 1");
  BOOST_REQUIRE(ngd.points.size() > 20u);
  for (std::size_t k = 0; k <= 20; ++k) {
    BOOST_TEST(ngd.points[k][0] == std::pow(0.9, k), tolerance(1e-13));
    BOOST_TEST(std::abs(ngd.points[k][1]) <= (k == 0 ? 2.0 : 1e-15));
    BOOST_TEST(ngd.values[k] == value(bowl, ngd.points[k]), tolerance(1e-13));
  }
}

// Its minimum is 0 at (1, 1).
BOOST_AUTO_TEST_CASE(a_race_in_the_valley_of_rosenbrock_is_drawn_whole) {
  const Race found = race(rosenbrock, Vector{{-1.2, 1.0}});
  for (const std::size_t k : {0u, 3u}) {
    BOOST_TEST(found.runners[k].solution.converged(), found.runners[k].outcome());
    BOOST_TEST((found.runners[k].points.back() - Vector{{1, 1}}).norm() < 1e-6);
  }
  BOOST_TEST(found.least < 1e-12);
  const support::Rectangle window{found.paths.x.front(), found.paths.y.front(), found.paths.x.back(),
                                  found.paths.y.back()};
  for (const Vector& p : found.runners[0].points) BOOST_TEST(window.contains({p[0], p[1], p[0], p[1]}));
  for (const std::string& svg : {found.paths.svg(), found.values.svg()}) {
    BOOST_TEST(support::svg_elements(svg).size() > 50u);
    for (const Race::Runner& runner : found.runners) BOOST_TEST(svg.find(runner.outcome()) != std::string::npos);
  }
  BOOST_TEST(found.paths.svg() == race(rosenbrock, Vector{{-1.2, 1.0}}).paths.svg());
}

// l = -2 along y with rho = 1: the factor 1 - eta l (1 + rho l) = 1 - 2 eta leads into the saddle.
BOOST_AUTO_TEST_CASE(who_fails_says_so_in_the_legend) {
  const auto saddle = [](const auto& x) { return 0.5 * square(x[0]) - square(x[1]) + 0.25 * pow(x[1], 4); };
  const Race found = race(saddle, Vector{{1.0, 0.1}}, {.eta = 0.2, .iteration_limit = 500});
  const Race::Runner& ngd = found.runners[2];
  BOOST_TEST(!ngd.solution.converged());
  BOOST_TEST(ngd.outcome().starts_with("NGD, rho = 1: failed, at a saddle after "), ngd.outcome());
  BOOST_TEST(found.paths.svg().find(ngd.outcome()) != std::string::npos);
  BOOST_TEST(ngd.points.back().norm() < 1e-6);
  BOOST_TEST(found.paths.x.front() < 0.0);  // the saddle is in the picture
  BOOST_TEST(found.paths.y.front() < 0.0);
  BOOST_TEST(found.text().find("failed: gradient_small") != std::string::npos, found.text());
  const Race limited = race(rosenbrock, Vector{{-1.2, 1.0}}, {.iteration_limit = 3});
  BOOST_TEST(limited.runners[0].outcome() == "Newton: failed, iteration_limit after 3");
}

BOOST_AUTO_TEST_CASE(a_method_that_diverges_does_not_stretch_the_window) {
  const Race found = race(bowl, Vector{{1, 2}}, {.eta = 1.0});
  BOOST_TEST(!found.runners[2].solution.converged());
  BOOST_TEST(found.paths.x.back() - found.paths.x.front() < 10.0);
  BOOST_TEST(found.paths.svg().find("nan") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_race_that_cannot_start_is_a_picture_that_says_so) {
  const Race found = race([](const auto& x) { return log(x[0]) + x[1]; }, Vector{{-1, 0}});
  for (const Race::Runner& runner : found.runners)
    BOOST_TEST(runner.outcome().ends_with(": failed, start_not_finite after 0"), runner.outcome());
  BOOST_TEST(found.text().find("No value of f that was met is finite") != std::string::npos);
  for (const std::string& svg : {found.paths.svg(), found.values.svg()}) {
    BOOST_CHECK_NO_THROW(support::parsed_xml(svg));
    for (const char* number : {"\"nan", "\"inf"}) BOOST_TEST(svg.find(number) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(misuse_of_a_race_says_what_to_do) {
  support::check_error<OptionError>(
      [] {
        static_cast<void>(race(bowl, Vector{{1, 2}}, {.points = 1}));
      },
      "option.value", "race(): points is 1; it must be at least 2.");
}

}  // namespace hesse
