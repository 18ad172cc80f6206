// SPDX-License-Identifier: BSL-1.0
//
// NLopt's methods that use gradients, without any stopping rule. Ten vectors to remember: by default it takes as many
// as fit into ten megabytes, and the methods spend their time on these.
#include <algorithm>
#include <nlopt.h>

#include "optimizers.hpp"

namespace optimizers {

namespace {

struct Run {
  Watched f;
  const Watch& watch;
  nlopt_opt optimizer;
};

double evaluate(unsigned n, const double* x, double* gradient, void* data) {
  const Run& run = *static_cast<Run*>(data);
  if (run.watch.is_over()) nlopt_force_stop(run.optimizer);
  const Eigen::Map<const Vector> at(x, n);
  if (!gradient) return run.f.value(at);
  const auto result = run.f.value_and_gradient(at);
  std::ranges::copy(result.gradient, gradient);
  return result.value;
}

Solver solver(const char* name, nlopt_algorithm algorithm) {
  return {name, Takes::any_size, [algorithm](const Case& problem, Watch& watch) {
            const nlopt_opt optimizer = nlopt_create(algorithm, static_cast<unsigned>(problem.start.size()));
            nlopt_set_vector_storage(optimizer, 10);
            Run run{{*problem.f, watch}, watch, optimizer};
            nlopt_set_min_objective(optimizer, evaluate, &run);
            Vector x = problem.start;
            double least = 0.0;
            nlopt_optimize(optimizer, x.data(), &least);
            nlopt_destroy(optimizer);
          }};
}

const bool enrolled = enrol({
    solver("NLopt LBFGS", NLOPT_LD_LBFGS),
    solver("NLopt TNEWTON_PRECOND_RESTART", NLOPT_LD_TNEWTON_PRECOND_RESTART),
    solver("NLopt VAR2", NLOPT_LD_VAR2),
});

}  // namespace

}  // namespace optimizers
