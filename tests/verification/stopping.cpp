// SPDX-License-Identifier: BSL-1.0
//
// A check can be followed and ended, and one that was ended proves nothing.
#include <hesse/verification/check.hpp>
#include <hesse/verification/verdict_files.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

using namespace hesse;
using Outcome = Verdict::Status;

namespace {

const auto cubic = [](const auto& x) { return x[0] * x[0] * x[1] + x[1] * x[1] * x[1]; };
Matrix right(ConstVector x) { return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 6 * x[1]}}; }
Vector slopes(ConstVector x) { return Vector{{2 * x[0] * x[1], x[0] * x[0] + 3 * x[1] * x[1]}}; }
const Vector at{{1.0, 2.0}};

/// Wants an end once so many points are done.
CheckOptions until(Index points) {
  return {.callback = [points](const CheckProgress& progress) {
    return progress.points_done >= points ? Progress::stop : Progress::go_on;
  }};
}

/// A chain of two hundred inputs: f = sum of x_i^2 x_{i+1}.
const auto chain = [](const auto& x) {
  auto sum = 0.0 * x[0];
  for (Index i = 0; i + 1 < x.size(); ++i) sum += x[i] * x[i] * x[i + 1];
  return sum;
};
Matrix curvature_of_chain(ConstVector x) {
  Matrix h = Matrix::Zero(x.size(), x.size());
  for (Index i = 0; i + 1 < x.size(); ++i) {
    h(i, i) += 2 * x[i + 1];
    h(i, i + 1) = h(i + 1, i) = 2 * x[i];
  }
  return h;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_check_that_was_stopped_is_inconclusive) {
  std::stop_source source;
  source.request_stop();
  const CheckOptions stopped{.stop_token = source.get_token()};
  const auto product = [](ConstVector x, ConstVector v) -> Vector { return right(x) * v; };
  const auto row = [](ConstVector x) -> Matrix { return slopes(x).transpose(); };
  for (const Verdict& verdict :
       {check_gradient(cubic, slopes, at, stopped), check_jacobian(cubic, row, at, stopped),
        check_hessian(cubic, right, at, stopped), check_hessian_vector(cubic, product, at, stopped)}) {
    BOOST_TEST((verdict.status == Outcome::inconclusive), verdict.report());
    BOOST_TEST(verdict.stopped);
    BOOST_TEST(verdict.points == 0);
    BOOST_TEST(verdict.routes.empty());
    BOOST_TEST(verdict.notes.at(0).starts_with("stopped by the caller after 0 of 7 points, "));
    BOOST_TEST(exit_code(std::array{verdict}) == 2);
  }
}

BOOST_AUTO_TEST_CASE(a_callback_can_end_a_check_and_the_verdict_says_how_far_it_came) {
  for (Index points = 0; points <= 7; ++points) {
    const Verdict verdict = check_hessian(cubic, right, at, until(points));
    BOOST_TEST((verdict.status == Outcome::inconclusive), verdict.report());
    BOOST_TEST(verdict.points == points);
    BOOST_TEST(
        verdict.notes.at(0).starts_with("stopped by the caller after " + std::to_string(points) + " of 7 points"));
  }
  BOOST_TEST(check_hessian(cubic, right, at, until(8)).passed());
}

// What was seen to be wrong by then is still listed.
BOOST_AUTO_TEST_CASE(a_wrong_derivative_that_was_not_compared_everywhere_is_inconclusive_too) {
  const Verdict verdict = check_hessian(
      cubic, [](ConstVector x) -> Matrix { return 2 * right(x); }, at, until(4));
  BOOST_TEST((verdict.status == Outcome::inconclusive));
  BOOST_TEST(verdict.mistakes.size() == 4);
  BOOST_TEST(!verdict.cause.has_value());
  BOOST_TEST(
      verdict.report().starts_with("check_hessian: inconclusive. It was stopped; 4 of 4 entries were wrong by then.\n"),
      verdict.report());
}

BOOST_AUTO_TEST_CASE(what_a_callback_throws_passes_through) {
  // Also from a multiple of the point given, where exceptions of the function are forgiven.
  for (const Index points : {0, 6})
    BOOST_CHECK_THROW((void)check_hessian(cubic, right, at,
                                          {.callback =
                                               [=](const CheckProgress& progress) {
                                                 if (progress.points_done == points) throw std::runtime_error("enough");
                                                 return Progress::go_on;
                                               }}),
                      std::runtime_error);
}

BOOST_AUTO_TEST_CASE(progress_goes_from_nothing_to_all) {
  std::vector<CheckProgress> rows;
  const Verdict verdict = check_hessian(cubic, right, at, {.callback = [&](const CheckProgress& progress) {
                                          rows.push_back(progress);
                                          return Progress::go_on;
                                        }});
  BOOST_TEST(verdict.passed());
  BOOST_TEST(rows.front().share == 0.0);
  BOOST_TEST(rows.back().share == 1.0);
  BOOST_TEST(rows.back().points_done == 7);
  BOOST_TEST(rows.back().points == 7);
  BOOST_TEST(std::ranges::is_sorted(rows, {}, &CheckProgress::share));
  BOOST_TEST(std::ranges::is_sorted(rows, {}, &CheckProgress::seconds));
}

// 200 columns are four chunks of 64, of the exact Hessian and of its rounding.
BOOST_AUTO_TEST_CASE(a_large_hessian_can_be_stopped_within_a_point) {
  const Vector x = Vector::LinSpaced(200, 0.5, 2.0);
  Index pauses = 0;
  const auto first_point = [&](const CheckProgress& progress) {
    if (progress.points_done == 0) ++pauses;
    return progress.points_done == 0 ? Progress::go_on : Progress::stop;
  };
  const Verdict one = check_hessian(chain, curvature_of_chain, x, {.callback = first_point});
  BOOST_TEST(one.points == 1);
  BOOST_TEST(pauses == 1 + 4 + 1 + 4);
  const auto at_once = [](const CheckProgress& progress) {
    return progress.share > 0.05 ? Progress::stop : Progress::go_on;
  };
  const Verdict none = check_hessian(chain, curvature_of_chain, x, {.callback = at_once});
  BOOST_TEST(none.points == 0);
  BOOST_TEST((none.status == Outcome::inconclusive), none.report());
  const Verdict all = check_hessian(chain, curvature_of_chain, x, {.points = 2, .multiples = {}});
  BOOST_TEST(all.passed(), all.report());
}
