// SPDX-License-Identifier: BSL-1.0
//
// Second derivatives of a Loss, from blocks, from products and from sweeps.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <problems.hpp>

#include "row_losses.hpp"

namespace hesse {

BOOST_AUTO_TEST_CASE(any_number_of_products_of_a_loss_shares_passes) {
  const Matrix data = table(300);
  const Function expected = looped(branching, data, theta0);
  const Loss loss(branching, theta0, data, {.compile = Compile::at_once, .threads = 2});
  for (const Index count : {0, 1, 3, 4, 5, 8, 11}) {
    const Matrix directions = problems::Uniform(14).vector(5 * count, -1, 1).reshaped(5, count);
    BOOST_TEST(close(loss.hessian_vectors(theta0, directions), expected.hessian_vectors(theta0, directions)));
  }
  BOOST_TEST(loss.describe().find("four products: compiled for") != std::string::npos, loss.describe());
}

// The side that max does not take has an infinite slope, times an adjoint that is not there: NaN to a program, nothing
// to the sweeps. There are enough parameters for blocks.
BOOST_AUTO_TEST_CASE(hessians_that_are_not_finite_in_blocks_are_left_to_the_sweeps) {
  const auto row_loss = [](const auto& theta, const auto& row) {
    auto sum = 0.0 * theta[0];
    for (Index j = 0; j + 1 < theta.size(); ++j)
      sum += max(sqrt(theta[j] * row[0]), 0.1 + theta[j + 1] * theta[j + 1]) * theta[j + 1];
    return sum;
  };
  Matrix data = problems::Uniform(15).vector(40, 0.5, 2);
  data(7, 0) = 0.0;
  const Vector theta = Vector::Ones(12);
  const Loss compiled(row_loss, theta, data, {.compile = Compile::at_once}),
      swept(row_loss, theta, data, {.compile = Compile::never});
  const Matrix expected = swept.hessian(theta);
  BOOST_TEST_REQUIRE(expected.allFinite());
  BOOST_TEST((compiled.hessian(theta) == expected));
  BOOST_TEST(compiled.describe().find("Hessian: compiled for") != std::string::npos, compiled.describe());
}

}  // namespace hesse
