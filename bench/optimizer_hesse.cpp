// SPDX-License-Identifier: BSL-1.0
//
// The library's own methods. Their tolerances are zero: the watch ends the run.
#include <concepts>

#include "optimizers.hpp"

namespace optimizers {

namespace {

template <class Method>
Solver solver(Takes takes, Method method) {
  method.gradient_tolerance = 0.0;
  method.curvature_limit = 0;
  const auto run = [method](const Case& problem, Watch& watch) mutable {
    method.callback = [&watch](const hesse::Iteration&) {
      return watch.is_over() ? hesse::Progress::stop : hesse::Progress::go_on;
    };
    if constexpr (std::same_as<Method, hesse::LeastSquares>)
      (void)hesse::minimize(WatchedResiduals(*problem.residuals, watch), problem.start, method);
    else
      (void)hesse::minimize(Watched(*problem.f, watch), problem.start, method);
  };
  return {std::string("hesse ") + Method::method_name, takes, run};
}

const bool enrolled = enrol({
    solver(Takes::any_size, hesse::NewtonCG{}),
    solver(Takes::any_size, hesse::TrustRegionNewton{}),
    solver(Takes::any_size, hesse::Newton{}),
    solver(Takes::any_size, hesse::LBFGS{}),
    solver(Takes::dense_matrix, hesse::BFGS{}),
    solver(Takes::residuals, hesse::LeastSquares{}),
});

}  // namespace

}  // namespace optimizers
