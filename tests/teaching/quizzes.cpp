// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/quiz.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <numbers>
#include <stop_token>
#include <string>
#include <support/thrown.hpp>

namespace hesse {

namespace {

const auto wave = [](const auto& x) { return sin(3 * x[0]); };
const Vector at_one{{1.0}};

/// f = x^2 y + y^3. By hand: H = (2 y, 2 x; 2 x, 6 y), at (1, 2) it is (4, 2; 2, 12); the gradient there is (4, 13).
const auto cubic = [](const auto& x) { return x[0] * x[0] * x[1] + pow(x[1], 3); };
const Vector point{{1, 2}};

/// The sentence of the mistake that is guessed, "" for none.
std::string sentence(const Quiz& found) {
  BOOST_TEST((found.outcome == Quiz::Outcome::wrong));
  return found.mistake ? found.mistake->sentence : "";
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

// By hand: f'' = -9 sin(3 x), at 1 it is -1.27008.
BOOST_AUTO_TEST_CASE(a_right_number_is_right_to_the_digits_asked_for) {
  BOOST_TEST((quiz(wave, at_one, -9 * std::sin(3.0)).outcome == Quiz::Outcome::right));
  BOOST_TEST((quiz(wave, at_one, -1.270).outcome == Quiz::Outcome::right));
  BOOST_TEST((quiz(wave, at_one, -1.271).outcome == Quiz::Outcome::wrong));
  BOOST_TEST((quiz(wave, at_one, -1.28).outcome == Quiz::Outcome::wrong));
  BOOST_TEST((quiz(wave, at_one, -1.28, {.digits = 2}).outcome == Quiz::Outcome::right));
  BOOST_TEST((quiz(cubic, point, Matrix{{4, 2}, {2, 12}}).outcome == Quiz::Outcome::right));
  BOOST_TEST(quiz(wave, at_one, -1.270).text() == "Right at x[0] = 1: f'' = -1.27008.\n");
  BOOST_TEST(quiz(wave, at_one, -1.270).hint() == "");
}

// cos'' = 0 at pi / 2; in doubles it is 6e-17, and nobody is asked for that.
BOOST_AUTO_TEST_CASE(zero_is_right_where_only_rounding_makes_it_another_number) {
  const auto f = [](const auto& x) { return 5 + cos(x[0]); };
  BOOST_TEST((quiz(f, Vector{{std::numbers::pi / 2}}, 0.0).outcome == Quiz::Outcome::right));
  BOOST_TEST((quiz(f, Vector{{std::numbers::pi / 2}}, 1e-3).outcome == Quiz::Outcome::wrong));
}

// Each number is what the mistake gives, by hand.
BOOST_AUTO_TEST_CASE(the_usual_mistakes_in_one_number_are_guessed) {
  const double s = std::sin(3.0), c = std::cos(3.0);
  BOOST_TEST(sentence(quiz(wave, at_one, 9 * s)) == "f'' has the wrong sign.");
  BOOST_TEST(sentence(quiz(wave, at_one, 3 * c)) == "-2.96998 is the first derivative by x[0].");
  BOOST_TEST(sentence(quiz(wave, at_one, s)) == "This is the value of f.");
  BOOST_TEST(sentence(quiz(wave, at_one, 9 * c * c)) == "These are products of first derivatives.");
  BOOST_TEST(says(sentence(quiz(wave, at_one, -3 * s)), "which is 3, is missing once."));
  BOOST_TEST(says(sentence(quiz(wave, at_one, -s)), "which is 3, is missing twice."));
  BOOST_TEST(says(sentence(quiz([](const auto& x) { return exp(x[0]); }, Vector{{2.0}}, 1.0)), "another point: zero"));
  BOOST_TEST(says(sentence(quiz([](const auto& x) { return exp(x[0]); }, Vector{{2.0}}, std::exp(2.0) / 2)),
                  "twice as large"));
}

// x^3 - 2 x has f'' = 6 x; half of it has nothing to do with the slope of 2 x, which stands in no other function.
BOOST_AUTO_TEST_CASE(an_inner_derivative_is_one_of_a_line_that_another_bends) {
  const auto f = [](const auto& x) { return pow(x[0], 3) - 2 * x[0]; };
  BOOST_TEST(says(sentence(quiz(f, Vector{{2.0}}, 6.0)), "twice as large"));
}

// f = x^2 sin(x): f'' = 2 sin x + 4 x cos x - x^2 sin x. Without the mixed terms counted twice: 2 x cos x instead of 4
// x cos x, which is half of what the product adds.
BOOST_AUTO_TEST_CASE(a_forgotten_term_is_guessed_from_the_lines_of_the_function) {
  const auto product = [](const auto& x) { return square(x[0]) * sin(x[0]); };
  const double x = 0.7, s = std::sin(x), c = std::cos(x);
  BOOST_TEST(says(sentence(quiz(product, Vector{{x}}, 2 * s + 2 * x * c - x * x * s)), "Half of what the line"));
  BOOST_TEST(says(sentence(quiz(product, Vector{{x}}, 2 * s - x * x * s)), "is missing."));
  BOOST_TEST(says(sentence(quiz(product, Vector{{x}}, 2 * s + 4 * x * c + x * x * s)), "has the wrong sign."));
  BOOST_TEST(says(sentence(quiz(product, Vector{{x}}, -x * x * s)), "Only what the line"));
}

BOOST_AUTO_TEST_CASE(the_usual_mistakes_in_a_matrix_are_guessed) {
  BOOST_TEST(sentence(quiz(cubic, point, -Matrix{{4, 2}, {2, 12}})) == "Every entry has the wrong sign.");
  BOOST_TEST(sentence(quiz(cubic, point, Matrix{{4, 0}, {2, 12}})) == "Only one triangle is filled in.");
  BOOST_TEST(sentence(quiz(cubic, point, Matrix{{4, 0}, {0, 13}})) == "These are first derivatives, on the diagonal.");
  BOOST_TEST(sentence(quiz(cubic, point, Matrix{{16, 52}, {52, 169}})) == "These are products of first derivatives.");
  BOOST_TEST(sentence(quiz(cubic, point, Matrix{{12, 6}, {6, 36}})) == "Every entry is 3 times the right one.");
  BOOST_TEST(sentence(quiz(cubic, point, Matrix{{4, 2}, {1, 12}})) ==
             "H(x[1], x[0]) is not what its mirror image is, which is right.");
  BOOST_TEST(sentence(quiz(cubic, point, Matrix{{4, 2}, {2, 2}})) == "This is H(x[1], x[0]).");
  BOOST_TEST(sentence(quiz(cubic, point, Matrix{{4, 0}, {0, 12}})) == "H(x[1], x[0]) was taken for zero.");
}

BOOST_AUTO_TEST_CASE(a_mistake_that_is_none_of_the_usual_is_not_named) {
  const Quiz found = quiz(wave, at_one, 17.17);
  BOOST_TEST(!found.mistake.has_value());
  BOOST_TEST(says(found.hint(), "None of the usual mistakes gives this number."));
}

// By hand: f'' = -9 sin(3 x); a formula with 3 for 9 is a third of it everywhere.
BOOST_AUTO_TEST_CASE(the_mistake_in_a_formula_is_proved_and_the_solution_comes_when_asked_for) {
  const Quiz found = quiz(wave, at_one, [](double x) { return -3 * std::sin(3 * x); }, {.names = {"x"}});
  BOOST_TEST((found.outcome == Quiz::Outcome::wrong));
  BOOST_REQUIRE(found.mistake.has_value());
  BOOST_TEST(found.mistake->proved);
  BOOST_TEST(!says(found.text(), "-1.27"));
  BOOST_TEST(says(found.solution(), "-1.27008"));
  BOOST_TEST(says(found.solution(), "sin("));
  BOOST_TEST((quiz(wave, at_one, [](double x) { return -9 * std::sin(3 * x); }).outcome == Quiz::Outcome::right));
  const auto hessian = [](ConstVector x) { return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 6 * x[1]}}; };
  BOOST_TEST((quiz(cubic, point, hessian).outcome == Quiz::Outcome::right));
}

// f = x^3: f'' = 6 x, and 6 x^2 is the same at 1 only.
BOOST_AUTO_TEST_CASE(a_formula_that_is_right_at_the_point_by_chance_is_not_said_to_be_wrong_there) {
  const Quiz found = quiz([](const auto& x) { return pow(x[0], 3); }, at_one, [](double x) { return 6 * x * x; });
  BOOST_TEST((found.outcome == Quiz::Outcome::wrong));
  BOOST_REQUIRE(found.wrong.size() == 1u);
  BOOST_TEST(found.wrong[0].nearby);
  BOOST_TEST(found.wrong[0].handed_in != found.wrong[0].exact);
  BOOST_TEST(says(found.text(), "f'' is right here, but not at points near by"));
}

// log x and log'' x = -1 / x^2: at 0 neither is finite; at -1 the formula for log'' gives a number, but there is no
// log.
BOOST_AUTO_TEST_CASE(where_there_is_no_second_derivative_nothing_is_decided) {
  const auto logarithm = [](const auto& x) { return log(x[0]); };
  for (const double x : {0.0, -1.0}) {
    const Quiz found = quiz(logarithm, Vector{{x}}, -1.0);
    BOOST_TEST((found.outcome == Quiz::Outcome::undecided));
    BOOST_TEST(says(found.text(), "Try another point."));
    BOOST_TEST(found.solution() == found.text());
  }
  BOOST_TEST(says(quiz(logarithm, Vector{{-1.0}}, -1.0).text(), "Undecided at x[0] = -1: f is not finite there."));
}

// |x| + x^2 has the slopes -1 and 1 on the two sides of 0, so no second derivative there: neither 0 nor 2 is right.
BOOST_AUTO_TEST_CASE(at_a_kink_no_number_and_no_formula_is_right) {
  const auto f = [](const auto& x) {
    const auto kinked = abs(x[0]);
    return kinked + square(x[0]);
  };
  const Vector zero{{0.0}};
  for (const Answer& answer : {Answer(2.0), Answer(0.0), Answer([](double) { return 2.0; })}) {
    const Quiz found = quiz(f, zero, answer, {.names = {"a"}});
    BOOST_TEST((found.outcome == Quiz::Outcome::undecided));
    BOOST_TEST(found.text() ==
               "Undecided at a = 0: v1 = abs(a) is not smooth there, so f may have no second derivative there. Try "
               "another point.\n");
  }
  BOOST_TEST((quiz(f, Vector{{0.1}}, 2.0).outcome == Quiz::Outcome::right));
}

// By hand: (c + x^2)'' = 2, whatever c is. So is that of (x - c)^2.
BOOST_AUTO_TEST_CASE(a_large_value_of_f_excuses_no_wrong_second_derivative) {
  for (const double c : {1.0, 1e12, 1e15}) {
    const auto lifted = [c](const auto& x) { return c + square(x[0]); };
    BOOST_TEST((quiz(lifted, at_one, 2.0).outcome == Quiz::Outcome::right));
    BOOST_TEST((quiz(lifted, at_one, 2.1).outcome == Quiz::Outcome::wrong));
    const auto shifted = [c](const auto& x) { return square(x[0] - c); };
    BOOST_TEST((quiz(shifted, Vector{{c}}, 2.0).outcome == Quiz::Outcome::right));
    BOOST_TEST((quiz(shifted, Vector{{c}}, 2.1).outcome == Quiz::Outcome::wrong));
  }
}

// The worst comes first: H(x[0], x[1]) is no number, all others that are wrong are one.
BOOST_AUTO_TEST_CASE(what_is_no_number_is_the_worst_and_said_to_be_none) {
  const double nan = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  for (const double none : {nan, infinite, -infinite}) {
    const Quiz found = quiz(cubic, point, Matrix{{40, none}, {2, -12}});
    BOOST_TEST((found.outcome == Quiz::Outcome::wrong));
    BOOST_REQUIRE(found.wrong.size() == 3u);
    BOOST_TEST(found.wrong[0].name == "H(x[0], x[1])");
    BOOST_TEST(says(found.hint(), "Look for a division by zero"));
    BOOST_TEST(says(found.solution(), "H(x[0], x[1]) was handed in as"));
  }
  const Quiz formula = quiz(wave, at_one, [](double) { return std::nan(""); });
  BOOST_TEST((formula.outcome == Quiz::Outcome::wrong));
  BOOST_TEST(says(formula.hint(), "Look for a division by zero"));
}

// The formula itself asks for the stop, when the quiz takes its numbers at the point.
BOOST_AUTO_TEST_CASE(a_formula_whose_check_is_stopped_is_undecided) {
  std::stop_source source;
  const auto formula = [&](double factor) {
    return [&source, factor](double x) {
      source.request_stop();
      return factor * std::sin(3 * x);
    };
  };
  BOOST_TEST(
      (quiz(wave, at_one, formula(-9.0), {.stop_token = source.get_token()}).outcome == Quiz::Outcome::undecided));
  BOOST_TEST((quiz(wave, at_one, formula(-9.0)).outcome == Quiz::Outcome::right));
}

BOOST_AUTO_TEST_CASE(misuse_of_the_quiz_says_what_to_do) {
  using support::check_error;
  check_error<ShapeError>([] { static_cast<void>(quiz(cubic, point, 1.0)); }, "shape.hessian",
                          "quiz() got an answer of 1 by 1 entries, but the Hessian of a function of 2 inputs has 2 by "
                          "2. Hand in one row and one column an input.");
  check_error<ShapeError>(
      [] {
        static_cast<void>(quiz(wave, at_one, 1.0, {.names = {"a", "b"}}));
      },
      "shape.size", "names of quiz() got 2 names, but 1 is expected. Pass exactly 1.");
  check_error<OptionError>([] { static_cast<void>(quiz(wave, at_one, 1.0, {.digits = 0})); }, "option.digits",
                           "QuizOptions::digits is 0, but a double has 1 to 15 digits that can be asked for.");
}

}  // namespace hesse
