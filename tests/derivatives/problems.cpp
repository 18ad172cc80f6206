// SPDX-License-Identifier: BSL-1.0
//
// The benchmark problems P1 to P6 against derivatives written by hand, in matrix form where there is one. They are the
// oracle of everything that is timed.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <problems.hpp>

using hesse::Function;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

namespace {

void check_close(const Matrix& found, const Matrix& expected, double relative) {
  BOOST_TEST((found - expected).norm() <= relative * expected.norm(),
             "distance " << (found - expected).norm() << " of a norm of " << expected.norm());
}

/// The logistic function 1 / (1 + exp(-z)).
Vector sigmoid(const Vector& z) { return (1 + (-z.array()).exp()).inverse(); }

struct Derivatives {
  double value;
  Vector gradient;
  Matrix hessian;
};

/// P1 at x, term by term: with v = x_{i+1} - x_i^2,
///   f_i = -400 v x_i - 2 (1 - x_i),  f_{i+1} = 200 v,  f_ii = -400 v + 800 x_i^2 + 2,  f_{i,i+1} = -400 x_i,
///   f_{i+1,i+1} = 200.
Derivatives rosenbrock(const Vector& x) {
  const Index n = x.size();
  Derivatives d{0, Vector::Zero(n), Matrix::Zero(n, n)};
  for (Index i = 0; i + 1 < n; ++i) {
    const double v = x[i + 1] - x[i] * x[i], s = 1 - x[i];
    d.value += 100 * v * v + s * s;
    d.gradient[i] += -400 * v * x[i] - 2 * s;
    d.gradient[i + 1] += 200 * v;
    d.hessian(i, i) += -400 * v + 800 * x[i] * x[i] + 2;
    d.hessian(i, i + 1) = d.hessian(i + 1, i) = -400 * x[i];
    d.hessian(i + 1, i + 1) += 200;
  }
  return d;
}

/// P2 with z = -Y X theta and p = sigmoid(z): gradient -X'(y p) + ridge theta, Hessian X' diag(p (1 - p)) X + ridge I.
Derivatives logistic(const problems::Logistic& f, const Vector& theta) {
  const Vector z = -f.labels.cwiseProduct(f.features * theta), p = sigmoid(z);
  const Vector slope = p.array() * (1 - p.array());
  return {z.unaryExpr([](double t) { return std::max(t, 0.0) + std::log1p(std::exp(-std::abs(t))); }).sum() +
              0.5 * f.ridge * theta.squaredNorm(),
          -f.features.transpose() * f.labels.cwiseProduct(p) + f.ridge * theta,
          f.features.transpose() * slope.asDiagonal() * f.features +
              f.ridge * Matrix::Identity(theta.size(), theta.size())};
}

/// P4 with b = bx, A x = a, e = x'a, c = 1/sqrt(8), L = log((1 + s b) / (1 + t b)) with s, t = 1 +- sqrt 2:
///   f = sum x log x - (sum x) log(1 - b) - c e / b * L
Derivatives helmholtz(const problems::Helmholtz& f, const Vector& x) {
  const Vector &w = f.volume, a = f.attraction * x, ones = Vector::Ones(x.size());
  const double b = w.dot(x), e = x.dot(a), c = 1 / std::sqrt(8.0), s = 1 + std::sqrt(2.0), t = 1 - std::sqrt(2.0);
  // g(b) = L / b and its derivatives by the quotient rule
  const double L = std::log((1 + s * b) / (1 + t * b)), L1 = s / (1 + s * b) - t / (1 + t * b);
  const double L2 = -s * s / std::pow(1 + s * b, 2) + t * t / std::pow(1 + t * b, 2);
  const double g = L / b, g1 = L1 / b - L / (b * b), g2 = L2 / b - 2 * L1 / (b * b) + 2 * L / (b * b * b);
  const double n = x.sum(), q = 1 - b;
  Derivatives d;
  d.value = x.cwiseProduct(x.array().log().matrix()).sum() - n * std::log(q) - c * e * g;
  d.gradient = x.array().log().matrix() + ones - std::log(q) * ones + n / q * w - c * (2 * g * a + e * g1 * w);
  const Matrix mixed = ones * w.transpose() / q - 2 * c * g1 * a * w.transpose();
  d.hessian = Matrix(x.cwiseInverse().asDiagonal()) + mixed + mixed.transpose() + n / (q * q) * w * w.transpose() -
              c * (2 * g * f.attraction + e * g2 * w * w.transpose());
  return d;
}

/// P6 with h(u) = sin(u) / (1 + u^2): terms h(x_i) exp(x_{i+1}).
Derivatives waves(const Vector& x) {
  const Index n = x.size();
  Derivatives d{0, Vector::Zero(n), Matrix::Zero(n, n)};
  for (Index i = 0; i + 1 < n; ++i) {
    const double u = x[i], r = 1 / (1 + u * u), e = std::exp(x[i + 1]), s = std::sin(u), c = std::cos(u);
    const double r1 = -2 * u * r * r, r2 = (6 * u * u - 2) * r * r * r;
    const double h = s * r, h1 = c * r + s * r1, h2 = -s * r + 2 * c * r1 + s * r2;
    d.value += h * e;
    d.gradient[i] += h1 * e;
    d.gradient[i + 1] += h * e;
    d.hessian(i, i) += h2 * e;
    d.hessian(i, i + 1) = d.hessian(i + 1, i) = h1 * e;
    d.hessian(i + 1, i + 1) += h * e;
  }
  return d;
}

void check_all(const Function& f, const Vector& x, const Derivatives& expected, double relative) {
  BOOST_TEST(f.value(x) == expected.value, boost::test_tools::tolerance(relative));
  check_close(f.gradient(x), expected.gradient, relative);
  check_close(f.hessian(x), expected.hessian, relative);
  const Vector v = problems::Uniform(77).vector(x.size(), -1, 1);
  check_close(f.hessian_vector(x, v), expected.hessian * v, relative);
}

}  // namespace

BOOST_AUTO_TEST_CASE(p1_rosenbrock_has_the_derivatives_written_by_hand) {
  const Vector x = problems::Rosenbrock::start(100);
  check_all(Function(problems::Rosenbrock(), x), x, rosenbrock(x), 1e-13);
}

BOOST_AUTO_TEST_CASE(p2_logistic_regression_and_its_branching_twin_have_the_derivatives_of_the_textbook) {
  const problems::Logistic f(200, 30);
  const Vector start = problems::Logistic::start(30), x = -start;
  const Function smooth([&](const auto& theta) { return f(theta); }, start);
  const Function branching([&](const auto& theta) { return f.with_branches(theta); }, start);
  const Derivatives expected = logistic(f, x);
  check_all(smooth, x, expected, 1e-12);
  check_all(branching, x, expected, 1e-12);
  BOOST_TEST(branching.tape()->guards().size() == 200u);
  BOOST_TEST(branching.recordings() == 2u);
}

// P3: with w_kp the softmax over k of the terms of point p and r_k = sum_p w_kp - n softmax(alpha)_k,
//   df/dalpha_k = r_k;  df/dmean_k = sum_p w_kp Q_k' (Q_k (x_p - m_k));
//   df/dQ_k: entry (i, j) gets -sum_p w_kp y_i c_j with y = Q c, c = x_p - m_k, plus q_ij of the prior;
//   a diagonal entry exp(q) is multiplied by itself and its logarithm q adds sum_p w_kp - 1.
// The Hessian is compared with central differences of this gradient, along one direction: truncation near 1e-9.
namespace {
Vector mixture_gradient(const problems::GaussianMixture& f, const Vector& x) {
  const Index d = f.dimension, k = f.components, n = f.points.cols(), factor = d * (d + 1) / 2;
  std::vector<Matrix> q(static_cast<std::size_t>(k), Matrix::Zero(d, d));
  Matrix terms(k, n);
  for (Index c = 0; c < k; ++c) {
    Matrix& inverse_factor = q[static_cast<std::size_t>(c)];
    const auto packed = x.segment(k + k * d + c * factor, factor);
    inverse_factor.diagonal() = packed.head(d).array().exp();
    Index at = d;
    for (Index i = 0; i < d; ++i)
      for (Index j = 0; j < i; ++j) inverse_factor(i, j) = packed[at++];
    const Matrix y = inverse_factor * (f.points.colwise() - x.segment(k + c * d, d));
    terms.row(c) = (x[c] + packed.head(d).sum() - 0.5 * y.colwise().squaredNorm().array()).matrix();
  }
  const Matrix shifted = (terms.rowwise() - terms.colwise().maxCoeff()).array().exp();
  const Matrix w = shifted.array().rowwise() / shifted.colwise().sum().array();
  const Vector alphas = (x.head(k).array() - x.head(k).maxCoeff()).exp();
  Vector gradient(x.size());
  gradient.head(k) = w.rowwise().sum() - static_cast<double>(n) * alphas / alphas.sum();
  for (Index c = 0; c < k; ++c) {
    const Matrix& inverse_factor = q[static_cast<std::size_t>(c)];
    const Matrix centred = f.points.colwise() - x.segment(k + c * d, d), y = inverse_factor * centred;
    gradient.segment(k + c * d, d) = inverse_factor.transpose() * y * w.row(c).transpose();
    const Matrix by_factor = inverse_factor - y * w.row(c).asDiagonal() * centred.transpose();
    auto packed = gradient.segment(k + k * d + c * factor, factor);
    packed.head(d) = by_factor.diagonal().cwiseProduct(inverse_factor.diagonal()).array() + w.row(c).sum() - 1;
    Index at = d;
    for (Index i = 0; i < d; ++i)
      for (Index j = 0; j < i; ++j) packed[at++] = by_factor(i, j);
  }
  return gradient;
}
}  // namespace

BOOST_AUTO_TEST_CASE(p3_gaussian_mixture_and_its_branching_twin_have_the_gradient_written_by_hand) {
  const problems::GaussianMixture f(4, 5, 60);
  const Vector start = f.start(), x = -start, v = problems::Uniform(78).vector(x.size(), -1, 1);
  const Function smooth([&](const auto& p) { return f(p); }, start);
  const Function branching([&](const auto& p) { return f.with_branches(p); }, start);
  const double step = 1e-5;
  const Vector product = (mixture_gradient(f, x + step * v) - mixture_gradient(f, x - step * v)) / (2 * step);
  for (const Function* function : {&smooth, &branching}) {
    check_close(function->gradient(x), mixture_gradient(f, x), 1e-12);
    check_close(function->hessian_vector(x, v), product, 1e-8);
  }
  BOOST_TEST(smooth.value(x) == f(x), boost::test_tools::tolerance(1e-14));
  BOOST_TEST(branching.value(x) == smooth.value(x), boost::test_tools::tolerance(1e-14));
  check_close(branching.hessian_vector(x, v), smooth.hessian_vector(x, v), 1e-12);
}

BOOST_AUTO_TEST_CASE(p4_helmholtz_energy_has_the_derivatives_written_by_hand) {
  const problems::Helmholtz f(50);
  const Vector x = problems::Helmholtz::start(50);
  check_all(Function([&](const auto& p) { return f(p); }, x), x, helmholtz(f, x), 1e-12);
}

// P5 by backpropagation: with a = tanh(W x + b), p = softmax(V a + c) and e_y the label's unit vector,
//   dV = (p - e_y) a', dc = p - e_y, delta = V'(p - e_y) (1 - a^2), dW = delta x', db = delta; averaged over rows.
// The product is compared with central differences of this gradient: truncation near 1e-9.
namespace {
Vector network_gradient(const problems::Network& f, const Vector& x) {
  using Net = problems::Network;
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto w = Eigen::Map<const RowMajor>(x.data(), Net::hidden, Net::inputs);
  const Index bias1 = Net::inputs * Net::hidden, weights2 = bias1 + Net::hidden;
  const auto v = Eigen::Map<const RowMajor>(x.data() + weights2, Net::classes, Net::hidden);
  const Matrix a = ((w * f.features).colwise() + x.segment(bias1, Net::hidden)).array().tanh();
  const Matrix scores = (v * a).colwise() + x.tail(Net::classes);
  const Matrix shifted = (scores.rowwise() - scores.colwise().maxCoeff()).array().exp();
  Matrix error = shifted.array().rowwise() / shifted.colwise().sum().array();
  for (Index r = 0; r < f.features.cols(); ++r) error(f.labels[static_cast<std::size_t>(r)], r) -= 1;
  const Matrix delta = (v.transpose() * error).array() * (1 - a.array().square());
  const RowMajor by_w = delta * f.features.transpose(), by_v = error * a.transpose();
  Vector gradient(x.size());
  gradient << Eigen::Map<const Vector>(by_w.data(), by_w.size()), delta.rowwise().sum(),
      Eigen::Map<const Vector>(by_v.data(), by_v.size()), error.rowwise().sum();
  return gradient / static_cast<double>(f.features.cols());
}
}  // namespace

BOOST_AUTO_TEST_CASE(p5_network_has_the_gradient_of_backpropagation) {
  const problems::Network f(40);
  const Vector x = problems::Network::start(), v = problems::Uniform(79).vector(x.size(), -1, 1);
  const Function network([&](const auto& p) { return f(p); }, x);
  check_close(network.gradient(x), network_gradient(f, x), 1e-12);
  const double step = 1e-5;
  check_close(network.hessian_vector(x, v),
              (network_gradient(f, x + step * v) - network_gradient(f, x - step * v)) / (2 * step), 1e-8);
}

BOOST_AUTO_TEST_CASE(p6_waves_have_the_derivatives_written_by_hand) {
  const Vector x = problems::Waves::start(100);
  check_all(Function(problems::Waves(), x), x, waves(x), 1e-13);
}
