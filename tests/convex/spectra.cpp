// SPDX-License-Identifier: BSL-1.0
//
// The spectrum of the Hessian of logistic regression on breast_cancer at lambda = 1e-2, where it is known: at w = 0 and
// at the minimum. The numbers are given with 9 to 12 digits (at w = 0 the trace is exact: standardised columns and
// softplus''(0) = 1/4 give 31 / 4 + 0.31), so they are compared as far as they go; the ways to get them are held to
// 1e-9 by Eigen's dense solver.
#include <hesse/curvature/classify.hpp>
#include <hesse/curvature/eigenvalues.hpp>
#include <hesse/curvature/trace.hpp>
#include <hesse/optimizers/minimize.hpp>

#include <Eigen/Eigenvalues>
#include <boost/test/unit_test.hpp>

#include "problems.hpp"

using namespace hesse;

namespace {

struct Known {
  double trace, largest, smallest;
  double trace_digits, digits;  ///< half a unit of the last digit given
};

void check(ConstVector w, const Known& known) {
  const convex::Problem& problem = convex::problem_of("breast_cancer 1e-2");
  const Eigen::SelfAdjointEigenSolver<Matrix> dense(problem.loss.hessian(w), Eigen::EigenvaluesOnly);
  const Vector& all = dense.eigenvalues();
  BOOST_TEST(std::abs(all.sum() - known.trace) <= known.trace_digits);
  BOOST_TEST(std::abs(all.maxCoeff() - known.largest) <= known.digits * known.largest);
  BOOST_TEST(std::abs(all.minCoeff() - known.smallest) <= known.digits * known.smallest);

  const SymmetricOperator hessian = hessian_operator(problem.loss, w);
  const auto near = [](double found, double expected) { return std::abs(found - expected) <= 1e-9 * expected; };
  BOOST_TEST(near(exact_trace(hessian).value, all.sum()));
  const Eigenpairs ends = extreme_eigenvalues(hessian, {.tolerance = 1e-12});
  BOOST_TEST(near(ends.values[1], all.maxCoeff()));
  BOOST_TEST(near(ends.values[0], all.minCoeff()));
  const CurvatureVerdict verdict = classify(problem.loss.hessian(w));
  BOOST_TEST(near(verdict.largest, all.maxCoeff()));
  BOOST_TEST(near(verdict.smallest, all.minCoeff()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_spectrum_at_the_start_is_the_known_one) {
  check(Vector::Zero(31), {8.06, 3.330401921, 0.01003326121, 5e-10, 5e-10});
}

BOOST_AUTO_TEST_CASE(the_spectrum_at_the_minimum_is_the_known_one) {
  const convex::Problem& problem = convex::problem_of("breast_cancer 1e-2");
  const Solution s = minimize(problem.loss, problem.start(), Newton{.gradient_tolerance = 1e-13});
  check(s.point, {0.973336856753, 0.2220023737, 0.01000202756, 5e-13, 5e-10});
}
