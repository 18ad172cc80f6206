// SPDX-License-Identifier: BSL-1.0
//
// The second way to exact derivatives: the callable itself on hyper-dual numbers, without a recording.
#include <hesse/recording/custom.hpp>
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <problems.hpp>
#include <string>
#include <vector>

using namespace hesse;
using Outcome = Verdict::Status;

namespace {

bool says(const Verdict& verdict, const std::string& sentence) {
  return verdict.report().find(sentence) != std::string::npos;
}

/// x^2 y times a number that it is told from outside.
struct Scaled {
  const double* factor;
  auto operator()(const auto& x) const { return *factor * (x[0] * x[0] * x[1]); }
};
Vector slopes(ConstVector x) { return Vector{{2 * x[0] * x[1], x[0] * x[0]}}; }
Matrix curvature(ConstVector x) { return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], 0.0}}; }
const Vector at{{1.5, -0.7}};

}  // namespace

// f = exp(x) y + sin(y) at (1, 2) along u = (3, 5) and v = (7, 11), by hand:
//   f_x = 2 e, f_y = e + cos 2, f_xx = 2 e, f_xy = e, f_yy = -sin 2
BOOST_AUTO_TEST_CASE(hyper_dual_numbers_carry_two_slopes_and_the_mixed_second_derivative) {
  const auto f = [](const auto& x) { return exp(x[0]) * x[1] + sin(x[1]); };
  VectorOf<HyperDual> x(2);
  x[0] = {Dual<double>(1.0, 3.0), Dual<double>(7.0, 0.0)};
  x[1] = {Dual<double>(2.0, 5.0), Dual<double>(11.0, 0.0)};
  const HyperDual y = second_route(f)(x).at(0);
  const double e = std::exp(1.0), f_x = 2 * e, f_y = e + std::cos(2.0), f_yy = -std::sin(2.0);
  const auto close = boost::test_tools::tolerance(1e-15);
  BOOST_TEST(y.value.value == f_x + std::sin(2.0), close);
  BOOST_TEST(y.value.tangent == 3 * f_x + 5 * f_y, close);
  BOOST_TEST(y.tangent.value == 7 * f_x + 11 * f_y, close);
  BOOST_TEST(y.tangent.tangent == 3 * 7 * f_x + (3 * 11 + 5 * 7) * e + 5 * 11 * f_yy, close);
}

// A callable over variables cannot be run on anything else, whatever it returns; nor does Eigen make it seem so.
BOOST_AUTO_TEST_CASE(what_takes_variables_only_has_no_second_route) {
  const auto generic = [](const auto& x) { return x[0] * x[1]; };
  const auto several = [](const auto& x) { return std::array{x[0], x[1] * x[1]}; };
  const auto expression = [](const auto& x) { return 2.0 * x; };
  const auto variables = [](const VectorOf<Var>& x) { return x[0] * x[1]; };
  const std::function<Var(const VectorOf<Var>&)> wrapped = variables;
  static_assert(RunsOnHyperDuals<decltype(generic)>);
  static_assert(RunsOnHyperDuals<decltype(several)>);
  static_assert(RunsOnHyperDuals<decltype(expression)>);
  static_assert(!RunsOnHyperDuals<decltype(variables)>);
  static_assert(!RunsOnHyperDuals<decltype(wrapped)>);
  const auto by_hand = [](ConstVector x) { return Vector{{x[1], x[0]}}; };
  const Verdict with = check_gradient(generic, by_hand, at), without = check_gradient(variables, by_hand, at);
  BOOST_TEST(with.passed());
  BOOST_TEST(with.routes == (std::vector<std::string>{"exact derivative", "hyper-dual numbers", "Taylor test"}),
             boost::test_tools::per_element());
  BOOST_TEST(without.passed());
  BOOST_TEST(without.confirmed == 0);
  BOOST_TEST(without.routes == (std::vector<std::string>{"exact derivative", "Taylor test"}),
             boost::test_tools::per_element());
  BOOST_TEST(says(without, "Second route: none, as the callable is not at hand or takes recorded variables only."));
}

// Two entries at seven points; three, for the Hessian is symmetric; three products of two entries.
BOOST_AUTO_TEST_CASE(every_entry_of_a_small_derivative_is_confirmed) {
  const double one = 1.0;
  const Scaled f{&one};
  BOOST_TEST(check_gradient(f, slopes, at).confirmed == 7 * 2);
  BOOST_TEST(check_hessian(f, curvature, at).confirmed == 7 * 3);
  BOOST_TEST(check_hessian_vector(
                 f, [](ConstVector x, ConstVector v) -> Vector { return curvature(x) * v; }, at)
                 .confirmed == 7 * 6);
}

// The factor was 1 when f was recorded and is 1.5 now. Both formulas, that for 1 and that for 1.5, get the same answer.
BOOST_AUTO_TEST_CASE(data_that_changed_after_the_recording_leaves_nothing_proved) {
  double factor = 1.0;
  const Scaled f{&factor};
  const Function recorded(f, at);
  const auto products = [](ConstVector x, ConstVector v) -> Vector { return curvature(x) * v; };
  BOOST_TEST(check_hessian(recorded, curvature, at, {}, second_route(f)).passed());
  factor = 1.5;
  for (const double by_hand : {1.0, 1.5}) {
    const auto scaled = [&](ConstVector x) -> Matrix { return by_hand * curvature(x); };
    for (const Verdict& verdict :
         {check_hessian(recorded, scaled, at, {}, second_route(f)),
          check_gradient(
              recorded, [&](ConstVector x) -> Vector { return by_hand * slopes(x); }, at, {}, second_route(f)),
          check_jacobian(
              recorded, [&](ConstVector x) -> Matrix { return by_hand * slopes(x).transpose(); }, at, {},
              second_route(f)),
          check_hessian_vector(recorded, products, at, {}, second_route(f))}) {
      BOOST_TEST((verdict.status == Outcome::inconclusive), verdict.report());
      BOOST_TEST(verdict.mistakes.empty());
      BOOST_TEST(verdict.contradicted > 0);
      BOOST_TEST(verdict.routes.empty());
      BOOST_TEST(!verdict.cause.has_value());
      BOOST_TEST(says(verdict, "the recorded function does something else than the callable"), verdict.report());
    }
  }
  // 2 * 1.5 * -0.7 = -2.1 where 1 was recorded, and half as much again now; the random points are as far apart.
  const Verdict here = check_hessian(recorded, curvature, at, {.points = 1}, second_route(f));
  BOOST_TEST(says(here,
                  "in 2 of 3 derivatives compared: at the point given, H[0][0] is -1.4 by the recording and -2.1 "
                  "by the callable itself, run on hyper-dual numbers"),
             here.report());
}

// Each call counts one more, so what is recorded is not what runs later.
BOOST_AUTO_TEST_CASE(a_callable_that_counts_its_calls_is_inconclusive) {
  int calls = 0;
  const auto f = [&calls](const auto& x) { return static_cast<double>(++calls) * x[0] * x[1]; };
  const Verdict verdict = check_gradient(
      f,
      [](ConstVector x) {
        return Vector{{x[1], x[0]}};
      },
      at);
  BOOST_TEST((verdict.status == Outcome::inconclusive), verdict.report());
  BOOST_TEST(says(verdict, "the callable does not repeat"));
}

// A callable that does something else on other types of numbers than on variables: the recording misses a term.
BOOST_AUTO_TEST_CASE(a_branch_on_the_type_of_the_number_is_inconclusive) {
  const auto f = [](const auto& x) {
    using Number = std::remove_cvref_t<decltype(x[0])>;
    const Number square = x[0] * x[0];
    return std::is_same_v<Number, Var> ? square : square + x[1] * x[1];
  };
  const Verdict verdict = check_hessian(
      f,
      [](ConstVector) {
        return Matrix{{2.0, 0.0}, {0.0, 2.0}};
      },
      at);
  BOOST_TEST((verdict.status == Outcome::inconclusive), verdict.report());
  BOOST_TEST(says(verdict, "H[1][1] is 0 by the recording and 2 by the callable"), verdict.report());
}

// Twenty inputs: random directions show a factor that changed in one term of twenty.
BOOST_AUTO_TEST_CASE(large_derivatives_are_confirmed_along_random_directions) {
  double factor = 1.0;
  const auto f = [&factor](const auto& x) {
    auto sum = 0.0 * x[0];
    for (Index i = 0; i < x.size(); ++i) sum += (i == 13 ? factor : 1.0) * exp(x[i]) * x[(i + 1) % x.size()];
    return sum;
  };
  const Vector x = Vector::LinSpaced(20, 0.1, 2.0);
  const Function recorded(f, x);
  const auto gradient = [&](ConstVector p) { return recorded.gradient(p); };
  const auto hessian = [&](ConstVector p) { return recorded.hessian(p); };
  const Verdict same_gradient = check_gradient(recorded, gradient, x, {}, second_route(f));
  const Verdict same_hessian = check_hessian(recorded, hessian, x, {}, second_route(f));
  BOOST_TEST(same_gradient.passed(), same_gradient.report());
  BOOST_TEST(same_hessian.passed(), same_hessian.report());
  BOOST_TEST(same_gradient.confirmed == 7 * 4);
  BOOST_TEST(same_hessian.confirmed == 7 * 6);
  factor = 1.001;
  BOOST_TEST(
      says(check_gradient(recorded, gradient, x, {}, second_route(f)), "the slope of f along a random direction"));
  BOOST_TEST(says(check_hessian(recorded, hessian, x, {}, second_route(f)),
                  "the second derivative along two random directions"));
}

// Linear algebra of Eigen runs on hyper-dual numbers too; the functions are those of the benchmarks.
BOOST_AUTO_TEST_CASE(functions_that_use_eigen_are_confirmed) {
  const problems::Logistic logistic(50, 4);
  const Function recorded(logistic, problems::Logistic::start(4));
  const Verdict verdict = check_hessian(
      logistic, [&](ConstVector x) { return recorded.hessian(x); }, problems::Logistic::start(4));
  BOOST_TEST(verdict.passed(), verdict.report());
  BOOST_TEST(verdict.confirmed == 7 * 10);
  const Matrix a = Matrix{{1.0, 2.0}, {3.0, -4.0}, {0.5, 6.0}};
  const auto residuals = [&](const auto& x) {
    using Number = std::remove_cvref_t<decltype(x[0])>;
    const VectorOf<Number> r = a.cast<Number>() * x;
    return VectorOf<Number>(r.cwiseProduct(r));
  };
  const auto by_hand = [&](ConstVector x) -> Matrix { return 2 * (a * x).asDiagonal() * a; };
  const Verdict jacobian = check_jacobian(residuals, by_hand, at);
  BOOST_TEST(jacobian.passed(), jacobian.report());
  BOOST_TEST(jacobian.confirmed == 7 * 6);
}

// An operation that brings a gradient alone has first derivatives, but hyper-dual numbers need the second.
BOOST_AUTO_TEST_CASE(an_operation_without_a_second_rule_has_no_second_route) {
  const auto cube = [](const Vector& x) { return x[0] * x[0] * x[0]; };
  const auto slope = [](const Vector& x) { return Vector{{3 * x[0] * x[0]}}; };
  const auto generic_slope = [](const auto& x) {
    auto g = x;
    g[0] = 3 * x[0] * x[0];
    return g;
  };
  const auto by_hand = [](ConstVector x) { return Vector{{3 * x[0] * x[0] * x[1], x[0] * x[0] * x[0]}}; };
  const auto verdict_with = [&](const CustomFunction& operation) {
    return check_gradient([&](const auto& x) { return operation(x[0]) * x[1]; }, by_hand, at);
  };
  const Verdict without = verdict_with(custom_operation("cube", cube, slope));
  BOOST_TEST(without.passed(), without.report());
  BOOST_TEST(without.confirmed == 0);
  BOOST_TEST(says(without, "the callable does not run on hyper-dual numbers: "));
  const CustomFunction operation = custom_operation("cube", cube, generic_slope);
  const Verdict with = verdict_with(operation);
  BOOST_TEST(with.passed(), with.report());
  BOOST_TEST(with.confirmed == 7 * 2);
  // Handed over as a vector it is the same; its Hessian comes from the tangents of its gradient.
  const auto hessian_by_hand = [](ConstVector x) {
    return Matrix{{6 * x[0] * x[1], 3 * x[0] * x[0]}, {3 * x[0] * x[0], 0.0}};
  };
  const auto of_vector = [&](const auto& x) { return operation(x.head(1)) * x[1]; };
  const Verdict hessian = check_hessian(of_vector, hessian_by_hand, at);
  BOOST_TEST(hessian.passed(), hessian.report());
  BOOST_TEST(hessian.confirmed == 7 * 3);
}
