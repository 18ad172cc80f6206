// SPDX-License-Identifier: BSL-1.0
//
// Quasi-Newton updates: the equation they are named after, and what theory promises on quadratics (Nocedal, Wright
// 2006, theorems 6.1 and 6.4).
#include <hesse/curvature/inverse_update.hpp>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <boost/test/unit_test.hpp>

#include <problems.hpp>

using namespace hesse;

namespace {

constexpr auto all = {Update::bfgs, Update::dfp, Update::sr1};

Matrix positive_definite(Index n, problems::Uniform& uniform) {
  Matrix square(n, n);
  for (Index i = 0; i < n; ++i) square.col(i) = uniform.vector(n, -1.0, 1.0);
  return square * square.transpose() + Matrix::Identity(n, n);
}

SecantPair pair_of(const Matrix& hessian, const Vector& step) { return {step, hessian * step}; }

}  // namespace

BOOST_AUTO_TEST_CASE(every_update_satisfies_the_secant_equation_and_stays_symmetric) {
  problems::Uniform uniform(1);
  for (const Update update : all)
    for (const Index n : {1, 2, 5, 12}) {
      Matrix inverse = positive_definite(n, uniform);
      const SecantPair pair = pair_of(positive_definite(n, uniform), uniform.vector(n, -1.0, 1.0));
      BOOST_TEST(correct_inverse(inverse, pair, update));
      BOOST_TEST((inverse * pair.gradient_change - pair.step).norm() <= 1e-11 * pair.step.norm());
      BOOST_TEST((inverse - inverse.transpose()).norm() <= 1e-13 * inverse.norm());
      if (update != Update::sr1) BOOST_TEST(inverse.llt().info() == Eigen::Success);
    }
}

BOOST_AUTO_TEST_CASE(a_quadratic_of_n_unknowns_ends_in_n_exact_steps_with_the_inverse_hessian) {
  problems::Uniform uniform(2);
  for (const Update update : all)
    for (const Index n : {2, 4, 6}) BOOST_TEST_CONTEXT("update " << static_cast<int>(update) << ", n = " << n) {
        const Matrix hessian = positive_definite(n, uniform);
        Matrix inverse = Matrix::Identity(n, n);
        Vector x = uniform.vector(n, -1.0, 1.0);
        const double start = (hessian * x).norm();
        for (Index k = 0; k < n; ++k) {
          const Vector gradient = hessian * x, direction = -inverse * gradient;
          const Vector step = -gradient.dot(direction) / direction.dot(hessian * direction) * direction;
          x += step;
          BOOST_TEST(correct_inverse(inverse, pair_of(hessian, step), update));
        }
        BOOST_TEST((hessian * x).norm() <= 1e-10 * start);
        BOOST_TEST((inverse - hessian.inverse()).norm() <= 1e-10);
      }
}

BOOST_AUTO_TEST_CASE(pairs_that_would_spoil_the_matrix_are_left_out) {
  const Matrix before = Matrix::Identity(2, 2);
  const SecantPair downwards{Vector{{1.0, 0.0}}, Vector{{-1.0, 0.5}}};
  const SecantPair orthogonal{Vector{{1.0, 1.0}}, Vector{{1.0, 0.0}}};  // (s - y)'y = 0
  for (const Update update : {Update::bfgs, Update::dfp}) {
    Matrix inverse = before;
    BOOST_TEST(!correct_inverse(inverse, downwards, update));
    BOOST_TEST((inverse == before));
  }
  Matrix inverse = before;
  BOOST_TEST(!correct_inverse(inverse, orthogonal, Update::sr1));
  BOOST_TEST((inverse == before));
}

BOOST_AUTO_TEST_CASE(a_limited_memory_that_holds_every_pair_is_the_dense_matrix) {
  problems::Uniform uniform(3);
  const Index n = 6;
  const Matrix hessian = positive_definite(n, uniform);
  const Vector metric = uniform.vector(n, 0.5, 2.0), gradient = uniform.vector(n, -1.0, 1.0);
  for (const int pairs : {1, 3, 8}) {
    LimitedMemory memory(8);
    memory.set_metric(metric);
    std::vector<SecantPair> noted;
    for (int k = 0; k < pairs; ++k) noted.push_back(pair_of(hessian, uniform.vector(n, -1.0, 1.0)));
    for (const SecantPair& pair : noted) memory.note(pair);
    Matrix inverse = (size_of_inverse(noted.back(), metric) * metric).asDiagonal();
    for (const SecantPair& pair : noted) correct_inverse(inverse, pair, Update::bfgs);
    BOOST_TEST((memory.inverse_times(gradient) - inverse * gradient).norm() <= 1e-11 * gradient.norm());
  }
}

BOOST_AUTO_TEST_CASE(a_limited_memory_forgets_the_oldest_pair) {
  problems::Uniform uniform(4);
  const Matrix hessian = positive_definite(3, uniform);
  const Vector gradient = uniform.vector(3, -1.0, 1.0);
  LimitedMemory two(2), fresh(2);
  for (LimitedMemory* memory : {&two, &fresh}) memory->set_metric(Vector::Ones(3));
  two.note(pair_of(hessian, uniform.vector(3, -1.0, 1.0)));
  for (int k = 0; k < 2; ++k) {
    const SecantPair pair = pair_of(hessian, uniform.vector(3, -1.0, 1.0));
    two.note(pair);
    fresh.note(pair);
  }
  BOOST_TEST((two.inverse_times(gradient) == fresh.inverse_times(gradient)));
}
