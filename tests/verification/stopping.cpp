// SPDX-License-Identifier: BSL-1.0
//
// A check can be followed and ended, and one that was ended proves nothing.
#include <hesse/verification/black_box.hpp>
#include <hesse/verification/check.hpp>
#include <hesse/verification/verdict_files.hpp>
#include <hesse/verification/wrong_entries.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <set>
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

// A black box may be a simulation of a minute: between two of its evaluations a check listens.
BOOST_AUTO_TEST_CASE(a_check_of_a_black_box_can_be_stopped_before_each_evaluation) {
  const auto value = [](ConstVector x) { return cubic(x); };
  for (const int most : {0, 1, 50, 200}) {
    std::stop_source source;
    int evaluations = 0;
    const BlackBox counted{[&](ConstVector x) {
      if (++evaluations == most) source.request_stop();
      return value(x);
    }};
    if (most == 0) source.request_stop();
    const Verdict verdict = check_gradient(counted, slopes, at, {.stop_token = source.get_token()});
    BOOST_TEST(evaluations == most);
    BOOST_TEST((verdict.status == Outcome::inconclusive), verdict.report());
    BOOST_TEST(verdict.stopped);
    BOOST_TEST(verdict.points == (most == 200 ? 1 : 0));
  }
  BOOST_TEST(check_gradient(BlackBox{value}, slopes, at).passed());
}

BOOST_AUTO_TEST_CASE(a_callback_follows_the_check_of_a_black_box_and_can_end_it) {
  const BlackBox box{[](ConstVector x) { return cubic(x); }};
  const auto twice = [](ConstVector x) -> Matrix { return 2 * right(x); };
  std::vector<double> shares;
  const auto follow = [&](const CheckProgress& progress) {
    shares.push_back(progress.share);
    return Progress::go_on;
  };
  BOOST_TEST(check_hessian(box, right, at, {.callback = follow}).passed());
  BOOST_TEST(std::ranges::is_sorted(shares));
  BOOST_TEST(shares.front() == 0.0);
  BOOST_TEST(shares.back() == 1.0);
  BOOST_TEST(std::set(shares.begin(), shares.end()).size() == 1u + 3u * 4u);  // three points of four entries
  const Verdict verdict = check_hessian(box, twice, at, {.callback = until(1).callback});
  BOOST_TEST(verdict.stopped);
  BOOST_TEST(
      verdict.report().starts_with("check_hessian: inconclusive. It was stopped; 4 of 4 entries were wrong by then.\n"),
      verdict.report());
  const auto weary = [](const CheckProgress&) -> Progress { throw std::runtime_error("enough"); };
  BOOST_CHECK_THROW((void)check_hessian(box, right, at, {.callback = weary}), std::runtime_error);
}

// One wrong entry in two hundred columns takes about log2(200) + 7 products.
BOOST_AUTO_TEST_CASE(a_search_for_wrong_entries_can_be_stopped_before_each_product) {
  const Vector x = Vector::LinSpaced(200, 0.5, 2.0);
  const Function f(chain, x);
  const auto wrong = [](ConstVector point, ConstVector v) -> Vector {
    Vector product = curvature_of_chain(point) * v;
    product[17] += 3.0 * v[40];
    return product;
  };
  const WrongEntries whole = locate_wrong_entries(f, wrong, x);
  BOOST_TEST_REQUIRE(whole.verdict.mistakes.size() == 1u);
  for (Index products = 0; products < whole.products; ++products) {
    const WrongEntries part = locate_wrong_entries(
        f, wrong, x, {.callback = [&](const CheckProgress& progress) {
          return progress.share * 1000 > static_cast<double>(products) + 0.5 ? Progress::stop : Progress::go_on;
        }});
    BOOST_TEST(part.products == products);
    BOOST_TEST(part.verdict.stopped);
    BOOST_TEST((part.verdict.status == Outcome::inconclusive), part.verdict.report());
  }
  BOOST_TEST(locate_wrong_entries(f, wrong, x, {.callback = [](const CheckProgress&) { return Progress::go_on; }})
                 .verdict.mistakes.size() == 1u);
}
