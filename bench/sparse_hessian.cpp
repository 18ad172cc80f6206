// SPDX-License-Identifier: BSL-1.0
//
// What does the sparse Hessian of the chained Rosenbrock function (P1) cost from nothing, and how does it grow? Each
// row is one function of n inputs: seconds for recording, for pattern and colouring, for the values at another point
// by sweeps, for compiling (the pattern once more included) and for the values once compiled, and how far the process's
// peak resident size lies above that at its start; rows come in order of n, so each peak is its own.
//
//     sparse_hessian                 the table
//     sparse_hessian docs/sparse     and the same as pictures, docs/sparse_time.svg and docs/sparse_memory.svg
#include <hesse/hesse.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/sweeps/sparsity.hpp>

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

struct Measured {
  hesse::Index n, nonzeros;
  double recording, pattern, colouring, values, compiling, compiled;  ///< seconds
  double megabytes;

  [[nodiscard]] double from_nothing() const { return recording + colouring + values; }
};

Measured measure(hesse::Index n, double megabytes_at_start) {
  const hesse::Vector x = problems::Rosenbrock::start(n);
  std::optional<hesse::Function> f;
  Eigen::SparseMatrix<double> H;
  const auto record = [&](hesse::Compile compile) {
    f.emplace(problems::Rosenbrock(), x, hesse::Options{.compile = compile});
  };
  Measured m{};
  m.n = n;
  m.recording = seconds([&] { record(hesse::Compile::never); });
  m.pattern = seconds([&] { (void)hesse::hessian_pattern(*f->tape(), std::size_t{4} << 30); });
  const double first = seconds([&] { H = f->sparse_hessian(x); });
  m.values = seconds([&] { H = f->sparse_hessian(-x); });
  m.colouring = first - m.values;
  record(hesse::Compile::at_once);
  const double compiling = seconds([&] { f->sparse_hessian(x, H); });
  m.compiled = seconds([&] { f->sparse_hessian(-x, H); });
  m.compiling = compiling - m.compiled;
  m.nonzeros = H.nonZeros();
  m.megabytes = peak_megabytes() - megabytes_at_start;
  return m;
}

void print(const Measured& m) {
  fmt::print("| {} | {} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.5f} | {:.0f} |\n", m.n, m.nonzeros,
             m.recording, m.pattern, m.colouring, m.values, m.from_nothing(), m.compiling, m.compiled, m.megabytes);
}

template <class Quantity>
hesse::reports::Curve curve(const std::string& name, const std::vector<Measured>& all, const Quantity& quantity) {
  hesse::reports::Curve result{.name = name};
  for (const Measured& m : all) {
    result.x.push_back(static_cast<double>(m.n));
    result.y.push_back(quantity(m));
  }
  return result;
}

/// Over the number of inputs, both axes logarithmic: what is linear rises by one power of ten in one.
void draw(const std::string& file, const std::string& title, const std::string& unit,
          std::vector<hesse::reports::Curve> curves) {
  using hesse::reports::Scale;
  const hesse::reports::LineChart chart{.title = title,
                                        .x_label = "inputs",
                                        .y_label = unit,
                                        .x_scale = Scale::logarithmic,
                                        .y_scale = Scale::logarithmic,
                                        .curves = std::move(curves)};
  std::ofstream(file) << chart.svg();
}

}  // namespace

int main(int argc, char* argv[]) {
  const double at_start = peak_megabytes();
  fmt::print(
      "| inputs | non-zeros | recording, s | pattern alone, s | pattern and colouring, s | values, s | all from "
      "nothing, s | compiling, s | values, compiled, s | peak, MB |\n"
      "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  (void)measure(1'000, at_start);  // the first one pays for loading the code
  std::vector<Measured> all;
  for (const hesse::Index n : {1'000, 3'000, 10'000, 30'000, 100'000, 300'000, 1'000'000}) {
    all.push_back(measure(n, at_start));
    print(all.back());
  }
  if (argc < 2) return 0;
  const std::string name = argv[1];
  draw(name + "_time.svg", "Sparse Hessian of chained Rosenbrock: time", "seconds",
       {curve("all from nothing", all, [](const Measured& m) { return m.from_nothing(); }),
        curve("pattern and colouring", all, [](const Measured& m) { return m.colouring; }),
        curve("values", all, [](const Measured& m) { return m.values; }),
        curve("recording", all, [](const Measured& m) { return m.recording; }),
        curve("values, compiled", all, [](const Measured& m) { return m.compiled; })});
  draw(name + "_memory.svg", "Sparse Hessian of chained Rosenbrock: memory", "MB",
       {curve("peak resident memory", all, [](const Measured& m) { return m.megabytes; })});
}
