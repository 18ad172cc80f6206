// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/contributions.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <support/random_programs.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace hesse {

namespace {

/// exp(x y) + 10 x y - x^3
const auto sample = [](const auto& x) {
  const auto product = x[0] * x[1];
  const auto grown = exp(product);
  const auto scaled = 10 * product;
  const auto cube = pow(x[0], 3);
  const auto sum = grown + scaled;
  return sum - cube;
};
const Vector point{{2, 0.5}};

}  // namespace

// By hand at x y = 1: exp gives e y^2 = e / 4, the cube -6 x = -12; the product is linear in x.
BOOST_AUTO_TEST_CASE(an_entry_of_the_diagonal_comes_from_the_lines_that_are_curved) {
  const Contributions found = contributions(sample, point, 0, 0, {.names = {"x", "y"}});
  BOOST_TEST(found.entry == "H(x, x)");
  BOOST_REQUIRE(found.lines.size() == 2u);
  BOOST_TEST(found.lines[0].words == "v5 = x^3");
  BOOST_TEST(found.lines[0].amount == -12.0);
  BOOST_TEST(found.lines[1].words == "v3 = exp(v2)");
  BOOST_TEST(found.lines[1].amount == std::exp(1.0) / 4, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(found.total == std::exp(1.0) / 4 - 12, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(found.lines[0].share == 12 / (12 + std::exp(1.0) / 4), boost::test_tools::tolerance(1e-15));
}

// By hand at x y = 1: the product's own curvature is 1 times its adjoint 10 + e; exp gives e x y = e.
BOOST_AUTO_TEST_CASE(a_mixed_entry_comes_from_the_product_and_from_what_is_made_of_it) {
  for (const auto& [i, j] : {std::pair<Index, Index>(0, 1), {1, 0}}) {
    const Contributions found = contributions(sample, point, i, j);
    BOOST_REQUIRE(found.lines.size() == 2u);
    BOOST_TEST(found.lines[0].node == 2u);
    BOOST_TEST(found.lines[0].amount == 10 + std::exp(1.0), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(found.lines[1].node == 3u);
    BOOST_TEST(found.lines[1].amount == std::exp(1.0), boost::test_tools::tolerance(1e-15));
  }
}

BOOST_AUTO_TEST_CASE(contributions_to_random_hessians_sum_to_their_entries) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 1 + seed % 6, 3 + seed % 23);
    const Function f(program, program.point(), {.compile = Compile::never});
    const Matrix hessian = f.hessian(program.point());
    if (!hessian.allFinite()) continue;
    for (Index i = 0; i < hessian.rows(); ++i)
      for (Index j = 0; j < hessian.cols(); ++j) {
        const Contributions found = contributions(f, program.point(), i, j);
        // Rounding of single terms, in units of them; an entry is computed in another order.
        const double allowed = 1e-12 * (found.size + hessian.lpNorm<Eigen::Infinity>());
        BOOST_TEST(std::abs(found.total - hessian(i, j)) <= allowed, "seed " << seed << ", H(" << i << ", " << j
                                                                             << ") = " << hessian(i, j) << ":\n"
                                                                             << found.text() << program.text());
        ++compared;
      }
  }
  BOOST_TEST(compared > 1000u);
}

BOOST_AUTO_TEST_CASE(the_largest_come_first_and_the_shares_sum_to_one) {
  const auto f = [](const auto& x) { return sin(x[0]) - 3 * cos(2 * x[0]) + x[0] * x[0] * x[0]; };
  const Contributions all = contributions(f, point, 0, 0), cut = contributions(f, point, 0, 0, {.lines = 2});
  BOOST_REQUIRE(all.count > 2u);
  double shares = 0.0;
  for (const Contributions::Line& line : all.lines) shares += line.share;
  BOOST_TEST(shares == 1.0, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(std::ranges::is_sorted(all.lines, std::ranges::greater(),
                                    [](const Contributions::Line& line) { return std::abs(line.amount); }));
  BOOST_REQUIRE(cut.lines.size() == 2u);
  BOOST_TEST(cut.total == all.total);
  BOOST_TEST(cut.lines[1].node == all.lines[1].node);
  BOOST_TEST(cut.text().find("smaller contributions are left out; ListingOptions::lines = ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_report_of_contributions_reads_like_this) {
  BOOST_TEST(contributions(sample, point, 0, 0).text() ==
             "H(x[0], x[0]) = -11.3204, the sum of 2 lines that partly cancel: their sizes add up to 12.6796.\n"
             "\n"
             "line          contribution  share of sizes\n"
             "------------  ------------  --------------\n"
             "v5 = x[0]^3            -12           0.946\n"
             "v3 = exp(v2)       0.67957          0.0536\n");
  BOOST_TEST(contributions([](const auto& x) { return 3 * x[0]; }, point, 0, 1).text() ==
             "H(x[0], x[1]) = 0: no line is curved as seen from both inputs.\n");
}

BOOST_AUTO_TEST_CASE(misuse_of_contributions_says_what_to_do) {
  using support::check_error;
  const Function f(sample, point);
  check_error<OptionError>([&] { static_cast<void>(contributions(f, point, 0, 2)); }, "option.columns",
                           "contributions() got column 2, but the Hessian has columns 0 to 1.");
  check_error<OptionError>([&] { static_cast<void>(contributions(f, point, -1, 0)); }, "option.rows",
                           "contributions() got row -1, but the Hessian has rows 0 to 1.");
  check_error<ShapeError>([&] { static_cast<void>(contributions(f, Vector{{1}}, 0, 0)); }, "shape.size",
                          "contributions() got 1 number, but 2 are expected. Pass exactly 2.");
}

}  // namespace hesse
