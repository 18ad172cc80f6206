// SPDX-License-Identifier: BSL-1.0
//
// Formulas of finance, chemistry, thermodynamics, information and linear algebra.
#include <hesse/recording/functions.hpp>

#include <array>
#include <cmath>
#include <numbers>

#include "published.hpp"

namespace published {

namespace {

using std::exp, std::log, std::sqrt;

double normal_density(double d) { return exp(-d * d / 2) / sqrt(2 * std::numbers::pi); }
double normal_distribution(double d) { return std::erfc(-d / std::numbers::sqrt2) / 2; }
auto normal(const auto& d) { return erfc(-d / std::numbers::sqrt2) / 2; }

/// Reaction rates over concentrations.
constexpr std::array concentrations{0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.10, 1.10};
constexpr std::array rates{76.0, 47.0, 97.0, 107.0, 123.0, 139.0, 159.0, 152.0, 191.0, 201.0, 207.0, 200.0};

Residuals michaelis_menten(ConstVector x) {
  Residuals all;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const double s = concentrations[i], q = x[1] + s, top = x[0] * s;
    all.push_back(
        {top / q - rates[i], Vector{{s / q, -top / (q * q)}}, symmetric({{0}, {-s / (q * q), 2 * top / (q * q * q)}})});
  }
  return all;
}

const Matrix form = symmetric({{4.0}, {1.0, 3.0}, {-0.5, 0.7, 2.0}});

std::vector<Published> of_finance() {
  return {
      // A call in spot and volatility: strike 110, rate 0.03, half a year. H holds gamma, vanna and volga.
      published(
          {.name = "Black-Scholes",
           .source = "Black, Scholes, J. Political Economy 81 (1973); Haug, Option Pricing Formulas (2007), 2",
           .at = Vector{{100.0, 0.25}}},
          [](const auto& x) {
            const auto spread = x[1] * std::sqrt(0.5),
                       d1 = log(x[0] / 110.0) / spread + 0.03 * 0.5 / spread + spread / 2;
            return x[0] * normal(d1) - 110.0 * std::exp(-0.03 * 0.5) * normal(d1 - spread);
          },
          [](ConstVector x) -> ByHand {
            const double t = sqrt(0.5), s = x[0], v = x[1], d1 = (log(s / 110) + 0.015 + v * v / 4) / (v * t),
                         d2 = d1 - v * t;
            const double density = normal_density(d1), vega = s * t * density;
            return {Vector{{normal_distribution(d1), vega}},
                    symmetric({{density / (s * v * t)}, {-density * d2 / v, vega * d1 * d2 / v}})};
          }),
      // A call in forward and volatility: strike 3, two years, no discount.
      published(
          {.name = "Bachelier",
           .source = "Bachelier (1900); Haug, Option Pricing Formulas (2007), 1.3.1",
           .at = Vector{{2.6, 0.8}}},
          [](const auto& x) {
            const auto spread = x[1] * std::sqrt(2.0), d = (x[0] - 3.0) / spread;
            return (x[0] - 3.0) * normal(d) + spread * exp(-d * d / 2) / std::sqrt(2 * std::numbers::pi);
          },
          [](ConstVector x) -> ByHand {
            const double t = sqrt(2.0), d = (x[0] - 3) / (x[1] * t), density = normal_density(d);
            return {Vector{{normal_distribution(d), t * density}},
                    density / x[1] * symmetric({{1 / t}, {-d, t * d * d}})};
          }),
      published(
          {.name = "Cobb-Douglas",
           .source = "Cobb, Douglas, American Economic Review 18 (1928)",
           .at = Vector{{3.0, 5.0}},
           .radius = 0.3},
          [](const auto& x) { return 1.01 * pow(x[0], 0.75) * pow(x[1], 0.25); },
          [](ConstVector x) -> ByHand {
            const double a = 0.75, b = 0.25, f = 1.01 * std::pow(x[0], a) * std::pow(x[1], b);
            return {
                f * Vector{{a / x[0], b / x[1]}},
                f * symmetric({{a * (a - 1) / (x[0] * x[0])}, {a * b / (x[0] * x[1]), b * (b - 1) / (x[1] * x[1])}})};
          }),
  };
}

std::vector<Published> of_matter() {
  const auto squares = [](const auto& x) {
    auto sum = 0.0 * x[0];
    for (std::size_t i = 0; i < rates.size(); ++i)
      sum += square(x[0] * concentrations[i] / (x[1] + concentrations[i]) - rates[i]);
    return sum;
  };
  Published fit = published({.name = "Michaelis-Menten",
                             .source = "Bates, Watts, Nonlinear Regression Analysis (1988), puromycin data A1.3",
                             .at = Vector{{205.0, 0.08}},
                             .radius = 0.1,
                             .terms = rates.size()},
                            squares, [](ConstVector x) { return sum_of_squares(michaelis_menten(x)); });
  fit.residuals = michaelis_menten;
  return {
      fit,
      // A exp(-E / (R T)) in A, E (kJ/mol) and T (K).
      published(
          {.name = "Arrhenius", .source = "Laidler, J. Chemical Education 61 (1984)", .at = Vector{{2.0, 12.0, 350.0}}},
          [](const auto& x) { return x[0] * exp(-x[1] / (0.008314462618 * x[2])); },
          [](ConstVector x) -> ByHand {
            const double t = x[2], r = 0.008314462618, w = x[1] / (r * t), e = exp(-w), f = x[0] * e;
            return {Vector{{e, -f / (r * t), f * w / t}},
                    symmetric({{0},
                               {-e / (r * t), f / (r * t * r * t)},
                               {e * w / t, f * (1 - w) / (r * t * t), f * w * (w - 2) / (t * t)}})};
          }),
      // Reduced units: -T log(V - b) - a / V, a = 3, b = 1/3.
      published(
          {.name = "van der Waals free energy",
           .source = "Callen, Thermodynamics (1985), 3.5",
           .at = Vector{{1.4, 2.2}},
           .radius = 0.3},
          [](const auto& x) { return -x[1] * log(x[0] - 1.0 / 3) - 3 / x[0]; },
          [](ConstVector x) -> ByHand {
            const double v = x[0], t = x[1], w = v - 1.0 / 3;
            return {Vector{{-t / w + 3 / (v * v), -log(w)}}, symmetric({{t / (w * w) - 6 / (v * v * v)}, {-1 / w, 0}})};
          }),
  };
}

std::vector<Published> of_information_and_matrices() {
  return {
      published(
          {.name = "negative entropy",
           .source = "Boyd, Vandenberghe, Convex Optimization (2004), 3.1.5",
           .at = Vector{{0.2, 0.5, 1.3}},
           .radius = 0.3,
           .terms = 3},
          [](const auto& x) { return x[0] * log(x[0]) + x[1] * log(x[1]) + x[2] * log(x[2]); },
          [](ConstVector x) -> ByHand {
            return {Vector(x.array().log() + 1), diagonal(x.cwiseInverse())};
          }),
      published(
          {.name = "relative entropy",
           .source = "Boyd, Vandenberghe, Convex Optimization (2004), 3.2.6",
           .at = Vector{{0.7, 1.6}},
           .radius = 0.3},
          [](const auto& x) { return x[0] * log(x[0] / x[1]); },
          [](ConstVector x) -> ByHand {
            return {Vector{{log(x[0] / x[1]) + 1, -x[0] / x[1]}},
                    symmetric({{1 / x[0]}, {-1 / x[1], x[0] / (x[1] * x[1])}})};
          }),
      published(
          {.name = "quadratic over linear",
           .source = "Boyd, Vandenberghe, Convex Optimization (2004), 3.1.5",
           .at = Vector{{-0.7, 1.6}},
           .radius = 0.3},
          [](const auto& x) { return x[0] * x[0] / x[1]; },
          [](ConstVector x) -> ByHand {
            const Vector v{{x[1], -x[0]}};
            return {Vector{{2 * x[0] / x[1], -x[0] * x[0] / (x[1] * x[1])}}, 2 / (x[1] * x[1] * x[1]) * outer(v)};
          }),
      published(
          {.name = "Rayleigh quotient",
           .source = "Absil, Mahony, Sepulchre, Optimization Algorithms on Matrix Manifolds (2008), 2.1",
           .at = Vector{{0.6, -1.1, 0.8}},
           .radius = 0.3},
          [](const auto& x) {
            const auto top =
                4 * x[0] * x[0] + 3 * x[1] * x[1] + 2 * x[2] * x[2] + 2 * x[0] * x[1] - x[0] * x[2] + 1.4 * x[1] * x[2];
            return top / x.squaredNorm();
          },
          [](ConstVector x) -> ByHand {
            const double s = x.squaredNorm(), quotient = x.dot(form * x) / s;
            const Vector gradient = 2 / s * (form * x - quotient * x);
            return {gradient, 2 / s * (form - quotient * Matrix::Identity(3, 3) - outer(gradient, x))};
          }),
      // log(a c - b^2) of the matrix with a, b in its first row and b, c in its second.
      published(
          {.name = "log-determinant",
           .source = "Boyd, Vandenberghe, Convex Optimization (2004), A.4",
           .at = Vector{{2.0, 0.6, 1.5}},
           .radius = 0.2},
          [](const auto& x) { return log(x[0] * x[2] - x[1] * x[1]); },
          [](ConstVector x) -> ByHand {
            const double a = x[0], b = x[1], c = x[2], d = a * c - b * b;
            return {Vector{{c, -2 * b, a}} / d,
                    symmetric({{-c * c}, {2 * b * c, -2 * d - 4 * b * b}, {-b * b, 2 * a * b, -a * a}}) / (d * d)};
          }),
  };
}

}  // namespace

std::vector<Published> models() {
  std::vector<Published> all;
  for (auto family : {of_finance(), of_matter(), of_information_and_matrices()})
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

}  // namespace published
