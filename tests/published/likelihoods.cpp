// SPDX-License-Identifier: BSL-1.0
//
// Losses and negative log-likelihoods over a few made-up observations; constants that do not depend on the parameters
// are left out.
#include <hesse/recording/functions.hpp>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <array>
#include <cmath>

#include "published.hpp"

namespace published {

namespace {

using boost::math::digamma, boost::math::trigamma;
using std::exp, std::log, std::sqrt;

constexpr std::array sample{0.4, 1.1, 1.7, 2.6, 3.2};
constexpr double n = sample.size();
constexpr std::array shares{0.15, 0.3, 0.42, 0.55, 0.71};
constexpr std::array counts{0.0, 2.0, 1.0, 4.0, 7.0};
constexpr std::array labels{0.0, 1.0, 0.0, 1.0, 1.0};
/// The regressors of row i: 1, t_i, t_i^2 / 4.
const std::array<Vector, 5> rows = [] {
  std::array<Vector, 5> all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = Vector{{1.0, sample[i], sample[i] * sample[i] / 4}};
  return all;
}();

template <class Term>
double sum_over(const std::array<double, 5>& numbers, const Term& term) {
  double sum = 0.0;
  for (const double x : numbers) sum += term(x);
  return sum;
}

/// Of the sum over rows of g(z, y) with z = row'b: the derivatives of g by z.
template <class Link>
ByHand linear_predictor(ConstVector b, const std::array<double, 5>& observed, const Link& link) {
  ByHand sum{Vector::Zero(3), Matrix::Zero(3, 3)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto [first, second] = link(rows[i].dot(b), observed[i]);
    sum.gradient += first * rows[i];
    sum.hessian += second * outer(rows[i]);
  }
  return sum;
}

using Pair = std::pair<double, double>;
const Vector coefficients{{-0.8, 0.5, 0.3}};

/// The sum over rows of term(z, y).
template <class Term>
auto over_rows(const std::array<double, 5>& observed, const Term& term) {
  return [&observed, term](const auto& b) {
    auto sum = 0.0 * b[0];
    for (std::size_t i = 0; i < rows.size(); ++i)
      sum += term(rows[i][0] * b[0] + rows[i][1] * b[1] + rows[i][2] * b[2], observed[i]);
    return sum;
  };
}

/// The sum over the sample of term(x).
template <class Term>
auto over_sample(const Term& term) {
  return [term](const auto& parameters) {
    auto sum = 0.0 * parameters[0];
    for (const double x : sample) sum += term(parameters, x);
    return sum;
  };
}

std::vector<Published> of_linear_predictors() {
  return {
      published(
          {.name = "log-sum-exp",
           .source = "Boyd, Vandenberghe, Convex Optimization (2004), 3.1.5",
           .at = Vector{{0.3, -1.2, 1.9}},
           .radius = 0.5},
          [](const auto& x) { return log(exp(x[0]) + exp(x[1]) + exp(x[2])); },
          [](ConstVector x) -> ByHand {
            const Vector e = x.array().exp(), p = e / e.sum();
            return {p, diagonal(p) - outer(p)};
          }),
      published({.name = "logistic regression",
                 .source = "Hastie, Tibshirani, Friedman, Elements of Statistical Learning, 4.4.1",
                 .at = coefficients,
                 .radius = 0.5,
                 .terms = 5},
                over_rows(labels, [](const auto& z, double y) { return softplus(z) - y * z; }),
                [](ConstVector b) {
                  return linear_predictor(b, labels, [](double z, double y) {
                    const double p = 1 / (1 + exp(-z));
                    return Pair(p - y, p * (1 - p));
                  });
                }),
      published({.name = "Poisson regression",
                 .source = "McCullagh, Nelder, Generalized Linear Models (1989), 6.2",
                 .at = coefficients,
                 .radius = 0.5,
                 .terms = 5},
                over_rows(counts, [](const auto& z, double y) { return exp(z) - y * z; }),
                [](ConstVector b) {
                  return linear_predictor(b, counts, [](double z, double y) { return Pair(exp(z) - y, exp(z)); });
                }),
      published({.name = "pseudo-Huber regression",
                 .source = "Hartley, Zisserman, Multiple View Geometry (2004), A6.8",
                 .at = coefficients,
                 .radius = 0.5,
                 .terms = 5},
                over_rows(counts, [](const auto& z, double y) { return 2.25 * (sqrt(1 + square((z - y) / 1.5)) - 1); }),
                [](ConstVector b) {
                  return linear_predictor(b, counts, [](double z, double y) {
                    const double root = sqrt(1 + (z - y) * (z - y) / 2.25);
                    return Pair((z - y) / root, 1 / (root * root * root));
                  });
                }),
      // Three classes, two regressors; W is given row by row. H is a sum of Kronecker products.
      published(
          {.name = "softmax cross-entropy",
           .source = "Bishop, Pattern Recognition and Machine Learning (2006), 4.3.4",
           .at = Vector{{0.2, -0.5, 0.9, 0.4, -0.3, 0.7}},
           .radius = 0.5,
           .terms = 5},
          [](const auto& w) {
            auto sum = 0.0 * w[0];
            for (std::size_t i = 0; i < 5; ++i) {
              const double t = sample[i];
              const auto a = w[0] + t * w[1], b = w[2] + t * w[3], c = w[4] + t * w[5];
              sum += log(exp(a) + exp(b) + exp(c)) - (i % 3 == 0 ? a : i % 3 == 1 ? b : c);
            }
            return sum;
          },
          [](ConstVector w) {
            ByHand sum{Vector::Zero(6), Matrix::Zero(6, 6)};
            for (std::size_t i = 0; i < 5; ++i) {
              const Vector row{{1.0, sample[i]}};
              Vector p(3);
              for (Index k = 0; k < 3; ++k) p[k] = exp(w.segment(2 * k, 2).dot(row));
              p /= p.sum();
              const Matrix spread = diagonal(p) - outer(p);
              for (Index k = 0; k < 3; ++k) {
                const double hit = k == static_cast<Index>(i % 3) ? 1 : 0;
                sum.gradient.segment(2 * k, 2) += (p[k] - hit) * row;
                for (Index l = 0; l < 3; ++l) sum.hessian.block(2 * k, 2 * l, 2, 2) += spread(k, l) * outer(row);
              }
            }
            return sum;
          }),
  };
}

std::vector<Published> of_location_and_scale() {
  const std::string johnson = "Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions (1994), ";
  return {
      published({.name = "Gaussian likelihood in sigma",
                 .source = johnson + "13",
                 .at = Vector{{1.5, 0.8}},
                 .radius = 0.3,
                 .terms = 5},
                over_sample([](const auto& p, double x) { return log(p[1]) + square((x - p[0]) / p[1]) / 2; }),
                [](ConstVector p) -> ByHand {
                  const double s = p[1], u = sum_over(sample, [&](double x) { return x - p[0]; });
                  const double uu = sum_over(sample, [&](double x) { return (x - p[0]) * (x - p[0]); });
                  return {Vector{{-u / (s * s), n / s - uu / (s * s * s)}},
                          symmetric({{n / (s * s)}, {2 * u / (s * s * s), -n / (s * s) + 3 * uu / (s * s * s * s)}})};
                }),
      published({.name = "Gaussian likelihood in log sigma",
                 .source = johnson + "13",
                 .at = Vector{{1.5, -0.3}},
                 .radius = 0.3,
                 .terms = 5},
                over_sample([](const auto& p, double x) { return p[1] + square(x - p[0]) * exp(-2 * p[1]) / 2; }),
                [](ConstVector p) -> ByHand {
                  const double e = exp(-2 * p[1]), u = sum_over(sample, [&](double x) { return x - p[0]; });
                  const double uu = sum_over(sample, [&](double x) { return (x - p[0]) * (x - p[0]); });
                  return {Vector{{-u * e, n - uu * e}}, symmetric({{n * e}, {2 * u * e, 2 * uu * e}})};
                }),
      published(
          {.name = "Cauchy likelihood", .source = johnson + "16", .at = Vector{{1.5, 0.8}}, .radius = 0.3, .terms = 5},
          over_sample([](const auto& p, double x) { return log(p[1]) + log(1 + square((x - p[0]) / p[1])); }),
          [](ConstVector p) {
            const double c = p[1];
            ByHand sum{Vector{{0, -n / c}}, symmetric({{0}, {0, n / (c * c)}})};
            for (const double x : sample) {
              const double u = x - p[0], q = c * c + u * u;
              sum.gradient += Vector{{-2 * u / q, 2 * c / q}};
              sum.hessian +=
                  symmetric({{2 / q - 4 * u * u / (q * q)}, {4 * u * c / (q * q), 2 / q - 4 * c * c / (q * q)}});
            }
            return sum;
          }),
      // Four degrees of freedom, so the power is 5/2; w = 4 sigma^2.
      published({.name = "Student likelihood",
                 .source = "Lange, Little, Taylor, JASA 84 (1989)",
                 .at = Vector{{1.5, -0.3}},
                 .radius = 0.3,
                 .terms = 5},
                over_sample([](const auto& p, double x) {
                  return p[1] + 2.5 * log(1 + square(x - p[0]) / 4 * exp(-2 * p[1]));
                }),
                [](ConstVector p) {
                  const double w = 4 * exp(2 * p[1]);
                  ByHand sum{Vector{{0, n}}, Matrix::Zero(2, 2)};
                  for (const double x : sample) {
                    const double u = x - p[0], q = w + u * u;
                    sum.gradient += Vector{{-5 * u / q, -5 * u * u / q}};
                    sum.hessian +=
                        symmetric({{5 / q - 10 * u * u / (q * q)}, {10 * u * w / (q * q), 10 * u * u * w / (q * q)}});
                  }
                  return sum;
                }),
      published(
          {.name = "Gumbel likelihood", .source = johnson + "22", .at = Vector{{1.2, 0.9}}, .radius = 0.3, .terms = 5},
          over_sample([](const auto& p, double x) {
            const auto z = (x - p[0]) / p[1];
            return log(p[1]) + z + exp(-z);
          }),
          [](ConstVector p) {
            const double b = p[1];
            ByHand sum{Vector{{0, n / b}}, symmetric({{0}, {0, -n / (b * b)}})};
            for (const double x : sample) {
              const double z = (x - p[0]) / b, e = exp(-z);
              sum.gradient += (1 - e) / b * Vector{{-1, -z}};
              sum.hessian += e / (b * b) * outer(Vector{{1, z}}) + (1 - e) / (b * b) * symmetric({{0}, {1, 2 * z}});
            }
            return sum;
          }),
      published(
          {.name = "Weibull likelihood", .source = johnson + "21", .at = Vector{{1.4, 2.1}}, .radius = 0.3, .terms = 5},
          over_sample([](const auto& p, double x) {
            return -log(p[0]) + p[0] * log(p[1]) - (p[0] - 1) * std::log(x) + pow(x / p[1], p[0]);
          }),
          [](ConstVector p) {
            const double k = p[0], c = p[1];
            ByHand sum{Vector{{-n / k, n * k / c}}, symmetric({{n / (k * k)}, {n / c, -n * k / (c * c)}})};
            for (const double x : sample) {
              const double l = log(x / c), t = exp(k * l);
              sum.gradient += Vector{{t * l - l, -k * t / c}};
              sum.hessian += symmetric({{t * l * l}, {-t * (1 + k * l) / c, k * (1 + k) * t / (c * c)}});
            }
            return sum;
          }),
  };
}

std::vector<Published> with_gamma_functions() {
  const std::string johnson = "Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions (1994), ";
  return {
      published(
          {.name = "gamma likelihood", .source = johnson + "17", .at = Vector{{2.3, 1.2}}, .radius = 0.3, .terms = 5},
          over_sample([](const auto& p, double x) {
            return lgamma(p[0]) - p[0] * log(p[1]) - (p[0] - 1) * std::log(x) + p[1] * x;
          }),
          [](ConstVector p) -> ByHand {
            const double a = p[0], b = p[1], sum = sum_over(sample, [](double x) { return x; });
            const double logs = sum_over(sample, [](double x) { return log(x); });
            return {Vector{{n * (digamma(a) - log(b)) - logs, sum - n * a / b}},
                    symmetric({{n * trigamma(a)}, {-n / b, n * a / (b * b)}})};
          }),
      published(
          {.name = "beta likelihood", .source = johnson + "25", .at = Vector{{1.6, 2.2}}, .radius = 0.3, .terms = 5},
          [](const auto& p) {
            auto sum = 0.0 * p[0];
            for (const double x : shares)
              sum += lgamma(p[0]) + lgamma(p[1]) - lgamma(p[0] + p[1]) - (p[0] - 1) * std::log(x) -
                     (p[1] - 1) * std::log(1 - x);
            return sum;
          },
          [](ConstVector p) -> ByHand {
            const double a = p[0], b = p[1], both = trigamma(a + b);
            const double logs = sum_over(shares, [](double x) { return log(x); }),
                         rest = sum_over(shares, [](double x) { return log(1 - x); });
            return {Vector{{n * (digamma(a) - digamma(a + b)) - logs, n * (digamma(b) - digamma(a + b)) - rest}},
                    n * symmetric({{trigamma(a) - both}, {-both, trigamma(b) - both}})};
          }),
      published(
          {.name = "negative binomial likelihood",
           .source = "Johnson, Kemp, Kotz, Univariate Discrete Distributions (2005), 5",
           .at = Vector{{2.5, 0.4}},
           .radius = 0.3,
           .terms = 5},
          [](const auto& p) {
            auto sum = 0.0 * p[0];
            for (const double y : counts) sum += lgamma(p[0]) - lgamma(y + p[0]) - p[0] * log(p[1]) - y * log(1 - p[1]);
            return sum;
          },
          [](ConstVector x) -> ByHand {
            const double r = x[0], p = x[1], total = sum_over(counts, [](double y) { return y; });
            return {Vector{{sum_over(counts, [&](double y) { return digamma(r) - digamma(y + r); }) - n * log(p),
                            total / (1 - p) - n * r / p}},
                    symmetric({{sum_over(counts, [&](double y) { return trigamma(r) - trigamma(y + r); })},
                               {-n / p, n * r / (p * p) + total / ((1 - p) * (1 - p))}})};
          }),
      // One observation, its logarithms (-1.2, -0.9, -1.4).
      published(
          {.name = "Dirichlet likelihood",
           .source = "Minka, Estimating a Dirichlet distribution (2000)",
           .at = Vector{{1.3, 2.4, 0.8}},
           .radius = 0.3},
          [](const auto& a) {
            return lgamma(a[0]) + lgamma(a[1]) + lgamma(a[2]) - lgamma(a[0] + a[1] + a[2]) + 1.2 * (a[0] - 1) +
                   0.9 * (a[1] - 1) + 1.4 * (a[2] - 1);
          },
          [](ConstVector a) -> ByHand {
            Vector first{{1.2, 0.9, 1.4}}, second(3);
            for (Index i = 0; i < 3; ++i) {
              first[i] += digamma(a[i]) - digamma(a.sum());
              second[i] = trigamma(a[i]);
            }
            return {first, diagonal(second) - Matrix::Constant(3, 3, trigamma(a.sum()))};
          }),
  };
}

}  // namespace

std::vector<Published> likelihoods() {
  std::vector<Published> all = of_linear_predictors();
  for (auto more : {of_location_and_scale(), with_gamma_functions()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace published
