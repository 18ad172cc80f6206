// SPDX-License-Identifier: BSL-1.0
//
// Operations that a person registered, right and wrong ones.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <support/thrown.hpp>

using hesse::custom_operation;
using hesse::Function;
using hesse::Matrix;
using hesse::OperationError;
using hesse::Var;
using hesse::Vector;
using support::check_error;

namespace {

// g(a, b) = sin(a) b^2 and its gradient as one generic callable.
double wave(const Vector& x) { return std::sin(x[0]) * x[1] * x[1]; }
const auto wave_gradient = [](const auto& x) {
  using std::cos, std::sin;
  std::remove_cvref_t<decltype(x)> slopes(2);
  slopes[0] = cos(x[0]) * x[1] * x[1];
  slopes[1] = 2 * sin(x[0]) * x[1];
  return slopes;
};
Vector wave_gradient_in_double(const Vector& x) { return wave_gradient(x); }
Matrix wave_hessian(const Vector& x) {
  const double s = std::sin(x[0]), c = std::cos(x[0]);
  return Matrix{{-s * x[1] * x[1], 2 * c * x[1]}, {2 * c * x[1], 2 * s}};
}

/// exp(x_2) * wave(x_0 x_1, x_1): the operation in the middle of other nodes.
auto around(const auto& operation) {
  return [operation](const auto& x) { return exp(x[2]) * operation(x[0] * x[1], x[1]); };
}
/// The same without the operation: the oracle.
const auto written_out = [](const auto& x) { return exp(x[2]) * (sin(x[0] * x[1]) * x[1] * x[1]); };

const Vector at{{0.7, -1.3, 0.4}};

void check_against_written_out(const auto& operation) {
  const hesse::SecondOrder found = hesse::second_order(around(operation), at);
  const hesse::SecondOrder expected = hesse::second_order(written_out, at);
  BOOST_TEST(found.value == expected.value, boost::test_tools::tolerance(1e-14));
  BOOST_TEST((found.gradient - expected.gradient).norm() <= 1e-14 * expected.gradient.norm());
  BOOST_TEST((found.hessian - expected.hessian).norm() <= 1e-14 * expected.hessian.norm());
  BOOST_TEST((found.hessian == found.hessian.transpose()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_generic_gradient_gives_the_exact_hessian) {
  check_against_written_out(custom_operation("wave", wave, wave_gradient));
}

BOOST_AUTO_TEST_CASE(a_hessian_written_by_hand_is_used) {
  check_against_written_out(custom_operation("wave", wave, wave_gradient_in_double, wave_hessian));
}

BOOST_AUTO_TEST_CASE(without_a_second_rule_the_gradient_works_and_the_hessian_is_refused) {
  const Function f(around(custom_operation("wave", wave, wave_gradient_in_double)), at);
  BOOST_TEST((f.gradient(at) - hesse::gradient(written_out, at)).norm() <= 1e-14);
  BOOST_TEST((f.jacobian(at).row(0).transpose() == f.gradient(at)));
  const char* text =
      "a second derivative reached custom operation 'wave', which has a first but no second derivative. Zero would "
      "give "
      "a wrong Hessian: add the rule, or write the first one as a generic callable.";
  check_error<OperationError>([&] { (void)f.hessian(at); }, "operation.no_second_rule", text);
  check_error<OperationError>([&] { (void)f.hessian_vector(at, at); }, "operation.no_second_rule", text);
  BOOST_TEST((f.gradient(at) - hesse::gradient(written_out, at)).norm() <= 1e-14);
}

BOOST_AUTO_TEST_CASE(a_third_derivative_through_a_custom_operation_is_refused) {
  const Function f(around(custom_operation("wave", wave, wave_gradient)), at);
  check_error<OperationError>(
      [&] { (void)f.third_derivative(at, at, at); }, "operation.no_rule_for_number",
      "custom operation 'wave' is known in double only: it cannot be evaluated on this number type or at this order. "
      "Write the function out of elementary functions instead.");
}

BOOST_AUTO_TEST_CASE(an_operation_takes_numbers_constants_and_vectors) {
  const auto operation = custom_operation("wave", wave, wave_gradient);
  BOOST_TEST(operation(0.5, 2) == wave(Vector{{0.5, 2}}));
  BOOST_TEST(operation(Vector{{0.5, 2}}) == wave(Vector{{0.5, 2}}));
  BOOST_TEST(operation(Var(0.5), 2).is_constant());
  // one argument a constant: d/da sin(a) 4 = 4 cos(a)
  const auto mixed = hesse::second_order([&](const auto& x) { return operation(x[0], 2); }, Vector{{0.5}});
  BOOST_TEST(mixed.gradient[0] == 4 * std::cos(0.5), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(mixed.hessian(0, 0) == -4 * std::sin(0.5), boost::test_tools::tolerance(1e-15));
  const Vector x{{0.5, 2}};
  BOOST_TEST((hesse::hessian([&](const auto& v) { return operation(v); }, x) - wave_hessian(x)).norm() <= 1e-14);
}

BOOST_AUTO_TEST_CASE(an_operation_may_get_the_same_variable_twice) {
  // sin(x) x^2: f' = cos(x) x^2 + 2 sin(x) x; f'' = -sin(x) x^2 + 4 cos(x) x + 2 sin(x)
  const auto operation = custom_operation("wave", wave, wave_gradient);
  const double x = 0.8, s = std::sin(x), c = std::cos(x);
  const auto found = hesse::second_order([&](const auto& v) { return operation(v[0], v[0]); }, Vector{{x}});
  BOOST_TEST(found.gradient[0] == c * x * x + 2 * s * x, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(found.hessian(0, 0) == -s * x * x + 4 * c * x + 2 * s, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(a_rule_of_the_wrong_size_is_named) {
  const auto one = [](const auto&) { return hesse::VectorOf<double>(Vector::Ones(1)); };
  const auto generic_one = [](const auto& x) { return x.head(1).eval(); };
  const auto square = [](const Vector&) { return Matrix(Matrix::Ones(3, 2)); };
  const auto text = [](const char* what, int size) {
    return fmt::format("custom operation 'wave' was called with 2 inputs, but the {} is {}. Return one entry an input.",
                       what, size);
  };
  const Function short_gradient(around(custom_operation("wave", wave, one, wave_hessian)), at);
  check_error<OperationError>([&] { (void)short_gradient.gradient(at); }, "operation.wrong_size",
                              text("length of its gradient", 1));
  const Function short_generic(around(custom_operation("wave", wave, generic_one)), at);
  check_error<OperationError>([&] { (void)short_generic.hessian(at); }, "operation.wrong_size",
                              text("length of its gradient", 1));
  const Function tall_hessian(around(custom_operation("wave", wave, wave_gradient, square)), at);
  check_error<OperationError>([&] { (void)tall_hessian.hessian(at); }, "operation.wrong_size",
                              text("height of its Hessian", 3));
}

BOOST_AUTO_TEST_CASE(what_an_operation_throws_arrives_and_the_function_goes_on) {
  bool broken = false;
  const auto fragile = custom_operation(
      "fragile",
      [&](const Vector& x) {
        if (broken) throw std::domain_error("the table ends at 3");
        return x[0] * x[0];
      },
      [](const auto& x) { return (2 * x).eval(); });
  const Function f([&](const auto& x) { return 3 * fragile(x[0]); }, Vector{{1}});
  broken = true;
  for (int twice = 0; twice < 2; ++twice) {
    BOOST_CHECK_EXCEPTION((void)f.value(Vector{{4}}), std::domain_error,
                          [](const auto& e) { return std::string(e.what()) == "the table ends at 3"; });
    BOOST_CHECK_THROW((void)f.hessian(Vector{{4}}), std::domain_error);
    BOOST_CHECK_THROW((void)hesse::value([&](const auto& x) { return fragile(x[0]); }, Vector{{1}}), std::domain_error);
  }
  broken = false;
  BOOST_TEST(f.value(Vector{{4}}) == 48.0);
  BOOST_TEST(f.hessian(Vector{{4}})(0, 0) == 6.0);
}

// Who catches inside the recorded function goes on with a tape that is whole.
BOOST_AUTO_TEST_CASE(an_operation_that_throws_inside_a_recording_leaves_the_tape_whole) {
  const auto throws = custom_operation(
      "throws", [](const Vector&) -> double { throw std::domain_error("never"); }, wave_gradient);
  const auto f = [&](const auto& x) {
    try {
      return throws(x[0], x[1]);
    } catch (const std::domain_error&) {
      return x[0] * x[1];
    }
  };
  BOOST_TEST((hesse::gradient(f, Vector{{2, 5}}) == Vector{{5, 2}}));
}
