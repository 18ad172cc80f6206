// SPDX-License-Identifier: BSL-1.0
//
// Are these the functions of the paper? Their values where anybody can calculate them by hand, at minimisers that the
// paper prints, and at those that NIST has certified for four of the fits.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "problem.hpp"
#include "runs.hpp"

using namespace more_garbow_hillstrom;

namespace {

const std::vector<Problem>& problems() {
  static const std::vector<Problem> all = all_problems();
  return all;
}

/// The first of that number, and that many unknowns where any size will do.
const Problem& problem_of(int number, Index n = 0) {
  for (const Problem& problem : problems())
    if (problem.number == number && (n == 0 || problem.start.size() == n)) return problem;
  throw std::out_of_range("no such problem");
}

double value_at(int number, const Vector& x) { return more_garbow_hillstrom::value_at(problem_of(number), x); }

struct Known {
  int number;
  Vector point;
  double value;
};

/// Zeros but for x_i.
Vector one_entry(Index n, Index i, double entry) { return entry * Vector::Unit(n, i); }

}  // namespace

BOOST_AUTO_TEST_CASE(all_thirty_five_problems_are_there) {
  std::vector<int> numbers;
  for (const Problem& problem : problems()) numbers.push_back(problem.number);
  BOOST_TEST(std::ranges::is_sorted(numbers));
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  BOOST_TEST(numbers.size() == 35u);
  BOOST_TEST(numbers.front() == 1);
  BOOST_TEST(numbers.back() == 35);
}

// By hand: at most of these starts the residuals are small whole numbers, such as 5 (0 - 1)^2 in problem 13.
BOOST_AUTO_TEST_CASE(values_at_the_standard_starts_are_those_calculated_by_hand) {
  const double half_product = std::pow(0.5, 10) - 1.0;
  const std::vector<std::pair<int, double>> by_hand{
      {1, 4.4 * 4.4 + 2.2 * 2.2},
      {2, 19.5 * 19.5 + 4.5 * 4.5},
      {3, 1.0 + std::pow(std::exp(-1.0) - 0.0001, 2)},
      {4, 999999.0 * 999999.0 + std::pow(1.0 - 2e-6, 2) + 1.0},
      {5, 1.5 * 1.5 + 2.25 * 2.25 + 2.625 * 2.625},
      {7, 2500.0},
      {13, 49.0 + 5.0 + 1.0 + 160.0},
      {14, 100.0 * 100.0 + 16.0 + 90.0 * 100.0 + 16.0 + 10.0 * 16.0},
      {20, 29.0 + 1.0},
      {21, 5.0 * 24.2},
      {22, 3.0 * 215.0},
      {23, 1e-5 * 14.0 + 29.75 * 29.75},
      {25, 3.85 + 38.5 * 38.5 + std::pow(38.5, 4)},
      {27, 9.0 * 5.5 * 5.5 + half_product * half_product},
      {30, 4.0 + 8.0 * 1.0 + 9.0},
      {31, 10.0 * 36.0},
      {32, 10.0 * 1.0 + 10.0 * 4.0},
      // The residuals are i 55 - 1, and (i - 1) 44 - 1 for 1 < i < m, with 2 + ... + 9 = 44.
      {33, 2870.0 * 55.0 * 55.0 - 2.0 * 210.0 * 55.0 + 20.0},
      {34, 2109.0 * 44.0 * 44.0 - 2.0 * 171.0 * 44.0 + 20.0},
  };
  for (const auto& [number, expected] : by_hand)
    BOOST_TEST(value_at(number, problem_of(number).start) == expected, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(values_at_the_minimisers_are_those_of_the_paper) {
  const double root = std::sqrt(2.0) / 4.0;
  const std::vector<Known> zeros{
      {1, Vector{{1.0, 1.0}}, 0.0},
      {2, Vector{{5.0, 4.0}}, 0.0},
      {4, Vector{{1e6, 2e-6}}, 0.0},
      {5, Vector{{3.0, 0.5}}, 0.0},
      {7, Vector{{1.0, 0.0, 0.0}}, 0.0},
      {11, Vector{{50.0, 25.0, 1.5}}, 0.0},
      {12, Vector{{1.0, 10.0, 1.0}}, 0.0},
      {12, Vector{{10.0, 1.0, -1.0}}, 0.0},
      {12, Vector{{3.0, 3.0, 0.0}}, 0.0},
      {13, Vector::Zero(4), 0.0},
      {14, Vector::Ones(4), 0.0},
      {18, Vector{{1.0, 10.0, 1.0, 5.0, 4.0, 3.0}}, 0.0},
      {21, Vector::Ones(10), 0.0},
      {22, Vector::Zero(12), 0.0},
      {25, Vector::Ones(10), 0.0},
      {26, Vector::Zero(10), 0.0},
      {27, Vector::Ones(10), 0.0},
      {27, one_entry(10, 9, 11.0), 1.0},
      {35, Vector{{0.5 - root, 0.5, 0.5 + root}}, 0.0},
      {32, -Vector::Ones(10), 10.0},
      {33, one_entry(10, 0, 3.0 / 41.0), problem_of(33).least},
      {34, one_entry(10, 1, 1.5 / 37.0), problem_of(34).least},
  };
  for (const auto& [number, point, value] : zeros)
    BOOST_TEST(std::abs(value_at(number, point) - value) <= 1e-20 + 1e-14 * value, "problem " << number);
}

// NIST's certified parameters of MGH10, MGH09 and MGH17, and the minimisers that are printed for problems 2, 3, 6, 8.
BOOST_AUTO_TEST_CASE(values_at_printed_minimisers_agree_to_the_digits_printed) {
  const std::vector<Known> known{
      {2, Vector{{11.41277900, -0.89680526}}, 48.9842},
      {6, Vector{{0.257825, 0.257825}}, 124.362},
      {8, Vector{{0.08241056, 1.133036, 2.343695}}, 8.21487e-3},
      {9, Vector{{0.3989561, 1.000019, 0.0}}, 1.12793e-8},
      {10, Vector{{5.6096364710e-3, 6.1813463463e3, 3.4522363462e2}}, 87.9458},
      {15, Vector{{1.9280693458e-1, 1.9128232873e-1, 1.2305650693e-1, 1.3606233068e-1}}, 3.07505e-4},
      {17, Vector{{3.7541005211e-1, 1.9358469127, -1.4646871366, 1.2867534640e-2, 2.2122699662e-2}}, 5.46489e-5},
  };
  for (const auto& [number, point, value] : known)
    BOOST_TEST(value_at(number, point) == value, boost::test_tools::tolerance(1e-5));
  BOOST_TEST(value_at(3, Vector{{1.098159e-5, 9.106146}}) < 1e-10);
}

BOOST_AUTO_TEST_CASE(the_recorded_forms_are_the_plain_function_and_its_slopes) {
  for (const Problem& problem : problems()) BOOST_TEST_CONTEXT(problem.name) {
      const Vector x = problem.start + 0.01 * Vector::LinSpaced(problem.start.size(), 1.0, 2.0);
      const double plain = more_garbow_hillstrom::value_at(problem, x);
      const auto [value, gradient] = problem.sum_of_squares(x).value_and_gradient(x);
      BOOST_TEST(value == plain, boost::test_tools::tolerance(1e-12));
      BOOST_TEST(problem.residuals(x).values(x).squaredNorm() == plain, boost::test_tools::tolerance(1e-12));
      BOOST_TEST((gradient - gradient_by_differences(problem, x).gradient).norm() <= 1e-6 * gradient.norm());
    }
}

BOOST_AUTO_TEST_CASE(a_start_of_zero_is_multiplied_as_in_the_paper) {
  BOOST_TEST((problem_of(20).start_times(1.0) == Vector::Zero(6)));
  BOOST_TEST((problem_of(20).start_times(10.0) == Vector::Constant(6, 10.0)));
  BOOST_TEST((problem_of(1).start_times(10.0) == Vector{{-12.0, 10.0}}));
}

// Problem 11 may have a hundredth residual, t = 1 and y = 25: at the minimum it is 0^1.5, whose second derivative is
// not finite, but that of its square, about |x_2 - 25|^3 / 2500, is 0.
BOOST_AUTO_TEST_CASE(the_hundredth_residual_of_gulf_has_a_square_with_a_finite_hessian_at_the_minimum) {
  const auto square = [](const auto& x) {
    const auto r = exp(-pow(abs(25.0 - x[1]), x[2]) / x[0]) - 1.0;
    return r * r;
  };
  const hesse::Function f(square, Vector{{5.0, 2.5, 0.15}});
  const auto [value, gradient, hessian] = f.second_order(Vector{{50.0, 25.0, 1.5}});
  BOOST_TEST(value == 0.0);
  BOOST_TEST(gradient.isZero(0.0));
  BOOST_TEST(hessian.isZero(0.0), hessian);
}
