// SPDX-License-Identifier: BSL-1.0
//
// Texts that are no expressions: each gets a message with its place, and none a crash.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <command_line/grammar.hpp>
#include <functional>
#include <ostream>
#include <random>
#include <string>

using hesse::Vector;
using namespace hesse::command_line;

namespace {

const Names names{"x", "y", "rate"};

std::string message_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const ExpressionError& error) {
    return error.what();
  }
  return "none";
}
std::string message_of(const std::string& text) {
  return message_of([&] { (void)read_expression(text, names); });
}

struct Wrong {
  const char* text;
  const char* message;  ///< its first line
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << '"' << wrong.text << '"'; }

// Columns are counted by hand.
const Wrong wrongs[] = {
    {"", "column 1: there is nothing, but a number, a name or '(' is expected"},
    {"  ", "column 3: there is nothing, but a number, a name or '(' is expected"},
    {"x + ", "column 5: the text ends, but a number, a name or '(' is expected"},
    {"x * / y", "column 5: a number, a name or '(' is expected, not '/'"},
    {"x ** 2", "column 4: a number, a name or '(' is expected, not '*'; a power is written '^'"},
    {"(x + y", "column 7: the text ends, but an operator or ')' is expected"},
    {"x + y)", "column 6: an operator is expected, not ')'"},
    {"2x", "column 2: an operator is expected, not 'x'; products need '*'"},
    {"2 (x)", "column 3: an operator is expected, not '('; products need '*'"},
    {"1,5 + x", "column 2: an operator is expected, not ','; decimals stand behind a point"},
    {"1.2.3", "column 4: an operator is expected, not '.'"},
    {"x $ y", "column 3: an operator is expected, not '$'"},
    {"x + sine(y)", "column 5: 'sine' is not a function; did you mean 'sin'?"},
    {"qqqqqqqq(y)", "column 1: 'qqqqqqqq' is not a function"},
    {"x + rats", "column 5: 'rats' is not an input; did you mean 'rate'?"},
    {"sin", "column 1: 'sin' is a function: its arguments stand in parentheses, 'sin(...)'"},
    {"x(y)", "column 1: 'x' is an input and not a function; products need '*'"},
    {"1 + sin(x, y)", "column 5: 'sin' takes 1 argument, but 2 are given"},
    {"atan2(x)", "column 1: 'atan2' takes 2 arguments, but 1 is given"},
    {"hypot(x)", "column 1: 'hypot' takes 2 or 3 arguments, but 1 is given"},
    {"sin()", "column 5: a number, a name or '(' is expected, not ')'"},
    {"sin(x", "column 6: the text ends, but an operator, ',' or ')' is expected"},
    {"1e400", "column 1: '1e400' is outside the range of a double"},
    {"x \u2212 y", "column 3: U+2212 is a minus sign; write '-'"},
    {"x\u00b2", "column 2: U+00B2 is a superscript two; write '^2'"},
    {"x + \u00e9", "column 5: U+00E9 is not ASCII text"},
    {"\ufeffx", "column 1: U+FEFF is a byte order mark; leave it out"},
    {"x + \xff", "column 5: the byte 0xFF is not UTF-8"},
    {"x + \xc0\x80", "column 5: the byte 0xC0 is not UTF-8"},
    {"x + \xe2\x88", "column 5: the byte 0xE2 is not UTF-8"},
    {"\x01", "column 1: U+0001 is not ASCII text"},
};

}  // namespace

BOOST_DATA_TEST_CASE(a_text_that_is_no_expression_gets_a_message_with_its_column,
                     boost::unit_test::data::make(wrongs)) {
  const std::string message = message_of(sample.text);
  BOOST_TEST(message.substr(0, message.find('\n')) == sample.message);
}

BOOST_AUTO_TEST_CASE(a_caret_stands_under_the_place) {
  BOOST_TEST(message_of("x + sine(y)") ==
             "column 5: 'sine' is not a function; did you mean 'sin'?\n"
             "  x + sine(y)\n"
             "      ^");
}

BOOST_AUTO_TEST_CASE(of_a_long_text_only_what_is_around_the_place_is_shown) {
  std::string sum = "1";
  for (int i = 0; i < 250; ++i) sum += "+1";
  const std::string message = message_of(sum + " $ " + sum);
  BOOST_TEST(message.size() < 300u);
  BOOST_TEST(message.find("column 503: an operator is expected, not '$'\n  ...") == 0u);
  const std::size_t caret_line = message.rfind('\n') + 1, shown_line = message.find('\n') + 1;
  BOOST_TEST(message[shown_line + message.find('^') - caret_line] == '$');
}

BOOST_AUTO_TEST_CASE(assignments_that_make_no_sense_get_a_message) {
  const auto first_line = [](const std::string& text) {
    const std::string message = message_of([&] { (void)read_assignments(text); });
    return message.substr(0, message.find('\n'));
  };
  BOOST_TEST(first_line("x") == "column 2: the text ends, but '=' is expected");
  BOOST_TEST(first_line("x=1,x=2") == "column 5: 'x' has a number already");
  BOOST_TEST(first_line("e=1") == "column 1: 'e' is a constant; an input needs another name");
  BOOST_TEST(first_line("x=1,") == "column 5: the text ends, but a name is expected");
  BOOST_TEST(first_line("x=y") == "column 3: 'y' is not an input");
}

BOOST_AUTO_TEST_CASE(two_hundred_levels_are_read_and_more_get_a_message) {
  const auto nested = [](std::size_t levels, const std::string& open, const std::string& close) {
    std::string text;
    for (std::size_t i = 0; i < levels; ++i) text += open;
    text += "x";
    for (std::size_t i = 0; i < levels; ++i) text += close;
    return text;
  };
  for (const auto& [open, close] : {std::pair{"(", ")"}, {"sin(", ")"}, {"-", ""}, {"", "^2"}}) {
    BOOST_TEST(message_of(nested(deepest, open, close)) == "none");
    for (const std::size_t levels : {deepest + 1, std::size_t{100'000}})
      BOOST_TEST(message_of(nested(levels, open, close)).find("more than 200 levels stand in one another here") !=
                 std::string::npos);
  }
}

// 1 + 1 + ... with a million terms is exact in binary.
BOOST_AUTO_TEST_CASE(a_sum_of_a_million_terms_is_read_and_evaluated) {
  std::string text = "1";
  for (int i = 1; i < 1'000'000; ++i) text += "+1";
  BOOST_TEST(read_expression(text, names)(Vector(Vector::Zero(3))) == 1e6);
}

BOOST_AUTO_TEST_CASE(a_text_beyond_the_limit_of_nodes_gets_a_message) {
  std::string text = "1";
  for (std::size_t i = 0; i < most_nodes / 2; ++i) text += "+1";
  BOOST_TEST(message_of(text).find("the text has more than 4194304 numbers, names and operations") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_valid_text_cut_off_anywhere_or_with_a_byte_changed_is_read_or_refused) {
  const std::string text = "100*(y-x^2)^2 + max(1.5e-3, -atan2(x, rate)) / hypot(x, y, 2)";
  BOOST_REQUIRE(message_of(text) == "none");
  int refused = 0;
  for (std::size_t length = 0; length < text.size(); ++length)
    refused += message_of(text.substr(0, length)) == "none" ? 0 : 1;
  for (std::size_t place = 0; place < text.size(); ++place)
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[place] = static_cast<char>(byte);
      refused += message_of(changed) == "none" ? 0 : 1;
    }
  BOOST_TEST(refused > 10'000);
}

BOOST_AUTO_TEST_CASE(random_bytes_and_random_tokens_are_read_or_refused) {
  std::mt19937 random(7);
  const std::string tokens[] = {"x", "y", "(", ")",    "+",    "-", "^",   "*", "/",
                                ",", ";", "=", "sin(", "max(", "2", "1e3", " "};
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes, words;
    for (auto length = random() % 12; length > 0; --length) {
      bytes += static_cast<char>(random() % 256);
      words += tokens[random() % std::size(tokens)];
    }
    (void)message_of(bytes);
    read += message_of(words) == "none" ? 1 : 0;
    (void)message_of([&] { (void)read_rows(words, names); });
    (void)message_of([&] { (void)read_assignments(words); });
  }
  BOOST_TEST(read > 100);
}
