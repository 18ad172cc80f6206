// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/heat_maps.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <support/thrown.hpp>

namespace hesse {

using boost::test_tools::tolerance;

// By hand: f = 1000 x^2 + x y - y^2 / 4 has the Hessian (2000, 1; 1, -1/2), whose entries span a factor of 4000.
BOOST_AUTO_TEST_CASE(the_map_of_a_hessian_holds_the_hessian_and_chooses_its_scale) {
  const auto f = [](const auto& x) { return 1000 * x[0] * x[0] + x[0] * x[1] - x[1] * x[1] / 4; };
  const reports::HeatMap map = hessian_heat_map(f, Vector{{1, 2}}, {"x", "y"});
  BOOST_TEST((map.values == Matrix{{2000, 1}, {1, -0.5}}));
  BOOST_CHECK(map.scale == reports::HeatScale::decades);
  BOOST_CHECK(hessian_heat_map(Matrix{{2, 1}, {1, -0.5}}).scale == reports::HeatScale::linear);
  BOOST_CHECK(hessian_heat_map(Matrix::Zero(2, 2)).scale == reports::HeatScale::linear);
}

// By hand: |1.001 - 1| / 1.001, |-2 - 2| / 2, equal, and zero beside zero.
BOOST_AUTO_TEST_CASE(errors_are_log10_of_the_relative_difference_entry_by_entry) {
  const Matrix by_hand{{1.001, -2}, {3, 0}}, exact{{1, 2}, {3, 0}};
  const reports::HeatMap map = error_heat_map(by_hand, exact);
  BOOST_TEST(map.values(0, 0) == std::log10(0.001 / 1.001), tolerance(1e-12));
  BOOST_TEST(map.values(0, 1) == std::log10(2.0), tolerance(1e-15));
  BOOST_TEST(std::isinf(map.values(1, 0)));
  BOOST_TEST(std::isinf(map.values(1, 1)));
  BOOST_TEST(map.text() ==
             "Digits in which both agree (in how many digits each entry is right, at most 16)\n\n"
             "    0   1\n"
             "-  --  --\n"
             "0   3   0\n"
             "1  16  16\n");
}

BOOST_AUTO_TEST_CASE(misuse_of_heat_maps_says_what_to_do) {
  using support::check_error;
  check_error<ShapeError>([] { static_cast<void>(hessian_heat_map(Matrix::Ones(2, 3))); }, "shape.square_expected",
                          "hessian_heat_map() got a matrix of 2 by 3 entries, but a Hessian is square. Pass as many "
                          "rows as columns.");
  check_error<ShapeError>([] { static_cast<void>(error_heat_map(Matrix::Ones(2, 2), Matrix::Ones(3, 3))); },
                          "shape.matrices_differ",
                          "error_heat_map() got 2 by 2 entries by hand, but 3 by 3 exact ones. Pass two matrices of "
                          "the same shape.");
}

}  // namespace hesse
