// SPDX-License-Identifier: BSL-1.0
//
// liblbfgs: L-BFGS with the line search of Moré and Thuente, ten pairs, no stopping rule.
#include <algorithm>
#include <lbfgs.h>

#include "optimizers.hpp"

namespace optimizers {

namespace {

struct Run {
  Watched f;
  const Watch& watch;
};

double evaluate(void* run, const double* x, double* gradient, int n, double /*step*/) {
  const auto at = static_cast<Run*>(run)->f.value_and_gradient(Eigen::Map<const Vector>(x, n));
  std::ranges::copy(at.gradient, gradient);
  return at.value;
}

int stop_where_over(void* run, const double*, const double*, double, double, double, double, int, int, int) {
  return static_cast<Run*>(run)->watch.is_over() ? 1 : 0;
}

void minimize(const Case& problem, Watch& watch) {
  lbfgs_parameter_t parameters;
  lbfgs_parameter_init(&parameters);
  parameters.m = 10;
  parameters.epsilon = 0.0;
  Run run{{*problem.f, watch}, watch};
  const int n = static_cast<int>(problem.start.size());
  double* const x = lbfgs_malloc(n);
  std::ranges::copy(problem.start, x);
  lbfgs(n, x, nullptr, evaluate, stop_where_over, &run, &parameters);
  lbfgs_free(x);
}

const bool enrolled = enrol({{"liblbfgs LBFGS", Takes::any_size, minimize}});

}  // namespace

}  // namespace optimizers
