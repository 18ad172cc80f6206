// SPDX-License-Identifier: BSL-1.0
//
// Energies of a few particles.
#include <array>
#include <cmath>

#include "published.hpp"

namespace published {

namespace {

using std::exp, std::sqrt;

/// Adds what a pair (i, j) in the plane adds, from the gradient of its energy by x_i - x_j and its Hessian.
void add_pair(ByHand& sum, Index i, Index j, const Vector& gradient, const Matrix& hessian) {
  sum.gradient.segment(2 * i, 2) += gradient;
  sum.gradient.segment(2 * j, 2) -= gradient;
  for (const Index k : {i, j})
    for (const Index l : {i, j}) sum.hessian.block(2 * k, 2 * l, 2, 2) += k == l ? hessian : Matrix(-hessian);
}

/// The four bumps of Müller and Brown.
struct Bump {
  double height, a, b, c, x, y;
};
constexpr std::array bumps{Bump{-200, -1, 0, -10, 1, 0}, Bump{-100, -1, 0, -10, 0, 0.5},
                           Bump{-170, -6.5, 11, -6.5, -0.5, 1.5}, Bump{15, 0.7, 0.6, 0.7, -1, 1}};

}  // namespace

std::vector<Published> potentials() {
  return {
      // In units of sigma and epsilon; in s = r^2: 4 (s^-6 - s^-3).
      published(
          {.name = "Lennard-Jones, three atoms",
           .source = "Lennard-Jones, Proc. Physical Society 43 (1931)",
           .at = Vector{{0.1, -0.2, 1.2, 0.1, 0.5, 1.1}},
           .terms = 3},
          [](const auto& x) {
            auto sum = 0.0 * x[0];
            for (Index i = 0; i < 3; ++i)
              for (Index j = i + 1; j < 3; ++j) {
                const auto s = square(x[2 * i] - x[2 * j]) + square(x[2 * i + 1] - x[2 * j + 1]);
                sum += 4 * (pow(s, -6) - pow(s, -3));
              }
            return sum;
          },
          [](ConstVector x) {
            ByHand sum{Vector::Zero(6), Matrix::Zero(6, 6)};
            for (Index i = 0; i < 3; ++i)
              for (Index j = i + 1; j < 3; ++j) {
                const Vector d = x.segment(2 * i, 2) - x.segment(2 * j, 2);
                const double s = d.squaredNorm(), first = 12 * std::pow(s, -4) - 24 * std::pow(s, -7);
                const double second = 168 * std::pow(s, -8) - 48 * std::pow(s, -5);
                add_pair(sum, i, j, 2 * first * d, 4 * second * outer(d) + 2 * first * Matrix::Identity(2, 2));
              }
            return sum;
          }),
      // In depth, width and distance; the rest length is 1.4.
      published(
          {.name = "Morse", .source = "Morse, Physical Review 34 (1929)", .at = Vector{{4.5, 1.9, 1.7}}},
          [](const auto& x) { return x[0] * square(1 - exp(-x[1] * (x[2] - 1.4))); },
          [](ConstVector x) -> ByHand {
            const double d = x[0], a = x[1], u = x[2] - 1.4, e = exp(-a * u), q = 1 - e, bend = 2 * d * e * (e - q);
            return {
                Vector{{q * q, 2 * d * q * u * e, 2 * d * q * a * e}},
                symmetric(
                    {{0}, {2 * q * u * e, u * u * bend}, {2 * q * a * e, 2 * d * q * e + a * u * bend, a * a * bend}})};
          }),
      published(
          {.name = "spring",
           .source = "Baraff, Witkin, Large steps in cloth simulation (1998)",
           .at = Vector{{0.3, -0.4, 1.5, 0.9}}},
          [](const auto& x) { return 3.5 * square(sqrt(square(x[0] - x[2]) + square(x[1] - x[3])) - 1.1); },
          [](ConstVector x) {
            ByHand sum{Vector::Zero(4), Matrix::Zero(4, 4)};
            const Vector d = x.head(2) - x.tail(2);
            const double r = d.norm(), k = 7.0, rest = 1.1;
            const Matrix along = outer(Vector(d / r));
            add_pair(sum, 0, 1, k * (1 - rest / r) * d,
                     k * (along + (1 - rest / r) * (Matrix::Identity(2, 2) - along)));
            return sum;
          }),
      // k / 2 (cos(angle) - cos0)^2 of the bonds u and v, which leave one atom in space; cos' and cos'' by u and v.
      published(
          {.name = "bond angle",
           .source = "van Gunsteren et al., GROMOS96 manual (1996), angle term",
           .at = Vector{{0.9, 0.3, -0.2, -0.4, 0.8, 0.5}}},
          [](const auto& x) {
            const auto u = x.head(3), v = x.tail(3);
            return 2.5 * square(u.dot(v) / sqrt(u.squaredNorm() * v.squaredNorm()) + 0.4);
          },
          [](ConstVector x) -> ByHand {
            const double p = x.head(3).norm(), q = x.tail(3).norm();
            const Vector u = x.head(3) / p, v = x.tail(3) / q;
            const Matrix one = Matrix::Identity(3, 3);
            const double c = u.dot(v), rest = 5 * (c + 0.4);
            Vector slopes(6);
            slopes << (v - c * u) / p, (u - c * v) / q;
            Matrix bend(6, 6);
            const Matrix mixed = (one - outer(u) - outer(v) + c * u * v.transpose()) / (p * q);
            bend << (3 * c * outer(u) - c * one - outer(u, v)) / (p * p), mixed, mixed.transpose(),
                (3 * c * outer(v) - c * one - outer(u, v)) / (q * q);
            return {rest * slopes, 5 * outer(slopes) + rest * bend};
          }),
      // Momenta, then positions.
      published(
          {.name = "Kepler problem",
           .source = "Hairer, Lubich, Wanner, Geometric Numerical Integration (2006), I.2.1",
           .at = Vector{{0.3, 1.1, 0.9, -0.4}}},
          [](const auto& x) { return (x[0] * x[0] + x[1] * x[1]) / 2 - 1 / sqrt(x[2] * x[2] + x[3] * x[3]); },
          [](ConstVector x) -> ByHand {
            const Vector q = x.tail(2);
            const double r = q.norm(), cube = r * r * r;
            Vector gradient = x;
            gradient.tail(2) /= cube;
            Matrix hessian = Matrix::Identity(4, 4);
            hessian.bottomRightCorner(2, 2) = Matrix::Identity(2, 2) / cube - 3 * outer(q) / (cube * r * r);
            return {gradient, hessian};
          }),
      published(
          {.name = "Hénon-Heiles",
           .source = "Hénon, Heiles, Astronomical Journal 69 (1964)",
           .at = Vector{{0.3, -0.5}},
           .radius = 0.5},
          [](const auto& x) { return (x[0] * x[0] + x[1] * x[1]) / 2 + x[0] * x[0] * x[1] - pow(x[1], 3) / 3; },
          [](ConstVector v) -> ByHand {
            const double x = v[0], y = v[1];
            return {Vector{{x + 2 * x * y, y + x * x - y * y}}, symmetric({{1 + 2 * y}, {2 * x, 1 - 2 * y}})};
          }),
      published(
          {.name = "Müller-Brown",
           .source = "Müller, Brown, Theoretica Chimica Acta 53 (1979)",
           .at = Vector{{-0.7, 0.9}},
           .terms = 4},
          [](const auto& x) {
            auto sum = 0.0 * x[0];
            for (const Bump& k : bumps) {
              const auto u = x[0] - k.x, v = x[1] - k.y;
              sum += k.height * exp(k.a * u * u + k.b * u * v + k.c * v * v);
            }
            return sum;
          },
          [](ConstVector x) {
            ByHand sum{Vector::Zero(2), Matrix::Zero(2, 2)};
            for (const Bump& k : bumps) {
              const Matrix form = symmetric({{2 * k.a}, {k.b, 2 * k.c}});
              const Vector from = x - Vector{{k.x, k.y}}, slopes = form * from;
              const double e = k.height * exp(from.dot(slopes) / 2);
              sum.gradient += e * slopes;
              sum.hessian += e * (outer(slopes) + form);
            }
            return sum;
          }),
  };
}

}  // namespace published
