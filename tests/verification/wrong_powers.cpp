// SPDX-License-Identifier: BSL-1.0
//
// Exponents that are off are named: 1 / sigma^2 for 1 / sigma. The Hessian is that of three observations of a normal
// distribution with mean mu and deviation sigma, f = 3 log sigma + S / (2 sigma^2), S = sum (d - mu)^2. By hand:
//   f_mm = 3 / sigma^2   f_ms = 2 sum (d - mu) / sigma^3   f_ss = -3 / sigma^2 + 3 S / sigma^4
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

using namespace hesse;

namespace {

constexpr std::array<double, 3> data{1.3, 0.7, 2.2};
const auto likelihood = [](const auto& x) {
  auto sum = 3.0 * log(x[1]);
  for (const double d : data) sum += (d - x[0]) * (d - x[0]) / (2.0 * x[1] * x[1]);
  return sum;
};
Matrix right(ConstVector x) {
  const double s = x[1];
  double sum = 0.0, squares = 0.0;
  for (const double d : data) sum += d - x[0], squares += (d - x[0]) * (d - x[0]);
  const double mixed = 2 * sum / (s * s * s);
  return Matrix{{3 / (s * s), mixed}, {mixed, -3 / (s * s) + 3 * squares / (s * s * s * s)}};
}
const Vector at{{1.1, 0.8}};

void expect(const HessianByHand& by_hand, Cause::Kind kind, const std::string& sentence) {
  const Verdict verdict = check_hessian(likelihood, by_hand, at, {.names = {"mu", "sigma"}});
  BOOST_TEST_REQUIRE(verdict.cause.has_value(), verdict.report());
  BOOST_TEST((verdict.cause->kind == kind), verdict.report());
  BOOST_TEST(verdict.cause->sentence == sentence);
}

/// The right numbers with some of them changed: change(H, x).
template <class Change>
HessianByHand changed(const Change& change) {
  return [change](ConstVector x) {
    Matrix h = right(x);
    change(h, x);
    return h;
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_exponent_that_is_off_in_one_entry_is_named) {
  BOOST_TEST(check_hessian(likelihood, right, at).passed());
  expect(changed([](Matrix& h, ConstVector x) { h(1, 1) /= x[1]; }), Cause::Kind::wrong_entry,
         "H[1][1] (d/d sigma, d/d sigma) is 1 / sigma times what it must be.");
  expect(changed([](Matrix& h, ConstVector x) { h(0, 1) = h(1, 0) = -h(0, 1) * x[1] * x[1]; }),
         Cause::Kind::wrong_entry, "H[0][1] (d/d mu, d/d sigma) is -sigma^2 times what it must be.");
}

BOOST_AUTO_TEST_CASE(an_exponent_that_is_off_in_all_entries_is_named) {
  expect(changed([](Matrix& h, ConstVector x) { h *= 0.25 * x[1]; }), Cause::Kind::factor,
         "Every entry is 0.25 * sigma times what it must be.");
  expect(changed([](Matrix& h, ConstVector x) { h *= 3.0 / (x[0] * x[0]); }), Cause::Kind::factor,
         "Every entry is 3 / mu^2 times what it must be.");
}

// f = x^2 y^2 z + x^5 / 20: f_xx = 2 y^2 z + x^3, f_xy = 4 x y z.
BOOST_AUTO_TEST_CASE(a_term_with_a_wrong_exponent_or_index_is_named) {
  const auto f = [](const auto& x) { return x[0] * x[0] * x[1] * x[1] * x[2] + pow(x[0], 5) / 20.0; };
  const Function recorded(f, Vector{{1.3, 0.6, 2.1}});
  const auto cause_of = [&](const auto& change) {
    const auto by_hand = [&](ConstVector x) {
      Matrix h = recorded.hessian(x);
      change(h, x);
      return h;
    };
    const Verdict verdict = check_hessian(recorded, by_hand, Vector{{1.3, 0.6, 2.1}}, {.names = {"x", "y", "z"}});
    return verdict.cause ? verdict.cause->sentence : verdict.report();
  };
  BOOST_TEST(cause_of([](Matrix& h, ConstVector x) { h(0, 0) += x[0] * x[0] - x[0] * x[0] * x[0]; }) ==
             "H[0][0] (d/d x, d/d x) alone is wrong: x^3 must be added to it, and x^2 taken from it.");
  BOOST_TEST(cause_of([](Matrix& h, ConstVector x) { h(1, 1) += 2 * x[0] * x[1] - 2 * x[0] * x[2]; }) ==
             "H[1][1] (d/d y, d/d y) alone is wrong: 2 * x * z must be added to it, and 2 * x * y taken from it.");
}

BOOST_AUTO_TEST_CASE(a_term_that_is_a_number_over_a_power_is_named) {
  expect(changed([](Matrix& h, ConstVector x) { h(0, 0) += 1.5 / x[1]; }), Cause::Kind::wrong_entry,
         "H[0][0] (d/d mu, d/d mu) alone is wrong: 1.5 / sigma must be taken from it.");
}

// A power is claimed only where it explains all that is wrong, at all points.
BOOST_AUTO_TEST_CASE(what_is_no_power_is_not_called_one) {
  const Verdict verdict = check_hessian(likelihood, changed([](Matrix& h, ConstVector x) { h *= x[1] + 0.01; }), at,
                                        {.names = {"mu", "sigma"}});
  BOOST_TEST(!verdict.cause.has_value(), verdict.report());
}
