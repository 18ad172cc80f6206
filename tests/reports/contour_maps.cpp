// SPDX-License-Identifier: BSL-1.0
//
// Contours are read back from the picture and compared with the function that they belong to.
#include <hesse/reports/contour_map.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <support/svg_reader.hpp>
#include <vector>

using hesse::Index;
using hesse::Matrix;
using namespace hesse::reports;
using support::SvgElement;

namespace {

/// f on an n by n grid over [-1, 1] times [-1, 1].
template <class F>
ContourMap map_of(const F& f, Index n) {
  ContourMap map{.title = "f", .x_label = "a", .y_label = "b", .values = Matrix(n, n)};
  for (Index i = 0; i < n; ++i) {
    map.x.push_back(-1.0 + 2.0 * static_cast<double>(i) / static_cast<double>(n - 1));
    map.y.push_back(map.x.back());
  }
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      map.values(i, j) = f(map.x[static_cast<std::size_t>(i)], map.y[static_cast<std::size_t>(j)]);
  return map;
}

std::vector<SvgElement> lines_of(const std::string& svg) {
  std::vector<SvgElement> lines;
  for (const SvgElement& element : support::svg_elements(svg))
    if (element.name == "path" && element.attributes.at("fill") == "none") lines.push_back(element);
  return lines;
}

/// Half the sum of cross products of neighbours: the area inside closed polygons, summed, positive clockwise.
double area_of(const std::string& d) {
  double area = 0.0;
  std::size_t end = 0;
  for (std::size_t start = d.find('M'); start != std::string::npos; start = d.find('M', end)) {
    end = d.find('Z', start);
    std::vector<Pixel> corners;
    for (std::size_t at = start; at < end; at = d.find('L', at + 1)) {
      Pixel corner;
      BOOST_TEST_REQUIRE(std::sscanf(d.c_str() + at + 1, "%lf %lf", &corner.x, &corner.y) == 2);
      corners.push_back(corner);
    }
    for (std::size_t k = 0; k < corners.size(); ++k) {
      const Pixel &a = corners[k], &b = corners[(k + 1) % corners.size()];
      area += (a.x * b.y - a.y * b.x) / 2.0;
    }
  }
  return area;
}

constexpr double side = 420.0;  // of a plot, for two units

}  // namespace

// x^2 + y^2 = 1/4 is a circle of radius R = 1/2 around the middle of the plot, 105 pixels. With steps of h, linear
// interpolation along a side is off by at most h^2 / 8 times the second derivative, 2, over the slope, 1; and a line
// across a cell, at most sqrt(2) h long, is a chord with a sagitta of 2 h^2 / (8 R).
BOOST_AUTO_TEST_CASE(the_contour_of_a_circle_is_a_circle) {
  ContourMap map = map_of([](double x, double y) { return x * x + y * y; }, 61);
  map.levels = {0.25};
  const std::vector<SvgElement> lines = lines_of(map.svg());
  BOOST_REQUIRE(lines.size() == 1u);
  const std::vector<Pixel> points = points_of_path(lines[0]);
  BOOST_TEST(points.size() > 500u);
  const double middle_x = 78.0 + side / 2.0, middle_y = 46.0 + side / 2.0;
  const double h = 2.0 / 60.0, allowed = (h * h / 4.0 + h * h / 2.0) * side / 2.0 + 0.01;  // and a hundredth of a pixel
  for (const Pixel& p : points) BOOST_TEST(std::abs(std::hypot(p.x - middle_x, p.y - middle_y) - 105.0) <= allowed);
}

// By hand: x + 2 y is linear, so its bands are exact. Of the square of 420 pixels, above 0 lies half, above 1 what is
// right of the line from (1, 0) to (-1, 1): the triangle with sides 2 and 1 in units of 210 pixels.
BOOST_AUTO_TEST_CASE(the_bands_of_a_plane_have_the_areas_by_hand) {
  ContourMap map = map_of([](double x, double y) { return x + 2 * y; }, 9);
  map.levels = {0.0, 1.0};
  std::vector<double> areas;
  for (const SvgElement& element : support::svg_elements(map.svg()))
    if (element.name == "path" && element.attributes.at("fill") != "none")
      areas.push_back(std::abs(area_of(element.attributes.at("d"))));
  BOOST_REQUIRE(areas.size() == 3u);
  BOOST_TEST(areas[0] == side * side, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(areas[1] == side * side / 2, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(areas[2] == 210.0 * 210.0, boost::test_tools::tolerance(1e-4));
}

// Two cells of a checkerboard: high at (0, 0) and (1, 1), low at the others. Joined: all but two corner triangles, each
// an eighth of the cell, as the level is half-way.
BOOST_AUTO_TEST_CASE(in_the_cell_of_a_saddle_high_corners_are_joined) {
  for (const Matrix& corners : {Matrix{{1, 0}, {0, 1}}, Matrix{{0, 1}, {1, 0}}}) {
    const ContourMap map{.title = "saddle", .x = {0, 1}, .y = {0, 1}, .values = corners, .levels = {0.5}};
    const std::vector<SvgElement> lines = lines_of(map.svg());
    BOOST_REQUIRE(lines.size() == 1u);
    double area = 0.0;
    for (const SvgElement& element : support::svg_elements(map.svg()))
      if (element.name == "path" && element.attributes.at("fill") != "none")
        area = std::abs(area_of(element.attributes.at("d")));
    BOOST_TEST(area == 0.75 * side * side, boost::test_tools::tolerance(1e-4));
    // The lines cut the low corners off: values(0, 1) is that at the top left.
    const double sign = corners(0, 1) == 0 ? 1.0 : -1.0;
    for (const Pixel& p : points_of_path(lines[0]))
      BOOST_TEST(sign * (p.x - 78.0 - side / 2) * (p.y - 46.0 - side / 2) >= 0.0);
  }
}

BOOST_AUTO_TEST_CASE(levels_split_the_values_into_equal_parts) {
  BOOST_TEST(quantiles(Matrix{{1, 2, 3, 4}, {5, 6, 7, 8}}, 4) == (std::vector<double>{3, 5, 7}),
             boost::test_tools::per_element());
  BOOST_TEST(quantiles(Matrix{{1, 1, 1, 1}, {1, 1, 1, 2}}, 4).size() == 0u);
  BOOST_TEST(quantiles(Matrix::Constant(2, 2, std::nan("")), 4).size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_map_with_holes_is_still_a_picture_and_says_what_it_shows) {
  ContourMap map = map_of([](double x, double y) { return std::sqrt(x) + y; }, 5);
  map.arrows.push_back({"here", 0, 0, 0.5, 0.5});
  map.paths.push_back({"way", {0, 0.5, 3}, {0, 0, 0}});
  map.levels = {0, 1};
  BOOST_TEST(map.svg().find("nan") == std::string::npos);
  BOOST_TEST(map.svg() == map.svg());
  BOOST_TEST(map.text() ==
             "f (a from -1 to 1, b from -1 to 1)\n"
             "Values from -1 to 2; levels: 0 1\n"
             "Arrow here: from (0, 0) to (0.5, 0.5)\n"
             "Path way: from (0, 0) over 3 points to (3, 0)\n");
  map.values.setConstant(std::nan(""));
  BOOST_TEST(map.text().find("No value is finite.") != std::string::npos);
  BOOST_CHECK_NO_THROW(support::parsed_xml(map.svg()));
}

BOOST_AUTO_TEST_CASE(maps_of_a_sheet_do_not_touch) {
  const ContourMap map = map_of([](double x, double y) { return x * y; }, 5);
  const ContourSheet sheet{.title = "four", .maps = {map, map, map, map}, .captions = {"1", "2", "3", "4"}};
  std::vector<support::Rectangle> plots;
  support::Rectangle page{};
  for (const SvgElement& element : support::svg_elements(sheet.svg())) {
    if (element.name != "rect") continue;
    const bool is_page = element.attributes.find("x") == element.attributes.end();
    if (is_page)
      page = {0, 0, element.number("width"), element.number("height")};
    else if (element.attributes.at("fill") == "none")
      plots.push_back(room_of(element));
  }
  BOOST_REQUIRE(plots.size() == 4u);
  for (std::size_t i = 0; i < plots.size(); ++i) {
    BOOST_TEST(page.contains(plots[i]));
    for (std::size_t j = 0; j < i; ++j) BOOST_TEST(!plots[i].overlaps(plots[j]));
  }
}
