// SPDX-License-Identifier: BSL-1.0
//
// What does the sparse Hessian of the chained Rosenbrock function (P1) cost from nothing, and how does it grow? Each
// row is one function of n inputs: seconds for recording, for pattern and colouring, for the values at another point
// by sweeps, for compiling (the pattern once more included) and for the values once compiled, and the growth of the
// process's peak resident size; rows come in order of n, so each peak is its own.
#include <hesse/hesse.hpp>
#include <hesse/sweeps/sparsity.hpp>

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "peak_memory.hpp"
#include "problems.hpp"

namespace {

using Clock = std::chrono::steady_clock;

/// Seconds that act() takes.
template <class Act>
double seconds(const Act& act) {
  const auto start = Clock::now();
  act();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void measure(hesse::Index n) {
  const hesse::Vector x = problems::Rosenbrock::start(n);
  const double before = peak_megabytes();
  std::optional<hesse::Function> f;
  Eigen::SparseMatrix<double> H;
  const auto record = [&](hesse::Compile compile) {
    f.emplace(problems::Rosenbrock(), x, hesse::Options{.compile = compile});
  };
  const double recording = seconds([&] { record(hesse::Compile::never); });
  const double pattern = seconds([&] { (void)hesse::hessian_pattern(*f->tape(), std::size_t{4} << 30); });
  const double first = seconds([&] { H = f->sparse_hessian(x); });
  const double again = seconds([&] { H = f->sparse_hessian(-x); });
  record(hesse::Compile::at_once);
  const double compiling = seconds([&] { f->sparse_hessian(x, H); });
  const double compiled = seconds([&] { f->sparse_hessian(-x, H); });
  fmt::print("| {} | {} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.5f} | {:.0f} |\n", n, H.nonZeros(),
             recording, pattern, first - again, again, recording + first, compiling - compiled, compiled,
             peak_megabytes() - before);
}

}  // namespace

int main() {
  fmt::print(
      "| inputs | non-zeros | recording, s | pattern alone, s | pattern and colouring, s | values, s | all from "
      "nothing, s | compiling, s | values, compiled, s | peak, MB |\n"
      "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  for (const hesse::Index n : {1'000, 10'000, 100'000, 1'000'000}) measure(n);
}
