// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/duration.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/reports/table.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>

using hesse::reports::Table;

BOOST_AUTO_TEST_CASE(numbers_stand_on_the_right_and_words_on_the_left) {
  Table table({"method", "iterations", "f - f*"});
  table.add({"Newton", 7, 2.8e-17}).add({"GradientDescent", 1234, 0.100446303781205932}).add({"—"});
  BOOST_TEST(table.text() ==
             "method           iterations    f - f*\n"
             "---------------  ----------  --------\n"
             "Newton                    7   2.8e-17\n"
             "GradientDescent        1234  0.100446\n"
             "—\n");
}

BOOST_AUTO_TEST_CASE(times_are_in_seconds_or_milliseconds_with_three_digits) {
  BOOST_TEST(hesse::duration(0.0) == "0 ms");
  BOOST_TEST(hesse::duration(1.2345e-8) == "1.23e-05 ms");
  BOOST_TEST(hesse::duration(0.25) == "250 ms");
  BOOST_TEST(hesse::duration(1.0) == "1 s");
  BOOST_TEST(hesse::duration(61.27) == "61.3 s");
  BOOST_TEST(hesse::duration(86400.4) == "86400 s");
}

BOOST_AUTO_TEST_CASE(markdown_aligns_numbers_and_escapes_bars) {
  Table table({"a|b", "n"});
  table.add({"|g|", 3});
  BOOST_TEST(table.markdown() == "| a\\|b | n |\n|---|---:|\n| \\|g\\| | 3 |\n");
}

BOOST_AUTO_TEST_CASE(latex_escapes_words_and_sets_numbers_as_mathematics) {
  Table table({"a_b", "n"});
  table.add({"[50%] {x} \\ ^~<>|*$&#", -1.5e-5}).add({"", std::numeric_limits<double>::infinity()});
  BOOST_TEST(table.latex() ==
             "\\begin{tabular}{lr}\n"
             "\\hline\n"
             "a\\_b & n \\\\\n"
             "\\hline\n"
             "{[}50\\%] \\{x\\} \\textbackslash{} \\textasciicircum{}\\textasciitilde{}\\textless{}\\textgreater{}"
             "\\textbar{}{*}\\$\\&\\# & $-1.5 \\cdot 10^{-5}$ \\\\\n"
             " & inf \\\\\n"
             "\\hline\n"
             "\\end{tabular}\n");
  BOOST_TEST(table.latex({"$a$", "$n$"}).find("\n$a$ & $n$ \\\\\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(csv_quotes_what_would_be_read_otherwise) {
  Table table({"a,b", "n"});
  table.add({"say \"no\"", 0.5}).add({"two\nlines", 7});
  BOOST_TEST(table.csv() == "\"a,b\",n\n\"say \"\"no\"\"\",0.5\n\"two\nlines\",7\n");
}

BOOST_AUTO_TEST_CASE(a_row_with_too_many_cells_is_refused) {
  BOOST_CHECK_THROW(Table({"one"}).add({"a", "b"}), hesse::ShapeError);
}

BOOST_AUTO_TEST_CASE(numbers_show_six_digits_and_keep_what_is_not_finite) {
  BOOST_TEST(hesse::reports::significant(1.0 / 3.0) == "0.333333");
  BOOST_TEST(hesse::reports::significant(1.0 / 3.0, 3) == "0.333");
  BOOST_TEST(hesse::reports::significant(-1e300) == "-1e+300");
  BOOST_TEST(hesse::reports::significant(std::numeric_limits<double>::quiet_NaN()) == "nan");
  BOOST_TEST(hesse::reports::significant(-std::numeric_limits<double>::infinity()) == "-inf");
}
