// SPDX-License-Identifier: BSL-1.0
//
// Fits of a model to a table of data, both from the paper.
#include <algorithm>
#include <cmath>

#include "problem.hpp"
#include "tables.hpp"

namespace more_garbow_hillstrom {

namespace {

using std::exp;

constexpr auto bard = [](const auto& x) {
  constexpr const auto& y = tables::bard;
  VectorOf<number_of<decltype(x)>> r(15);
  for (Index i = 0; i < 15; ++i) {
    const double u = static_cast<double>(i + 1), v = 16.0 - u, w = std::min(u, v);
    r[i] = y[static_cast<std::size_t>(i)] - (x[0] + u / (v * x[1] + w * x[2]));
  }
  return r;
};

constexpr auto gaussian = [](const auto& x) {
  using T = number_of<decltype(x)>;
  constexpr const auto& y = tables::gaussian;
  VectorOf<T> r(15);
  for (Index i = 0; i < 15; ++i) {
    const T distance = (7.0 - static_cast<double>(i)) / 2.0 - x[2];
    r[i] = x[0] * exp(-x[1] * distance * distance / 2.0) - y[static_cast<std::size_t>(std::min(i, 14 - i))];
  }
  return r;
};

constexpr auto meyer = [](const auto& x) {
  constexpr const auto& y = tables::meyer;
  VectorOf<number_of<decltype(x)>> r(16);
  for (Index i = 0; i < 16; ++i) {
    const double t = 45.0 + 5.0 * static_cast<double>(i + 1);
    r[i] = x[0] * exp(x[1] / (t + x[2])) - y[static_cast<std::size_t>(i)];
  }
  return r;
};

constexpr auto kowalik_and_osborne = [](const auto& x) {
  constexpr const auto& y = tables::kowalik_and_osborne;
  constexpr const auto& u = tables::kowalik_and_osborne_at;
  VectorOf<number_of<decltype(x)>> r(11);
  for (Index i = 0; i < 11; ++i) {
    const double t = u[static_cast<std::size_t>(i)];
    r[i] = y[static_cast<std::size_t>(i)] - x[0] * (t * t + t * x[1]) / (t * t + t * x[2] + x[3]);
  }
  return r;
};

constexpr auto osborne_1 = [](const auto& x) {
  constexpr const auto& y = tables::osborne_1;
  VectorOf<number_of<decltype(x)>> r(33);
  for (Index i = 0; i < 33; ++i) {
    const double t = 10.0 * static_cast<double>(i);
    r[i] = y[static_cast<std::size_t>(i)] - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4]));
  }
  return r;
};

constexpr auto osborne_2 = [](const auto& x) {
  using T = number_of<decltype(x)>;
  constexpr const auto& y = tables::osborne_2;
  VectorOf<T> r(65);
  for (Index i = 0; i < 65; ++i) {
    const double t = static_cast<double>(i) / 10.0;
    T model = x[0] * exp(-t * x[4]);
    for (Index peak = 1; peak <= 3; ++peak) {
      const T distance = t - x[7 + peak];
      model += x[peak] * exp(-distance * distance * x[4 + peak]);
    }
    r[i] = y[static_cast<std::size_t>(i)] - model;
  }
  return r;
};

}  // namespace

std::vector<Problem> fits_of_data() {
  return {
      problem({8, "Bard", Vector{{1.0, 1.0, 1.0}}, 8.21487e-3, {17.4286}}, bard),
      problem({9, "Gaussian", Vector{{0.4, 1.0, 0.0}}, 1.12793e-8}, gaussian),
      problem({10, "Meyer", Vector{{0.02, 4000.0, 250.0}}, 87.9458}, meyer),
      problem({15, "Kowalik and Osborne", Vector{{0.25, 0.39, 0.415, 0.39}}, 3.07505e-4, {1.02734e-3}},
              kowalik_and_osborne),
      problem({17, "Osborne 1", Vector{{0.5, 1.5, -1.0, 0.01, 0.02}}, 5.46489e-5}, osborne_1),
      problem({19, "Osborne 2", Vector{{1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5}}, 4.01377e-2},
              osborne_2),
  };
}

}  // namespace more_garbow_hillstrom
