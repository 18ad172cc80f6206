// SPDX-License-Identifier: BSL-1.0
//
// Fits of a model to a table of data, both from the paper.
#include <algorithm>
#include <array>
#include <cmath>

#include "problem.hpp"

namespace more_garbow_hillstrom {

namespace {

using std::exp;

constexpr auto bard = [](const auto& x) {
  constexpr std::array y{0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39};
  VectorOf<number_of<decltype(x)>> r(15);
  for (Index i = 0; i < 15; ++i) {
    const double u = static_cast<double>(i + 1), v = 16.0 - u, w = std::min(u, v);
    r[i] = y[static_cast<std::size_t>(i)] - (x[0] + u / (v * x[1] + w * x[2]));
  }
  return r;
};

constexpr auto gaussian = [](const auto& x) {
  using T = number_of<decltype(x)>;
  constexpr std::array y{0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989};
  VectorOf<T> r(15);
  for (Index i = 0; i < 15; ++i) {
    const T distance = (7.0 - static_cast<double>(i)) / 2.0 - x[2];
    r[i] = x[0] * exp(-x[1] * distance * distance / 2.0) - y[static_cast<std::size_t>(std::min(i, 14 - i))];
  }
  return r;
};

constexpr auto meyer = [](const auto& x) {
  constexpr std::array y{34780.0, 28610.0, 23650.0, 19630.0, 16370.0, 13720.0, 11540.0, 9744.0,
                         8261.0,  7030.0,  6005.0,  5147.0,  4427.0,  3820.0,  3307.0,  2872.0};
  VectorOf<number_of<decltype(x)>> r(16);
  for (Index i = 0; i < 16; ++i) {
    const double t = 45.0 + 5.0 * static_cast<double>(i + 1);
    r[i] = x[0] * exp(x[1] / (t + x[2])) - y[static_cast<std::size_t>(i)];
  }
  return r;
};

constexpr auto kowalik_and_osborne = [](const auto& x) {
  constexpr std::array y{0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
  constexpr std::array u{4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
  VectorOf<number_of<decltype(x)>> r(11);
  for (Index i = 0; i < 11; ++i) {
    const double t = u[static_cast<std::size_t>(i)];
    r[i] = y[static_cast<std::size_t>(i)] - x[0] * (t * t + t * x[1]) / (t * t + t * x[2] + x[3]);
  }
  return r;
};

constexpr auto osborne_1 = [](const auto& x) {
  constexpr std::array y{0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751,
                         0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490,
                         0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406};
  VectorOf<number_of<decltype(x)>> r(33);
  for (Index i = 0; i < 33; ++i) {
    const double t = 10.0 * static_cast<double>(i);
    r[i] = y[static_cast<std::size_t>(i)] - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4]));
  }
  return r;
};

constexpr auto osborne_2 = [](const auto& x) {
  using T = number_of<decltype(x)>;
  constexpr std::array y{1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
                         0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
                         0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
                         0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
                         0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054};
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
