// SPDX-License-Identifier: BSL-1.0
//
// Test problems of Moré, Garbow and Hillstrom: f is theirs as the tests of the optimizers record it, the residuals with
// their first and second derivatives are written out here. Problems 1 to 18 are all there; with 20 to 26 and 35 they
// hold the 18 that the paper recommends for unconstrained minimization.
#include <algorithm>
#include <cmath>
#include <more_garbow_hillstrom/problem.hpp>
#include <more_garbow_hillstrom/tables.hpp>
#include <numbers>
#include <stdexcept>

#include "published.hpp"

namespace published {

namespace {

using std::cos, std::exp, std::sin, std::sqrt;
namespace tables = more_garbow_hillstrom::tables;

double real(Index i) { return static_cast<double>(i); }

Residual linear(double value, const Vector& slopes) {
  return {value, slopes, Matrix::Zero(slopes.size(), slopes.size())};
}

/// c (p'x)^2
Residual squared(double c, const Vector& p, ConstVector x) {
  const double along = p.dot(x);
  return {c * along * along, 2 * c * along * p, 2 * c * outer(p)};
}

/// y_i - model(t_i): `at(i)` is the residual of one of m observations.
template <class At>
Residuals observations(Index m, const At& at) {
  Residuals all;
  for (Index i = 0; i < m; ++i) all.push_back(at(i));
  return all;
}

Residuals rosenbrock(ConstVector x) {
  return {{10 * (x[1] - x[0] * x[0]), Vector{{-20 * x[0], 10}}, symmetric({{-20}, {0, 0}})},
          linear(1 - x[0], Vector{{-1, 0}})};
}

Residuals freudenstein_and_roth(ConstVector x) {
  const double y = x[1];
  return {
      {x[0] - 13 - 2 * y + 5 * y * y - y * y * y, Vector{{1, -2 + 10 * y - 3 * y * y}},
       symmetric({{0}, {0, 10 - 6 * y}})},
      {x[0] - 29 - 14 * y + y * y + y * y * y, Vector{{1, -14 + 2 * y + 3 * y * y}}, symmetric({{0}, {0, 2 + 6 * y}})}};
}

Residuals powell_badly_scaled(ConstVector x) {
  const double a = exp(-x[0]), b = exp(-x[1]);
  return {{1e4 * x[0] * x[1] - 1, Vector{{1e4 * x[1], 1e4 * x[0]}}, symmetric({{0}, {1e4, 0}})},
          {a + b - 1.0001, Vector{{-a, -b}}, symmetric({{a}, {0, b}})}};
}

Residuals brown_badly_scaled(ConstVector x) {
  return {linear(x[0] - 1e6, Vector{{1, 0}}),
          linear(x[1] - 2e-6, Vector{{0, 1}}),
          {x[0] * x[1] - 2, Vector{{x[1], x[0]}}, symmetric({{0}, {1, 0}})}};
}

Residuals beale(ConstVector x) {
  const double y = x[1], constants[] = {1.5, 2.25, 2.625};
  return observations(3, [&](Index i) -> Residual {
    const double k = real(i + 1), slope = k * std::pow(y, k - 1),
                 bend = i == 0 ? 0.0 : k * (k - 1) * std::pow(y, k - 2);
    return {constants[i] - x[0] * (1 - std::pow(y, k)), Vector{{std::pow(y, k) - 1, x[0] * slope}},
            symmetric({{0}, {slope, x[0] * bend}})};
  });
}

Residuals jennrich_and_sampson(ConstVector x) {
  return observations(10, [&](Index i) -> Residual {
    const double k = real(i + 1), a = exp(k * x[0]), b = exp(k * x[1]);
    return {2 + 2 * k - a - b, Vector{{-k * a, -k * b}}, symmetric({{-k * k * a}, {0, -k * k * b}})};
  });
}

Residuals helical_valley(ConstVector x) {
  const double u = x[0], v = x[1], s = u * u + v * v, rho = sqrt(s), c = 50 / std::numbers::pi;
  const double theta = std::atan(v / u) / (2 * std::numbers::pi) + (u > 0 ? 0.0 : 0.5);
  return {{10 * (x[2] - 10 * theta), Vector{{c * v / s, -c * u / s, 10}},
           -c / (s * s) * symmetric({{2 * u * v}, {v * v - u * u, -2 * u * v}, {0, 0, 0}})},
          {10 * (rho - 1), Vector{{10 * u / rho, 10 * v / rho, 0}},
           10 / (s * rho) * symmetric({{v * v}, {-u * v, u * u}, {0, 0, 0}})},
          linear(x[2], Vector{{0, 0, 1}})};
}

Residuals bard(ConstVector x) {
  return observations(15, [&](Index i) -> Residual {
    const double u = real(i + 1), v = 16 - u, w = std::min(u, v), d = v * x[1] + w * x[2];
    return {tables::bard[static_cast<std::size_t>(i)] - x[0] - u / d, Vector{{-1, u * v / (d * d), u * w / (d * d)}},
            -2 * u / (d * d * d) * outer(Vector{{0, v, w}})};
  });
}

Residuals gaussian(ConstVector x) {
  return observations(15, [&](Index i) -> Residual {
    const double d = (7 - real(i)) / 2 - x[2], e = exp(-x[1] * d * d / 2), m = x[0] * e, q = x[1] * d * d;
    return {
        m - tables::gaussian[static_cast<std::size_t>(std::min(i, 14 - i))], Vector{{e, -m * d * d / 2, m * x[1] * d}},
        symmetric(
            {{0}, {-e * d * d / 2, m * d * d * d * d / 4}, {e * x[1] * d, m * d * (1 - q / 2), m * x[1] * (q - 1)}})};
  });
}

Residuals meyer(ConstVector x) {
  return observations(16, [&](Index i) -> Residual {
    const double b = x[1], q = 45 + 5 * real(i + 1) + x[2], e = exp(b / q), m = x[0] * e, q2 = q * q;
    return {m - tables::meyer[static_cast<std::size_t>(i)], Vector{{e, m / q, -m * b / q2}},
            symmetric({{0}, {e / q, m / q2}, {-e * b / q2, -m * (q + b) / (q2 * q), m * b * (b + 2 * q) / (q2 * q2)}})};
  });
}

/// exp(w) with w = -a / x_1, a = |y - x_2|^x_3.
Residuals gulf_research_and_development(ConstVector x) {
  return observations(99, [&](Index i) -> Residual {
    const double t = real(i + 1) / 100, y = 25 + std::pow(-50 * std::log(t), 2.0 / 3.0), s = y - x[1], p = x[2];
    const double log_s = std::log(std::abs(s)), a = exp(p * log_s), e = exp(-a / x[0]);
    const double a_2 = -p * a / s, a_3 = a * log_s;
    const double a_22 = p * (p - 1) * a / (s * s), a_23 = -a * (1 + p * log_s) / s, a_33 = a_3 * log_s;
    const Vector w = Vector{{a / x[0], -a_2, -a_3}} / x[0];
    const Matrix bend = symmetric({{-2 * a / (x[0] * x[0])}, {a_2 / x[0], -a_22}, {a_3 / x[0], -a_23, -a_33}}) / x[0];
    return {e - t, e * w, e * (outer(w) + bend)};
  });
}

Residuals box_three_dimensional(ConstVector x) {
  return observations(10, [&](Index i) -> Residual {
    const double t = real(i + 1) / 10, a = exp(-t * x[0]), b = exp(-t * x[1]), c = exp(-t) - exp(-10 * t);
    return {a - b - x[2] * c, Vector{{-t * a, t * b, -c}}, diagonal(Vector{{t * t * a, -t * t * b, 0}})};
  });
}

Residuals powell_singular(ConstVector x) {
  const double root = sqrt(5.0);
  return {linear(x[0] + 10 * x[1], Vector{{1, 10, 0, 0}}), linear(root * (x[2] - x[3]), Vector{{0, 0, root, -root}}),
          squared(1, Vector{{0, 1, -2, 0}}, x), squared(sqrt(10.0), Vector{{1, 0, 0, -1}}, x)};
}

Residuals wood(ConstVector x) {
  const double a = sqrt(90.0), b = sqrt(10.0);
  return {{10 * (x[1] - x[0] * x[0]), Vector{{-20 * x[0], 10, 0, 0}}, diagonal(Vector{{-20, 0, 0, 0}})},
          linear(1 - x[0], Vector{{-1, 0, 0, 0}}),
          {a * (x[3] - x[2] * x[2]), Vector{{0, 0, -2 * a * x[2], a}}, diagonal(Vector{{0, 0, -2 * a, 0}})},
          linear(1 - x[2], Vector{{0, 0, -1, 0}}),
          linear(b * (x[1] + x[3] - 2), Vector{{0, b, 0, b}}),
          linear((x[1] - x[3]) / b, Vector{{0, 1 / b, 0, -1 / b}})};
}

/// y - x_1 top / under
Residuals kowalik_and_osborne(ConstVector x) {
  return observations(11, [&](Index i) -> Residual {
    const auto k = static_cast<std::size_t>(i);
    const double t = tables::kowalik_and_osborne_at[k], top = t * t + t * x[1], under = t * t + t * x[2] + x[3];
    const double d2 = under * under, q = x[0] * top / d2;
    return {tables::kowalik_and_osborne[k] - x[0] * top / under, Vector{{-top / under, -x[0] * t / under, q * t, q}},
            symmetric({{0},
                       {-t / under, 0},
                       {top * t / d2, x[0] * t * t / d2, -2 * q * t * t / under},
                       {top / d2, x[0] * t / d2, -2 * q * t / under, -2 * q / under}})};
  });
}

Residuals brown_and_dennis(ConstVector x) {
  return observations(20, [&](Index i) -> Residual {
    const double t = real(i + 1) / 5, a = x[0] + t * x[1] - exp(t), b = x[2] + sin(t) * x[3] - cos(t);
    const Vector p{{1, t, 0, 0}}, q{{0, 0, 1, sin(t)}};
    return {a * a + b * b, 2 * a * p + 2 * b * q, 2 * outer(p) + 2 * outer(q)};
  });
}

Residuals osborne_1(ConstVector x) {
  return observations(33, [&](Index i) -> Residual {
    const double t = 10 * real(i), a = exp(-t * x[3]), b = exp(-t * x[4]);
    return {tables::osborne_1[static_cast<std::size_t>(i)] - x[0] - x[1] * a - x[2] * b,
            Vector{{-1, -a, -b, t * x[1] * a, t * x[2] * b}},
            symmetric({{0}, {0, 0}, {0, 0, 0}, {0, t * a, 0, -t * t * x[1] * a}, {0, 0, t * b, 0, -t * t * x[2] * b}})};
  });
}

Residuals biggs_exp6(ConstVector x) {
  return observations(13, [&](Index i) -> Residual {
    const double t = real(i + 1) / 10, y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t);
    const double a = exp(-t * x[0]), b = exp(-t * x[1]), c = exp(-t * x[4]);
    return {x[2] * a - x[3] * b + x[5] * c - y, Vector{{-t * x[2] * a, t * x[3] * b, a, -b, -t * x[5] * c, c}},
            symmetric({{t * t * x[2] * a},
                       {0, -t * t * x[3] * b},
                       {-t * a, 0, 0},
                       {0, t * b, 0, 0},
                       {0, 0, 0, 0, t * t * x[5] * c},
                       {0, 0, 0, 0, -t * c, 0}})};
  });
}

/// The polynomial sum of x_j t^(j-1) is p'x, its slope c'x.
Residuals watson(ConstVector x) {
  const Index n = x.size();
  Residuals all = observations(29, [&](Index i) -> Residual {
    const double t = real(i + 1) / 29;
    Vector p(n), c(n);
    for (Index j = 0; j < n; ++j) {
      p[j] = std::pow(t, j);
      c[j] = j == 0 ? 0.0 : real(j) * std::pow(t, j - 1);
    }
    return {c.dot(x) - p.dot(x) * p.dot(x) - 1, c - 2 * p.dot(x) * p, -2 * outer(p)};
  });
  all.push_back(linear(x[0], Vector::Unit(n, 0)));
  all.push_back(
      {x[1] - x[0] * x[0] - 1, Vector::Unit(n, 1) - 2 * x[0] * Vector::Unit(n, 0), -2 * outer(Vector::Unit(n, 0))});
  return all;
}

Residuals extended_rosenbrock(ConstVector x) {
  const Index n = x.size();
  Residuals all;
  for (Index i = 0; i < n; i += 2) {
    const Vector even = Vector::Unit(n, i), odd = Vector::Unit(n, i + 1);
    all.push_back({10 * (x[i + 1] - x[i] * x[i]), 10 * odd - 20 * x[i] * even, -20 * outer(even)});
    all.push_back(linear(1 - x[i], -even));
  }
  return all;
}

Residuals extended_powell_singular(ConstVector x) {
  const Index n = x.size();
  Residuals all;
  for (Index i = 0; i < n; i += 4)
    for (const Residual& r : powell_singular(x.segment(i, 4))) {
      Residual placed{r.value, Vector::Zero(n), Matrix::Zero(n, n)};
      placed.slopes.segment(i, 4) = r.slopes;
      placed.curvature.block(i, i, 4, 4) = r.curvature;
      all.push_back(placed);
    }
  return all;
}

Residuals penalty_1(ConstVector x) {
  const Index n = x.size();
  const double root = sqrt(1e-5);
  Residuals all = observations(n, [&](Index i) { return linear(root * (x[i] - 1), root * Vector::Unit(n, i)); });
  all.push_back({x.squaredNorm() - 0.25, 2 * x, 2 * Matrix::Identity(n, n)});
  return all;
}

Residuals penalty_2(ConstVector x) {
  const Index n = x.size();
  const double root = sqrt(1e-5);
  const Vector e = (x / 10).array().exp();
  const auto slope = [&](Index i) -> Vector { return e[i] / 10 * Vector::Unit(n, i); };
  const auto bend = [&](Index i) -> Matrix { return e[i] / 100 * outer(Vector::Unit(n, i)); };
  Residuals all{linear(x[0] - 0.2, Vector::Unit(n, 0))};
  for (Index i = 1; i < n; ++i) {
    const double y = exp(real(i + 1) / 10) + exp(real(i) / 10);
    all.push_back({root * (e[i] + e[i - 1] - y), root * (slope(i) + slope(i - 1)), root * (bend(i) + bend(i - 1))});
  }
  for (Index i = 1; i < n; ++i) all.push_back({root * (e[i] - exp(-0.1)), root * slope(i), root * bend(i)});
  const Vector weights = Vector::LinSpaced(n, real(n), 1.0);
  all.push_back({weights.dot(x.cwiseAbs2()) - 1, 2 * weights.cwiseProduct(x), diagonal(2 * weights)});
  return all;
}

Residuals variably_dimensioned(ConstVector x) {
  const Index n = x.size();
  const Vector j = Vector::LinSpaced(n, 1.0, real(n));
  Residuals all = observations(n, [&](Index i) { return linear(x[i] - 1, Vector::Unit(n, i)); });
  const Vector rest = x - Vector::Ones(n);
  all.push_back(linear(j.dot(rest), j));
  all.push_back(squared(1, j, rest));
  return all;
}

Residuals trigonometric(ConstVector x) {
  const Index n = x.size();
  const Vector sines = x.array().sin(), cosines = x.array().cos();
  return observations(n, [&](Index i) -> Residual {
    const double k = real(i + 1);
    const Vector own = Vector::Unit(n, i);
    return {real(n) - cosines.sum() + k * (1 - cosines[i]) - sines[i], sines + (k * sines[i] - cosines[i]) * own,
            diagonal(cosines + (k * cosines[i] + sines[i]) * own)};
  });
}

/// T' and T'' of Chebyshev's polynomials obey the recurrence of T, differentiated; z = 2 x - 1.
Residuals chebyquad(ConstVector x) {
  const Index n = x.size();
  Residuals all = observations(
      n, [&](Index i) { return linear(i % 2 == 0 ? 0.0 : 1 / (real((i + 1) * (i + 1)) - 1), Vector::Zero(n)); });
  for (Index j = 0; j < n; ++j) {
    const double z = 2 * x[j] - 1;
    double before = 1, t = z, slope_before = 0, slope = 1, bend_before = 0, bend = 0;
    for (Residual& r : all) {
      r.value += t / real(n);
      r.slopes[j] = 2 * slope / real(n);
      r.curvature(j, j) = 4 * bend / real(n);
      bend_before = std::exchange(bend, 4 * slope + 2 * z * bend - bend_before);
      slope_before = std::exchange(slope, 2 * t + 2 * z * slope - slope_before);
      before = std::exchange(t, 2 * z * t - before);
    }
  }
  return all;
}

struct Derived {
  int number;
  Residuals (*residuals)(ConstVector x);
};

constexpr Derived derived[] = {{1, rosenbrock},
                               {2, freudenstein_and_roth},
                               {3, powell_badly_scaled},
                               {4, brown_badly_scaled},
                               {5, beale},
                               {6, jennrich_and_sampson},
                               {7, helical_valley},
                               {8, bard},
                               {9, gaussian},
                               {10, meyer},
                               {11, gulf_research_and_development},
                               {12, box_three_dimensional},
                               {13, powell_singular},
                               {14, wood},
                               {15, kowalik_and_osborne},
                               {16, brown_and_dennis},
                               {17, osborne_1},
                               {18, biggs_exp6},
                               {20, watson},
                               {21, extended_rosenbrock},
                               {22, extended_powell_singular},
                               {23, penalty_1},
                               {24, penalty_2},
                               {25, variably_dimensioned},
                               {26, trigonometric},
                               {35, chebyquad}};

}  // namespace

std::vector<Published> least_squares() {
  std::vector<Published> all;
  const auto problems = more_garbow_hillstrom::all_problems();
  for (const Derived& one : derived) {
    const auto residuals = one.residuals;
    const auto problem = std::ranges::find(problems, one.number, &more_garbow_hillstrom::Problem::number);
    if (problem == problems.end()) throw std::out_of_range("no such problem");
    const std::string source = "Moré, Garbow, Hillstrom, ACM TOMS 7 (1981), problem " + std::to_string(one.number);
    all.push_back({problem->name, source, problem->start, 0.1, std::ssize(residuals(problem->start)),
                   [problem = *problem] { return problem.sum_of_squares(problem.start); },
                   [residuals](ConstVector x) { return sum_of_squares(residuals(x)); }, residuals});
  }
  return all;
}

}  // namespace published
