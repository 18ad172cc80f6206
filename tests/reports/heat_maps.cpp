// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/heat_map.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <support/svg_reader.hpp>
#include <support/thrown.hpp>

namespace hesse::reports {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

std::size_t count_of_texts(const std::string& svg, const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      support::svg_elements(svg),
      [&](const support::SvgElement& element) { return element.name == "text" && element.text == text; }));
}

/// Strokes, each path being one: of hatched cells and of crossed-out ones.
std::size_t count_of_paths(const std::string& svg) {
  return static_cast<std::size_t>(
      std::ranges::count(support::svg_elements(svg), std::string("path"), &support::SvgElement::name));
}

}  // namespace

// By hand: 10 is the deepest; -5 is half as deep, the second of four quarters; 2 lies in the first.
BOOST_AUTO_TEST_CASE(a_heat_map_in_a_terminal_shows_sign_and_shade) {
  const HeatMap map{.title = "H", .values = Matrix{{10, -5}, {0, not_a_number}, {2, -8}}, .row_names = {"a", "b", "c"}};
  BOOST_TEST(map.terminal() ==
             "H\n\n"
             "      0   1\n"
             "a 0  +█  -▒\n"
             "b 1   ·   ?\n"
             "c 2  +░  -█\n\n"
             "Sign and |entry|: · zero, ░ to 2.5, ▒ to 5, ▓ to 7.5, █ to 10.\n");
  BOOST_TEST(map.terminal({.unicode = false}) ==
             "H\n\n"
             "      0   1\n"
             "a 0  +@  -o\n"
             "b 1   .   ?\n"
             "c 2  +:  -@\n\n"
             "Sign and |entry|: . zero, : to 2.5, o to 5, O to 7.5, @ to 10.\n");
}

// 38;5;15 is white, 38;5;16 black (the table of 256 colours of xterm); 5, 48, 97 and 103, 0, 31 are the ends of RdBu.
BOOST_AUTO_TEST_CASE(colour_in_a_terminal_stands_behind_the_same_characters) {
  const HeatMap map{.title = "H", .values = Matrix{{10, -10}}};
  const std::string coloured = map.terminal({.colour = true});
  BOOST_TEST(coloured.find("\x1b[38;5;15;48;2;103;0;31m +█\x1b[0m") != std::string::npos);
  BOOST_TEST(coloured.find("\x1b[38;5;15;48;2;5;48;97m -█\x1b[0m") != std::string::npos);
  BOOST_TEST(map.terminal().find('\x1b') == std::string::npos);
}

// 12 lies below 10^2, so there are the decades from 10^-3 to 10^2; each quarter of the depth ends at
// 100 * 10^(5 ((k / 4 - 0.15) / 0.85 - 1)): 0.0039, 0.11, 3.4. Linearly, 0.001 and -0.02 would be as white as zero.
BOOST_AUTO_TEST_CASE(on_a_scale_of_decades_small_entries_are_told_from_zero) {
  const HeatMap map{.title = "H", .values = Matrix{{12, -0.02}, {0.001, 0}}, .scale = HeatScale::decades};
  BOOST_TEST(map.terminal() ==
             "H\n\n"
             "    0   1\n"
             "0  +█  -▒\n"
             "1  +░   ·\n\n"
             "Sign and |entry|: · zero, ░ to 0.0039, ▒ to 0.11, ▓ to 3.4, █ to 100.\n");
  BOOST_TEST(map.text() ==
             "H (entries to three digits)\n\n"
             "       0      1\n"
             "-  -----  -----\n"
             "0     12  -0.02\n"
             "1  0.001      .\n");
  BOOST_TEST(map.svg().find(">10⁻²<") != std::string::npos);
  BOOST_TEST(map.svg().find(">−10⁻²<") != std::string::npos);
}

// log10 of the errors; an error of zero is -infinity. 16 digits is all that a double has.
BOOST_AUTO_TEST_CASE(errors_are_shown_as_the_number_of_right_digits) {
  const HeatMap map{.title = "E", .values = Matrix{{-infinite, -15.96, -3.5, 0.2}}, .scale = HeatScale::digits};
  BOOST_TEST(map.text() ==
             "E (in how many digits each entry is right, at most 16)\n\n"
             "    0   1  2  3\n"
             "-  --  --  -  -\n"
             "0  16  16  3  0\n");
  BOOST_TEST(map.terminal() ==
             "E\n\n"
             "    0   1   2   3\n"
             "0 16· 16░  3█  0█\n\n"
             "Number: in how many digits the entry is right. · all 16, █ 0 digits.\n");
  const std::string svg = map.svg();
  BOOST_TEST(count_of_texts(svg, "16 digits") == 1u);
  BOOST_TEST(count_of_texts(svg, "16") == 2u);
}

BOOST_AUTO_TEST_CASE(signs_are_drawn_and_where_cells_are_small_negative_ones_are_hatched) {
  const std::string large = HeatMap{.title = "H", .values = Matrix{{1, -1}, {0, -0.5}}}.svg();
  BOOST_TEST(count_of_texts(large, "−") == 2u);
  BOOST_TEST(count_of_texts(large, "+") == 1u);
  BOOST_TEST(count_of_paths(large) == 0u);
  const Matrix many = -Matrix::Identity(60, 60);
  const std::string small = HeatMap{.title = "H", .values = many}.svg();
  BOOST_TEST(count_of_texts(small, "−") == 0u);
  BOOST_TEST(count_of_paths(small) == 60u);
  BOOST_TEST(count_of_paths(HeatMap{.title = "H", .values = -many}.svg()) == 0u);
}

// Blocks of 2 by 2, by hand: the largest magnitude with its sign; NaN wins; the last block is narrower.
BOOST_AUTO_TEST_CASE(a_large_map_is_shown_in_blocks_and_says_so) {
  const HeatMap map{.title = "H",
                    .values = Matrix{{1, -3, 0, 0, 5}, {2, 2, 0, 0, -6}, {0, 0, 7, not_a_number, 0}},
                    .row_names = {"a", "b", "c"}};
  const HeatMap blocks = map.in_blocks(3);
  BOOST_TEST(blocks.values.rows() == 2);
  BOOST_TEST(blocks.values.cols() == 3);
  BOOST_TEST(blocks.values(0, 0) == -3.0);
  BOOST_TEST(blocks.values(0, 1) == 0.0);
  BOOST_TEST(blocks.values(0, 2) == -6.0);
  BOOST_TEST(std::isnan(blocks.values(1, 1)));
  BOOST_TEST(blocks.row_names[0] == "a..b");
  BOOST_TEST(blocks.row_names[1] == "c");
  BOOST_TEST(blocks.column_names[2] == "4");
  BOOST_TEST(blocks.note == "3 rows by 5 columns; each cell is the largest |entry| of a block of 2 by 2.");
  const HeatMap errors{.title = "E", .values = Matrix{{-16, -2}, {-5, -9}}, .scale = HeatScale::digits};
  BOOST_TEST(errors.in_blocks(1).values(0, 0) == -2.0);
  support::check_error<OptionError>([&] { static_cast<void>(map.in_blocks(0)); }, "option.most",
                                    "a heat map of at most 0 rows and columns was asked for. Pass 1 or more.");
  BOOST_TEST(HeatMap{.values = Matrix::Ones(300, 300)}.text().size() < 20000u);
}

}  // namespace hesse::reports
