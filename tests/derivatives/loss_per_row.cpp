// SPDX-License-Identifier: BSL-1.0
//
// What a Loss says row by row, beside values and gradients: curvature along a direction, distance to a kink.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

#include "row_losses.hpp"

namespace hesse {

// The oracle: the Hessian of a batch of that row alone, which is formed another way.
BOOST_AUTO_TEST_CASE(the_curvature_of_a_row_is_that_of_its_hessian) {
  const Matrix data = table(60);
  for (const Compile compile : {Compile::at_once, Compile::never}) {
    const Loss loss(branching, theta0, data, {.compile = compile});
    const Vector found = loss.per_row_curvature(theta0, direction);
    BOOST_TEST_REQUIRE(found.size() == 60);
    for (Index i = 0; i < 60; ++i) {
      const Matrix hessian = loss.batch(std::vector<Index>{i}).hessian(theta0);
      BOOST_TEST(std::abs(found[i] - direction.dot(hessian * direction)) < 1e-13);
    }
    BOOST_TEST(std::abs(found.sum() - direction.dot(loss.hessian_vector(theta0, direction))) < 1e-11);
  }
}

// Rows (a, b, class): |z - a| has its kink at a; the branch at z = b; what the class decides is no kink, whatever it
// is.
BOOST_AUTO_TEST_CASE(the_distance_to_a_kink_is_that_of_what_the_parameters_move) {
  const auto row_loss = [](const auto& z, const auto& row) {
    using T = std::decay_t<decltype(z[0])>;
    const T side = select(row[2] == 0.0, abs(z[0] - row[0]), square(z[0]));
    const T bent = max(row[0], row[1]) * z[0];
    return z[0] < row[1] ? T(side + bent) : T(side + 2.0 * bent);
  };
  Matrix rows(4, 3);
  rows << 1, 5, 0,  //
      1, 1.25, 0,   //
      2, 2, 1,      //
      0.5, -7, 0;
  for (const Compile compile : {Compile::at_once, Compile::never}) {
    const Loss loss(row_loss, Vector::Ones(1), rows, {.compile = compile});
    const Vector at_one = loss.per_row_kink_distance(Vector::Ones(1));
    const Vector expected{{0.0, 0.0, 1.0, 0.5}};
    BOOST_TEST((at_one == expected), at_one.transpose());
    const Matrix predictions = Vector{{1.5, 1.5, 2.25, 0.5}};
    const Vector of_each = loss.per_row_kink_distance(predictions, rows);
    const Vector expected_of_each{{0.5, 0.25, 0.25, 0.0}};
    BOOST_TEST((of_each == expected_of_each), of_each.transpose());
  }
}

BOOST_AUTO_TEST_CASE(a_smooth_row_is_infinitely_far_from_a_kink) {
  const Vector distance = Loss(smooth, theta0, table(3)).per_row_kink_distance(theta0);
  BOOST_TEST((distance.array() == std::numeric_limits<double>::infinity()).all());
}

BOOST_AUTO_TEST_CASE(no_rows_of_predictions_give_no_derivatives) {
  const Loss loss(smooth, theta0, table(3));
  BOOST_TEST(loss.per_row_gradient_hessian(Matrix(0, 5), Matrix(0, 6)).gradient.rows() == 0);
  BOOST_TEST(loss.per_row_kink_distance(Matrix(0, 5), Matrix(0, 6)).size() == 0);
}

}  // namespace hesse
