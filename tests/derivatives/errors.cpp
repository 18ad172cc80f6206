// SPDX-License-Identifier: BSL-1.0
//
// Misuse of Function, each error verbatim; functions that do not repeat themselves; the birthplace of a NaN.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <support/thrown.hpp>
#include <vector>

using hesse::Function;
using hesse::LimitError;
using hesse::Matrix;
using hesse::NonFiniteError;
using hesse::ShapeError;
using hesse::Var;
using hesse::Vector;
using hesse::VectorOf;
using support::check_error;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const auto product = [](const auto& x) { return x[0] * x[1] * x[2]; };
const Vector x0{{1, 2, 3}};

const auto two_outputs = [](const auto& x) { return std::vector{x[0], x[1]}; };

}  // namespace

BOOST_AUTO_TEST_CASE(a_vector_of_the_wrong_length_is_refused_by_every_verb) {
  const Function f(product, x0);
  const Vector two{{1, 2}}, four = Vector::Zero(4);
  const auto refused = [&](const char* verb, const auto& act) {
    check_error<ShapeError>([&] { act(two); }, "shape.inputs",
                            fmt::format("{} got 2 numbers, but this function was recorded with 3 inputs. Pass exactly "
                                        "3, or record again with 2.",
                                        verb));
    check_error<ShapeError>([&] { act(four); }, "shape.inputs",
                            fmt::format("{} got 4 numbers, but this function was recorded with 3 inputs. Pass exactly "
                                        "3, or record again with 4.",
                                        verb));
  };
  refused("value()", [&](const Vector& x) { (void)f.value(x); });
  refused("values()", [&](const Vector& x) { (void)f.values(x); });
  refused("gradient()", [&](const Vector& x) { (void)f.gradient(x); });
  refused("value_and_gradient()", [&](const Vector& x) { (void)f.value_and_gradient(x); });
  refused("jacobian()", [&](const Vector& x) { (void)f.jacobian(x); });
  refused("vector_jacobian()", [&](const Vector& x) { (void)f.vector_jacobian(x, Vector::Ones(1)); });
  refused("hessian()", [&](const Vector& x) { (void)f.hessian(x); });
  refused("hessian()", [&](const Vector& x) { (void)f.hessian(x, Vector::Ones(1)); });
  refused("hessian_vector()", [&](const Vector& x) { (void)f.hessian_vector(x, x0); });
  refused("hessian_vectors()", [&](const Vector& x) { (void)f.hessian_vectors(x, Matrix::Zero(3, 2)); });
  refused("sparse_hessian()", [&](const Vector& x) { (void)f.sparse_hessian(x); });
  refused("sparse_hessian()", [&](const Vector& x) { (void)f.sparse_hessian(x, Vector::Ones(1)); });
  refused("hessian_diagonal()", [&](const Vector& x) { (void)f.hessian_diagonal(x); });
  refused("sparse_jacobian()", [&](const Vector& x) { (void)f.sparse_jacobian(x); });
  refused("second_order()", [&](const Vector& x) { (void)f.second_order(x); });
  refused("third_derivative()", [&](const Vector& x) { (void)f.third_derivative(x, x0, x0); });
  refused("explain_nonfinite()", [&](const Vector& x) { (void)f.explain_nonfinite(x); });
  refused("kinks()", [&](const Vector& x) { (void)f.kinks(x); });
  refused("verify_replay()", [&](const Vector& x) { (void)f.verify_replay(x); });
  refused("tape()", [&](const Vector& x) { (void)f.tape(x); });
  BOOST_TEST(f.value(x0) == 6.0);
}

BOOST_AUTO_TEST_CASE(a_direction_or_weights_of_the_wrong_length_are_refused) {
  const Function f(product, x0);
  const Vector two{{1, 2}};
  check_error<ShapeError>([&] { (void)f.hessian_vector(x0, two); }, "shape.size",
                          "hessian_vector() got 2 entries in the direction, but 3 are expected. Pass exactly 3.");
  check_error<ShapeError>([&] { (void)f.hessian_vector(x0, Vector{{1}}); }, "shape.size",
                          "hessian_vector() got 1 entry in the direction, but 3 are expected. Pass exactly 3.");
  check_error<ShapeError>([&] { (void)f.hessian_vectors(x0, Matrix::Zero(2, 5)); }, "shape.size",
                          "hessian_vectors() got 2 rows of directions, but 3 are expected. Pass exactly 3.");
  check_error<ShapeError>([&] { (void)f.hessian(x0, two); }, "shape.size",
                          "hessian() got 2 weights, but 1 is expected. Pass exactly 1.");
  check_error<ShapeError>([&] { (void)f.sparse_hessian(x0, two); }, "shape.size",
                          "sparse_hessian() got 2 weights, but 1 is expected. Pass exactly 1.");
  check_error<ShapeError>([&] { (void)f.third_derivative(x0, two, x0); }, "shape.size",
                          "third_derivative() got 2 entries in u, but 3 are expected. Pass exactly 3.");
  check_error<ShapeError>([&] { (void)f.third_derivative(x0, x0, two); }, "shape.size",
                          "third_derivative() got 2 entries in v, but 3 are expected. Pass exactly 3.");
  check_error<ShapeError>([&] { (void)f.explain_nonfinite(x0, two); }, "shape.size",
                          "explain_nonfinite() got 2 entries in the direction, but 3 are expected. Pass exactly 3.");
}

BOOST_AUTO_TEST_CASE(a_function_of_two_outputs_has_no_gradient_and_says_what_it_has) {
  const Function f(two_outputs, x0);
  check_error<ShapeError>([&] { (void)f.gradient(x0); }, "shape.scalar_expected",
                          "gradient() needs a function with one output, this one has 2. Use values(), jacobian(), or "
                          "hessian(x, weights).");
  check_error<ShapeError>([&] { (void)hesse::gradient(two_outputs, x0); }, "shape.scalar_expected",
                          "gradient() needs a function with one output, this one has 2. Use jacobian(), or hessian(x, "
                          "weights) of a Function.");
}

BOOST_AUTO_TEST_CASE(a_branch_with_another_number_of_outputs_is_refused) {
  const Function f(
      [](const auto& x) {
        if (x[0] < 0) return std::vector{x[0]};
        return std::vector{x[0], x[1], x[2]};
      },
      x0);
  check_error<ShapeError>(
      [&] {
        (void)f.values(Vector{{-1, 0, 0}});
      },
      "shape.outputs",
      "values(): recorded again on another branch, the function returned 1 outputs instead of 3. "
      "Return the same number on every branch.");
  BOOST_TEST((f.values(x0) == x0));
}

BOOST_AUTO_TEST_CASE(a_nan_input_is_named_before_anything_is_computed) {
  const Vector bad{{1, 2, not_a_number}};
  const auto text = [](const char* verb) {
    return fmt::format(
        "{}: input x[2] is NaN, so no derivative can be trusted; it was NaN before hesse saw it. Use "
        "NonFinite::propagate to let it flow through.",
        verb);
  };
  const Function f(product, x0);
  check_error<NonFiniteError>([&] { (void)f.gradient(bad); }, "input.nan", text("gradient()"));
  check_error<NonFiniteError>([&] { (void)hesse::hessian(product, bad); }, "input.nan", text("hessian()"));
  check_error<NonFiniteError>([&] { (void)Function(product, bad); }, "input.nan", text("Function()"));
  BOOST_TEST(f.value(x0) == 6.0);
}

BOOST_AUTO_TEST_CASE(a_dense_result_beyond_the_limit_is_refused_before_it_is_computed) {
  const Function f([](const auto& x) { return x.squaredNorm(); }, Vector::Ones(50'000));
  check_error<LimitError>([&] { (void)f.hessian(Vector::Ones(50'000)); }, "limit.dense_result",
                          "hessian(): a dense 50000 x 50000 Hessian needs 20 GB, the limit is 4.29 GB. This Hessian "
                          "has 50000 non-zeros: sparse_hessian() needs 0.8 MB.");
  const Function full([](const auto& x) { return exp(x.sum()); }, Vector::Ones(9), {.memory_limit = 500});
  check_error<LimitError>([&] { (void)full.hessian(Vector::Ones(9)); }, "limit.dense_result",
                          "hessian(): a dense 9 x 9 result needs 6.48e-07 GB, the limit is 5e-07 GB. Use "
                          "hessian_vector(), which never forms it, or raise Options::memory_limit.");
  const Function small(product, x0, {.memory_limit = 500});
  check_error<LimitError>([&] { (void)small.hessian_vectors(x0, Matrix::Zero(3, 100)); }, "limit.dense_result",
                          "hessian_vectors(): a dense 3 x 100 result needs 2.4e-06 GB, the limit is 5e-07 GB. Pass "
                          "fewer directions at a time, or raise Options::memory_limit.");
  const Function tall([](const auto& x) { return x; }, Vector::Ones(9), {.memory_limit = 500});
  check_error<LimitError>([&] { (void)tall.jacobian(Vector::Ones(9)); }, "limit.dense_result",
                          "jacobian(): a dense 9 x 9 result needs 6.48e-07 GB, the limit is 5e-07 GB. Use "
                          "vector_jacobian(), which differentiates a weighted sum of the outputs, or raise "
                          "Options::memory_limit.");
}

// exp(x_1 + ... + x_40) has 1600 non-zeros; a matrix of them takes 19,200 bytes.
BOOST_AUTO_TEST_CASE(a_sparse_result_beyond_the_limit_is_refused_before_it_is_computed) {
  const Vector ones = Vector::Ones(40);
  const Function full([](const auto& x) { return exp(x.sum()); }, ones, {.memory_limit = 15'000});
  const auto text = [](const char* verb, const char* advice) {
    return fmt::format("{}: the non-zeros need more than 1.5e-05 GB, the limit. {}, or raise Options::memory_limit.",
                       verb, advice);
  };
  const char* products = "Use hessian_vector(), which never forms the Hessian";
  const auto refused = [&](const char* verb, const auto& act) {
    check_error<LimitError>(act, "limit.sparse_result", text(verb, products));
  };
  refused("sparse_hessian()", [&] { (void)full.sparse_hessian(ones); });
  refused("sparse_hessian()", [&] { (void)full.sparse_hessian(ones, Vector::Ones(1)); });
  refused("hessian_diagonal()", [&] { (void)full.hessian_diagonal(ones); });
  refused("hessian_pattern()", [&] { (void)full.hessian_pattern(); });
  const char* gradients = "Differentiate a weighted sum of the outputs with gradient()";
  const Function square([](const auto& x) { return (x.array() + x.sum()).matrix().eval(); }, ones,
                        {.memory_limit = 15'000});
  check_error<LimitError>([&] { (void)square.sparse_jacobian(ones); }, "limit.sparse_result",
                          text("sparse_jacobian()", gradients));
  check_error<LimitError>([&] { (void)square.jacobian_pattern(); }, "limit.sparse_result",
                          text("jacobian_pattern()", gradients));
  BOOST_TEST(full.gradient(ones)[0] == std::exp(40.0), boost::test_tools::tolerance(1e-15));
}

// The data is captured by reference and changes after recording.
BOOST_AUTO_TEST_CASE(captured_data_that_changed_is_caught_by_verify_replay) {
  double factor = 2;
  const Function f([&](const auto& x) { return factor * x[0] * x[1] + x[2]; }, x0);
  BOOST_TEST(f.verify_replay(x0).passed);
  BOOST_TEST(f.verify_replay(-x0).passed);
  factor = 2.5;
  const hesse::ReplayCheck check = f.verify_replay(x0);
  BOOST_TEST(!check.passed);
  BOOST_TEST(check.report ==
             "the function does not repeat itself: constant 0 was 2 then, 2.5 now. It reads something that changes "
             "besides its inputs (captured data, random numbers, a clock). Make that an input, or record again after "
             "changing it.");
}

BOOST_AUTO_TEST_CASE(random_numbers_inside_the_function_are_caught_by_verify_replay) {
  std::mt19937 generator(1);
  const Function noise([&](const auto& x) { return x[0] * static_cast<double>(generator()); }, x0);
  BOOST_TEST(!noise.verify_replay(x0).passed);
  const Function steps(
      [&](const auto& x) {
        Var sum = 0;
        for (unsigned i = 0; i < 1000 + generator() % 100000; ++i) sum += x[0];
        return sum;
      },
      x0);
  BOOST_TEST(steps.verify_replay(x0).report.starts_with("the function does not repeat itself: "));
}

BOOST_AUTO_TEST_CASE(a_value_read_and_put_back_as_a_number_is_caught_at_another_point) {
  const Function f([](const auto& x) { return x[0] * x[1].value(); }, x0);
  BOOST_TEST(f.verify_replay(x0).passed);
  const std::string report = f.verify_replay(2 * x0).report;
  BOOST_TEST(report.starts_with("the function does not repeat itself: constant 0 was 2 then, 4 now. It reads 1 of its "
                                "variables as plain numbers (4 first"),
             report);
}

// sqrt at 0 has slope 0.5 / 0; its second derivative along the direction is -0.25 / 0^(3/2).
BOOST_AUTO_TEST_CASE(the_four_birthplaces_of_an_infinite_slope_are_named) {
  const Function f([](const auto& x) { return sqrt(x[0] * x[0]); }, Vector{{1}});
  BOOST_TEST(f.explain_nonfinite(Vector{{1}}).all_finite());
  const std::string hint = " If you need the squared length use squared_norm(x); norm(x) is defined at 0.\n";
  BOOST_TEST(f.explain_nonfinite(Vector{{0}}).text() ==
             "value: finite everywhere\n"
             "tangent: first NaN at node 2, v2 = sqrt(v1) with v1 = 0: the derivative is NaN." +
                 hint + "adjoint: first infinite at node 2, v2 = sqrt(v1) with v1 = 0: its slope there is infinite." +
                 hint +
                 "adjoint-tangent: first NaN at node 2, v2 = sqrt(v1) with v1 = 0: its slope there is infinite and "
                 "infinity * 0 was formed." +
                 hint);
}

// v1 = x^2 is used twice: by the root, whose slope at 0 is infinite, and later by a harmless product.
BOOST_AUTO_TEST_CASE(a_later_node_that_uses_the_same_variable_is_not_blamed) {
  const Function f(
      [](const auto& x) {
        const auto square = x[0] * x[0];
        const auto root = sqrt(square);
        const auto harmless = 3 * square;
        return root + harmless;
      },
      Vector{{1}});
  const hesse::NonFiniteReport report = f.explain_nonfinite(Vector{{0}});
  BOOST_TEST(report.adjoint.node == 2u);
  BOOST_TEST(report.adjoint_tangent.node == 2u);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_finite_is_named_in_all_later_quantities) {
  const Function f([](const auto& x) { return 1 / x[0]; }, Vector{{1}});
  const hesse::NonFiniteReport report = f.explain_nonfinite(Vector{{0}});
  BOOST_TEST(report.value.found);
  BOOST_TEST(report.value.why == "v1 = 1 / x[0] with x[0] = 0: the value is infinite");
  BOOST_TEST(report.adjoint.found);
  BOOST_TEST(!report.all_finite());
  const hesse::NonFiniteReport input = f.explain_nonfinite(Vector{{not_a_number}});
  BOOST_TEST(input.value.why == "x[0] is NaN already");
}
