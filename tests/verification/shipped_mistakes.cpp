// SPDX-License-Identifier: BSL-1.0
//
// Hessians that were published or shipped wrong, as their corrections describe them: found, and named for what they
// are.
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using hesse::Cause;
using hesse::ConstVector;
using hesse::Matrix;
using hesse::Vector;

namespace {

/// The verdict on a Hessian that is wrong in one entry, or one with its mirror image, and says so.
hesse::Verdict verdict_on(const auto& f, const hesse::HessianByHand& by_hand, const Vector& x, Cause::Kind kind,
                          const std::string& sentence) {
  hesse::Verdict verdict = hesse::check_hessian(f, by_hand, x);
  BOOST_REQUIRE(verdict.cause.has_value());
  BOOST_TEST((verdict.cause->kind == kind), verdict.report());
  BOOST_TEST(verdict.cause->sentence == sentence);
  return verdict;
}

}  // namespace

// PatWie/CppNumericalSolvers, issue 117: 1 stood for 2, the second derivative of (1 - x)^2.
BOOST_AUTO_TEST_CASE(a_rosenbrock_with_one_for_two_counts_a_term_half) {
  const auto rosenbrock = [](const auto& x) {
    const auto valley = x[1] - x[0] * x[0], rest = 1 - x[0];
    const auto steep = 100 * square(valley);
    return steep + square(rest);
  };
  const auto by_hand = [](ConstVector x) -> Matrix {
    return Matrix{{1200 * x[0] * x[0] - 400 * x[1] + 1, -400 * x[0]}, {-400 * x[0], 200}};
  };
  const auto verdict = verdict_on(rosenbrock, by_hand, Vector{{-1.2, 1.0}}, Cause::Kind::missing_term,
                                  "What v7 = square(v4) adds by its own second derivative is counted 0.5 times.");
  BOOST_REQUIRE(verdict.mistakes.size() == 1);
  BOOST_TEST(verdict.mistakes[0].name == "H[0][0]");
}

// JuliaNLSolvers/Optim.jl, issue 226: H[0][3] and H[3][0] were 0 for -120 (x0 - x3)^2.
BOOST_AUTO_TEST_CASE(a_powell_singular_function_without_an_entry_misses_it) {
  const auto powell = [](const auto& x) {
    return square(x[0] + 10 * x[1]) + 5 * square(x[2] - x[3]) + pow(x[1] - 2 * x[2], 4) + 10 * pow(x[0] - x[3], 4);
  };
  const auto by_hand = [](ConstVector x) -> Matrix {
    const double a = 120 * std::pow(x[0] - x[3], 2), b = 12 * std::pow(x[1] - 2 * x[2], 2);
    return Matrix{{2 + a, 20, 0, 0}, {20, 200 + b, -2 * b, 0}, {0, -2 * b, 10 + 4 * b, -10}, {0, 0, -10, 10 + a}};
  };
  const auto verdict = verdict_on(powell, by_hand, Vector{{3.0, -1.0, 0.0, 1.0}}, Cause::Kind::missing_entry,
                                  "H[0][3] is missing: it is 0 at every point.");
  BOOST_TEST(verdict.mistakes.size() == 2);
}

// davisking/dlib, pull request 534, gives both values of H[1][1] at the standard start (25, 5, -5, -1) of the function
// of Brown and Dennis: 451387 for 456304. A factor t was missing in one of the terms, 4 t b^2 for 4 t^2 b^2.
BOOST_AUTO_TEST_CASE(a_brown_and_dennis_function_has_one_wrong_entry) {
  const auto brown_dennis = [](const auto& x) {
    auto sum = 0.0 * x[0];
    for (int i = 1; i <= 20; ++i) {
      const double t = i / 5.0;
      sum += square(square(x[0] + t * x[1] - std::exp(t)) + square(x[2] + std::sin(t) * x[3] - std::cos(t)));
    }
    return sum;
  };
  const auto by_hand = [](ConstVector x) {
    Matrix h = Matrix::Zero(4, 4);
    for (int i = 1; i <= 20; ++i) {
      const double t = i / 5.0, s = std::sin(t);
      const double a = x[0] + t * x[1] - std::exp(t), b = x[2] + s * x[3] - std::cos(t);
      const double aa = 12 * a * a + 4 * b * b, ab = 8 * a * b, bb = 4 * a * a + 12 * b * b;
      const double typo = 12 * t * t * a * a + 4 * t * b * b;
      h += Matrix{{aa, t * aa, ab, s * ab},
                  {t * aa, typo, t * ab, t * s * ab},
                  {ab, t * ab, bb, s * bb},
                  {s * ab, t * s * ab, s * bb, s * s * bb}};
    }
    return h;
  };
  const Vector start{{25.0, 5.0, -5.0, -1.0}};
  const auto verdict = verdict_on(brown_dennis, by_hand, start, Cause::Kind::wrong_entry, "H[1][1] alone is wrong.");
  BOOST_REQUIRE(verdict.mistakes.size() == 1);
  BOOST_TEST(by_hand(start)(1, 1) == 451387.0, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(verdict.mistakes[0].name == "H[1][1]");
}

// JuliaDiff/ForwardDiff.jl, issue 488, where a formula was trusted and the library suspected: for h = (x^2 - y^2) / 2
// exp(-(x^2 + y^2) / s) with s = 0.2 the formula of h_yy had s y^2 s where it must have 5 s y^2. What is missing is
// (5 s - s^2) / s^2 y^2 exp(..) = 24 y^2 exp(..).
BOOST_AUTO_TEST_CASE(a_bump_with_a_lost_five_misses_a_term) {
  constexpr double s = 0.2;
  const auto bump = [&](const auto& x) {
    return 0.5 * (x[0] * x[0] - x[1] * x[1]) * exp(-(x[0] * x[0] + x[1] * x[1]) / s);
  };
  const auto by_hand = [](ConstVector at) -> Matrix {
    const double x = at[0], y = at[1], xx = x * x, yy = y * y;
    const double h_xx = 2 * xx * xx + s * (yy + s) - xx * (2 * yy + 5 * s), h_xy = 2 * x * y * (xx - yy);
    const double h_yy = -2 * yy * yy + s * yy * s - s * s + xx * (2 * yy - s);
    return std::exp(-(xx + yy) / s) / (s * s) * Matrix{{h_xx, h_xy}, {h_xy, h_yy}};
  };
  verdict_on(bump, by_hand, Vector{{0.419, 0.887}}, Cause::Kind::wrong_entry,
             "H[1][1] alone is wrong: 24 * x[1]^2 * v7 (v7 = exp(v6)) must be added to it.");
}
