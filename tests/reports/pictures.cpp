// SPDX-License-Identifier: BSL-1.0
//
// Pictures are well-formed XML whatever they are made of, the same bytes each time, and say the same in words.
#include <hesse/reports/heat_map.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <support/svg_reader.hpp>

using hesse::Matrix;
using namespace hesse::reports;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

LineChart convergence() {
  LineChart chart{.title = "f < f* & \"more\"",
                  .x_label = "iterations",
                  .y_label = "f - f*",
                  .y_scale = Scale::logarithmic,
                  .y_floor = 1e-16};
  chart.curves.push_back({"Newton", {0, 1, 2, 3}, {0.6, 1e-3, 1e-9, 0.0}});
  chart.curves.push_back({"descent", {0, 1, 2, 3, 10}, {0.6, 0.5, not_a_number, 0.3, 0.1}});
  return chart;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(xml_text_is_escaped_and_broken_bytes_are_replaced) {
  BOOST_TEST(xml_safe("a<b>&\"c\"'") == "a&lt;b&gt;&amp;&quot;c&quot;&#39;");
  BOOST_TEST(xml_safe("λ₁ = 10⁻³") == "λ₁ = 10⁻³");
  BOOST_TEST(xml_safe(std::string("\0\x01\x1F", 3)) == "???");
  BOOST_TEST(xml_safe("\xC3") == "?");            // cut off
  BOOST_TEST(xml_safe("\xC0\xAF") == "??");       // overlong
  BOOST_TEST(xml_safe("\xED\xA0\x80") == "???");  // surrogate
  BOOST_TEST(xml_safe("\xEF\xBF\xBF") == "???");  // noncharacter
}

BOOST_AUTO_TEST_CASE(pixels_are_written_to_a_hundredth_and_never_as_minus_zero) {
  BOOST_TEST(path_through({{1.0, 2.345678}, {-0.001, 10.5}}) == "M1 2.35L0 10.5");
}

BOOST_AUTO_TEST_CASE(a_chart_is_well_formed_and_the_same_each_time) {
  const std::string svg = convergence().svg();
  BOOST_TEST(support::parsed_xml(svg).get<std::string>("svg.title") == "f < f* & \"more\"");
  BOOST_TEST(svg == convergence().svg());
  BOOST_TEST(count(svg, "NaN") + count(svg, "nan\"") + count(svg, "inf\"") == 0u);
  BOOST_TEST(svg.find("numbers below 1e-16 are drawn there") != std::string::npos);
  BOOST_TEST(count(svg, ">Newton</text>") == 2u);  // in the legend and beside the curve
}

BOOST_AUTO_TEST_CASE(a_chart_without_points_is_still_a_picture) {
  BOOST_CHECK_NO_THROW(support::parsed_xml(LineChart{}.svg()));
  LineChart chart{.title = "nothing finite", .y_scale = Scale::logarithmic};
  chart.curves.push_back({"nan", {0, 1}, {not_a_number, infinity}});
  chart.curves.push_back({"one point", {3}, {2}});
  BOOST_CHECK_NO_THROW(support::parsed_xml(chart.svg()));
  BOOST_TEST(count(chart.svg(), "nan\"") == 0u);
}

BOOST_AUTO_TEST_CASE(a_chart_reads_as_a_table) {
  LineChart chart{.title = "t", .x_label = "iterations", .y_label = "f"};
  chart.curves.push_back({"a", {0, 1, 2, 5}, {8, 4, 2, 0.25}});
  chart.curves.push_back({"b", {0, 1}, {8, 7}});
  BOOST_TEST(chart.text() ==
             "t (columns: iterations)\n\n"
             "f  0  1  2     5  end at  f there\n"
             "-  -  -  -  ----  ------  -------\n"
             "a  8  4  2  0.25       5     0.25\n"
             "b  8  7                1        7\n");
}

BOOST_AUTO_TEST_CASE(ticks_are_round_numbers_and_powers_of_ten) {
  const auto labels = [](const Axis& axis, int most) {
    std::string all;
    for (const Tick& tick : axis.ticks(most)) all += tick.label + " ";
    return all;
  };
  BOOST_TEST(labels(Axis(Scale::linear, -0.1, 1.0, 0, 100), 6) == "0 0.2 0.4 0.6 0.8 1 ");
  BOOST_TEST(labels(Axis(Scale::linear, -50, 50, 0, 100), 4) == "-50 0 50 ");
  BOOST_TEST(labels(Axis(Scale::logarithmic, 1e-3, 200, 0, 100), 10) == "10⁻³ 10⁻² 10⁻¹ 1 10 10² ");
  // Between two powers of ten, or three, their doubles and halves help.
  BOOST_TEST(labels(Axis(Scale::logarithmic, 0.03, 1.5, 0, 100), 6) == "0.05 10⁻¹ 0.2 0.5 1 ");
  BOOST_TEST(labels(Axis(Scale::logarithmic, 2, 5, 0, 100), 6) == "2 5 ");
  BOOST_TEST(labels(Axis(Scale::logarithmic, 1e-16, 1, 0, 100), 6) == "10⁻¹⁵ 10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 1 ");
}

// With six digits, 1e12 - 1 and 1e12 + 1 are the same: 1e+12. All these differences are exact; of the base 123457e9,
// six digits of them would not tell, of 12345679e7 they do.
BOOST_AUTO_TEST_CASE(labels_of_numbers_that_differ_in_late_digits_say_how_much_they_are_above_a_round_one) {
  using Labels = std::vector<std::string>;
  BOOST_TEST((told_apart({1, 2, 3.5}).labels == Labels{"1", "2", "3.5"}));
  BOOST_TEST(told_apart({1, 2, 3.5}).base == "");
  BOOST_TEST((told_apart({1e12 - 1, 1e12, 1e12 + 1}).labels == Labels{"-1", "0", "1"}));
  BOOST_TEST(told_apart({1e12 - 1, 1e12, 1e12 + 1}).base == "1e+12");
  BOOST_TEST((told_apart({123456789012344, 123456789012345}).labels == Labels{"-987656", "-987655"}));
  BOOST_TEST(told_apart({123456789012344, 123456789012345}).base == "1.2345679e+14");
  BOOST_TEST((told_apart({}).labels.empty() && told_apart({7, 7}).labels.size() == 2u));
  const Axis axis(Scale::linear, 1e12 - 2, 1e12 + 2, 0, 100);
  BOOST_TEST(axis.base(6) == "1e+12");
  for (const Tick& tick : axis.ticks(6)) BOOST_TEST(tick.label == significant(tick.number - 1e12));
  BOOST_TEST(Axis(Scale::linear, -0.1, 1.0, 0, 100).base(6) == "");
}

// The ends and the middle of ColorBrewer's RdBu with eleven classes.
BOOST_AUTO_TEST_CASE(white_is_zero_and_the_ends_are_deep) {
  BOOST_TEST(diverging_colour(-1.0) == "#053061");
  BOOST_TEST(diverging_colour(0.0) == "#f7f7f7");
  BOOST_TEST(diverging_colour(1.0) == "#67001f");
  BOOST_TEST(diverging_colour(7.0) == "#67001f");
}

BOOST_AUTO_TEST_CASE(a_heat_map_is_well_formed_and_reads_as_a_table) {
  const HeatMap map{.title = "H <1>", .values = Matrix{{10, -5}, {0, not_a_number}}, .row_names = {"a&b", "c"}};
  BOOST_TEST(support::parsed_xml(map.svg()).get<std::string>("svg.title") == "H <1>");
  BOOST_TEST(map.svg().find(diverging_colour(-0.5)) != std::string::npos);
  BOOST_TEST(map.text() ==
             "H <1> (entries in tenths of 10)\n\n"
             "      0   1\n"
             "---  --  --\n"
             "a&b  10  -5\n"
             "c     .   ?\n");
  BOOST_CHECK_NO_THROW(support::parsed_xml(HeatMap{.values = Matrix(0, 0)}.svg()));
}
