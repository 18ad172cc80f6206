// SPDX-License-Identifier: BSL-1.0
//
// The pieces of the curvature floor that methods stand on.
#include <hesse/basics/error.hpp>
#include <hesse/curvature/classify.hpp>
#include <hesse/curvature/conjugate_gradients.hpp>
#include <hesse/curvature/dense_solve.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <problems.hpp>

using namespace hesse;

namespace {

/// Q diag(l) Q with Q = I - 2 u u' / u'u: eigenvalues l, eigenvectors the columns of Q, by construction.
Matrix with_eigenvalues(const Vector& l) {
  Vector u(l.size());
  for (Index i = 0; i < u.size(); ++i) u[i] = 1.0 + static_cast<double>(i);
  const Matrix q = Matrix::Identity(l.size(), l.size()) - 2.0 / u.squaredNorm() * (u * u.transpose());
  return q * l.asDiagonal() * q;
}

}  // namespace

BOOST_AUTO_TEST_CASE(inertia_and_extreme_eigenvalues_are_those_the_matrix_was_built_with) {
  const Vector l{{-3.0, 0.0, 1e-3, 2.0, 50.0}};
  for (const double scale : {1.0, 1e-280, 1e280}) {
    const CurvatureVerdict verdict = classify(scale * with_eigenvalues(l));
    BOOST_TEST(verdict.positive == 3);
    BOOST_TEST(verdict.zero == 1);
    BOOST_TEST(verdict.negative == 1);
    BOOST_TEST(name_of(verdict.kind) == "saddle");
    // Building the matrix rounds too, which doubles what the bound has to cover.
    BOOST_TEST(std::abs(verdict.smallest + 3.0 * scale) <= 2.0 * verdict.error_bound);
    BOOST_TEST(std::abs(verdict.largest - 50.0 * scale) <= 2.0 * verdict.error_bound);
    BOOST_TEST(verdict.error_bound < 1e-12 * scale);
    const Vector image = with_eigenvalues(l) * verdict.lowest_direction;
    BOOST_TEST((image + 3.0 * verdict.lowest_direction).norm() < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(the_signs_of_the_eigenvalues_name_the_kind) {
  BOOST_TEST(name_of(classify(with_eigenvalues(Vector{{1.0, 2.0}})).kind) == "minimum");
  BOOST_TEST(name_of(classify(with_eigenvalues(Vector{{-1.0, -2.0}})).kind) == "maximum");
  BOOST_TEST(name_of(classify(with_eigenvalues(Vector{{-1.0, 0.0}})).kind) == "saddle");
  BOOST_TEST(name_of(classify(with_eigenvalues(Vector{{0.0, 2.0}})).kind) == "degenerate");
  BOOST_TEST(name_of(classify(Matrix::Zero(3, 3)).kind) == "degenerate");
  BOOST_TEST(name_of(classify(with_eigenvalues(Vector{{1e-6, 2.0}}), 1e-5).kind) == "degenerate");
  BOOST_TEST(name_of(classify(Matrix(0, 0)).kind) == "minimum");
  BOOST_CHECK_THROW((void)classify(Matrix::Zero(2, 3)), ShapeError);
  BOOST_CHECK_THROW((void)classify(Matrix::Constant(2, 2, NAN)), NonFiniteError);
}

// Four distinct eigenvalues: conjugate gradients end after four products (Nocedal, Wright 2006, theorem 5.4).
BOOST_AUTO_TEST_CASE(conjugate_gradients_need_one_product_a_distinct_eigenvalue) {
  const Matrix a = with_eigenvalues(Vector{{1.0, 1.0, 2.0, 2.0, 5.0, 5.0, 9.0, 9.0}});
  const Vector b = problems::Uniform(11).vector(8, -1, 1);
  const auto result = conjugate_gradients([&](ConstVector v) -> Vector { return a * v; }, b);
  BOOST_TEST(result.products == 4);
  BOOST_TEST((a * result.solution - b).norm() <= 1e-10 * b.norm());
  const Vector& x = result.solution;
  BOOST_TEST(result.reduction == b.dot(x) - 0.5 * x.dot(a * x), boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(truncated_conjugate_gradients_end_on_the_boundary_they_meet) {
  const Matrix convex = with_eigenvalues(Vector{{1.0, 3.0, 5.0, 9.0}});
  const Matrix indefinite = with_eigenvalues(Vector{{-1.0, 3.0, 5.0, 9.0}});
  const Vector b = problems::Uniform(12).vector(4, -1, 1);
  using End = ConjugateGradientResult::End;
  for (const auto& [matrix, end] : {std::pair{&convex, End::boundary}, {&indefinite, End::negative_curvature}}) {
    const Matrix& a = *matrix;
    const double radius = end == End::boundary ? 0.05 : 10.0;
    const auto result =
        conjugate_gradients([&](ConstVector v) -> Vector { return a * v; }, b, {.tolerance = 1e-12, .radius = radius});
    BOOST_TEST((result.end == end));
    BOOST_TEST(result.solution.norm() == radius, boost::test_tools::tolerance(1e-12));
    // At least as good as the best point along b alone (the Cauchy point).
    const Vector u = b / b.norm();
    const double bend = u.dot(a * u);
    const double t = bend > 0.0 ? std::min(radius, b.norm() / bend) : radius;
    const Vector& x = result.solution;
    const double reduction = b.dot(x) - 0.5 * x.dot(a * x);
    BOOST_TEST(reduction >= (t * b.norm() - 0.5 * t * t * bend) * (1 - 1e-12));
    BOOST_TEST(result.reduction == reduction, boost::test_tools::tolerance(1e-10));
  }
}

BOOST_AUTO_TEST_CASE(only_positive_definite_systems_are_solved_as_such) {
  const Matrix a = with_eigenvalues(Vector{{-1.0, 3.0, 5.0}});
  const Vector b{{1.0, 2.0, 3.0}};
  BOOST_TEST(!solve_positive_definite(a, 0.0, b).has_value());
  BOOST_TEST(!solve_positive_definite(Matrix::Constant(2, 2, NAN), 0.0, Vector::Ones(2)).has_value());
  const auto x = solve_positive_definite(a, 2.0, b);
  BOOST_TEST_REQUIRE(x.has_value());
  BOOST_TEST((a * *x + 2.0 * *x - b).norm() < 1e-13);
  BOOST_TEST((a * solve_shifted(a, 0.0, b) - b).norm() < 1e-13);
}
