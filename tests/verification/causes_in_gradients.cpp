// SPDX-License-Identifier: BSL-1.0
//
// The mistake behind a wrong gradient or a wrong product is named as that behind a Hessian is.
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace hesse;
using Kind = Cause::Kind;

namespace {

/// f = a^2 s + exp(s) b + 2 a b^2
const auto f = [](const auto& x) {
  const auto &a = x[0], &s = x[1], &b = x[2];
  const auto e = exp(s);
  return a * a * s + e * b + 2 * a * b * b;
};
Vector right(ConstVector x) {
  const double a = x[0], s = x[1], b = x[2];
  return Vector{{2 * a * s + 2 * b * b, a * a + std::exp(s) * b, std::exp(s) + 4 * a * b}};
}
const Vector at{{0.7, 1.3, -0.4}};
const CheckOptions named{.names = {"a", "sigma", "b"}};

void expect(const GradientByHand& by_hand, Kind kind, const std::string& sentence) {
  const Verdict verdict = check_gradient(f, by_hand, at, named);
  BOOST_REQUIRE_MESSAGE(verdict.cause.has_value(), sentence + verdict.report());
  BOOST_TEST((verdict.cause->kind == kind), verdict.report());
  BOOST_TEST(verdict.cause->sentence == sentence);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_gradient_is_named) {
  expect([](ConstVector x) -> Vector { return -right(x); }, Kind::sign, "Every entry has the wrong sign.");
  expect([](ConstVector x) -> Vector { return right(x) / 50.0; }, Kind::mean_for_sum,
         "Every entry is 50 times too small: a mean of 50 terms for their sum.");
  expect(
      [](ConstVector x) -> Vector {
        return right(x)(std::vector{1, 0, 2});
      },
      Kind::wrong_index, "a and sigma are exchanged.");
  expect([](ConstVector) -> Vector { return right(at); }, Kind::wrong_point,
         "This is the gradient at the point given, whatever x is.");
  expect([](ConstVector x) -> Vector { return right(-x); }, Kind::wrong_point, "This is the gradient at -x.");
  // df/d(log s) = s df/ds, df/d(exp a) = exp(-a) df/da
  expect(
      [](ConstVector x) {
        Vector g = right(x);
        g[0] *= std::exp(-x[0]);
        g[1] *= x[1];
        return g;
      },
      Kind::wrong_parametrisation, "These are derivatives by exp(a), log(sigma) instead of the inputs themselves.");
  // In units a thousand times smaller the derivative is a thousand times smaller.
  expect(
      [](ConstVector x) {
        Vector g = right(x);
        g[0] *= x[0] / 1000.0;
        g[1] *= 0.001;
        return g;
      },
      Kind::wrong_parametrisation,
      "These are derivatives by 1000 log(a), 1000 sigma instead of the inputs themselves.");
}

BOOST_AUTO_TEST_CASE(one_wrong_entry_of_a_gradient_is_told_from_the_rest) {
  const auto changed = [](const auto& change) {
    return [change](ConstVector x) {
      Vector g = right(x);
      change(g, x);
      return g;
    };
  };
  expect(changed([](Vector& g, ConstVector) { g[1] = 0.0; }), Kind::missing_entry,
         "g[1] (d/d sigma) is missing: it is 0 at every point.");
  expect(changed([](Vector& g, ConstVector) { g[2] = -g[2]; }), Kind::sign, "g[2] (d/d b) has the wrong sign.");
  expect(changed([](Vector& g, ConstVector) { g[2] = g[0]; }), Kind::wrong_index,
         "g[2] (d/d b) holds what belongs to g[0] (d/d a).");
  expect(changed([](Vector& g, ConstVector x) { g[0] -= 3 * x[1] * x[2]; }), Kind::wrong_entry,
         "g[0] (d/d a) alone is wrong: 3 * sigma * b must be added to it.");
  expect(changed([](Vector& g, ConstVector x) { g[2] += 2 * std::exp(x[1]) * x[0]; }), Kind::wrong_entry,
         "g[2] (d/d b) alone is wrong: 2 * a * v3 (v3 = exp(sigma)) must be taken from it.");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_products_is_named) {
  const Function recorded(f, at);
  const auto halved = check_hessian_vector(
      recorded, [&](ConstVector x, ConstVector v) -> Vector { return 0.5 * recorded.hessian_vector(x, v); }, at);
  BOOST_REQUIRE(halved.cause.has_value());
  BOOST_TEST(halved.cause->sentence == "Every entry is half of what it must be.");
}

// One point tells too little: here any factor would explain what is wrong.
BOOST_AUTO_TEST_CASE(a_mistake_seen_at_fewer_than_three_points_is_not_named) {
  const auto verdict =
      check_gradient(f, [](ConstVector x) -> Vector { return -right(x); }, at, {.points = 2, .multiples = {}});
  BOOST_TEST((verdict.status == Verdict::Status::failed));
  BOOST_TEST(!verdict.cause.has_value());
}

// A line of the function that several rows share is named once, with its place where the recording knows it.
BOOST_AUTO_TEST_CASE(a_missing_chain_term_of_every_row_is_one_mistake) {
  const Vector t{{0.5, 1.0, 1.5, 2.0}};
  const auto decay = [&](const auto& x) {
    auto sum = 0.0 * x[0];
    for (const double time : t) {
      const auto e = exp(x[1] * time);
      sum += square(x[0] * e - 1.0);
      sum += 0.1 * pow(x[1] * time, 4);
    }
    return sum;
  };
  // The second derivative of exp is left out: 2 (a e - 1) a t^2 e in H[1][1].
  const auto by_hand = [&](ConstVector x) {
    Matrix h = Matrix::Zero(2, 2);
    for (const double time : t) {
      const double e = std::exp(x[1] * time), r = x[0] * e - 1.0, mixed = 2 * x[0] * time * e * e + 2 * r * time * e;
      h +=
          Matrix{{2 * e * e, mixed}, {mixed, 2 * std::pow(x[0] * time * e, 2) + 1.2 * std::pow(time, 4) * x[1] * x[1]}};
    }
    return h;
  };
  const auto verdict = check_hessian(decay, by_hand, Vector{{0.8, 0.3}});
  BOOST_REQUIRE(verdict.cause.has_value());
  BOOST_TEST((verdict.cause->kind == Kind::missing_term), verdict.report());
  BOOST_TEST(verdict.cause->sentence ==
             "What v4 = exp(v3) with the 3 lines like it adds by its own second derivative is missing.");
}

// f = sum of (a e^(s t) - 1)^2 over four times; at t = 1.5 the second derivatives of a e^(s t), made of a product and
// an exponential, are left out: 2 r ((0, t e), (t e, a t^2 e)). v2 starts the sum and a row is six lines, the fifth the
// square.
BOOST_AUTO_TEST_CASE(a_chain_term_that_is_missing_in_one_row_names_the_row) {
  const Vector t{{0.5, 1.0, 1.5, 2.0}};
  const auto growth = [&](const auto& x) {
    auto sum = 0.0 * x[0];
    for (const double time : t) sum += square(x[0] * exp(x[1] * time) - 1.0);
    return sum;
  };
  const auto by_hand = [&](ConstVector x) {
    Matrix h = Matrix::Zero(2, 2);
    for (const double time : t) {
      const double e = std::exp(x[1] * time), r = x[0] * e - 1.0;
      const Vector slopes{{e, x[0] * time * e}};
      h += 2 * slopes * slopes.transpose();
      if (time != 1.5) h += 2 * r * Matrix{{0, time * e}, {time * e, x[0] * time * time * e}};
    }
    return h;
  };
  const auto verdict = check_hessian(growth, by_hand, Vector{{0.8, 0.3}});
  BOOST_REQUIRE_MESSAGE(verdict.cause.has_value(), verdict.report());
  BOOST_TEST((verdict.cause->kind == Kind::missing_term), verdict.report());
  BOOST_TEST(verdict.cause->sentence ==
             "What the 2 lines inside of v19 = square(v18) add by their own second derivatives is missing.");
}
