// SPDX-License-Identifier: BSL-1.0
//
// Points where functions of the table are special: axes, poles, kinks, ties, tails, overflow. One line a point.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace {

using hesse::Var;
using hesse::Vector;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double any = 0.123456789;  ///< not asked for here

using Callable = std::function<Var(const hesse::VectorOf<Var>&)>;

/// f at x: its value, first and second derivative, each to 4 units in the last place unless `ulp` says otherwise.
struct Point {
  const char* name;
  std::function<Var(const Var&)> f;
  double x;
  double value, first, second;
  double ulp = 4.0;
};

/// Equal as IEEE numbers, signs of zeros aside, or as close as the bound says.
bool matches(double found, double expected, double ulp) {
  if (expected == any) return true;
  if (std::isnan(expected)) return std::isnan(found);
  if (found == expected) return true;
  const double size = std::abs(expected);
  return std::abs(found - expected) <= ulp * (std::nextafter(size, inf) - size);
}

void check(const Point& point) {
  const Callable f = [&](const hesse::VectorOf<Var>& x) { return point.f(x[0]); };
  const Vector x = Vector::Constant(1, point.x);
  const hesse::Function function(f, Vector::Constant(1, 0.75), {.non_finite = hesse::NonFinite::propagate});
  const double value = function.value(x), first = function.gradient(x)[0], second = function.hessian(x)(0, 0);
  const auto expect = [&](const char* what, double found, double expected) {
    BOOST_TEST(matches(found, expected, point.ulp),
               fmt::format("{} at {}: {} is {:.17g}, not {:.17g}", point.name, point.x, what, found, expected));
  };
  expect("value", value, point.value);
  expect("first derivative", first, point.first);
  expect("second derivative", second, point.second);
  // One-liners record at the point itself, and second_order must not disagree with its parts.
  if (!std::isnan(point.x)) {
    BOOST_TEST(matches(hesse::gradient(f, x)[0], first, 0), point.name << ": hesse::gradient differs");
    BOOST_TEST(matches(hesse::hessian(f, x)(0, 0), second, 0), point.name << ": hesse::hessian differs");
  }
}

}  // namespace

// Origin: d/dx x^p = p x^(p-1), d2/dx2 = p (p-1) x^(p-2), with IEEE limits; at x <= 0 for integers p only.
BOOST_AUTO_TEST_CASE(powers_are_exact_at_zero_and_at_negative_arguments) {
  const auto to = [](double p) { return [p](const Var& x) { return pow(x, p); }; };
  for (const double x : {0.0, -0.0, -3.0, 1e200}) {
    const double squared = x * x;
    check({"pow(x, 2)", [](const Var& v) { return pow(v, 2); }, x, squared, 2 * x, 2, 0});
    check({"pow(x, 2.0)", to(2.0), x, squared, 2 * x, 2, 0});
    check({"x * x", [](const Var& v) { return v * v; }, x, squared, 2 * x, 2, 0});
    check({"square(x)", [](const Var& v) { return square(v); }, x, squared, 2 * x, 2, 0});
    check({"pow(x, 0)", to(0), x, 1, 0, 0, 0});
    check({"pow(x, 1.0)", to(1.0), x, x, 1, 0, 0});
  }
  check({"pow(x, 4)", to(4), 0, 0, 0, 0, 0});
  check({"pow(x, 3)", to(3), 0, 0, 0, 0, 0});
  check({"pow(x, 3)", to(3), -3, -27, 27, -18, 0});
  check({"pow(x, -1)", to(-1), 0, inf, -inf, inf, 0});
  check({"pow(x, -2)", to(-2), -0.5, 4, 16, 96, 0});
  check({"pow(x, 5)", to(5), -5, -3125, 3125, -2500, 0});
  check({"pow(x, 1.5)", to(1.5), 0, 0, 0, inf, 0});
  check({"pow(x, 2.5)", to(2.5), 0, 0, 0, 0, 0});
  check({"pow(x, 0.3)", to(0.3), 0, 0, inf, -inf, 0});
  check({"pow(x, 0.5)", to(0.5), -1, not_a_number, not_a_number, not_a_number, 0});
  check({"pow(0, y)", [](const Var& y) { return pow(Var(0.0), y); }, 2, 0, 0, 0, 0});
  check({"pow(2, y)", [](const Var& y) { return pow(Var(2.0), y); }, 3, 8, 5.545177444479562, 3.843624111345611});
  check({"pow(x, x) through its variable exponent", [](const Var& x) { return pow(x, x); }, 1, 1, 1, 2});
}

// Origin: IEEE limits of the derivatives at their poles.
BOOST_AUTO_TEST_CASE(poles_give_infinities_and_never_masked_zeros) {
  check({"sqrt", [](const Var& x) { return sqrt(x); }, 0, 0, inf, -inf, 0});
  check({"cbrt", [](const Var& x) { return cbrt(x); }, 0, 0, inf, any, 0});
  check({"cbrt", [](const Var& x) { return cbrt(x); }, -8, -2, 1.0 / 12, 1.0 / 144});
  check({"log", [](const Var& x) { return log(x); }, 0, -inf, inf, -inf, 0});
  check({"reciprocal", [](const Var& x) { return reciprocal(x); }, 0, inf, -inf, inf, 0});
  check({"rsqrt", [](const Var& x) { return rsqrt(x); }, 0, inf, -inf, inf, 0});
  check({"asin", [](const Var& x) { return asin(x); }, 1, std::asin(1.0), inf, inf, 0});
  check({"atanh", [](const Var& x) { return atanh(x); }, 1, inf, inf, inf, 0});
  check({"acosh", [](const Var& x) { return acosh(x); }, 1, 0, inf, -inf, 0});
  check({"lgamma", [](const Var& x) { return lgamma(x); }, 0, inf, any, any, 0});
}

// Origin: the values documented in the rows.
BOOST_AUTO_TEST_CASE(kinks_take_their_documented_value) {
  check({"abs", [](const Var& x) { return abs(x); }, 0, 0, 0, 0, 0});
  check({"abs", [](const Var& x) { return abs(x); }, -2, 2, -1, 0, 0});
  check({"relu", [](const Var& x) { return relu(x); }, 0, 0, 0, 0, 0});
  check({"relu", [](const Var& x) { return relu(x); }, 2, 2, 1, 0, 0});
  check({"max(x, 0)", [](const Var& x) { return max(x, 0.0); }, 0, 0, 1, 0, 0});  // std::max gives its first
  check({"max(0, x)", [](const Var& x) { return max(0.0, x); }, 0, 0, 0, 0, 0});
  check({"min(x, 0)", [](const Var& x) { return min(x, 0.0); }, 0, 0, 1, 0, 0});  // so does std::min
  check({"min(0, x)", [](const Var& x) { return min(0.0, x); }, 0, 0, 0, 0, 0});
  check({"max(x * x, x)", [](const Var& x) { return max(x * x, x); }, 1, 1, 2, 2, 0});
  check({"clamp", [](const Var& x) { return clamp(x, -1, 1); }, 1, 1, 1, 0, 0});  // std::clamp gives x at a tie
  check({"clamp", [](const Var& x) { return clamp(x, -1, 1); }, 3, 1, 0, 0, 0});
  check({"copysign", [](const Var& x) { return copysign(x, -1.0); }, 0, 0, 0, 0, 0});
  check({"copysign", [](const Var& x) { return copysign(x, -1.0); }, 2, -2, -1, 0, 0});
  check({"copysign", [](const Var& x) { return copysign(x, -1.0); }, -2, -2, 1, 0, 0});
  check({"copysign(3, x)", [](const Var& x) { return copysign(3.0, x); }, -0.0, -3, 0, 0, 0});
  check({"fmod", [](const Var& x) { return fmod(x, 2.0); }, 5.5, 1.5, 1, 0, 0});
  check({"fmod(7, x)", [](const Var& x) { return fmod(7.0, x); }, 2, 1, -3, 0, 0});
  check({"floor", [](const Var& x) { return floor(x); }, 2, 2, 0, 0, 0});
  check({"ceil", [](const Var& x) { return ceil(x); }, -0.5, 0, 0, 0, 0});
  check({"round", [](const Var& x) { return round(x); }, 2.5, 3, 0, 0, 0});
  check({"trunc", [](const Var& x) { return trunc(x); }, -2.5, -2, 0, 0, 0});
}

// Origin: mpmath at 40 digits, or the leading term of the asymptotic series where the rest is below a rounding.
BOOST_AUTO_TEST_CASE(tails_keep_their_accuracy) {
  check({"tanh", [](const Var& x) { return tanh(x); }, 20, 1, 1.6993417021166356e-17, -3.3986834042332711e-17});
  check({"tanh", [](const Var& x) { return tanh(x); }, -25, -1, 7.7149993918556712e-22, 1.5429998783711342e-21});
  check({"tanh", [](const Var& x) { return tanh(x); }, 400, 1, 0, 0, 0});
  check({"asinh", [](const Var& x) { return asinh(x); }, 1e200, 461.21016577936908, 1e-200, 0});
  check({"acosh", [](const Var& x) { return acosh(x); }, 1e200, 461.21016577936908, 1e-200, 0});
  check({"acosh", [](const Var& x) { return acosh(x); }, 1 + 0x1p-40, 1.3486991523485068e-06, 741455.2001892967,
         -4.0761930704174213e+17});
  check({"atan2(x, 1e200)", [](const Var& x) { return atan2(x, 1e200); }, 1e200, std::atan(1.0), 5e-201, 0});
  check({"atan2(x, 1e-200)", [](const Var& x) { return atan2(x, 1e-200); }, 1e-200, std::atan(1.0), 5e199, -inf});
  check({"hypot(x, 1e200)", [](const Var& x) { return hypot(x, 1e200); }, 1e200, std::sqrt(2.0) * 1e200, std::sqrt(0.5),
         3.5355339059327379e-201});
  check({"erf", [](const Var& x) { return erf(x); }, 5, 0.99999999999846254, 1.5670866531017335e-11,
         -1.5670866531017336e-10});
  check({"erf", [](const Var& x) { return erf(x); }, 30, 1, any, 0, 0});
  check({"erfc", [](const Var& x) { return erfc(x); }, 26, 5.6631924088561428e-296, -2.9470349932662695e-294,
         1.5324581964984602e-292});
  check({"softplus", [](const Var& x) { return softplus(x); }, 800, 800, 1, 0, 0});
  check({"softplus", [](const Var& x) { return softplus(x); }, -800, 0, 0, 0, 0});
  check({"softplus", [](const Var& x) { return softplus(x); }, 0, 0.69314718055994531, 0.5, 0.25});
  check({"sigmoid", [](const Var& x) { return sigmoid(x); }, 40, 1, 4.248354255291589e-18, -4.248354255291589e-18});
  check({"sigmoid", [](const Var& x) { return sigmoid(x); }, -40, 4.248354255291589e-18, 4.248354255291589e-18,
         4.248354255291589e-18});
  check({"sigmoid", [](const Var& x) { return sigmoid(x); }, 800, 1, 0, 0, 0});
  check({"sinc", [](const Var& x) { return sinc(x); }, 0, 1, 0, -1.0 / 3});
  check({"sinc", [](const Var& x) { return sinc(x); }, 1e-8, 1, -1e-8 / 3, -1.0 / 3});
  check({"sph_bessel(1, x)", [](const Var& x) { return sph_bessel(1, x); }, 0, 0, 1.0 / 3, 0, 1});
  check({"expm1", [](const Var& x) { return expm1(x); }, -50, -1, 1.9287498479639178e-22, 1.9287498479639178e-22});
  check({"exp", [](const Var& x) { return exp(x); }, 800, inf, inf, inf, 0});
}

// Origin: the limits of the functions at infinity; NaN in, NaN out, where f depends on x there.
BOOST_AUTO_TEST_CASE(infinities_and_nan_go_through_as_ieee_has_it) {
  check({"exp", [](const Var& x) { return exp(x); }, -inf, 0, 0, 0, 0});
  check({"tanh", [](const Var& x) { return tanh(x); }, inf, 1, 0, 0, 0});
  check({"sigmoid", [](const Var& x) { return sigmoid(x); }, -inf, 0, 0, 0, 0});
  check({"softplus", [](const Var& x) { return softplus(x); }, inf, inf, 1, 0, 0});
  check({"softplus", [](const Var& x) { return softplus(x); }, -inf, 0, 0, 0, 0});
  check({"atan", [](const Var& x) { return atan(x); }, inf, 2 * std::atan(1.0), 0, any, 0});
  check({"erf", [](const Var& x) { return erf(x); }, inf, 1, 0, any, 0});
  check({"sinc", [](const Var& x) { return sinc(x); }, inf, 0, 0, 0, 0});
  for (const auto& f : std::vector<std::function<Var(const Var&)>>{
           [](const Var& x) { return exp(x); }, [](const Var& x) { return abs(x); },
           [](const Var& x) { return sigmoid(x); }, [](const Var& x) { return softplus(x); },
           [](const Var& x) { return sinc(x); }, [](const Var& x) { return cbrt(x); },
           [](const Var& x) { return lgamma(x); }, [](const Var& x) { return digamma(x); },
           [](const Var& x) { return hypot(x, 1.0); }, [](const Var& x) { return xlogy(1.0, x); }})
    check({"NaN", f, not_a_number, not_a_number, not_a_number, any});
}

// Origin: an operand that is not taken is not there; the numbers are those of the side taken.
BOOST_AUTO_TEST_CASE(the_side_not_taken_contributes_nothing) {
  check({"select(x > 0, sqrt(x), 0)", [](const Var& x) { return select(x > 0, sqrt(x), 0); }, 0, 0, 0, 0, 0});
  check({"select(x <= 0, exp(x), 1 + x)", [](const Var& x) { return select(x <= 0, exp(x), 1 + x); }, 1000, 1001, 1, 0,
         0});
  check({"max(sqrt(x), x - 1)", [](const Var& x) { return max(x + 1, sqrt(x)); }, 0, 1, 1, 0, 0});
  check({"xlogy(x, 0)", [](const Var& x) { return xlogy(x, 0.0); }, 0, 0, -inf, any, 0});
  check({"xlogy(0, x)", [](const Var& x) { return xlogy(0.0, x); }, 0, 0, 0, 0, 0});
  check({"t * t, t = x - 1",
         [](const Var& x) {
           const Var t = x - 1;
           return t * t;
         },
         1, 0, 0, 2, 0});
  check({"1e-17 x^2", [](const Var& x) { return 1e-17 * x * x; }, 1, 1e-17, 2e-17, 2e-17});
}

// Origin: |x|^2 = sum of squares; the slopes of a length at the origin are 0 by convention.
BOOST_AUTO_TEST_CASE(lengths_at_the_origin) {
  const Vector origin = Vector::Zero(3);
  const auto squared = [](const auto& x) { return squared_norm(x); };
  BOOST_TEST((hesse::gradient(squared, origin) == origin));
  BOOST_TEST((hesse::hessian(squared, origin) == 2 * hesse::Matrix::Identity(3, 3)));
  BOOST_TEST((hesse::gradient([](const auto& x) { return norm(x); }, origin) == origin));
  BOOST_TEST((hesse::gradient([](const auto& x) { return hypot(x[0], x[1], x[2]); }, origin) == origin));
  BOOST_TEST((hesse::gradient([](const auto& x) { return hypot(x[0], x[1]); }, origin) == origin));
}

// Origin: atan2' = (x, -y) / (x^2 + y^2); at the origin the angle has no slope.
BOOST_AUTO_TEST_CASE(angles_on_the_axes_and_at_the_origin) {
  const auto angle = [](const auto& p) { return atan2(p[0], p[1]); };
  BOOST_TEST((hesse::gradient(angle, Vector{{0.0, 2.0}}) == Vector{{0.5, 0.0}}));
  BOOST_TEST((hesse::gradient(angle, Vector{{0.0, -2.0}}) == Vector{{-0.5, 0.0}}));
  BOOST_TEST((hesse::gradient(angle, Vector{{-2.0, 0.0}}) == Vector{{0.0, 0.5}}));
  BOOST_TEST((hesse::gradient(angle, Vector{{1e200, 1e200}}).isApprox(Vector{{5e-201, -5e-201}}, 1e-15)));
  for (const Vector& zero : {Vector{{0.0, 0.0}}, Vector{{-0.0, -0.0}}, Vector{{0.0, -0.0}}}) {
    BOOST_TEST(hesse::value(angle, zero) == std::atan2(zero[0], zero[1]));
    BOOST_TEST(hesse::gradient(angle, zero).array().isNaN().all());
  }
}

// Origin: logsumexp(a, a) = a + log 2; its slopes are the softmax weights p, its Hessian is diag(p) - p p'.
BOOST_AUTO_TEST_CASE(logsumexp_neither_overflows_nor_underflows) {
  const auto f = [](const auto& x) { return logsumexp(x); };
  for (const double large : {1000.0, -1000.0, 1e300}) {
    const Vector x{{large, large}};
    BOOST_TEST(hesse::value(f, x) == large + std::log(2.0));
    BOOST_TEST((hesse::gradient(f, x) == Vector{{0.5, 0.5}}));
    BOOST_TEST((hesse::hessian(f, x) == hesse::Matrix{{0.25, -0.25}, {-0.25, 0.25}}));
  }
}

// Origin: as one argument goes to infinity its weight goes to 1 and the others' to 0, and logsumexp of one argument is
// the argument; the weights of two that are infinite have no limit.
BOOST_AUTO_TEST_CASE(an_argument_at_infinity_has_all_the_weight_in_logsumexp) {
  const auto f = [](const auto& x) { return logsumexp(x); };
  for (const auto& [x, weights] : std::vector<std::pair<Vector, Vector>>{{Vector{{0, inf}}, Vector{{0, 1}}},
                                                                         {Vector{{inf, -inf, 7}}, Vector{{1, 0, 0}}},
                                                                         {Vector{{inf}}, Vector{{1}}},
                                                                         {Vector{{-inf}}, Vector{{1}}}}) {
    BOOST_TEST(hesse::value(f, x) == x.maxCoeff());
    BOOST_TEST((hesse::gradient(f, x) == weights), "at " << x.transpose());
    BOOST_TEST((hesse::hessian(f, x) == hesse::Matrix::Zero(x.size(), x.size())), "at " << x.transpose());
  }
  for (const Vector& x : {Vector{{inf, inf}}, Vector{{-inf, -inf}}})
    BOOST_TEST(hesse::gradient(f, x).array().isNaN().all(), "at " << x.transpose());
}

// Origin: the weights are p_i = exp(x_i) / (exp(x_0) + ...). An argument at -inf has none, and the others' are those
// without it: of (1.5, 0.5), p = sigmoid(1) and 1 - p (to 50 digits), with second derivatives of size p (1 - p).
BOOST_AUTO_TEST_CASE(an_argument_at_minus_infinity_has_no_weight_in_logsumexp) {
  const auto f = [](const auto& x) { return logsumexp(x); };
  BOOST_TEST((hesse::gradient(f, Vector{{0.0, -inf}}) == Vector{{1.0, 0.0}}));
  BOOST_TEST((hesse::hessian(f, Vector{{0.0, -inf}}) == hesse::Matrix::Zero(2, 2)));
  const auto [value, gradient, hessian] = hesse::second_order(f, Vector{{1.5, -inf, 0.5}});
  const double p = 0.73105857863000488, curvature = 0.19661193324148185;
  BOOST_TEST(matches(value, 1.8132616875182228, 1));
  const Vector weights{{p, 0, 1 - p}};
  const hesse::Matrix curvatures{{curvature, 0, -curvature}, {0, 0, 0}, {-curvature, 0, curvature}};
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(matches(gradient[i], weights[i], 4));
    for (int j = 0; j < 3; ++j) BOOST_TEST(matches(hessian(i, j), curvatures(i, j), 4));
  }
  // log(exp(x) + z) at z = 0 through log(z): the slope along x is 1; along z it is 0 * inf, which IEEE does not know.
  const auto through_log = [](const auto& x) { return hesse::logsumexp({x[0], log(x[1])}); };
  const Vector slopes = hesse::gradient(through_log, Vector{{0.0, 0.0}});
  BOOST_TEST(slopes[0] == 1.0);
  BOOST_TEST(std::isnan(slopes[1]));
  BOOST_TEST(hesse::hessian(through_log, Vector{{0.0, 0.0}})(0, 0) == 0.0);
}
