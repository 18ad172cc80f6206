// SPDX-License-Identifier: BSL-1.0
//
// How much of f and its derivatives, and how long, does a method take until |g| is 1e-8 of what it was at the start?
// Every library gets the same derivatives, from this one. Rounds go through all solvers of a problem, so that a slow
// moment of the machine falls on all alike; the first one, in which functions are compiled, does not count. Prints what
// is fastest on each problem, and then all runs, as two Markdown tables.
#include "optimizers.hpp"

#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

namespace optimizers {

std::vector<Solver>& solvers() {
  static std::vector<Solver> all;
  return all;
}

bool enrol(const std::vector<Solver>& of_this_file) {
  solvers().insert(solvers().end(), of_this_file.begin(), of_this_file.end());
  return true;
}

}  // namespace optimizers

namespace {

using namespace optimizers;
using hesse::reports::Cell;
using hesse::reports::Table;

constexpr int rounds = 7;
constexpr Index largest_dense = 1000;

bool is_ours(const Solver& solver) { return solver.name.starts_with("hesse "); }
bool is_lbfgs(const Solver& solver) { return solver.name.ends_with(" LBFGS"); }

bool can_run(const Solver& solver, const Case& problem) {
  switch (solver.takes) {
    case Takes::any_size:
      return true;
    case Takes::dense_matrix:
      return problem.start.size() <= largest_dense;
    case Takes::residuals:
      return problem.residuals != nullptr;
  }
  return false;
}

/// All runs of a solver on a problem.
struct Result {
  const Solver* solver;
  Watch watch;                       ///< of the first run
  std::vector<double> seconds = {};  ///< of the other ones

  [[nodiscard]] double median() const {
    std::vector<double> sorted = seconds;
    std::ranges::sort(sorted);
    return sorted[sorted.size() / 2];
  }
};

Watch run(const Solver& solver, const Case& problem) {
  Watch watch;
  solver.run(problem, watch);
  return watch;
}

/// Throws where a run does not repeat the evaluations of the first one: then it measures something else.
void repeat(Result& result, const Case& problem) {
  const Watch watch = run(*result.solver, problem);
  if (watch.counts().total() != result.watch.counts().total() || watch.value() != result.watch.value())
    throw std::runtime_error(fmt::format("{} on {} goes another way each time", result.solver->name, problem.name));
  result.seconds.push_back(watch.seconds());
}

/// This library's solvers first, then by name.
std::vector<Result> measure(const Case& problem) {
  std::vector<Result> results;
  for (const Solver& solver : solvers())
    if (can_run(solver, problem)) results.push_back({&solver, run(solver, problem)});
  for (int round = 0; round < rounds; ++round)
    for (Result& result : results)
      if (result.watch.reached()) repeat(result, problem);
  std::ranges::sort(results, {}, [](const Result& r) { return std::pair(!is_ours(*r.solver), r.solver->name); });
  return results;
}

/// Three digits, without a power of ten.
Cell milliseconds(double seconds) { return {1e3 * seconds, seconds < 1.0 ? 3 : 4}; }

void add_rows(Table& table, const Case& problem, const std::vector<Result>& results) {
  for (const Result& r : results) {
    const Counts& counts = r.watch.counts();
    const bool reached = r.watch.reached();
    table.add({problem.name, problem.start.size(), r.solver->name, counts.gradients + counts.jacobians, counts.values,
               counts.hessians, counts.hessian_vectors, reached ? milliseconds(r.median()) : Cell("not reached"),
               Cell(r.watch.least(), 2), Cell(r.watch.value(), 6)});
  }
}

/// Those whose gradient became short, and not at a worse minimum than the others found.
std::vector<Result> solved(std::vector<Result> results) {
  std::erase_if(results, [](const Result& r) { return !r.watch.reached(); });
  double lowest = std::numeric_limits<double>::infinity();
  for (const Result& r : results) lowest = std::min(lowest, r.watch.value());
  std::erase_if(results, [lowest](const Result& r) {
    return r.watch.value() - lowest > 1e-6 * (r.watch.first_value() - lowest);
  });
  return results;
}

/// Name and time of the fastest one that is chosen.
template <class Chosen>
void add_fastest(std::vector<Cell>& row, const std::vector<Result>& results, const Chosen& chosen) {
  const Result* best = nullptr;
  for (const Result& r : results)
    if (chosen(*r.solver) && (!best || r.median() < best->median())) best = &r;
  row.push_back(best ? best->solver->name : "none");
  row.push_back(best ? milliseconds(best->median()) : Cell(""));
}

std::vector<Cell> fastest(const Case& problem, const std::vector<Result>& results) {
  std::vector<Cell> row{problem.name, problem.start.size()};
  add_fastest(row, results, is_ours);
  add_fastest(row, results, std::not_fn(is_ours));
  add_fastest(row, results, [](const Solver& s) { return is_ours(s) && is_lbfgs(s); });
  add_fastest(row, results, [](const Solver& s) { return !is_ours(s) && is_lbfgs(s); });
  return row;
}

}  // namespace

int main() {
  Table winners({"problem", "n", "fastest of this library", "ms", "fastest of the others", "ms",
                 "this library's L-BFGS", "ms", "fastest L-BFGS of the others", "ms"});
  Table runs({"problem", "n", "solver", "gradients", "values", "Hessians", "products", "ms", "least |g| / first", "f"});
  for (const Case& problem : all_cases()) {
    const std::vector<Result> results = measure(problem);
    winners.add(fastest(problem, solved(results)));
    add_rows(runs, problem, results);
  }
  fmt::print("{}\n{}", winners.markdown(), runs.markdown());
}
