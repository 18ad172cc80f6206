// SPDX-License-Identifier: BSL-1.0
//
// Problems whose number of unknowns is given and that need no table of data.
#include <cmath>
#include <numbers>

#include "problem.hpp"

namespace more_garbow_hillstrom {

namespace {

using std::abs, std::atan, std::exp, std::pow, std::sqrt;

constexpr auto rosenbrock = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(2);
  r[0] = 10.0 * (x[1] - x[0] * x[0]);
  r[1] = 1.0 - x[0];
  return r;
};

constexpr auto freudenstein_and_roth = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(2);
  r[0] = -13.0 + x[0] + ((5.0 - x[1]) * x[1] - 2.0) * x[1];
  r[1] = -29.0 + x[0] + ((x[1] + 1.0) * x[1] - 14.0) * x[1];
  return r;
};

constexpr auto powell_badly_scaled = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(2);
  r[0] = 1e4 * x[0] * x[1] - 1.0;
  r[1] = exp(-x[0]) + exp(-x[1]) - 1.0001;
  return r;
};

constexpr auto brown_badly_scaled = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(3);
  r[0] = x[0] - 1e6;
  r[1] = x[1] - 2e-6;
  r[2] = x[0] * x[1] - 2.0;
  return r;
};

constexpr auto beale = [](const auto& x) {
  constexpr double y[] = {1.5, 2.25, 2.625};
  VectorOf<number_of<decltype(x)>> r(3);
  number_of<decltype(x)> power(1.0);
  for (Index i = 0; i < 3; ++i) {
    power *= x[1];
    r[i] = y[i] - x[0] * (1.0 - power);
  }
  return r;
};

constexpr auto jennrich_and_sampson = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(10);
  for (Index i = 0; i < 10; ++i) {
    const double k = static_cast<double>(i + 1);
    r[i] = 2.0 + 2.0 * k - (exp(k * x[0]) + exp(k * x[1]));
  }
  return r;
};

constexpr auto helical_valley = [](const auto& x) {
  using T = number_of<decltype(x)>;
  const T turn = atan(x[1] / x[0]) / (2.0 * std::numbers::pi);
  const T theta = x[0] > 0.0 ? turn : T(turn + 0.5);
  VectorOf<T> r(3);
  r[0] = 10.0 * (x[2] - 10.0 * theta);
  r[1] = 10.0 * (sqrt(x[0] * x[0] + x[1] * x[1]) - 1.0);
  r[2] = x[2];
  return r;
};

/// The paper prints |y_i m i x_2|; "mi" stands for a minus sign, or (50, 25, 1.5) were no minimum.
constexpr auto gulf_research_and_development = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(99);
  for (Index i = 0; i < 99; ++i) {
    const double t = static_cast<double>(i + 1) / 100.0, y = 25.0 + std::pow(-50.0 * std::log(t), 2.0 / 3.0);
    r[i] = exp(-pow(abs(y - x[1]), x[2]) / x[0]) - t;
  }
  return r;
};

constexpr auto box_three_dimensional = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(10);
  for (Index i = 0; i < 10; ++i) {
    const double t = static_cast<double>(i + 1) / 10.0;
    r[i] = exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (std::exp(-t) - std::exp(-10.0 * t));
  }
  return r;
};

constexpr auto powell_singular = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(4);
  r[0] = x[0] + 10.0 * x[1];
  r[1] = std::sqrt(5.0) * (x[2] - x[3]);
  r[2] = (x[1] - 2.0 * x[2]) * (x[1] - 2.0 * x[2]);
  r[3] = std::sqrt(10.0) * (x[0] - x[3]) * (x[0] - x[3]);
  return r;
};

constexpr auto wood = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(6);
  r[0] = 10.0 * (x[1] - x[0] * x[0]);
  r[1] = 1.0 - x[0];
  r[2] = std::sqrt(90.0) * (x[3] - x[2] * x[2]);
  r[3] = 1.0 - x[2];
  r[4] = std::sqrt(10.0) * (x[1] + x[3] - 2.0);
  r[5] = (x[1] - x[3]) / std::sqrt(10.0);
  return r;
};

constexpr auto brown_and_dennis = [](const auto& x) {
  using T = number_of<decltype(x)>;
  VectorOf<T> r(20);
  for (Index i = 0; i < 20; ++i) {
    const double t = static_cast<double>(i + 1) / 5.0;
    const T a = x[0] + t * x[1] - std::exp(t), b = x[2] + std::sin(t) * x[3] - std::cos(t);
    r[i] = a * a + b * b;
  }
  return r;
};

constexpr auto biggs_exp6 = [](const auto& x) {
  VectorOf<number_of<decltype(x)>> r(13);
  for (Index i = 0; i < 13; ++i) {
    const double t = static_cast<double>(i + 1) / 10.0;
    const double y = std::exp(-t) - 5.0 * std::exp(-10.0 * t) + 3.0 * std::exp(-4.0 * t);
    r[i] = x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y;
  }
  return r;
};

}  // namespace

std::vector<Problem> problems_of_fixed_size() {
  return {
      problem({1, "Rosenbrock", Vector{{-1.2, 1.0}}}, rosenbrock),
      problem({2, "Freudenstein and Roth", Vector{{0.5, -2.0}}, 0.0, {48.9842}}, freudenstein_and_roth),
      problem({3, "Powell badly scaled", Vector{{0.0, 1.0}}}, powell_badly_scaled),
      problem({4, "Brown badly scaled", Vector{{1.0, 1.0}}}, brown_badly_scaled),
      problem({5, "Beale", Vector{{1.0, 1.0}}}, beale),
      problem({6, "Jennrich and Sampson", Vector{{0.3, 0.4}}, 124.362}, jennrich_and_sampson),
      problem({7, "helical valley", Vector{{-1.0, 0.0, 0.0}}}, helical_valley),
      problem({11, "Gulf research and development", Vector{{5.0, 2.5, 0.15}}}, gulf_research_and_development),
      problem({12, "Box three-dimensional", Vector{{0.0, 10.0, 20.0}}}, box_three_dimensional),
      problem({13, "Powell singular", Vector{{3.0, -1.0, 0.0, 1.0}}}, powell_singular),
      problem({14, "Wood", Vector{{-3.0, -1.0, -3.0, -1.0}}}, wood),
      problem({16, "Brown and Dennis", Vector{{25.0, 5.0, -5.0, -1.0}}, 85822.2016263563}, brown_and_dennis),
      problem({18, "Biggs EXP6", Vector{{1.0, 2.0, 1.0, 1.0, 1.0, 1.0}}, 0.0, {5.65565e-3}}, biggs_exp6),
  };
}

}  // namespace more_garbow_hillstrom
