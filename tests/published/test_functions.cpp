// SPDX-License-Identifier: BSL-1.0
//
// Test functions of global optimization. "Survey" is Jamil and Yang, "A literature survey of benchmark functions for
// global optimisation problems", Int. J. Mathematical Modelling and Numerical Optimisation 4 (2013), 150-194;
// "library" is Surjanovic and Bingham, Virtual Library of Simulation Experiments, https://www.sfu.ca/~ssurjano.
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>

#include "published.hpp"

namespace published {

namespace {

using std::cos, std::exp, std::sin, std::sqrt;
constexpr double pi = std::numbers::pi;

double real(Index i) { return static_cast<double>(i); }

/// x_i each has a term of its own: the derivatives of order 1 and 2 of term i.
template <class Term>
ByHand separable(ConstVector x, const Term& term) {
  Vector first(x.size()), second(x.size());
  for (Index i = 0; i < x.size(); ++i) std::tie(first[i], second[i]) = term(i, x[i]);
  return {first, diagonal(second)};
}

using Pair = std::pair<double, double>;

// The functions of two unknowns.
std::vector<Published> of_two() {
  return {
      published(
          {.name = "Himmelblau", .source = "survey", .at = Vector{{1.0, 2.0}}, .radius = 0.5},
          [](const auto& x) { return square(x[0] * x[0] + x[1] - 11) + square(x[0] + x[1] * x[1] - 7); },
          [](ConstVector x) -> ByHand {
            const double u = x[0] * x[0] + x[1] - 11, v = x[0] + x[1] * x[1] - 7;
            return {
                Vector{{4 * x[0] * u + 2 * v, 2 * u + 4 * x[1] * v}},
                symmetric({{12 * x[0] * x[0] + 4 * x[1] - 42}, {4 * (x[0] + x[1]), 12 * x[1] * x[1] + 4 * x[0] - 26}})};
          }),
      published(
          {.name = "Branin",
           .source = "Dixon, Szego, Towards Global Optimisation 2 (1978); survey",
           .at = Vector{{2.5, 7.5}},
           .radius = 0.5},
          [](const auto& x) {
            const auto u = x[1] - 5.1 / (4 * pi * pi) * x[0] * x[0] + 5 / pi * x[0] - 6;
            return u * u + 10 * (1 - 1 / (8 * pi)) * cos(x[0]) + 10;
          },
          [](ConstVector x) -> ByHand {
            const double b = 5.1 / (4 * pi * pi), c = 5 / pi, s = 10 * (1 - 1 / (8 * pi));
            const double u = x[1] - b * x[0] * x[0] + c * x[0] - 6, slope = c - 2 * b * x[0];
            return {Vector{{2 * u * slope - s * sin(x[0]), 2 * u}},
                    symmetric({{2 * slope * slope - 4 * b * u - s * cos(x[0])}, {2 * slope, 2}})};
          }),
      published(
          {.name = "Booth", .source = "survey", .at = Vector{{-4.0, 3.0}}, .radius = 0.5},
          [](const auto& x) { return square(x[0] + 2 * x[1] - 7) + square(2 * x[0] + x[1] - 5); },
          [](ConstVector x) -> ByHand {
            return {Vector{{10 * x[0] + 8 * x[1] - 34, 8 * x[0] + 10 * x[1] - 38}}, symmetric({{10}, {8, 10}})};
          }),
      published(
          {.name = "Matyas", .source = "survey", .at = Vector{{3.0, -5.0}}, .radius = 0.5},
          [](const auto& x) { return 0.26 * (x[0] * x[0] + x[1] * x[1]) - 0.48 * x[0] * x[1]; },
          [](ConstVector x) -> ByHand {
            return {Vector{{0.52 * x[0] - 0.48 * x[1], 0.52 * x[1] - 0.48 * x[0]}}, symmetric({{0.52}, {-0.48, 0.52}})};
          }),
      published(
          {.name = "three-hump camel", .source = "survey", .at = Vector{{1.3, -0.7}}, .radius = 0.5},
          [](const auto& x) {
            return 2 * x[0] * x[0] - 1.05 * pow(x[0], 4) + pow(x[0], 6) / 6 + x[0] * x[1] + x[1] * x[1];
          },
          [](ConstVector v) -> ByHand {
            const double x = v[0], y = v[1], s = x * x;
            return {Vector{{4 * x - 4.2 * s * x + s * s * x + y, x + 2 * y}},
                    symmetric({{4 - 12.6 * s + 5 * s * s}, {1, 2}})};
          }),
      published(
          {.name = "six-hump camel",
           .source = "Dixon, Szego, Towards Global Optimisation 2 (1978); survey",
           .at = Vector{{0.9, -0.6}},
           .radius = 0.5},
          [](const auto& x) {
            const auto s = x[0] * x[0], t = x[1] * x[1];
            return (4 - 2.1 * s + s * s / 3) * s + x[0] * x[1] + (4 * t - 4) * t;
          },
          [](ConstVector v) -> ByHand {
            const double x = v[0], y = v[1], s = x * x, t = y * y;
            return {Vector{{8 * x - 8.4 * s * x + 2 * s * s * x + y, x - 8 * y + 16 * t * y}},
                    symmetric({{8 - 25.2 * s + 10 * s * s}, {1, 48 * t - 8}})};
          }),
      published(
          {.name = "McCormick",
           .source = "McCormick, Mathematical Programming 10 (1976); survey",
           .at = Vector{{0.6, -1.1}},
           .radius = 0.5},
          [](const auto& x) { return sin(x[0] + x[1]) + square(x[0] - x[1]) - 1.5 * x[0] + 2.5 * x[1] + 1; },
          [](ConstVector x) -> ByHand {
            const double c = cos(x[0] + x[1]), s = sin(x[0] + x[1]), d = 2 * (x[0] - x[1]);
            return {Vector{{c + d - 1.5, c - d + 2.5}}, symmetric({{2 - s}, {-2 - s, 2 - s}})};
          }),
      // Both factors are polynomials of one variable: s = x + y and d = 2 x - 3 y.
      published(
          {.name = "Goldstein-Price",
           .source = "Goldstein, Price, Mathematics of Computation 25 (1971); survey",
           .at = Vector{{0.4, -0.6}},
           .radius = 0.5},
          [](const auto& v) {
            const auto &x = v[0], &y = v[1];
            const auto a = 1 + square(x + y + 1) * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y);
            const auto b = 30 + square(2 * x - 3 * y) * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y);
            return a * b;
          },
          [](ConstVector x) -> ByHand {
            const double s = x[0] + x[1], d = 2 * x[0] - 3 * x[1];
            const double a = 20 + s * (24 + s * (-6 + s * (-8 + 3 * s))), a1 = 24 + s * (-12 + s * (-24 + 12 * s)),
                         a2 = -12 + s * (-48 + 36 * s);
            const double b = 30 + d * d * (18 + d * (-16 + 3 * d)), b1 = d * (36 + d * (-48 + 12 * d)),
                         b2 = 36 + d * (-96 + 36 * d);
            const Vector u{{1, 1}}, v{{2, -3}};
            return {a1 * b * u + a * b1 * v, a2 * b * outer(u) + a1 * b1 * outer(u, v) + a * b2 * outer(v)};
          }),
      // -p(x) p(y), p(x) = cos(x) exp(-(x - pi)^2).
      published(
          {.name = "Easom", .source = "survey", .at = Vector{{2.7, 3.9}}},
          [](const auto& x) { return -cos(x[0]) * cos(x[1]) * exp(-square(x[0] - pi) - square(x[1] - pi)); },
          [](ConstVector x) -> ByHand {
            Vector p(2), p1(2), p2(2);
            for (Index i = 0; i < 2; ++i) {
              const double u = x[i] - pi, e = exp(-u * u), c = cos(x[i]), s = sin(x[i]);
              p[i] = c * e;
              p1[i] = -(s + 2 * u * c) * e;
              p2[i] = ((4 * u * u - 3) * c + 4 * u * s) * e;
            }
            return {Vector{{-p1[0] * p[1], -p[0] * p1[1]}},
                    symmetric({{-p2[0] * p[1]}, {-p1[0] * p1[1], -p[0] * p2[1]}})};
          }),
  };
}

// Those of any number of unknowns, which is three here where nothing else is said.
std::vector<Published> of_any_size() {
  const Vector at{{0.7, -1.3, 2.1}};
  return {
      published(
          {.name = "sphere", .source = "survey", .at = at, .radius = 0.5, .terms = 3},
          [](const auto& x) { return x.squaredNorm(); },
          [](ConstVector x) -> ByHand {
            return {2 * x, 2 * Matrix::Identity(3, 3)};
          }),
      published(
          {.name = "sum of squares", .source = "library, sumsqu", .at = at, .radius = 0.5, .terms = 3},
          [](const auto& x) { return x[0] * x[0] + 2 * x[1] * x[1] + 3 * x[2] * x[2]; },
          [](ConstVector x) {
            return separable(x, [](Index i, double t) { return Pair(2 * real(i + 1) * t, 2 * real(i + 1)); });
          }),
      published(
          {.name = "Rastrigin", .source = "Rastrigin (1974); library, rastr", .at = at, .terms = 3},
          [](const auto& x) {
            auto sum = 30.0 + 0.0 * x[0];
            for (const auto& t : x) sum += t * t - 10 * cos(2 * pi * t);
            return sum;
          },
          [](ConstVector x) {
            return separable(x, [](Index, double t) {
              return Pair(2 * t + 20 * pi * sin(2 * pi * t), 2 + 40 * pi * pi * cos(2 * pi * t));
            });
          }),
      published(
          {.name = "Ackley", .source = "Ackley (1987); survey", .at = at},
          [](const auto& x) {
            const auto r = sqrt(x.squaredNorm() / 3),
                       c = (cos(2 * pi * x[0]) + cos(2 * pi * x[1]) + cos(2 * pi * x[2])) / 3;
            return -20 * exp(-0.2 * r) - exp(c) + 20 + std::exp(1.0);
          },
          [](ConstVector x) -> ByHand {
            const double n = 3, r = sqrt(x.squaredNorm() / n), e = 4 * exp(-0.2 * r) / (n * r);
            const Vector sines = 2 * pi / n * (2 * pi * x).array().sin(), cosines = (2 * pi * x).array().cos();
            const double c = exp(cosines.sum() / n);
            return {e * x + c * sines, e * (Matrix::Identity(3, 3) - (1 / r + 0.2) / (n * r) * outer(x)) +
                                           c * (4 * pi * pi / n * diagonal(cosines) - outer(sines))};
          }),
      published(
          {.name = "Griewank", .source = "Griewank, JOTA 34 (1981); survey", .at = at},
          [](const auto& x) {
            return 1 + x.squaredNorm() / 4000 - cos(x[0]) * cos(x[1] / std::sqrt(2.0)) * cos(x[2] / std::sqrt(3.0));
          },
          [](ConstVector x) -> ByHand {
            const Vector i{{1, 2, 3}};
            const Vector scaled = x.array() / i.array().sqrt(), t = scaled.array().tan() / i.array().sqrt();
            const double p = scaled.array().cos().prod();
            const Vector own = 1 / 2000.0 + p * i.array().inverse() + p * t.array().square();
            return {x / 2000 + p * t, diagonal(own) - p * outer(t)};
          }),
      // In w = 1 + (x - 1) / 4, a quarter of which is (w - 1)^2 times a factor q of w.
      published(
          {.name = "Levy", .source = "Laguna, Marti (2005); library, levy", .at = at, .terms = 4},
          [](const auto& x) {
            const auto u = 1 + (x[0] - 1) / 4, v = 1 + (x[1] - 1) / 4, w = 1 + (x[2] - 1) / 4;
            return square(sin(pi * u)) + square(u - 1) * (1 + 10 * square(sin(pi * u + 1))) +
                   square(v - 1) * (1 + 10 * square(sin(pi * v + 1))) + square(w - 1) * (1 + square(sin(2 * pi * w)));
          },
          [](ConstVector x) {
            return separable(x, [](Index i, double t) {
              const double w = 1 + (t - 1) / 4, v = w - 1, c = i < 2 ? 10 : 1, rate = i < 2 ? 2 * pi : 4 * pi;
              const double phase = rate * w + (i < 2 ? 2 : 0);  // sin^2(a) = (1 - cos(2 a)) / 2
              const double q = 1 + c * (1 - cos(phase)) / 2, q1 = c * rate * sin(phase) / 2,
                           q2 = c * rate * rate * cos(phase) / 2;
              const double first = i == 0 ? pi * sin(2 * pi * w) : 0,
                           second = i == 0 ? 2 * pi * pi * cos(2 * pi * w) : 0;
              return Pair((first + 2 * v * q + v * v * q1) / 4, (second + 2 * q + 4 * v * q1 + v * v * q2) / 16);
            });
          }),
      published(
          {.name = "Styblinski-Tang",
           .source = "Styblinski, Tang, Neural Networks 3 (1990); survey",
           .at = at,
           .radius = 0.5,
           .terms = 3},
          [](const auto& x) {
            auto sum = 0.0 * x[0];
            for (const auto& t : x) sum += (pow(t, 4) - 16 * t * t + 5 * t) / 2;
            return sum;
          },
          [](ConstVector x) {
            return separable(x, [](Index, double t) { return Pair(2 * t * t * t - 16 * t + 2.5, 6 * t * t - 16); });
          }),
      published(
          {.name = "Zakharov", .source = "survey", .at = at, .radius = 0.5},
          [](const auto& x) {
            const auto t = 0.5 * x[0] + x[1] + 1.5 * x[2];
            return x.squaredNorm() + t * t + pow(t, 4);
          },
          [](ConstVector x) -> ByHand {
            const Vector z{{0.5, 1.0, 1.5}};
            const double t = z.dot(x);
            return {2 * x + (2 * t + 4 * t * t * t) * z, 2 * Matrix::Identity(3, 3) + (2 + 12 * t * t) * outer(z)};
          }),
      published(
          {.name = "Dixon-Price", .source = "Dixon, Price, JOTA 60 (1989); survey", .at = at, .radius = 0.5},
          [](const auto& x) {
            return square(x[0] - 1) + 2 * square(2 * x[1] * x[1] - x[0]) + 3 * square(2 * x[2] * x[2] - x[1]);
          },
          [](ConstVector x) -> ByHand {
            const double u = 2 * x[1] * x[1] - x[0], v = 2 * x[2] * x[2] - x[1];
            return {
                Vector{{2 * (x[0] - 1) - 4 * u, 16 * x[1] * u - 6 * v, 24 * x[2] * v}},
                symmetric(
                    {{6}, {-16 * x[1], 16 * u + 64 * x[1] * x[1] + 6}, {0, -24 * x[2], 24 * v + 96 * x[2] * x[2]}})};
          }),
      published(
          {.name = "trid", .source = "survey", .at = Vector{{0.7, -1.3, 2.1, 0.4}}, .radius = 0.5},
          [](const auto& x) {
            auto sum = square(x[0] - 1);
            for (Index i = 1; i < 4; ++i) sum += square(x[i] - 1) - x[i] * x[i - 1];
            return sum;
          },
          [](ConstVector x) -> ByHand {
            const Matrix h = symmetric({{2}, {-1, 2}, {0, -1, 2}, {0, 0, -1, 2}});
            return {h * x - Vector::Constant(4, 2.0), h};
          }),
      published(
          {.name = "Michalewicz",
           .source = "Michalewicz (1992); library, michal",
           .at = Vector{{2.0, 1.5, 1.3}},
           .radius = 0.05,
           .terms = 3},
          [](const auto& x) {
            auto sum = 0.0 * x[0];
            for (Index i = 0; i < 3; ++i) sum -= sin(x[i]) * pow(sin(real(i + 1) * x[i] * x[i] / pi), 20);
            return sum;
          },
          [](ConstVector x) {
            return separable(x, [](Index i, double t) {
              const double k = real(i + 1) / pi, a = k * t * t, a1 = 2 * k * t, a2 = 2 * k, s = sin(a), c = cos(a);
              const double p = std::pow(s, 20), p1 = 20 * std::pow(s, 19) * c * a1;
              const double p2 = 20 * (19 * std::pow(s, 18) * c * c - p) * a1 * a1 + 20 * std::pow(s, 19) * c * a2;
              return Pair(-cos(t) * p - sin(t) * p1, sin(t) * p - 2 * cos(t) * p1 - sin(t) * p2);
            });
          }),
      published(
          {.name = "Schwefel",
           .source = "Schwefel (1981); library, schwef",
           .at = Vector{{120.0, 310.0, 45.0}},
           .terms = 3},
          [](const auto& x) {
            auto sum = 3 * 418.9829 + 0.0 * x[0];
            for (const auto& t : x) sum -= t * sin(sqrt(abs(t)));
            return sum;
          },
          [](ConstVector x) {
            return separable(x, [](Index, double t) {
              const double u = sqrt(t);  // t > 0
              return Pair(-sin(u) - u / 2 * cos(u), sin(u) / 4 - 3 * cos(u) / (4 * u));
            });
          }),
      published(
          {.name = "Bohachevsky 1",
           .source = "Bohachevsky et al., Technometrics 28 (1986); survey",
           .at = Vector{{0.7, -1.3}}},
          [](const auto& x) {
            return x[0] * x[0] + 2 * x[1] * x[1] - 0.3 * cos(3 * pi * x[0]) - 0.4 * cos(4 * pi * x[1]) + 0.7;
          },
          [](ConstVector x) {
            return separable(x, [](Index i, double t) {
              const double a = i == 0 ? 1 : 2, c = i == 0 ? 0.3 : 0.4, w = i == 0 ? 3 * pi : 4 * pi;
              return Pair(2 * a * t + c * w * sin(w * t), 2 * a + c * w * w * cos(w * t));
            });
          }),
      published(
          {.name = "exponential", .source = "survey", .at = at, .radius = 0.5},
          [](const auto& x) { return -exp(-0.5 * x.squaredNorm()); },
          [](ConstVector x) -> ByHand {
            const double e = exp(-0.5 * x.squaredNorm());
            return {e * x, e * (Matrix::Identity(3, 3) - outer(x))};
          }),
  };
}

}  // namespace

std::vector<Published> test_functions() {
  std::vector<Published> all = of_two();
  for (Published& f : of_any_size()) all.push_back(std::move(f));
  return all;
}

}  // namespace published
