// SPDX-License-Identifier: BSL-1.0
//
// The problems, as the tests define them. All are compiled at their first evaluation, which is not measured.
#include <algorithm>
#include <more_garbow_hillstrom/problem.hpp>
#include <optimizers/breast_cancer.hpp>
#include <scalable/problem.hpp>
#include <utility>

#include "optimizers.hpp"

namespace optimizers {

namespace {

Case of_residuals(const std::vector<more_garbow_hillstrom::Problem>& problems, int number, const Vector& start) {
  const auto& problem = *std::ranges::find(problems, number, &more_garbow_hillstrom::Problem::number);
  // What follows a comma is the size that the tests take.
  return {problem.name.substr(0, problem.name.find(',')), start,
          std::make_shared<hesse::FunctionObjective>(problem.sum_of_squares(start)),
          std::make_shared<hesse::FunctionResiduals>(problem.residuals(start))};
}

Case of_fixed_size(int number) {
  const auto problems = more_garbow_hillstrom::problems_of_fixed_size();
  return of_residuals(problems, number,
                      std::ranges::find(problems, number, &more_garbow_hillstrom::Problem::number)->start);
}

Case of_many_unknowns(const char* name, Index n) {
  const scalable::Problem& problem = scalable::problem_of(name);
  const Vector start = problem.start(problem.unknowns(n));
  return {name, start, std::make_shared<hesse::FunctionObjective>(problem.f(start))};
}

}  // namespace

std::vector<Case> all_cases() {
  constexpr int rosenbrock = 1, wood = 14, brown_dennis = 16, powell = 22;
  std::vector<Case> cases{
      of_fixed_size(rosenbrock),
      of_fixed_size(wood),
      of_fixed_size(brown_dennis),
      {"breast cancer, logistic, lambda = 0.01", Vector::Zero(31),
       std::make_shared<hesse::LossObjective>(breast_cancer::objective(1e-2))},
      of_many_unknowns("chained Rosenbrock", 100),
      of_residuals(more_garbow_hillstrom::problems_of_any_size(), powell,
                   Vector{{3.0, -1.0, 0.0, 1.0}}.replicate(25, 1)),
      of_many_unknowns("EDENSCH", 10'000),
      of_many_unknowns("DIXMAANI", 10'000),
  };
  for (const Case& problem : cases) {
    problem.f->compile();
    if (problem.residuals) problem.residuals->compile();
  }
  return cases;
}

}  // namespace optimizers
