// SPDX-License-Identifier: BSL-1.0
//
// Function and the one-liners: the shapes they take and give, and that all their verbs agree.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <problems.hpp>
#include <vector>

using hesse::Function;
using hesse::Index;
using hesse::Matrix;
using hesse::Var;
using hesse::Vector;
using hesse::VectorOf;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// n inputs, m outputs: F_k = sin(x_k + k) * x_{k+1} with indices modulo n. By hand: two entries a row.
auto cyclic(Index m) {
  return [m](const auto& x) {
    using std::sin;
    using T = std::remove_cvref_t<decltype(x[0])>;
    std::vector<T> outputs;
    for (Index k = 0; k < m; ++k) {
      const Index i = k % x.size(), j = (k + 1) % x.size();
      outputs.push_back(sin(x[i] + static_cast<double>(k)) * x[j]);
    }
    return outputs;
  };
}
Matrix cyclic_jacobian(Index m, const Vector& x) {
  Matrix jacobian = Matrix::Zero(m, x.size());
  for (Index k = 0; k < m; ++k) {
    const Index i = k % x.size(), j = (k + 1) % x.size();
    jacobian(k, i) += std::cos(x[i] + static_cast<double>(k)) * x[j];
    jacobian(k, j) += std::sin(x[i] + static_cast<double>(k));
  }
  return jacobian;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_function_of_no_inputs_has_empty_derivatives) {
  const Function f([](const VectorOf<Var>& x) { return Var(3) + static_cast<double>(x.size()); }, Vector(0));
  const Vector nothing(0);
  BOOST_TEST(f.value(nothing) == 3.0);
  BOOST_TEST(f.gradient(nothing).size() == 0);
  BOOST_TEST(f.hessian(nothing).size() == 0);
  BOOST_TEST(f.hessian_vector(nothing, nothing).size() == 0);
  BOOST_TEST(f.jacobian(nothing).rows() == 1);
  BOOST_TEST(f.third_derivative(nothing, nothing, nothing).size() == 0);
  BOOST_TEST(f.explain_nonfinite(nothing).all_finite());
  BOOST_TEST(f.verify_replay(nothing).passed);
}

BOOST_AUTO_TEST_CASE(a_constant_function_has_derivatives_of_exact_zeros) {
  const Vector x{{1, 2, 3}};
  for (const Function& f :
       {Function([](const VectorOf<Var>&) { return 7; }, x), Function([](const VectorOf<Var>&) { return 7.0; }, x),
        Function([](const VectorOf<Var>&) { return Var(7); }, x)}) {
    BOOST_TEST(f.value(x) == 7.0);
    BOOST_TEST((f.gradient(x) == Vector::Zero(3)));
    BOOST_TEST((f.hessian(x) == Matrix::Zero(3, 3)));
    BOOST_TEST((f.jacobian(x) == Matrix::Zero(1, 3)));
  }
}

BOOST_AUTO_TEST_CASE(a_function_that_is_one_of_its_inputs_has_a_unit_gradient) {
  const Vector x{{1, 2, 3}};
  const Function f([](const auto& v) { return v[1]; }, x);
  BOOST_TEST(f.value(x) == 2.0);
  BOOST_TEST((f.gradient(x) == Vector::Unit(3, 1)));
  BOOST_TEST((f.hessian(x) == Matrix::Zero(3, 3)));
}

// Even where the other inputs have infinite slopes, an ignored one has the exact zero, with the sign bit clear.
BOOST_AUTO_TEST_CASE(an_ignored_input_has_an_exact_zero_column) {
  const Function f([](const auto& x) { return sqrt(x[0]) * exp(x[2]); }, Vector{{1, 5, 2}});
  for (const Vector& x : {Vector{{4, 5, 1}}, Vector{{0, 5, 1}}, Vector{{0, infinity, 1}}}) {
    BOOST_TEST(f.gradient(x)[1] == 0.0);
    BOOST_TEST(!std::signbit(f.gradient(x)[1]));
    const Matrix h = f.hessian(x);
    BOOST_TEST((h.col(1) == Vector::Zero(3) && h.row(1).transpose() == Vector::Zero(3)));
  }
}

BOOST_AUTO_TEST_CASE(outputs_may_come_in_any_vector_and_may_repeat_or_be_constant) {
  const Vector x{{2, 3}};
  const Matrix expected{{3, 2}, {0, 0}, {3, 2}, {1, 0}};  // (xy, 5, xy, x)
  const auto check = [&](const auto& f) {
    const Function function(f, x);
    BOOST_TEST(function.outputs() == 4);
    BOOST_TEST((function.values(x) == Vector{{6, 5, 6, 2}}));
    BOOST_TEST((function.jacobian(x) == expected));
    BOOST_TEST((hesse::jacobian(f, x) == expected));
    // weights on both copies of xy add up: mixed derivative 1 + 10
    BOOST_TEST((function.hessian(x, Vector{{1, 7, 10, 100}}) == Matrix{{0, 11}, {11, 0}}));
  };
  check([](const VectorOf<Var>& v) {
    const Var product = v[0] * v[1];
    return std::vector<Var>{product, 5, product, v[0]};
  });
  check([](const VectorOf<Var>& v) {
    const Var product = v[0] * v[1];
    return std::array<Var, 4>{product, 5, product, v[0]};
  });
  check([](const VectorOf<Var>& v) {
    VectorOf<Var> outputs(4);
    const Var product = v[0] * v[1];
    outputs << product, Var(5), product, v[0];
    return outputs;
  });
  check([](const VectorOf<Var>& v) {
    const Var product = v[0] * v[1];
    return Eigen::Matrix<Var, 1, 4>(product, 5, product, v[0]);
  });
}

// Constants among the outputs take room in the recording like any other operand.
BOOST_AUTO_TEST_CASE(a_hundred_thousand_constant_outputs_are_kept) {
  constexpr Index count = 100'000;
  const Function f(
      [](const VectorOf<Var>& x) {
        std::vector<Var> outputs(count);
        for (Index i = 0; i < count; ++i) outputs[static_cast<std::size_t>(i)] = static_cast<double>(i);
        outputs.back() = x[0];
        return outputs;
      },
      Vector{{2}});
  Vector expected = Vector::LinSpaced(count, 0, count - 1);
  expected[count - 1] = 2;
  BOOST_TEST((f.values(Vector{{2}}) == expected));
}

// Wide, square and tall: rows by reverse sweeps, columns by forward sweeps, eight at a time and the rest.
BOOST_AUTO_TEST_CASE(the_jacobian_is_the_one_written_by_hand_whatever_its_shape) {
  for (const auto& [m, n] : {std::pair<Index, Index>{1, 20}, {3, 20}, {20, 20}, {20, 3}, {17, 9}, {9, 17}, {25, 1}}) {
    const Vector x = problems::Uniform(11).vector(n, -2, 2);
    const Function f(cyclic(m), x);
    const Matrix found = f.jacobian(x), expected = cyclic_jacobian(m, x);
    BOOST_TEST((found - expected).norm() <= 1e-14 * expected.norm(), m << " x " << n);
    for (Index row = 0; row < m; ++row) {  // one row at a time
      const auto output = [row, height = m](const auto& v) { return cyclic(height)(v)[static_cast<std::size_t>(row)]; };
      BOOST_TEST((hesse::gradient(output, x).transpose() - found.row(row)).norm() <= 1e-15 * expected.norm());
    }
  }
}

// The oracle: the Jacobian by hand, transposed and multiplied.
BOOST_AUTO_TEST_CASE(the_vector_jacobian_product_is_the_gradient_of_the_weighted_outputs) {
  for (const auto& [m, n] : {std::pair<Index, Index>{1, 20}, {20, 3}, {9, 17}}) {
    const Vector x = problems::Uniform(11).vector(n, -2, 2), weights = problems::Uniform(13).vector(m, -2, 2);
    const Function f(cyclic(m), x);
    const Vector expected = cyclic_jacobian(m, x).transpose() * weights;
    BOOST_TEST((f.vector_jacobian(x, weights) - expected).norm() <= 1e-14 * expected.norm(), m << " x " << n);
  }
}

BOOST_AUTO_TEST_CASE(the_weighted_hessian_is_the_sum_of_the_hessians) {
  const Vector x = problems::Uniform(12).vector(5, -2, 2), weights = problems::Uniform(13).vector(7, -3, 3);
  Matrix sum = Matrix::Zero(5, 5);
  for (Index k = 0; k < 7; ++k)
    sum += weights[k] * hesse::hessian([&](const auto& v) { return cyclic(7)(v)[static_cast<std::size_t>(k)]; }, x);
  const Matrix found = Function(cyclic(7), x).hessian(x, weights);
  BOOST_TEST((found - sum).norm() <= 1e-14 * sum.norm());
  BOOST_TEST((found == found.transpose()));
}

// f = sin(a x) exp(b y): with S = sin(ax) e^(by), C = cos(ax) e^(by)
//   f_xxx = -a^3 C, f_xxy = -a^2 b S, f_xyy = a b^2 C, f_yyy = b^3 S
BOOST_AUTO_TEST_CASE(the_third_derivative_is_the_one_written_by_hand) {
  const double a = 1.3, b = 0.7;
  const Vector x{{0.4, -0.9}}, u{{1.5, -0.3}}, v{{0.2, 2.1}};
  const double s = std::sin(a * x[0]) * std::exp(b * x[1]), c = std::cos(a * x[0]) * std::exp(b * x[1]);
  const double xxx = -a * a * a * c, xxy = -a * a * b * s, xyy = a * b * b * c, yyy = b * b * b * s;
  const double mixed = u[0] * v[1] + u[1] * v[0];
  const Vector expected{
      {xxx * u[0] * v[0] + xxy * mixed + xyy * u[1] * v[1], xxy * u[0] * v[0] + xyy * mixed + yyy * u[1] * v[1]}};
  const Function f([=](const auto& p) { return sin(a * p[0]) * exp(b * p[1]); }, x);
  BOOST_TEST((f.third_derivative(x, u, v) - expected).norm() <= 1e-14 * expected.norm());
  BOOST_TEST((f.third_derivative(x, v, u) - expected).norm() <= 1e-14 * expected.norm());
}

// Eight at a time or alone, a product is made of the same operations in the same order: the same bits.
BOOST_AUTO_TEST_CASE(products_with_many_directions_are_bitwise_those_with_each) {
  const Vector x = problems::Waves::start(30);
  const Function f(problems::Waves(), x);
  const Matrix directions = problems::Uniform(14).vector(30 * 11, -1, 1).reshaped(30, 11);
  const Matrix products = f.hessian_vectors(x, directions);
  for (Index k = 0; k < directions.cols(); ++k)
    BOOST_TEST((products.col(k) == f.hessian_vector(x, directions.col(k))), "direction " << k);
  BOOST_TEST((f.hessian(x) * directions - products).norm() <= 1e-14 * products.norm());
  BOOST_TEST(f.hessian_vectors(x, Matrix(30, 0)).size() == 0);
}

BOOST_AUTO_TEST_CASE(the_same_point_gives_the_same_bits_again) {
  const problems::Logistic logistic(50, 10);
  const Vector x = problems::Logistic::start(10), y = -2 * x;
  const Function f([&](const auto& theta) { return logistic.with_branches(theta); }, x);
  const auto first = f.second_order(x);
  (void)f.second_order(y);
  const auto again = f.second_order(x);
  BOOST_TEST(first.value == again.value);
  BOOST_TEST((first.gradient == again.gradient && first.hessian == again.hessian));
  const auto alone = hesse::second_order([&](const auto& theta) { return logistic.with_branches(theta); }, x);
  BOOST_TEST((first.value == alone.value && first.gradient == alone.gradient && first.hessian == alone.hessian));
  BOOST_TEST((f.gradient(x) == first.gradient && f.hessian(x) == first.hessian));
}

BOOST_AUTO_TEST_CASE(infinite_inputs_flow_through_and_nan_does_when_asked) {
  const auto f = [](const auto& x) { return exp(-x[0]) + x[1] * x[1]; };
  BOOST_TEST(hesse::value(f, Vector{{infinity, 2}}) == 4.0);
  BOOST_TEST((hesse::gradient(f, Vector{{infinity, 2}}) == Vector{{0, 4}}));
  const Function propagates(f, Vector{{not_a_number, 1}}, {.non_finite = hesse::NonFinite::propagate});
  BOOST_TEST(std::isnan(propagates.value(Vector{{not_a_number, 2}})));
  BOOST_TEST(propagates.gradient(Vector{{not_a_number, 2}})[1] == 4.0);
  BOOST_TEST(propagates.value(Vector{{0, 2}}) == 5.0);
}

BOOST_AUTO_TEST_CASE(copies_share_one_recording_and_outlive_the_original) {
  const Vector x{{2}};
  auto original = std::make_unique<Function>([](const auto& v) { return v[0] < 3 ? v[0] : v[0] * v[0]; }, x);
  const Function copy = *original;
  BOOST_TEST(copy.gradient(Vector{{5}})[0] == 10.0);
  BOOST_TEST(original->recordings() == 2u);
  original.reset();
  BOOST_TEST(copy.gradient(Vector{{1}})[0] == 1.0);
}

BOOST_AUTO_TEST_CASE(kinks_are_listed_nearest_first_with_their_distance) {
  const Function f(
      [](const auto& x) {
        auto y = abs(x[0]);
        y += max(x[1], 1.0);
        y += floor(x[0] * x[1]);
        return y;
      },
      Vector{{1, 1}});
  const auto at = f.kinks(Vector{{0, 1}});
  BOOST_TEST(at.size() == 3u);
  const auto near = f.kinks(Vector{{-0.25, 1.125}}, 0.3);
  BOOST_REQUIRE(near.size() == 3u);
  BOOST_TEST(near[0].what == "v3 = max(x[1], 1)");
  BOOST_TEST(near[0].distance == 0.125);
  BOOST_TEST(near[1].what == "v2 = abs(x[0])");
  BOOST_TEST(near[1].distance == 0.25);
  BOOST_TEST(f.kinks(Vector{{-0.4, 2.1}}, 0.01).empty());
}

BOOST_AUTO_TEST_CASE(describe_says_what_was_recorded) {
  const Function f([](const auto& x) { return (x[0] < 1 ? x[0] : x[1]) * 3 + 0.0 * x[0].value(); }, Vector{{0, 2}});
  BOOST_TEST(f.describe() ==
             "function of 2 inputs, 1 output\n"
             "tape: 2 instructions, 3 constants, 1 guards, 4.2e-05 MB\n"
             "passive reads: 1\n"
             "evaluation: sweeps over the tape\n");
}
