// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/contours.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <string>
#include <support/svg_reader.hpp>
#include <support/thrown.hpp>

namespace hesse {

using boost::test_tools::tolerance;

namespace {

/// H = (2 1; 1 2) everywhere: eigenvalue 1 along (1, -1), 3 along (1, 1).
const auto bowl = [](const auto& x) { return square(x[0]) + x[0] * x[1] + square(x[1]); };

bool says(const Contours& found, const char* words) { return found.text().find(words) != std::string::npos; }

}  // namespace

// By hand, above: arrows reach 1 / sqrt(1) and 1 / sqrt(3), and there a quadratic is one half higher.
BOOST_AUTO_TEST_CASE(arrows_reach_to_where_the_second_order_part_is_one_half) {
  const Contours found = contours(bowl, Vector{{0, 0}});
  BOOST_TEST(found.eigenvalues[0] == 1.0, tolerance(1e-14));
  BOOST_TEST(found.eigenvalues[1] == 3.0, tolerance(1e-14));
  BOOST_TEST(std::abs(found.eigenvectors.col(0).dot(Vector{{1, 1}})) < 1e-15);
  BOOST_REQUIRE(found.map.arrows.size() == 2u);
  for (const reports::ContourMap::Arrow& arrow : found.map.arrows) {
    BOOST_TEST(value(bowl, Vector{{arrow.from_x, arrow.from_y}}) == 0.5, tolerance(1e-14));
    BOOST_TEST(value(bowl, Vector{{arrow.to_x, arrow.to_y}}) == 0.5, tolerance(1e-14));
  }
  BOOST_TEST(found.map.arrows[0].name == "eigenvalue 1");
  // 0.6 of the longest arrow stays free around.
  BOOST_TEST(found.map.x.back() == 1.6, tolerance(1e-14));
}

// The grid is the function: f at (-1.6, 1.6) is 1.6^2.
BOOST_AUTO_TEST_CASE(rows_of_the_grid_are_the_first_input) {
  const Contours found = contours(bowl, Vector{{0, 0}}, {.points = 5});
  BOOST_TEST(found.map.values(0, 4) == 2.56, tolerance(1e-14));
  BOOST_TEST(found.map.values(4, 4) == 3 * 2.56, tolerance(1e-14));
  const Contours slope = contours([](const auto& x) { return x[0] + 10 * x[1]; }, Vector{{0, 0}}, {.points = 3});
  BOOST_TEST(slope.map.values(2, 0) == -9.0, tolerance(1e-14));
}

// sqrt(1 / 2e24) = 7e-13 is the longest arrow, and 1e12 + 7e-13 is 1e12 in doubles: all rows would be the same.
BOOST_AUTO_TEST_CASE(points_of_a_window_differ_where_inputs_are_of_very_different_size) {
  const auto f = [](const auto& x) { return square(1e12 * x[0]) + sin(1e-12 * x[1]); };
  const Contours found = contours(f, Vector{{1e-12, 1e12}}, {.points = 7});
  for (std::size_t i = 1; i < 7; ++i) {
    BOOST_TEST(found.map.x[i - 1] < found.map.x[i]);
    BOOST_TEST(found.map.y[i - 1] < found.map.y[i]);
  }
}

BOOST_AUTO_TEST_CASE(the_signs_of_the_eigenvalues_are_said_in_words) {
  const Vector origin{{0, 0}};
  BOOST_TEST(says(contours(bowl, origin), "the Hessian is positive definite"));
  BOOST_TEST(says(contours([](const auto& x) { return -bowl(x); }, origin), "the Hessian is negative definite"));
  BOOST_TEST(says(contours([](const auto& x) { return x[0] * x[1]; }, origin), "the Hessian is indefinite"));
  BOOST_TEST(says(contours([](const auto& x) { return x[0] + pow(x[1], 3); }, origin), "Both are zero"));
  const Contours valley = contours([](const auto& x) { return square(x[0] - x[1]); }, origin);
  BOOST_TEST(says(valley, "the Hessian is singular, f curves upwards along one eigenvector"));
  // Along (1, 1), to the corner of the window.
  BOOST_TEST(std::abs(valley.map.arrows[0].to_x) == valley.map.x.back(), tolerance(1e-14));
  BOOST_TEST(std::abs(valley.map.arrows[0].to_y) == valley.map.y.back(), tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(an_arrow_that_is_longer_than_the_picture_ends_at_its_edge_and_says_so) {
  const Contours found =
      contours([](const auto& x) { return 50 * square(x[0]) + 0.005 * square(x[1]); }, Vector{{0, 0}}, {.reach = 1});
  BOOST_TEST(found.map.arrows[0].name == "eigenvalue 0.01, cut off");
  BOOST_TEST(std::abs(found.map.arrows[0].to_y) == 1.0, tolerance(1e-14));
  BOOST_TEST(says(found, "half-length 1 / sqrt(0.01) = 10."));
}

BOOST_AUTO_TEST_CASE(contours_read_like_this) {
  const Contours found = contours([](const auto& x) { return 2 * square(x[0]) - square(x[1]) / 2; }, Vector{{1, 0}},
                                  {.names = {"u", "w"}, .reach = 1, .points = 3});
  BOOST_TEST(
      found.text() ==
      "At (1, 0) f = 2, its gradient is (4, 0), and its Hessian has the eigenvalues -1 and 4.\n"
      "They have both signs: the Hessian is indefinite, f curves downwards along the first eigenvector and upwards "
      "along the second, and around a stationary point, a saddle, contours are hyperbolas.\n"
      "Along (0, 1) the arrow has the half-length 1 / sqrt(1) = 1.\n"
      "Along (1, 0) the arrow has the half-length 1 / sqrt(4) = 0.5.\n"
      "f around (1, 0), where it is 2 (u from 0 to 2, w from -1 to 1)\n"
      "Values from -0.5 to 8; levels: 0 1.5 2 7.5 8\n"
      "Arrow eigenvalue -1: from (1, -1) to (1, 1)\n"
      "Arrow eigenvalue 4: from (0.5, 0) to (1.5, 0)\n");
}

// By hand: 2 and 4; -4 and -2; -2 and 2; 0 and 4.
BOOST_AUTO_TEST_CASE(the_zoo_has_one_of_each_kind_with_its_eigenvalues_under_it) {
  const DefinitenessZoo zoo = definiteness_zoo();
  const CurvatureKind kinds[] = {CurvatureKind::minimum, CurvatureKind::maximum, CurvatureKind::saddle,
                                 CurvatureKind::degenerate};
  const std::string svg = zoo.svg();
  BOOST_REQUIRE(zoo.contours.size() == 4u);
  for (std::size_t k = 0; k < 4; ++k) {
    BOOST_TEST(name_of(zoo.contours[k].verdict.kind) == name_of(kinds[k]));
    BOOST_TEST(zoo.text().find(zoo.names[k]) != std::string::npos);
  }
  for (const char* caption :
       {"eigenvalues 2 and 4", "eigenvalues -4 and -2", "eigenvalues -2 and 2", "eigenvalues 0 and 4"})
    BOOST_TEST(svg.find(caption) != std::string::npos, caption);
  BOOST_TEST(svg == definiteness_zoo().svg());
  BOOST_TEST(support::parsed_xml(svg).get<std::string>("svg.desc") == zoo.text());
}

BOOST_AUTO_TEST_CASE(misuse_of_contours_says_what_to_do) {
  using support::check_error;
  const Function line([](const auto& x) { return sin(x[0]); }, Vector{{1}});
  check_error<ShapeError>([&] { static_cast<void>(contours(line, Vector{{1}})); }, "shape.size",
                          "contours() got 1 input, but 2 are expected. Pass exactly 2.");
  check_error<OptionError>(
      [&] {
        static_cast<void>(contours(bowl, Vector{{0, 0}}, {.points = 1}));
      },
      "option.window",
      "contours() got the reach 0 and 1 points. Pass a positive reach, or 0 for one that fits the "
      "arrows, and at least 2 points.");
}

}  // namespace hesse
