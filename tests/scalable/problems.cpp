// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <problems.hpp>
#include <utility>

#include "problem.hpp"

namespace scalable {

namespace {

using problems::number_of;
using std::cos;

template <class T>
T squared(const T& x) {
  return x * x;
}

/// The vector of one number after the other, over and over.
std::function<Vector(Index)> over_and_over(std::vector<double> numbers) {
  return [numbers = std::move(numbers)](Index n) {
    Vector x(n);
    for (Index i = 0; i < n; ++i) x[i] = numbers[static_cast<std::size_t>(i) % numbers.size()];
    return x;
  };
}

std::function<double(Index)> always(double least) {
  return [least](Index) { return least; };
}

constexpr auto extended_rosenbrock = [](const auto& x) {
  number_of<decltype(x)> sum(0.0);
  for (Index i = 0; i < x.size(); i += 2) sum += 100.0 * squared(x[i + 1] - x[i] * x[i]) + squared(1.0 - x[i]);
  return sum;
};

constexpr auto extended_powell_singular = [](const auto& x) {
  number_of<decltype(x)> sum(0.0);
  for (Index i = 0; i < x.size(); i += 4)
    sum += squared(x[i] + 10.0 * x[i + 1]) + 5.0 * squared(x[i + 2] - x[i + 3]) +
           squared(squared(x[i + 1] - 2.0 * x[i + 2])) + 10.0 * squared(squared(x[i] - x[i + 3]));
  return sum;
};

constexpr auto extended_wood = [](const auto& x) {
  number_of<decltype(x)> sum(0.0);
  for (Index i = 0; i < x.size(); i += 4)
    sum += 100.0 * squared(x[i + 1] - x[i] * x[i]) + squared(1.0 - x[i]) +
           90.0 * squared(x[i + 3] - x[i + 2] * x[i + 2]) + squared(1.0 - x[i + 2]) +
           10.0 * squared(x[i + 1] + x[i + 3] - 2.0) + 0.1 * squared(x[i + 1] - x[i + 3]);
  return sum;
};

/// x_0 and x_{n+1} are 0.
constexpr auto broyden_tridiagonal = [](const auto& x) {
  number_of<decltype(x)> sum(0.0);
  for (Index i = 0; i < x.size(); ++i) {
    auto residual = (3.0 - 2.0 * x[i]) * x[i] + 1.0;
    if (i > 0) residual -= x[i - 1];
    if (i + 1 < x.size()) residual -= 2.0 * x[i + 1];
    sum += squared(residual);
  }
  return sum;
};

/// The family of Dixon and Maany with beta = 0, as its members A, E and I have it: alpha = 1, gamma = delta = 1/8, and
/// the powers of i/n at the squares and at the products.
struct DixonMaany {
  int power;

  template <class V>
  auto operator()(const V& x) const {
    const Index n = x.size(), m = n / 3;
    number_of<V> sum(1.0);
    for (Index i = 0; i < n; ++i) sum += weight(i, n) * squared(x[i]);
    for (Index i = 0; i < 2 * m; ++i) sum += 0.125 * squared(x[i]) * squared(squared(x[i + m]));
    for (Index i = 0; i < m; ++i) sum += 0.125 * weight(i, n) * x[i] * x[i + 2 * m];
    return sum;
  }

 private:
  [[nodiscard]] double weight(Index i, Index n) const {
    return std::pow(static_cast<double>(i + 1) / static_cast<double>(n), power);
  }
};

constexpr auto arwhead = [](const auto& x) {
  const Index last = x.size() - 1;
  number_of<decltype(x)> sum(0.0);
  for (Index i = 0; i < last; ++i) sum += squared(squared(x[i]) + squared(x[last])) - 4.0 * x[i] + 3.0;
  return sum;
};

constexpr auto nondquar = [](const auto& x) {
  const Index n = x.size();
  number_of<decltype(x)> sum = squared(x[0] - x[1]) + squared(x[n - 2] + x[n - 1]);
  for (Index i = 0; i + 2 < n; ++i) sum += squared(squared(x[i] + x[i + 1] + x[n - 1]));
  return sum;
};

constexpr auto edensch = [](const auto& x) {
  number_of<decltype(x)> sum(16.0);
  for (Index i = 0; i + 1 < x.size(); ++i)
    sum += squared(squared(x[i] - 2.0)) + squared(x[i] * x[i + 1] - 2.0 * x[i + 1]) + squared(x[i + 1] + 1.0);
  return sum;
};

constexpr auto cosine = [](const auto& x) {
  number_of<decltype(x)> sum(0.0);
  for (Index i = 0; i + 1 < x.size(); ++i) sum += cos(squared(x[i]) - 0.5 * x[i + 1]);
  return sum;
};

/// What stands beside a function in its paper.
struct Facts {
  std::string name, source;
  Index multiple_of;
  std::function<Vector(Index n)> start;
  std::function<double(Index n)> least;
};

template <class F>
Problem problem(Facts facts, F f) {
  return {std::move(facts.name),
          std::move(facts.source),
          facts.multiple_of,
          std::move(facts.start),
          [f](const Vector& at) { return hesse::Function(f, at); },
          std::move(facts.least)};
}

/// EDENSCH: printed in CUTE's file to six digits.
double least_of_edensch(Index n) { return n == 2000 ? 12003.2 : std::numeric_limits<double>::quiet_NaN(); }

}  // namespace

const std::vector<Problem>& all_problems() {
  static const std::vector<Problem> all{
      problem({"extended Rosenbrock", "[MGH] 21", 2, over_and_over({-1.2, 1.0}), always(0.0)}, extended_rosenbrock),
      problem({"chained Rosenbrock", "[Toint], [CGT]", 2, over_and_over({-1.2, 1.0}), always(0.0)},
              problems::Rosenbrock()),
      problem({"extended Powell singular", "[MGH] 22", 4, over_and_over({3.0, -1.0, 0.0, 1.0}), always(0.0)},
              extended_powell_singular),
      problem({"extended Wood", "[MGH] 14, [CUTE]", 4, over_and_over({-3.0, -1.0}), always(0.0)}, extended_wood),
      problem({"Broyden tridiagonal", "[MGH] 30", 1, over_and_over({-1.0}), always(0.0)}, broyden_tridiagonal),
      problem({"DIXMAANA", "[DM], [CUTE]", 3, over_and_over({2.0}), always(1.0)}, DixonMaany{0}),
      problem({"DIXMAANI", "[DM], [CUTE]", 3, over_and_over({2.0}), always(1.0)}, DixonMaany{2}),
      problem({"ARWHEAD", "[CUTE]", 1, over_and_over({1.0}), always(0.0)}, arwhead),
      problem({"NONDQUAR", "[CUTE]", 2, over_and_over({1.0, -1.0}), always(0.0)}, nondquar),
      problem({"EDENSCH", "[CUTE]", 1, over_and_over({0.0}), least_of_edensch}, edensch),
      problem({"COSINE", "[CUTE]", 1, over_and_over({1.0}), [](Index n) { return 1.0 - static_cast<double>(n); }},
              cosine),
  };
  return all;
}

const Problem& problem_of(const std::string& name) { return *std::ranges::find(all_problems(), name, &Problem::name); }

}  // namespace scalable
