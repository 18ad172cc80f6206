// SPDX-License-Identifier: BSL-1.0
//
// Problems of any number of unknowns. i and j count from 1, as in the paper.
#include <algorithm>
#include <cmath>

#include "problem.hpp"

namespace more_garbow_hillstrom {

namespace {

using std::cos, std::exp, std::sin;

double real(Index i) { return static_cast<double>(i); }

/// An entry an index: entry(j) for j = 1, ..., n.
template <class Entry>
Vector vector_of(Index n, const Entry& entry) {
  Vector x(n);
  for (Index j = 1; j <= n; ++j) x[j - 1] = entry(real(j));
  return x;
}

constexpr auto watson = [](const auto& x) {
  using T = number_of<decltype(x)>;
  VectorOf<T> r(31);
  for (Index i = 1; i <= 29; ++i) {
    const double t = real(i) / 29.0;
    T polynomial = x[0], slope(0.0);
    double power = 1.0;  // t^(j-2)
    for (Index j = 2; j <= x.size(); ++j) {
      slope += real(j - 1) * power * x[j - 1];
      power *= t;
      polynomial += power * x[j - 1];
    }
    r[i - 1] = slope - polynomial * polynomial - 1.0;
  }
  r[29] = x[0];
  r[30] = x[1] - x[0] * x[0] - 1.0;
  return r;
};

constexpr auto extended_rosenbrock = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(x.size());
  for (Index i = 0; i < x.size(); i += 2) {
    r[i] = 10.0 * (x[i + 1] - x[i] * x[i]);
    r[i + 1] = 1.0 - x[i];
  }
  return r;
};

constexpr auto extended_powell_singular = [](const auto& x) {
  using T = number_of<decltype(x)>;
  VectorOf<T> r(x.size());
  for (Index i = 0; i < x.size(); i += 4) {
    const T inner = x[i + 1] - 2.0 * x[i + 2], outer = x[i] - x[i + 3];
    r[i] = x[i] + 10.0 * x[i + 1];
    r[i + 1] = std::sqrt(5.0) * (x[i + 2] - x[i + 3]);
    r[i + 2] = inner * inner;
    r[i + 3] = std::sqrt(10.0) * outer * outer;
  }
  return r;
};

constexpr auto penalty_1 = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  VectorOf<T> r(n + 1);
  T squares(0.0);
  for (Index i = 0; i < n; ++i) {
    r[i] = std::sqrt(1e-5) * (x[i] - 1.0);
    squares += x[i] * x[i];
  }
  r[n] = squares - 0.25;
  return r;
};

constexpr auto penalty_2 = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  const double root = std::sqrt(1e-5);
  VectorOf<T> r(2 * n);
  r[0] = x[0] - 0.2;
  T squares = real(n) * x[0] * x[0];
  for (Index i = 2; i <= n; ++i) {
    const T here = exp(x[i - 1] / 10.0);
    r[i - 1] = root * (here + exp(x[i - 2] / 10.0) - std::exp(real(i) / 10.0) - std::exp(real(i - 1) / 10.0));
    r[n + i - 2] = root * (here - std::exp(-0.1));
    squares += real(n - i + 1) * x[i - 1] * x[i - 1];
  }
  r[2 * n - 1] = squares - 1.0;
  return r;
};

constexpr auto variably_dimensioned = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  VectorOf<T> r(n + 2);
  T sum(0.0);
  for (Index j = 1; j <= n; ++j) {
    r[j - 1] = x[j - 1] - 1.0;
    sum += real(j) * (x[j - 1] - 1.0);
  }
  r[n] = sum;
  r[n + 1] = sum * sum;
  return r;
};

constexpr auto trigonometric = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  T cosines(0.0);
  for (Index j = 0; j < n; ++j) cosines += cos(x[j]);
  VectorOf<T> r(n);
  for (Index i = 1; i <= n; ++i) r[i - 1] = real(n) - cosines + real(i) * (1.0 - cos(x[i - 1])) - sin(x[i - 1]);
  return r;
};

constexpr auto brown_almost_linear = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  T sum(0.0), product(1.0);
  for (Index j = 0; j < n; ++j) {
    sum += x[j];
    product *= x[j];
  }
  VectorOf<T> r(n);
  for (Index i = 0; i + 1 < n; ++i) r[i] = x[i] + sum - real(n + 1);
  r[n - 1] = product - 1.0;
  return r;
};

constexpr auto discrete_boundary_value = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  const double h = 1.0 / real(n + 1);
  VectorOf<T> r(n);
  for (Index i = 1; i <= n; ++i) {
    const T cube_of = x[i - 1] + real(i) * h + 1.0;
    r[i - 1] = 2.0 * x[i - 1] + h * h * cube_of * cube_of * cube_of / 2.0;
    if (i > 1) r[i - 1] -= x[i - 2];
    if (i < n) r[i - 1] -= x[i];
  }
  return r;
};

constexpr auto discrete_integral_equation = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  const double h = 1.0 / real(n + 1);
  VectorOf<T> r(n);
  for (Index i = 1; i <= n; ++i) {
    const double t = real(i) * h;
    T below(0.0), above(0.0);
    for (Index j = 1; j <= n; ++j) {
      const double s = real(j) * h;
      const T cube_of = x[j - 1] + s + 1.0, cube = cube_of * cube_of * cube_of;
      if (j <= i)
        below += s * cube;
      else
        above += (1.0 - s) * cube;
    }
    r[i - 1] = x[i - 1] + h * ((1.0 - t) * below + t * above) / 2.0;
  }
  return r;
};

constexpr auto broyden_tridiagonal = [](const auto& x) {
  const Index n = x.size();
  VectorOf<number_of<decltype(x)>> r(n);
  for (Index i = 0; i < n; ++i) {
    r[i] = (3.0 - 2.0 * x[i]) * x[i] + 1.0;
    if (i > 0) r[i] -= x[i - 1];
    if (i + 1 < n) r[i] -= 2.0 * x[i + 1];
  }
  return r;
};

constexpr auto broyden_banded = [](const auto& x) {
  const Index n = x.size();
  VectorOf<number_of<decltype(x)>> r(n);
  for (Index i = 0; i < n; ++i) {
    r[i] = x[i] * (2.0 + 5.0 * x[i] * x[i]) + 1.0;
    for (Index j = std::max<Index>(0, i - 5); j <= std::min(n - 1, i + 1); ++j)
      if (j != i) r[i] -= x[j] * (1.0 + x[j]);
  }
  return r;
};

constexpr Index rows_of_linear = 20;

constexpr auto linear_full_rank = [](const auto& x) {
  using T = number_of<decltype(x)>;
  T sum(0.0);
  for (Index j = 0; j < x.size(); ++j) sum += x[j];
  VectorOf<T> r(rows_of_linear);
  for (Index i = 0; i < rows_of_linear; ++i) {
    r[i] = -2.0 / real(rows_of_linear) * sum - 1.0;
    if (i < x.size()) r[i] += x[i];
  }
  return r;
};

constexpr auto linear_rank_1 = [](const auto& x) {
  using T = number_of<decltype(x)>;
  T sum(0.0);
  for (Index j = 1; j <= x.size(); ++j) sum += real(j) * x[j - 1];
  VectorOf<T> r(rows_of_linear);
  for (Index i = 1; i <= rows_of_linear; ++i) r[i - 1] = real(i) * sum - 1.0;
  return r;
};

constexpr auto linear_rank_1_with_zeros = [](const auto& x) {
  using T = number_of<decltype(x)>;
  T sum(0.0);
  for (Index j = 2; j < x.size(); ++j) sum += real(j) * x[j - 1];
  VectorOf<T> r(rows_of_linear);
  for (Index i = 2; i < rows_of_linear; ++i) r[i - 1] = real(i - 1) * sum - 1.0;
  r[0] = r[rows_of_linear - 1] = T(-1.0);
  return r;
};

/// T_i are Chebyshev's polynomials shifted to [0, 1]; the mean of T_i(x_j) minus its integral.
constexpr auto chebyquad = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const Index n = x.size();
  VectorOf<T> r(n);
  for (Index i = 1; i <= n; ++i) r[i - 1] = T(i % 2 == 0 ? 1.0 / (real(i * i) - 1.0) : 0.0);
  for (Index j = 0; j < n; ++j) {
    const T z = 2.0 * x[j] - 1.0;
    T before(1.0), polynomial = z;
    for (Index i = 1; i <= n; ++i) {
      r[i - 1] += polynomial / real(n);
      const T after = 2.0 * z * polynomial - before;
      before = polynomial;
      polynomial = after;
    }
  }
  return r;
};

std::string sized(const char* name, Index n) { return std::string(name) + ", n = " + std::to_string(n); }

}  // namespace

std::vector<Problem> problems_of_any_size() {
  std::vector<Problem> all;
  const auto add = [&all](int number, const char* name, Vector start, double least, auto residuals,
                          std::vector<double> others = {}) {
    std::string full_name = sized(name, start.size());
    all.push_back(problem({number, std::move(full_name), std::move(start), least, std::move(others)}, residuals));
  };
  const auto mesh = vector_of(10, [](double j) { return j / 11.0 * (j / 11.0 - 1.0); });
  const auto count = [](double j) { return j; };
  const auto constant = [](Index n, double c) -> Vector { return Vector::Constant(n, c); };
  add(20, "Watson", constant(6, 0.0), 2.28767e-3, watson);
  add(20, "Watson", constant(9, 0.0), 1.39976e-6, watson);
  add(20, "Watson", constant(12, 0.0), 4.72238e-10, watson);
  add(21, "extended Rosenbrock", Vector{{-1.2, 1.0}}.replicate(5, 1), 0.0, extended_rosenbrock);
  add(22, "extended Powell singular", Vector{{3.0, -1.0, 0.0, 1.0}}.replicate(3, 1), 0.0, extended_powell_singular);
  add(23, "penalty I", vector_of(4, count), 2.24997e-5, penalty_1);
  add(23, "penalty I", vector_of(10, count), 7.08765e-5, penalty_1);
  add(24, "penalty II", constant(4, 0.5), 9.37629e-6, penalty_2);
  add(24, "penalty II", constant(10, 0.5), 2.93660e-4, penalty_2);
  add(25, "variably dimensioned", vector_of(10, [](double j) { return 1.0 - j / 10.0; }), 0.0, variably_dimensioned);
  add(26, "trigonometric", constant(10, 0.1), 0.0, trigonometric);
  add(27, "Brown almost-linear", constant(10, 0.5), 0.0, brown_almost_linear, {1.0});
  add(28, "discrete boundary value", mesh, 0.0, discrete_boundary_value);
  add(29, "discrete integral equation", mesh, 0.0, discrete_integral_equation);
  add(30, "Broyden tridiagonal", constant(10, -1.0), 0.0, broyden_tridiagonal);
  add(31, "Broyden banded", constant(10, -1.0), 0.0, broyden_banded);
  const double m = real(rows_of_linear);
  add(32, "linear, full rank", constant(10, 1.0), m - 10.0, linear_full_rank);
  add(33, "linear, rank 1", constant(10, 1.0), m * (m - 1.0) / (2.0 * (2.0 * m + 1.0)), linear_rank_1);
  add(34, "linear, rank 1, zeros", constant(10, 1.0), (m * m + 3.0 * m - 6.0) / (2.0 * (2.0 * m - 3.0)),
      linear_rank_1_with_zeros);
  const auto nodes = [](Index n) { return vector_of(n, [n](double j) { return j / real(n + 1); }); };
  add(35, "Chebyquad", nodes(7), 0.0, chebyquad);
  add(35, "Chebyquad", nodes(8), 3.51687e-3, chebyquad);
  add(35, "Chebyquad", nodes(9), 0.0, chebyquad);
  // The paper knows 6.50395e-3 alone.
  add(35, "Chebyquad", nodes(10), 4.77271e-3, chebyquad, {6.50395e-3});
  return all;
}

std::vector<Problem> all_problems() {
  std::vector<Problem> all;
  for (auto group : {problems_of_fixed_size(), fits_of_data(), problems_of_any_size()})
    std::ranges::move(group, std::back_inserter(all));
  std::ranges::stable_sort(all, {}, &Problem::number);
  return all;
}

}  // namespace more_garbow_hillstrom
