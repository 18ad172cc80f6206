// SPDX-License-Identifier: BSL-1.0
//
// The checker checked: correct Hessians are spoiled in each of a dozen ways, over 24 decades of scales, and the verdict
// has to say that they are, where, and how. What is right, and what is wrong with it, is written down here by the chain
// rule, without any derivative of the library.
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/scales.hpp"
#include "support/spoiled.hpp"

using namespace hesse;
using support::Rates;

namespace {

/// An outer function of one variable, by its derivatives of order 0, 1 and 2.
struct Outer {
  Var (*recorded)(const Var& u);
  HyperDual (*direct)(const HyperDual& u);
  double (*first)(double u);
  double (*second)(double u);
};

template <class Function>
Outer outer(Function f, double (*first)(double), double (*second)(double)) {
  return {f, f, first, second};
}

const Outer outers[] = {
    outer([](const auto& u) { return sin(u); }, [](double u) { return std::cos(u); },
          [](double u) { return -std::sin(u); }),
    outer([](const auto& u) { return exp(u); }, [](double u) { return std::exp(u); },
          [](double u) { return std::exp(u); }),
    outer([](const auto& u) { return pow(u, 3); }, [](double u) { return 3 * u * u; }, [](double u) { return 6 * u; }),
    outer([](const auto& u) { return sqrt(1 + u * u); }, [](double u) { return u / std::sqrt(1 + u * u); },
          [](double u) { return 1 / std::pow(1 + u * u, 1.5); })};

Var applied(const Outer& outer, const Var& u) { return outer.recorded(u); }
HyperDual applied(const Outer& outer, const HyperDual& u) { return outer.direct(u); }

/// What the terms of a Hessian are made of at one point.
struct Term {
  double first, second;  ///< derivatives of height * phi
  Vector inner_gradient;
  Matrix inner_hessian;
};

/// f(x) = height * sum over r of phi_r(u_r), u_r = a_r'z + sin(b_r'z) / 2, z = x / width.
class Subject {
 public:
  static constexpr Index terms = 7;

  Subject(std::uint64_t seed, double height, double width) : random(seed), height_(height), width_(width) {
    const Index n = 3 + static_cast<Index>(random() % 4);
    a_ = numbers(n, terms);
    b_ = numbers(n, terms);
    point_ = numbers(n, 1);
    point_ = width * (point_ + 0.5 * point_.cwiseSign());  // inputs near zero have no relative change
    for (Index r = 0; r < terms; ++r) outer_.push_back(&outers[random() % std::size(outers)]);
  }

  template <class Number>
  Number operator()(const VectorOf<Number>& x) const {
    Number sum = 0.0;
    for (Index r = 0; r < terms; ++r) {
      Number along_a = 0.0, along_b = 0.0;
      for (Index i = 0; i < x.size(); ++i) {
        along_a += a_(i, r) / width_ * x[i];
        along_b += b_(i, r) / width_ * x[i];
      }
      sum += applied(*outer_[static_cast<std::size_t>(r)], along_a + 0.5 * sin(along_b));
    }
    return height_ * sum;
  }

  [[nodiscard]] std::vector<Term> terms_at(ConstVector x) const {
    std::vector<Term> all;
    for (Index r = 0; r < terms; ++r) {
      const Vector a = a_.col(r) / width_, b = b_.col(r) / width_;
      const double along = b.dot(x), u = a.dot(x) + 0.5 * std::sin(along);
      const Outer& outer = *outer_[static_cast<std::size_t>(r)];
      all.push_back({height_ * outer.first(u), height_ * outer.second(u), a + 0.5 * std::cos(along) * b,
                     -0.5 * std::sin(along) * b * b.transpose()});
    }
    return all;
  }
  [[nodiscard]] Vector gradient(ConstVector x) const {
    Vector sum = Vector::Zero(x.size());
    for (const Term& term : terms_at(x)) sum += term.first * term.inner_gradient;
    return sum;
  }
  [[nodiscard]] Matrix hessian(ConstVector x) const {
    Matrix sum = gauss_newton(x);
    for (const Term& term : terms_at(x)) sum += term.first * term.inner_hessian;
    return sum;
  }
  [[nodiscard]] Matrix gauss_newton(ConstVector x) const {
    Matrix sum = Matrix::Zero(x.size(), x.size());
    for (const Term& term : terms_at(x)) sum += term.second * term.inner_gradient * term.inner_gradient.transpose();
    return sum;
  }
  [[nodiscard]] const Vector& point() const { return point_; }
  [[nodiscard]] support::RightDerivatives derivatives() const {
    return {point_,
            [this](ConstVector x) { return gradient(x); },
            [this](ConstVector x) { return hessian(x); },
            [this](ConstVector x) { return gauss_newton(x); },
            [this](ConstVector x, std::size_t r) -> Matrix {
              const Term term = terms_at(x)[r];
              return term.first * term.inner_hessian;
            },
            terms};
  }

  mutable std::mt19937_64 random;

 private:
  Matrix numbers(Index rows, Index columns) {
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    return Matrix::NullaryExpr(rows, columns, [&] { return uniform(random); });
  }

  Matrix a_, b_;
  Vector point_;
  std::vector<const Outer*> outer_;
  double height_, width_;
};

void spoil(const Subject& f, std::map<std::string, Rates>& rates) {
  const Function recorded(f, f.point());
  const Index j = 1 + static_cast<Index>(f.random() % static_cast<std::uint64_t>(f.point().size() - 1));
  const Index i = static_cast<Index>(f.random() % static_cast<std::uint64_t>(j));
  const std::size_t r = f.random() % Subject::terms;
  const support::RightDerivatives right = f.derivatives();
  for (const support::Spoiling& way : support::spoilings()) {
    const auto wrong = [&](ConstVector x) { return way.hessian(right, x, i, j, r); };
    const Verdict verdict = check_hessian(recorded, wrong, f.point());
    const Vector elsewhere = 1.05 * f.point();
    rates[way.name].add(support::rates_of(verdict, {way.kind}, f.hessian(elsewhere), wrong(elsewhere)));
  }
}

/// How many of the right Hessians of so many subjects a scale are called wrong.
int false_alarms(int at_each) {
  int alarms = 0, inconclusive = 0, confirmed = 0, all = 0;
  for_each_over_scales<Subject>(at_each, [&](const Subject& f) {
    const Verdict verdict = check_hessian(
        f, [&](ConstVector x) { return f.hessian(x); }, f.point());
    ++all;
    confirmed += verdict.confirmed > 0 ? 1 : 0;
    alarms += verdict.status == Verdict::Status::failed ? 1 : 0;
    inconclusive += verdict.status == Verdict::Status::inconclusive ? 1 : 0;
  });
  fmt::print("right Hessians: {}, called wrong: {}, inconclusive: {}\n", all, alarms, inconclusive);
  BOOST_TEST(confirmed == all);
  return alarms;
}

}  // namespace

// Required: 99.9 % detected, a wrong entry named in 99 %, the mistake in 95 %.
BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_hessian_is_named) {
  std::map<std::string, Rates> rates;
  for_each_over_scales<Subject>(4, [&](const Subject& f) { spoil(f, rates); });
  Rates all;
  fmt::print("{:20} {:>8} {:>9} {:>12} {:>13}\n", "mistake", "tried", "detected", "entry named", "mistake named");
  for (const auto& [name, rate] : rates) {
    fmt::print("{:20} {:8} {:9} {:12} {:13}\n", name, rate.tried, rate.detected, rate.entry_named, rate.cause_named);
    BOOST_TEST(rate.cause_named >= 0.95 * rate.tried, name);
    all.add(rate);
  }
  BOOST_TEST(all.detected >= 0.999 * all.tried);
  BOOST_TEST(all.entry_named >= 0.99 * all.tried);
}

BOOST_AUTO_TEST_CASE(no_right_hessian_is_called_wrong) { BOOST_TEST(false_alarms(20) == 0); }

BOOST_AUTO_TEST_CASE(slow_no_right_hessian_of_a_hundred_thousand_is_called_wrong, *boost::unit_test::disabled()) {
  BOOST_TEST(false_alarms(100'000 / 49 + 1) == 0);
}

// f = x^2 + 3 y^2, by hand with H[0][0] = 2 in the place of H[0][1] = 0. No factor makes 2 of 0.
BOOST_AUTO_TEST_CASE(what_stands_where_zero_belongs_is_no_wrong_sign) {
  const auto f = [](const auto& x) { return x[0] * x[0] + 3 * x[1] * x[1]; };
  const Verdict verdict = check_hessian(
      f,
      [](ConstVector) {
        return Matrix{{2, 2}, {0, 6}};
      },
      Vector{{0.7, 1.3}});
  BOOST_REQUIRE(verdict.cause.has_value());
  BOOST_TEST((verdict.cause->kind == Cause::Kind::wrong_index), verdict.report());
  BOOST_TEST(verdict.cause->sentence == "H[0][1] holds what belongs to H[0][0].");
}
