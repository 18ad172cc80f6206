// SPDX-License-Identifier: BSL-1.0
//
// Spectra from products, against matrices built with known eigenvalues and against Eigen's dense solver.
#include <hesse/basics/error.hpp>
#include <hesse/curvature/eigenvalues.hpp>
#include <hesse/curvature/hessian_report.hpp>
#include <hesse/curvature/lanczos.hpp>
#include <hesse/curvature/landscape.hpp>
#include <hesse/curvature/learning_rates.hpp>
#include <hesse/curvature/spectral_density.hpp>
#include <hesse/curvature/trace.hpp>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <optimizers/breast_cancer.hpp>
#include <problems.hpp>

namespace hesse {

namespace {

/// Q diag(l) Q' with a random orthogonal Q.
Matrix with_eigenvalues(const Vector& l, std::uint64_t seed = 1) {
  const Matrix random = problems::Uniform(seed).vector(l.size() * l.size(), -1, 1).reshaped(l.size(), l.size());
  const Matrix q = Eigen::HouseholderQR<Matrix>(random).householderQ();
  return q * l.asDiagonal() * q.transpose();
}

Matrix random_symmetric(Index n, std::uint64_t seed) {
  const Matrix random = problems::Uniform(seed).vector(n * n, -1, 1).reshaped(n, n);
  return random + random.transpose();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_ends_of_a_spectrum_are_within_their_bounds) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Index n = 5 + 13 * static_cast<Index>(seed);
    const Matrix matrix = random_symmetric(n, seed);
    const Vector exact = Eigen::SelfAdjointEigenSolver<Matrix>(matrix).eigenvalues();
    const Eigenpairs ends = extreme_eigenvalues(as_operator(matrix), {.smallest = 2, .largest = 3, .seed = seed});
    BOOST_TEST(ends.converged);
    BOOST_TEST(ends.values.size() == 5);
    for (Index i = 0; i < 5; ++i) {
      const double expected = exact[i < 2 ? i : n - 5 + i];
      BOOST_TEST(std::abs(ends.values[i] - expected) <= 1e-9 * exact.cwiseAbs().maxCoeff());
      const double residual = (matrix * ends.vectors.col(i) - ends.values[i] * ends.vectors.col(i)).norm();
      BOOST_TEST(residual <= 1.1 * ends.error_bounds[i]);
      BOOST_TEST(std::abs(ends.vectors.col(i).norm() - 1) <= 1e-12);
    }
    BOOST_TEST(ends.products <= n);
  }
}

// The spectrum of the logistic loss on the breast-cancer table at 0, found with long double.
BOOST_AUTO_TEST_CASE(products_of_a_loss_show_its_known_spectrum) {
  const SymmetricOperator hessian = hessian_operator(breast_cancer::objective(1e-2), Vector::Zero(31));
  const Eigenpairs ends = extreme_eigenvalues(hessian);
  BOOST_TEST(ends.values[0] == 0.01003326121, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(ends.values[1] == 3.330401921, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(exact_trace(hessian).value == 8.06, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(bounds_are_honest_where_products_run_out) {
  const Vector l = Vector::LinSpaced(400, 1.0, 2.0);
  const Matrix matrix = with_eigenvalues(l);
  const Eigenpairs ends = extreme_eigenvalues(as_operator(matrix), {.product_limit = 15});
  BOOST_TEST(!ends.converged);
  BOOST_TEST(ends.products == 15);
  for (Index i = 0; i < 2; ++i) {
    const double nearest = (l.array() - ends.values[i]).abs().minCoeff();
    BOOST_TEST(nearest <= ends.error_bounds[i]);
    BOOST_TEST(ends.error_bounds[i] > 1e-8);
  }
}

BOOST_AUTO_TEST_CASE(an_invariant_space_ends_lanczos_cleanly) {
  Lanczos space(as_operator(with_eigenvalues(Vector{{1, 1, 1, 2, 2, 5}})), Vector::Ones(6));
  space.advance(100);
  BOOST_TEST(space.steps() <= 3);  // distinct eigenvalues
  BOOST_TEST(space.remainder() == 0.0);
  const Matrix gram = space.basis().transpose() * space.basis();
  BOOST_TEST((gram - Matrix::Identity(space.steps(), space.steps())).norm() <= 1e-13);
  BOOST_TEST(extreme_eigenvalues(as_operator(Matrix::Identity(4, 4))).values[0] == 1.0);
  BOOST_TEST(extreme_eigenvalues(as_operator(Matrix::Zero(4, 4))).values[0] == 0.0);
}

BOOST_AUTO_TEST_CASE(what_has_no_spectrum_is_an_error) {
  BOOST_CHECK_THROW((void)extreme_eigenvalues(as_operator(Matrix::Zero(3, 3)), {.smallest = 2, .largest = 2}),
                    OptionError);
  BOOST_CHECK_THROW((void)extreme_eigenvalues(as_operator(Matrix::Constant(3, 3, NAN))), NonFiniteError);
  BOOST_CHECK_THROW((void)spectral_density(as_operator(Matrix::Constant(3, 3, NAN))), NonFiniteError);
  BOOST_CHECK_THROW(Lanczos(as_operator(Matrix::Zero(3, 3)), Vector::Ones(2)), ShapeError);
  BOOST_CHECK_THROW(Lanczos(as_operator(Matrix::Zero(3, 3)), Vector::Zero(3)), OptionError);
  BOOST_CHECK_THROW((void)hutchinson_trace(as_operator(Matrix::Zero(3, 3)), Matrix::Zero(2, 1)), ShapeError);
  BOOST_CHECK_THROW((void)hutch_plus_plus_trace(as_operator(Matrix::Zero(3, 3)), {.products = 2}), OptionError);
}

// Origin: Golub, Meurant (2010): m nodes integrate polynomials up to degree 2 m - 1 exactly.
BOOST_AUTO_TEST_CASE(quadrature_reproduces_moments) {
  const Matrix matrix = random_symmetric(40, 3) / 10;
  const Vector v = problems::Uniform(4).vector(40, -1, 1);
  for (const Index m : {1, 2, 5, 9}) {
    const Quadrature rule = quadrature(as_operator(matrix), v, m);
    BOOST_TEST(std::abs(rule.weights.sum() - 1) <= 1e-13);
    Vector power = v;
    for (Index k = 0; k <= 2 * m - 1; ++k) {
      const double moment = v.dot(power);
      const double found = v.squaredNorm() * rule.weights.dot(rule.nodes.array().pow(static_cast<double>(k)).matrix());
      BOOST_TEST(std::abs(found - moment) <= 1e-10 * (1 + std::abs(moment)), "m " << m << ", k " << k);
      power = matrix * power;
    }
  }
}

BOOST_AUTO_TEST_CASE(all_vectors_of_signs_together_have_the_trace) {
  const Index n = 7;
  const Matrix matrix = random_symmetric(n, 5);
  Matrix signs(n, 1 << n);
  for (Index j = 0; j < signs.cols(); ++j)
    for (Index i = 0; i < n; ++i) signs(i, j) = (j >> i & 1) != 0 ? 1.0 : -1.0;
  const Estimate trace = hutchinson_trace(as_operator(matrix), signs);
  BOOST_TEST(std::abs(trace.value - matrix.trace()) <= 1e-12);
  BOOST_TEST(trace.products == 1 << n);
  BOOST_TEST(exact_trace(as_operator(matrix)).value == matrix.trace());
}

BOOST_AUTO_TEST_CASE(hutch_plus_plus_is_exact_at_low_rank) {
  Vector l = Vector::Zero(60);
  l.head(5) << 9, -3, 2, 0.5, 1e-3;
  const Matrix matrix = with_eigenvalues(l);
  const Estimate trace = hutch_plus_plus_trace(as_operator(matrix), {.products = 15});
  BOOST_TEST(std::abs(trace.value - l.sum()) <= 1e-12);
  BOOST_TEST(trace.products <= 15);
  BOOST_TEST(trace.standard_error <= 1e-12);
}

// 95 % of 400 seeds within 1.96 standard errors, give or take three standard deviations of that share.
BOOST_AUTO_TEST_CASE(standard_errors_cover_what_they_say) {
  const SymmetricOperator matrix = as_operator(random_symmetric(50, 6));
  const double trace = exact_trace(matrix).value, first = dense(matrix)(0, 0);
  Vector exponentials = Eigen::SelfAdjointEigenSolver<Matrix>(dense(matrix)).eigenvalues() / 5;
  const double exponential = exponentials.array().exp().sum();
  int traces = 0, diagonals = 0, functions = 0;
  constexpr int seeds = 400;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto covers = [](double value, double error, double exact) {
      return std::abs(value - exact) <= 1.96 * error;
    };
    const Estimate t = hutchinson_trace(matrix, {.products = 60, .seed = seed});
    const DiagonalEstimate d = hutchinson_diagonal(matrix, {.products = 60, .seed = seed});
    const Estimate e = spectral_density(matrix, {.probes = 40, .steps = 20, .seed = seed}).trace_of([](double l) {
      return std::exp(l / 5);
    });
    traces += covers(t.value, t.standard_error, trace);
    diagonals += covers(d.values[0], d.standard_errors[0], first);
    functions += covers(e.value, e.standard_error, exponential);
  }
  for (const int covered : {traces, diagonals, functions})
    BOOST_TEST(std::abs(covered / static_cast<double>(seeds) - 0.95) <= 0.03, "covered " << covered);
}

BOOST_AUTO_TEST_CASE(a_density_knows_determinant_and_shares) {
  const Vector l = Vector::LinSpaced(80, 1.0, 5.0);
  const SymmetricOperator matrix = as_operator(with_eigenvalues(l));
  const SpectralDensity density = spectral_density(matrix, {.probes = 60, .steps = 25});
  const Estimate log_determinant = density.log_determinant();
  BOOST_TEST(std::abs(log_determinant.value - l.array().log().sum()) <= 3 * log_determinant.standard_error);
  BOOST_TEST(std::abs(density.cumulative(3.0) - 0.5) <= 0.06);
  BOOST_TEST(std::abs(density.histogram(4).sum() - 1) <= 1e-12);
  BOOST_TEST(density.products == 60 * 25);
  BOOST_TEST(std::isnan(spectral_density(as_operator(-dense(matrix))).log_determinant().value));
}

// Gradient descent on a quadratic at 0.99 of the limit converges, at 1.01 it diverges; the fastest rate shrinks the
// error by (k - 1) / (k + 1) a step.
// By hand: of 1, 1 and 13 two thirds lie in the first of twelve intervals of length 1, one third in the last.
BOOST_AUTO_TEST_CASE(a_density_says_gaps_in_one_line) {
  const SpectralDensity gap{.size = 3, .probes = {{Vector{{1.0, 1.0, 13.0}}, Vector::Constant(3, 1.0 / 3.0)}}};
  BOOST_TEST(gap.text() ==
             "           1 to            2   66.7 %  ###########################\n"
             "           2 to           12    0.0 %  \n"
             "          12 to           13   33.3 %  #############\n");
  const SpectralDensity one{.size = 1, .probes = {{Vector{{7.0}}, Vector{{1.0}}}}};
  BOOST_TEST(one.text() == "           7: all\n");
}

BOOST_AUTO_TEST_CASE(learning_rates_do_what_they_say) {
  const Vector l = Vector::LinSpaced(30, 0.5, 8.0);
  const Matrix matrix = with_eigenvalues(l);
  const LearningRates rates = suggest_learning_rate(as_operator(matrix), {.tolerance = 1e-12});
  const auto error_after = [&](double rate, double momentum, int steps) {
    Vector x = Vector::Ones(30), before = x;
    for (int i = 0; i < steps; ++i) {
      const Vector next = x - rate * (matrix * x) + momentum * (x - before);
      before = x;
      x = next;
    }
    return x.norm();
  };
  BOOST_TEST(error_after(0.99 * rates.limit(), 0, 3000) < 1e-10);
  BOOST_TEST(error_after(1.01 * rates.limit(), 0, 3000) > 1e10);
  const double k = 8.0 / 0.5;
  BOOST_TEST(error_after(rates.optimal(), 0, 100) <= std::sqrt(30.0) * std::pow((k - 1) / (k + 1), 100) * 1.001);
  const auto [rate, momentum] = rates.heavy_ball();
  BOOST_TEST(error_after(rate, momentum, 100) < 1e-4 * error_after(rates.optimal(), 0, 100));
  BOOST_TEST(std::isinf(suggest_learning_rate(as_operator(-matrix)).limit()));
  BOOST_TEST(std::isnan(suggest_learning_rate(as_operator(matrix - 2 * Matrix::Identity(30, 30))).optimal()));
}

BOOST_AUTO_TEST_CASE(a_report_is_one_page_exact_or_sampled) {
  const Function chain(problems::ConvexChain(), Vector::Zero(300));
  const Vector x = Vector::Constant(300, 0.1);
  const HessianReport exact = hessian_report(chain, x), sampled = hessian_report(chain, x, {.exact_up_to = 10});
  BOOST_TEST(exact.verdict.has_value());
  BOOST_TEST(!sampled.verdict.has_value());
  BOOST_TEST(std::abs(exact.rates.largest_eigenvalue - sampled.rates.largest_eigenvalue) <=
             sampled.rates.error_bound + exact.rates.error_bound);
  BOOST_TEST(std::abs(exact.trace.value - sampled.trace.value) <= 4 * sampled.trace.standard_error);
  BOOST_TEST(std::abs(*exact.condition_number / *sampled.condition_number - 1) <= 1e-3);
  for (const HessianReport& report : {exact, sampled}) {
    const std::string text = report.text();
    BOOST_TEST(std::ranges::count(text, '\n') <= 45);
    for (const char* part : {"ends of the spectrum", "trace", "log-determinant", "condition number", "heavy ball"})
      BOOST_TEST(text.find(part) != std::string::npos, part << " is not in\n" << text);
  }
}

// Of a quadratic function the parabola is the function; of another it touches it at the point.
BOOST_AUTO_TEST_CASE(slices_show_the_function_beside_its_parabola) {
  const Matrix matrix = with_eigenvalues(Vector{{-2.0, 0.5, 7.0}});
  const auto quadratic = [&](const auto& x) { return 0.5 * x.dot(matrix * x) + x[0]; };
  const Vector x{{1.0, 2.0, -1.0}};
  const Landscape exact = landscape(Function(quadratic, x), x);
  BOOST_TEST(exact.slices.size() == 2u);
  for (const LandscapeSlice& slice : exact.slices) {
    BOOST_TEST((slice.values - slice.model).norm() <= 1e-10 * slice.values.norm());
    const double most = (slice.model.array() - exact.value).abs().maxCoeff();
    BOOST_TEST(most == std::abs(exact.value), boost::test_tools::tolerance(1e-9));
  }
  const Vector start = Vector::Constant(2, 0.4);
  const Landscape valley = landscape(Function(problems::Rosenbrock(), start), start);
  for (const LandscapeSlice& slice : valley.slices) {
    const Vector error = slice.values - slice.model;
    BOOST_TEST(std::abs(error[30]) <= 1e-12);
    BOOST_TEST(std::abs(error[60]) > 1e-6);
    BOOST_TEST(std::abs(error[33] / error[36]) < 0.3);  // third order: an eighth, or less
  }
  BOOST_CHECK_THROW((void)landscape(Function(quadratic, x), x, {.points = 2}), OptionError);
}

}  // namespace hesse
