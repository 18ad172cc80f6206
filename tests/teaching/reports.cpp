// SPDX-License-Identifier: BSL-1.0
//
// The report: what stands in it, and that the page is well-formed. How it looks and moves in a browser,
// tests/other_programs sees.
#include <hesse/reports/heat_map.hpp>
#include <hesse/teaching/report.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <string>
#include <support/svg_reader.hpp>
#include <vector>

using namespace hesse;

namespace {

const Vector start{{-1.2, 1.0}};

template <class Number>
Number rosenbrock(const VectorOf<Number>& x) {
  const Number steep = 100 * square(x[1] - square(x[0]));  // first, so that the lines have one order
  return steep + square(1 - x[0]);
}

Report rosenbrock_report(ReportOptions options = {}) {
  return report([](const auto& x) { return rosenbrock(x); }, start, options);
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

// By hand, at (-1.2, 1): g = (-215.6, -88), H = (1330, 480; 480, 200); along (1, 1) H v = (1810, 680).
BOOST_AUTO_TEST_CASE(a_report_holds_the_derivatives_at_the_point) {
  const Report found = rosenbrock_report({.names = {"a", "b"}});
  BOOST_TEST(found.trace.gradient[0] == -215.6, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(found.trace.hessian_vector[0] == 1810.0, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(found.hessian(0, 1) == 480.0, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(found.entries.size() == 3u);
  BOOST_TEST(found.entries[0].entry == "H(a, a)");
  const std::string page = found.html();
  for (const char* number : {">-215.6<", ">-88<", ">1810<", ">680<", ">1330<", ">480<", ">200<"})
    BOOST_TEST(holds(page, number), number);
}

// x = -1.2 moves by 1; v2 = x^2 = 1.44 by 2 x = -2.4. Backward, f = v8 comes first and x last, with g = -215.6.
BOOST_AUTO_TEST_CASE(the_steps_go_down_the_trace_and_up_again) {
  const Trace trace =
      hesse::trace([](const auto& x) { return rosenbrock(x); }, start, Vector{{1.0, 0.0}}, {.names = {"x", "y"}});
  const std::vector<Trace::Step> steps = trace.steps();
  BOOST_REQUIRE(steps.size() == 2 * trace.lines.size());
  BOOST_TEST(steps[0].words == "x is given as -1.2; along the direction it moves by 1.");
  BOOST_TEST(steps[2].words == "v2 = square(x) = 1.44. v2-dot = -2.4 times x-dot = -2.4.");
  const Trace::Step& turn = steps[trace.lines.size()];
  BOOST_TEST(!turn.forward);
  BOOST_TEST(holds(turn.words, "v8-bar = 1, v8-bar-dot = 0: this is f itself."), turn.words);
  BOOST_TEST(steps.back().words ==
             "x-bar = -215.6, x-bar-dot = 1330: the derivative of f by x, and the entry of Hessian times direction.");
}

// What the steps of the reverse pass add up to is the bar of the line that they are added to.
BOOST_AUTO_TEST_CASE(what_is_passed_on_adds_up_to_the_bars) {
  const Trace trace = hesse::trace([](const auto& x) { return exp(x[0] * x[1]) * sin(x[0]) / x[1]; },
                                   Vector{{0.7, -1.3}}, Vector{{1.0, 2.0}});
  for (const Trace::Line& line : trace.lines) {
    const std::string name = line.words.substr(0, line.words.find(" = "));
    if (name == trace.output) continue;
    double adjoint = 0.0, tangent = 0.0;
    for (const Trace::Line& user : trace.lines)
      for (const Trace::Partial& partial : user.partials)
        if (partial.operand == name) {
          adjoint += partial.value * user.adjoint;
          tangent += partial.value * user.adjoint_tangent + partial.tangent * user.adjoint;
        }
    BOOST_TEST(adjoint == line.adjoint, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(tangent == line.adjoint_tangent, boost::test_tools::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_CASE(a_page_loads_nothing_and_closes_what_it_opens) {
  const std::string page = rosenbrock_report({.title = "a < b & c", .formula = "<script>"}).html();
  BOOST_TEST(holds(page, "default-src 'none'"));
  BOOST_TEST(holds(page, "<h1>a &lt; b &amp; c</h1>"));
  BOOST_TEST(holds(page, "f = &lt;script&gt;"));
  for (const std::string element : {"table", "tbody", "tr", "td", "th", "section", "svg", "g", "figure", "div",
                                    "details", "ol", "li", "pre", "script", "style", "main", "body", "html"})
    BOOST_TEST(count(page, "<" + element + ">") + count(page, "<" + element + " ") == count(page, "</" + element + ">"),
               element);
  BOOST_TEST(count(page, "<script") == 1u);
  BOOST_TEST(page == rosenbrock_report({.title = "a < b & c", .formula = "<script>"}).html());
}

BOOST_AUTO_TEST_CASE(each_picture_says_in_words_what_it_shows_and_nothing_else) {
  const Report found = rosenbrock_report();
  BOOST_TEST(found.pictures.size() == 5u);
  for (const Report::Picture& picture : found.pictures) BOOST_TEST(!picture.text.empty(), picture.title);
  // The table of a chart of values stands under that chart, once.
  BOOST_TEST(count(found.text(), "f less the least value met") == 1u);
  BOOST_TEST(holds(found.text(), "\nHow fast they fall\nf less the least value met"), found.text());
}

BOOST_AUTO_TEST_CASE(a_report_audits_what_was_derived_by_hand) {
  const Report found =
      rosenbrock_report({.gradient =
                             [](ConstVector x) {
                               const double valley = x[1] - x[0] * x[0];
                               return Vector{{-400 * x[0] * valley - 2 * (1 - x[0]), 200 * valley}};
                             },
                         .hessian =
                             [](ConstVector x) {
                               return Matrix{{1200 * x[0] * x[0] - 400 * x[1] + 1, -400 * x[0]}, {-400 * x[0], 200}};
                             }});
  BOOST_REQUIRE(found.verdicts.size() == 2u);
  BOOST_TEST(found.verdicts[0].passed());
  BOOST_TEST(!found.verdicts[1].passed());
  BOOST_TEST(holds(found.html(), "class=\"verdict failed\""));
  BOOST_TEST(holds(found.html(), "The mistake: missing chain term."));
  BOOST_TEST(holds(found.text(), "The mistake: missing chain term."));
}

BOOST_AUTO_TEST_CASE(where_a_derivative_is_not_finite_the_report_says_why_and_leaves_out_the_rest) {
  const Report found = report([](const auto& x) { return sqrt(x[0]) * x[1]; }, Vector{{0.0, 1.0}});
  BOOST_TEST(holds(found.not_finite, "sqrt"), found.not_finite);
  BOOST_TEST(!found.curvature.has_value());
  BOOST_TEST(found.pictures.empty());
  BOOST_TEST(holds(found.html(), "Not finite"));
}

// |x| has the slopes -1 and 1 on the two sides of 0: no tangent, so none is drawn.
BOOST_AUTO_TEST_CASE(at_a_kink_the_report_says_so_and_draws_no_tangent) {
  const auto size = [](const auto& x) { return abs(x[0]); };
  const Report found = report(size, Vector{{0.0}}, {.names = {"a < b"}});
  BOOST_TEST(holds(found.not_smooth, "v1 = abs(a < b) is not smooth there"), found.not_smooth);
  BOOST_TEST(holds(found.html(), "v1 = abs(a &lt; b) is not smooth there"));
  BOOST_TEST(holds(found.text(), found.not_smooth));
  BOOST_TEST(!holds(found.pictures.front().svg, ">tangent<"));
  BOOST_TEST(holds(found.pictures.front().text, "neither a tangent nor a circle"));
  const Report beside = report(size, Vector{{0.5}});
  BOOST_TEST(beside.not_smooth == "");
  BOOST_TEST(holds(beside.pictures.front().svg, ">tangent<"));
}

// f = sum of i x_i^2 has the Hessian diag(2 i). Of 640 inputs a block has 10 rows, and the largest entry of the block k
// on the diagonal is 2 (10 k + 9); between blocks all is zero.
BOOST_AUTO_TEST_CASE(the_hessian_of_many_inputs_is_drawn_in_blocks_up_to_a_limit) {
  const auto f = [](const auto& x) {
    auto sum = 0.0 * x[0];
    for (Index i = 1; i < x.size(); ++i) sum += static_cast<double>(i) * square(x[i]);
    return sum;
  };
  const Report found = report(f, Vector::Ones(640));
  BOOST_TEST(found.hessian.size() == 0);
  BOOST_REQUIRE(!found.pictures.empty());
  BOOST_TEST(holds(found.pictures.front().svg, "each cell is the largest |entry| of a block of 10 by 10"));
  const reports::HeatMap blocks{.values = (2.0 * Vector::LinSpaced(64, 9, 639)).asDiagonal().toDenseMatrix()};
  const auto colours = [](const std::string& svg) {
    std::vector<std::string> fills;
    for (const support::SvgElement& element : support::svg_elements(svg))
      if (element.name == "rect") fills.push_back(element.attributes.at("fill"));
    return fills;
  };
  BOOST_TEST(colours(found.pictures.front().svg) == colours(blocks.svg()), boost::test_tools::per_element());
  const Report not_drawn = report(f, Vector::Ones(640), {.drawn_up_to = 639});
  BOOST_TEST(!holds(not_drawn.html(), "The Hessian as colours"));
  BOOST_TEST(holds(not_drawn.text(), "nor drawn, which is done up to 639."));
}

// Of 300 inputs the Hessian is not shown entry by entry, nor are all lines of the trace.
BOOST_AUTO_TEST_CASE(a_large_function_is_reported_in_part_and_the_page_says_so) {
  const auto f = [](const auto& x) {
    auto sum = square(x[0]);
    for (Index i = 1; i < x.size(); ++i) sum += exp(x[i] - x[i - 1]);
    return sum;
  };
  const Report found = report(f, Vector::Ones(300), {.lines = 20});
  BOOST_TEST(found.hessian.size() == 0);
  BOOST_TEST(found.trace.lines.size() == 20u);
  BOOST_REQUIRE(!found.notes.empty());
  const std::string page = found.html();
  BOOST_TEST(holds(page, "The Hessian has 300 x 300 entries"));
  BOOST_TEST(holds(page, "lines are left out"));
  BOOST_TEST(page.size() < 500'000u);
}

BOOST_AUTO_TEST_CASE(a_direction_or_names_of_another_length_are_refused) {
  BOOST_CHECK_THROW((void)rosenbrock_report({.direction = Vector::Ones(3)}), ShapeError);
  BOOST_CHECK_THROW((void)rosenbrock_report({.names = {"x"}}), ShapeError);
}
