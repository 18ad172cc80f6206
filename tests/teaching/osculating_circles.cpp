// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/osculating_circle.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <support/svg_reader.hpp>
#include <support/thrown.hpp>

namespace hesse {

using boost::test_tools::tolerance;

// The upper half of the circle of radius 2 around (1, 3) is its own osculating circle, everywhere.
BOOST_AUTO_TEST_CASE(a_circle_is_its_own_osculating_circle) {
  const auto half = [](const auto& x) { return 3 + sqrt(4 - square(x[0] - 1)); };
  for (const double at : {-0.7, 0.0, 1.0, 1.9, 2.8}) {
    const OsculatingCircle found = osculating_circle(half, Vector{{at}});
    BOOST_TEST(found.radius == 2.0, tolerance(1e-13));
    BOOST_TEST(found.centre_x == 1.0, tolerance(1e-13));
    BOOST_TEST(found.centre_y == 3.0, tolerance(1e-13));
    BOOST_TEST(found.curvature == -0.5, tolerance(1e-13));
  }
}

// By hand, y = x^2 at 1: f' = f'' = 2, radius 5^(3/2) / 2, centre (1 - 5, 1 + 5 / 2).
BOOST_AUTO_TEST_CASE(the_circle_of_a_parabola_is_the_one_by_hand_and_reads_like_this) {
  const OsculatingCircle found = osculating_circle([](const auto& x) { return square(x[0]); }, Vector{{1}});
  BOOST_TEST(found.radius == std::pow(5.0, 1.5) / 2, tolerance(1e-15));
  BOOST_TEST(found.centre_x == -4.0, tolerance(1e-15));
  BOOST_TEST(found.centre_y == 3.5, tolerance(1e-15));
  BOOST_TEST(found.text() ==
             "At x = 1 the curve y = f(x) has height 1, slope 2 and second derivative 2.\n"
             "Tangent: y = 1 + 2 (x - 1). Parabola: the same + 1 (x - 1)^2.\n"
             "The osculating circle lies above the curve: radius (1 + f'^2)^(3/2) / |f''| = 5.59017, centre (-4, 3.5), "
             "curvature 0.178885.\n");
}

// x^3 at 0: f'' = 0.
BOOST_AUTO_TEST_CASE(a_curve_without_curvature_has_no_circle_and_the_picture_says_so) {
  const OsculatingCircle found = osculating_circle([](const auto& x) { return pow(x[0], 3); }, Vector{{0}});
  BOOST_TEST(!found.has_circle());
  BOOST_TEST(std::isinf(found.radius));
  BOOST_TEST(found.reach == 1.0);
  BOOST_TEST(found.text().find("There is no osculating circle: f'' = 0") != std::string::npos);
  BOOST_TEST(found.svg().find("no circle") != std::string::npos);
  BOOST_TEST(found.svg().find(">osculating circle<") == std::string::npos);
}

// The fourth curve drawn is the circle, the fifth the point: as wide as it is high only where units are equal on both
// axes.
BOOST_AUTO_TEST_CASE(the_circle_is_round_on_the_page) {
  const OsculatingCircle found = osculating_circle([](const auto& x) { return exp(x[0]); }, Vector{{0.3}});
  std::vector<std::vector<reports::Pixel>> curves;
  for (const support::SvgElement& element : support::svg_elements(found.svg()))
    if (element.name == "path" && element.attributes.at("fill") == "none") curves.push_back(points_of_path(element));
  BOOST_REQUIRE(curves.size() == 5u);
  const auto [left, right] = std::ranges::minmax(curves[3], {}, &reports::Pixel::x);
  const auto [top, bottom] = std::ranges::minmax(curves[3], {}, &reports::Pixel::y);
  BOOST_TEST(right.x - left.x > 100.0);
  BOOST_TEST(std::abs((right.x - left.x) - (bottom.y - top.y)) < 0.05);
}

BOOST_AUTO_TEST_CASE(a_curve_that_ends_is_drawn_as_far_as_it_goes) {
  const OsculatingCircle found = osculating_circle([](const auto& x) { return log(x[0]); }, Vector{{0.5}});
  BOOST_TEST(std::isnan(found.values.front()));
  BOOST_TEST(support::svg_elements(found.svg()).size() > 10u);
  BOOST_TEST(found.svg().find("nan") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(misuse_of_the_osculating_circle_says_what_to_do) {
  using support::check_error;
  const Function curve([](const auto& x) { return sin(x[0]); }, Vector{{1}});
  const Function surface([](const auto& x) { return x[0] * x[1]; }, Vector{{1, 2}});
  check_error<ShapeError>(
      [&] {
        static_cast<void>(osculating_circle(surface, Vector{{1, 2}}));
      },
      "shape.size", "osculating_circle() got 2 inputs, but 1 is expected. Pass exactly 1.");
  check_error<OptionError>([&] { static_cast<void>(osculating_circle(curve, Vector{{1}}, {.reach = -1})); },
                           "option.reach",
                           "osculating_circle() got the reach -1. Pass a positive number, or 0 for one that fits the "
                           "circle.");
}

}  // namespace hesse
