// SPDX-License-Identifier: BSL-1.0
//
// NewtonCG and its preconditioner.
#include <hesse/basics/error.hpp>

#include <cmath>
#include <string>

#include "methods.hpp"

using namespace hesse;

// f = sum w_i (x_i - 1)^2 / 2 with w_i = 10^(-8 i / (n - 1)): D^-1 H D^-1 is the identity, so each iteration takes one
// product, and once the region does not cut it off the step ends at the minimum.
BOOST_AUTO_TEST_CASE(the_diagonal_preconditioner_makes_a_diagonal_quadratic_a_matter_of_one_product) {
  const Index n = 50;
  const auto f = [](const auto& x) {
    auto sum = 0.0 * x[0];
    for (Index i = 0; i < x.size(); ++i) {
      const double weight = std::pow(10.0, -8.0 * static_cast<double>(i) / static_cast<double>(x.size() - 1));
      sum += 0.5 * weight * (x[i] - 1.0) * (x[i] - 1.0);
    }
    return sum;
  };
  const NewtonCG plain{.relative_gradient_tolerance = 1e-10};
  NewtonCG scaled = plain;
  scaled.preconditioner = Preconditioner::diagonal;
  const Solution without = minimize(f, Vector::Constant(n, 3.0), plain);
  const Solution with = minimize(f, Vector::Constant(n, 3.0), scaled);
  BOOST_TEST_MESSAGE(without.counts.hessian_vectors << " products without, " << with.counts.hessian_vectors << " with");
  BOOST_TEST(with.converged(), with.explanation());
  BOOST_TEST(with.counts.hessian_vectors == with.iterations);
  BOOST_TEST((with.point - Vector::Ones(n)).norm() < 1e-12);
  BOOST_TEST(without.counts.hessian_vectors > 10 * with.counts.hessian_vectors);
}

BOOST_AUTO_TEST_CASE(a_preconditioner_that_the_objective_cannot_give_is_an_error_that_says_so) {
  class Bowl final : public Objective {
    Index inputs() const override { return 2; }
    double value(ConstVector x) const override { return x.squaredNorm(); }
    ValueAndGradient value_and_gradient(ConstVector x) const override { return {x.squaredNorm(), 2.0 * x}; }
    Vector hessian_vector(ConstVector, ConstVector v) const override { return 2.0 * v; }
  };
  std::string text;
  try {
    (void)minimize(Bowl(), Vector{{1.0, 2.0}}, NewtonCG{.preconditioner = Preconditioner::diagonal});
  } catch (const OptionError& error) {
    text = error.what();
  }
  BOOST_TEST(text ==
             "NewtonCG::preconditioner is diagonal, but this objective knows no sparse Hessian. Override "
             "Objective::sparse_hessian(), or choose Preconditioner::none.");
}
