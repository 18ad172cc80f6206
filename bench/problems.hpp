// SPDX-License-Identifier: BSL-1.0
//
// The functions that benchmarks time and tests verify, written as anybody would write them: plain loops, generic in the
// number, no thought of derivatives. Each takes any vector with [i] and size().
#pragma once

#include <hesse/hesse.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <type_traits>
#include <vector>

namespace problems {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

template <class V>
using number_of = std::remove_cvref_t<decltype(std::declval<const V&>()[0])>;

/// Numbers of other libraries have no softplus and logsumexp; they get them from what they have, shifted by the largest
/// value, which is read as a plain number by passive(), a function each of them brings.
template <class T>
concept OwnNumber = hesse::LibraryNumber<T> || hesse::detail::Plain<T>;

template <class T>
T softplus(const T& z) {
  if constexpr (OwnNumber<T>) {
    return hesse::softplus(z);
  } else {
    return passive(z) > 0 ? T(z + log(1.0 + exp(-z))) : T(log(1.0 + exp(z)));
  }
}

template <class T>
T logsumexp(const std::vector<T>& terms) {
  if constexpr (OwnNumber<T>) {
    return hesse::logsumexp(terms);
  } else {
    double largest = passive(terms[0]);
    for (const T& term : terms) largest = std::max(largest, passive(term));
    T sum(0.0);
    for (const T& term : terms) sum += exp(T(term - largest));
    return T(log(sum) + largest);
  }
}

/// Uniform on (low, high), the same on every platform for the same seed.
class Uniform {
 public:
  explicit Uniform(std::uint64_t seed) : generator_(seed) {}
  double operator()(double low, double high) {
    return low + (high - low) * (static_cast<double>(generator_() >> 11) + 0.5) * 0x1p-53;
  }
  Vector vector(Index n, double low, double high) {
    Vector x(n);
    for (double& item : x) item = (*this)(low, high);
    return x;
  }

 private:
  std::mt19937_64 generator_;
};

/// Sum of cosh(x_i - x_{i-1}) + (x_i - sin(i))^2 / 2: strictly convex, a tridiagonal Hessian.
struct ConvexChain {
  template <class V>
  auto operator()(const V& x) const {
    using std::cosh;
    auto sum = 0 * x[0];
    for (Index i = 0; i < x.size(); ++i) {
      sum += square(x[i] - std::sin(static_cast<double>(i))) / 2;
      if (i > 0) sum += cosh(x[i] - x[i - 1]);
    }
    return sum;
  }
};

/// P1: chained Rosenbrock (Toint 1978): sum of 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2.
struct Rosenbrock {
  template <class V>
  auto operator()(const V& x) const {
    using T = number_of<V>;
    T sum(0.0);
    for (Index i = 0; i + 1 < static_cast<Index>(x.size()); ++i) {
      const T valley = x[i + 1] - x[i] * x[i];
      const T slope = 1 - x[i];
      sum += 100 * (valley * valley) + slope * slope;
    }
    return sum;
  }
  static Vector start(Index n) { return Uniform(1).vector(n, -1.2, 1.2); }
};

/// P2: logistic regression, labels -1 and 1: sum of softplus(-y z) over rows, plus a ridge.
struct Logistic {
  Matrix features;
  Vector labels;
  double ridge = 0.01;

  Logistic(Index rows, Index columns) : features(rows, columns), labels(rows) {
    Uniform uniform(2);
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < columns; ++j) features(i, j) = uniform(-1, 1);
      labels[i] = uniform(-1, 1) + features(i, 0) > 0 ? 1 : -1;
    }
    transposed = features.transpose();
  }
  template <class V>
  auto operator()(const V& theta) const {
    return sum_over_rows(theta, smooth);
  }
  /// P2b: the same with a branch a row, as many people write it.
  template <class V>
  auto with_branches(const V& theta) const {
    return sum_over_rows(theta, branching);
  }
  static Vector start(Index columns) { return Uniform(3).vector(columns, -0.5, 0.5); }

  /// For a loss over rows: features and label side by side, and what one of them costs.
  Matrix table() const {
    Matrix rows(features.rows(), features.cols() + 1);
    rows << features, labels;
    return rows;
  }

 private:
  static constexpr auto smooth = [](const auto& z) { return softplus(z); };
  static constexpr auto branching = [](const auto& z) {
    using std::exp, std::log1p;
    using T = std::remove_cvref_t<decltype(z)>;
    if (z > 0) return T(z + log1p(exp(-z)));
    return T(log1p(exp(z)));
  };
  template <class Loss>
  auto loss_of_row(const Loss& loss) const {
    return [=, part = 0.5 * ridge / static_cast<double>(features.rows())](const auto& theta, const auto& row) {
      using T = number_of<decltype(theta)>;
      T z(0.0), squares(0.0);
      for (Index j = 0; j < theta.size(); ++j) z += row[j] * theta[j];
      for (Index j = 0; j < theta.size(); ++j) squares += theta[j] * theta[j];
      return T(loss(T(-row[theta.size()] * z)) + part * squares);
    };
  }

 public:
  auto row_loss() const { return loss_of_row(smooth); }
  auto row_loss_with_branches() const { return loss_of_row(branching); }

 private:
  template <class V, class Loss>
  auto sum_over_rows(const V& theta, const Loss& loss) const {
    using T = number_of<V>;
    T sum(0.0);
    for (Index i = 0; i < transposed.cols(); ++i) {
      const double* row = transposed.col(i).data();
      T z(0.0);
      for (Index j = 0; j < transposed.rows(); ++j) z += row[j] * theta[j];
      sum += loss(T(-labels[i] * z));
    }
    T squares(0.0);
    for (Index j = 0; j < transposed.rows(); ++j) squares += theta[j] * theta[j];
    return T(sum + 0.5 * ridge * squares);
  }
  Matrix transposed;  // one row of data is contiguous
};

/// logsumexp as people write it: a running maximum by comparisons, then the sum.
inline constexpr auto logsumexp_by_comparisons = [](const auto& terms) {
  using std::exp, std::log;
  using T = std::remove_cvref_t<decltype(terms[0])>;
  T largest = terms[0];
  for (const T& term : terms)
    if (largest < term) largest = term;
  T sum(0.0);
  for (const T& term : terms) sum += exp(T(term - largest));
  return T(largest + log(sum));
};

/// P3: the Gaussian mixture of ADBench (Srajer, Kukelova, Fitzgibbon 2018): log-likelihood of `points` points in d
/// dimensions under K components, and its Wishart prior (gamma = 1, m = 0). Parameters: K weights, K means, K inverse
/// covariance factors of d (d + 1) / 2 numbers, the logarithms of the diagonal first.
struct GaussianMixture {
  Index dimension, components;
  Matrix points;  // one a column

  GaussianMixture(Index d, Index k, Index n) : dimension(d), components(k), points(d, n) {
    Uniform uniform(4);
    for (double& item : points.reshaped()) item = uniform(-2, 2);
  }
  Index parameters() const { return components * (1 + dimension + dimension * (dimension + 1) / 2); }

  template <class V>
  auto operator()(const V& x) const {
    return evaluate(x, smooth);
  }
  /// P3b: the same with a running maximum by comparisons.
  template <class V>
  auto with_branches(const V& x) const {
    return evaluate(x, logsumexp_by_comparisons);
  }
  Vector start() const { return Uniform(5).vector(parameters(), -0.5, 0.5); }

  /// For a loss over rows: the points, and what one of them costs.
  Matrix table() const { return points.transpose(); }

 private:
  static constexpr auto smooth = [](const auto& terms) { return logsumexp(terms); };
  template <class LogSumExp>
  auto loss_of_row(const LogSumExp& logsumexp) const {
    return [=, shape = GaussianMixture(dimension, components, 0), count = static_cast<double>(points.cols())](
               const auto& x, const auto& point) {
      using T = number_of<decltype(x)>;
      Shared<T> shared = shape.shared(x, count, logsumexp);
      return T(shape.likelihood(x, shared, point, logsumexp) + shared.rest / count);
    };
  }

 public:
  auto row_loss() const { return loss_of_row(smooth); }
  auto row_loss_with_branches() const { return loss_of_row(logsumexp_by_comparisons); }

 private:
  template <class V, class LogSumExp>
  auto evaluate(const V& x, const LogSumExp& logsumexp) const {
    using T = number_of<V>;
    Shared<T> shared = this->shared(x, static_cast<double>(points.cols()), logsumexp);
    T sum(0.0);
    for (Index p = 0; p < points.cols(); ++p) sum += likelihood(x, shared, points.col(p), logsumexp);
    return T(sum + shared.rest);
  }

  /// What all points have in common, and room for one of them.
  template <class T>
  struct Shared {
    std::vector<T> diagonal, log_determinant;
    T rest;
    std::vector<T> terms, centred;
  };

  template <class V, class Point, class T, class LogSumExp>
  T likelihood(const V& x, Shared<T>& shared, const Point& point, const LogSumExp& logsumexp) const {
    const Index d = dimension, k = components, factor = d * (d + 1) / 2;
    const Index means = k, factors = k + k * d;
    auto& centred = shared.centred;
    for (Index c = 0; c < k; ++c) {
      for (Index i = 0; i < d; ++i) centred[static_cast<std::size_t>(i)] = point[i] - x[means + c * d + i];
      T squares(0.0);
      for (Index i = 0; i < d; ++i) {
        T entry = shared.diagonal[static_cast<std::size_t>(c * d + i)] * centred[static_cast<std::size_t>(i)];
        Index at = factors + c * factor + d + i * (i - 1) / 2;
        for (Index j = 0; j < i; ++j) entry += x[at++] * centred[static_cast<std::size_t>(j)];
        squares += entry * entry;
      }
      shared.terms[static_cast<std::size_t>(c)] =
          x[c] + shared.log_determinant[static_cast<std::size_t>(c)] - 0.5 * squares;
    }
    return logsumexp(shared.terms);
  }

  template <class V, class LogSumExp>
  auto shared(const V& x, double count, const LogSumExp& logsumexp) const {
    using std::exp;
    using T = number_of<V>;
    const Index d = dimension, k = components, factor = d * (d + 1) / 2, factors = k + k * d;
    std::vector<T> diagonal(static_cast<std::size_t>(k * d)), log_determinant(static_cast<std::size_t>(k));
    T prior(0.0);
    for (Index c = 0; c < k; ++c) {
      T sum(0.0);
      for (Index i = 0; i < d; ++i) {
        const T& log_entry = x[factors + c * factor + i];
        sum += log_entry;
        const T entry = exp(log_entry);
        diagonal[static_cast<std::size_t>(c * d + i)] = entry;
        prior += 0.5 * (entry * entry);
      }
      for (Index i = d; i < factor; ++i) prior += 0.5 * (x[factors + c * factor + i] * x[factors + c * factor + i]);
      log_determinant[static_cast<std::size_t>(c)] = sum;
    }
    std::vector<T> weights(static_cast<std::size_t>(k));
    for (Index c = 0; c < k; ++c) weights[static_cast<std::size_t>(c)] = x[c];
    T log_determinants(0.0);
    for (const T& item : log_determinant) log_determinants += item;
    const T rest = prior - count * logsumexp(weights) - log_determinants;
    return Shared<T>{std::move(diagonal), std::move(log_determinant), rest, weights,
                     std::vector<T>(static_cast<std::size_t>(d))};
  }
};

/// P4: the Helmholtz energy of a mixed fluid under the Peng-Robinson equation (Griewank and Walther 2008, section 3.3).
struct Helmholtz {
  Matrix attraction;
  Vector volume;

  explicit Helmholtz(Index n) : attraction(n, n), volume(n) {
    Uniform uniform(6);
    for (Index i = 0; i < n; ++i) {
      volume[i] = uniform(0.1, 0.5) / static_cast<double>(n);
      for (Index j = 0; j <= i; ++j) attraction(i, j) = attraction(j, i) = uniform(0.1, 1.0);
    }
  }
  template <class V>
  auto operator()(const V& x) const {
    using std::log, std::sqrt;
    using T = number_of<V>;
    const Index n = volume.size();
    T bx(0.0);
    for (Index i = 0; i < n; ++i) bx += volume[i] * x[i];
    T entropy(0.0);
    for (Index i = 0; i < n; ++i) entropy += x[i] * log(x[i] / (1 - bx));
    T xax(0.0);
    for (Index i = 0; i < n; ++i) {
      T ax(0.0);
      for (Index j = 0; j < n; ++j) ax += attraction(j, i) * x[j];
      xax += x[i] * ax;
    }
    const double root2 = sqrt(2.0);
    return T(entropy - xax / (sqrt(8.0) * bx) * log((1 + (1 + root2) * bx) / (1 + (1 - root2) * bx)));
  }
  static Vector start(Index n) { return Uniform(7).vector(n, 0.5, 1.5); }
};

/// P5: a network 30 - 16 - 2 with tanh and softmax cross-entropy on `rows` rows.
struct Network {
  static constexpr Index inputs = 30, hidden = 16, classes = 2;
  Matrix features;  // one row of data a column
  std::vector<Index> labels;

  explicit Network(Index rows) : features(inputs, rows) {
    Uniform uniform(8);
    for (double& item : features.reshaped()) item = uniform(-1, 1);
    for (Index i = 0; i < rows; ++i) labels.push_back(features(0, i) + features(1, i) > 0 ? 1 : 0);
  }
  static Index parameters() { return inputs * hidden + hidden + hidden * classes + classes; }

  template <class V>
  auto operator()(const V& x) const {
    using std::tanh;
    using T = number_of<V>;
    const Index bias1 = inputs * hidden, weights2 = bias1 + hidden, bias2 = weights2 + hidden * classes;
    std::vector<T> layer(hidden), scores(classes);
    T sum(0.0);
    for (Index r = 0; r < features.cols(); ++r) {
      for (Index h = 0; h < hidden; ++h) {
        T z = x[bias1 + h];
        for (Index i = 0; i < inputs; ++i) z += x[h * inputs + i] * features(i, r);
        layer[static_cast<std::size_t>(h)] = tanh(z);
      }
      for (Index c = 0; c < classes; ++c) {
        T z = x[bias2 + c];
        for (Index h = 0; h < hidden; ++h) z += x[weights2 + c * hidden + h] * layer[static_cast<std::size_t>(h)];
        scores[static_cast<std::size_t>(c)] = z;
      }
      sum += logsumexp(scores) - scores[static_cast<std::size_t>(labels[static_cast<std::size_t>(r)])];
    }
    return T(sum / static_cast<double>(features.cols()));
  }
  static Vector start() { return Uniform(9).vector(parameters(), -0.3, 0.3); }
};

/// P6: sum of sin(x_i) exp(x_{i+1}) / (1 + x_i^2).
struct Waves {
  template <class V>
  auto operator()(const V& x) const {
    using std::exp, std::sin;
    using T = number_of<V>;
    T sum(0.0);
    for (Index i = 0; i + 1 < static_cast<Index>(x.size()); ++i) sum += sin(x[i]) * exp(x[i + 1]) / (1 + x[i] * x[i]);
    return sum;
  }
  static Vector start(Index n) { return Uniform(10).vector(n, -1, 1); }
};

}  // namespace problems
