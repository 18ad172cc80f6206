// SPDX-License-Identifier: BSL-1.0
//
// Traces in Markdown, LaTeX and CSV are read back: as many rows and columns as there should be, and the same numbers.
#include <hesse/hesse.hpp>
#include <hesse/teaching/trace.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace hesse {

namespace {

/// sin(a) * b_2 + a with names that every format has to escape: 2 inputs, 3 instructions, 5 partials.
Trace awkward() {
  const auto f = [](const auto& x) {
    const auto v2 = sin(x[0]);
    const auto v3 = v2 * x[1];
    return v3 + x[0];
  };
  return trace(f, Vector{{1e-5, 0.7}}, Vector{{1, 0}}, {.names = {"a|,\"", "b_2%"}});
}
constexpr std::ptrdiff_t rows_of_awkward = 2 + 5;

/// x + 1 + 1 + ...: one input and 999 instructions.
Trace long_trace(std::size_t lines) {
  const auto f = [](const auto& x) {
    Var sum = x[0];
    for (int i = 0; i < 999; ++i) sum += 1.0;
    return sum;
  };
  return trace(f, Vector{{1}}, Vector{{1}}, {.lines = lines});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// How often `mark` stands in the line without a backslash before it.
std::ptrdiff_t unescaped(const std::string& line, char mark) {
  std::ptrdiff_t count = 0;
  for (std::size_t i = 0; i < line.size(); ++i) count += line[i] == mark && (i == 0 || line[i - 1] != '\\') ? 1 : 0;
  return count;
}

/// The cells of comma-separated values with quotes.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows = {{""}};
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') {
      // A doubled quote closes and opens again, and stands for itself.
      if (!is_quoted && !rows.back().back().empty()) rows.back().back() += '"';
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !is_quoted) {
      rows.push_back({""});
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_CASE(markdown_has_a_row_a_partial_and_a_row_an_input) {
  const auto lines = lines_of(awkward().markdown());
  std::ptrdiff_t trace_rows = 0, input_rows = 0;
  for (const std::string& line : lines) {
    if (!line.starts_with('|')) continue;
    const std::ptrdiff_t bars = unescaped(line, '|');
    BOOST_TEST((bars == 9 || bars == 4), line);
    (bars == 9 ? trace_rows : input_rows) += 1;
  }
  BOOST_TEST(trace_rows == 2 + rows_of_awkward);
  BOOST_TEST(input_rows == 2 + 2);
}

BOOST_AUTO_TEST_CASE(latex_escapes_its_cells_and_closes_its_tabulars) {
  const std::string text = awkward().latex();
  const auto lines = lines_of(text);
  BOOST_TEST(std::ranges::count(lines, "\\begin{tabular}{lrrrrlrr}") == 1, text);
  BOOST_TEST(std::ranges::count(lines, "\\begin{tabular}{lrr}") == 1, text);
  BOOST_TEST(std::ranges::count(lines, "\\end{tabular}") == 2);
  std::ptrdiff_t wide = 0, narrow = 0;
  for (const std::string& line : lines) {
    BOOST_TEST(unescaped(line, '{') == unescaped(line, '}'), line);
    BOOST_TEST(unescaped(line, '$') % 2 == 0, line);
    BOOST_TEST(unescaped(line, '%') == 0, line);
    BOOST_TEST((unescaped(line, '_') == 0 && unescaped(line, '#') == 0), line);
    if (!line.ends_with(" \\\\")) continue;
    wide += unescaped(line, '&') == 7 ? 1 : 0;
    narrow += unescaped(line, '&') == 2 ? 1 : 0;
  }
  BOOST_TEST(wide == 1 + rows_of_awkward);
  BOOST_TEST(narrow == 1 + 2);
  BOOST_TEST(text.find("$1 \\cdot 10^{-5}$") != std::string::npos, text);
  BOOST_TEST(text.find("b\\_2\\%") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(csv_holds_the_numbers_to_the_last_bit) {
  const Trace found = awkward();
  const auto rows = read_csv(found.csv());
  BOOST_REQUIRE(rows.size() == 1u + rows_of_awkward);
  for (const auto& row : rows) BOOST_TEST(row.size() == rows[0].size());
  BOOST_TEST(rows[1][1] == "a|,\"");
  std::size_t at = 1;
  for (const Trace::Line& line : found.lines)
    for (std::size_t k = 0; k < std::max<std::size_t>(line.partials.size(), 1); ++k, ++at) {
      BOOST_TEST(rows[at][1] == line.words);
      const double numbers[] = {line.value, line.tangent, line.adjoint, line.adjoint_tangent};
      for (std::size_t column = 0; column < 4; ++column)
        BOOST_TEST(std::stod(rows[at][2 + column]) == numbers[column], rows[0][2 + column]);
      if (line.partials.empty()) continue;
      BOOST_TEST(rows[at][6] == line.partials[k].operand);
      BOOST_TEST(rows[at][7] == line.partials[k].formula);
      BOOST_TEST(std::stod(rows[at][8]) == line.partials[k].value);
      BOOST_TEST(std::stod(rows[at][9]) == line.partials[k].tangent);
    }
}

BOOST_AUTO_TEST_CASE(a_long_trace_shows_both_ends_and_says_what_is_left_out) {
  const Trace cut = long_trace(5);
  std::vector<std::size_t> nodes;
  for (const Trace::Line& line : cut.lines) nodes.push_back(line.node);
  BOOST_TEST(nodes == (std::vector<std::size_t>{0, 1, 2, 998, 999}), boost::test_tools::per_element());
  BOOST_TEST(cut.value == 1000.0);
  const std::string sentence =
      "995 of 1000 lines are left out, between the beginning and the end of the trace; ListingOptions::lines = 1000 "
      "would list all of them.\n";
  BOOST_TEST(cut.text().find("\n...\n") != std::string::npos, cut.text());
  for (const std::string& text : {cut.text(), cut.markdown(), cut.latex()})
    BOOST_TEST(text.find(sentence) != std::string::npos, text);
  BOOST_TEST(long_trace(200).lines.size() == 200u);
  BOOST_TEST(long_trace(1000).lines.size() == 1000u);
  BOOST_TEST(long_trace(1000).text().find("left out") == std::string::npos);
  BOOST_TEST(long_trace(0).lines.empty());
}

BOOST_AUTO_TEST_CASE(inputs_that_are_left_out_leave_a_gap_below_the_table_too) {
  const auto f = [](const auto& x) { return squared_norm(x); };
  const Trace cut = trace(f, Vector::Ones(9), Vector::Ones(9), {.lines = 4});
  BOOST_TEST(cut.gradient.size() == 9);
  const auto lines = lines_of(cut.text());
  BOOST_TEST(std::ranges::count(lines, "...") == 2, cut.text());
  BOOST_TEST(lines.back() == "...");
}

BOOST_AUTO_TEST_CASE(long_lines_are_cut_on_the_screen_and_whole_in_csv) {
  const auto f = [](const auto& x) { return logsumexp(x); };
  const Trace found = trace(f, Vector::LinSpaced(20, 0, 1), Vector::Ones(20));
  for (const std::string& line : lines_of(found.text())) BOOST_TEST(line.size() <= 120u, line);
  BOOST_TEST(found.text().find("v20 = logsumexp(x[0],...") != std::string::npos, found.text());
  BOOST_TEST(found.csv().find("x[18], x[19])") != std::string::npos);
}

}  // namespace hesse
