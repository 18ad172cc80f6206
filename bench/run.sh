#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Measures everything and writes docs/performance.md, its pictures and the table in the README. About fifteen minutes;
# the peers that Debian packages (libadolc-dev, libceres-dev, libtrilinos-sacado-dev, r-cran-tmb for CppAD and TMBad) are
# measured in the same run where installed. Options are handed to the benchmark, e.g. --benchmark_min_time=0.5
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/setup bench
cmake --preset bench
cmake --build --preset bench
bin=build/bench/bench
times=$(cd "$bin" && ./hesse_bench "$@")  # ADOL-C leaves its tapes where it runs
{
  cat <<'TEXT'
# Performance

How many plain `double` evaluations of the same function does a derivative cost? Written by `bench/run.sh`: this library
and its peers in one process, five repetitions of every case in random order, medians divided by the median of the plain
evaluation. Recording and compiling stand outside the timed loop except where the row says "anew". "hesse, compiled" is
what a `Function` does once evaluations repeat; "hesse, Loss" is the same sum as a `Loss` that recorded one row. "Other
branches each time" alternates between two points whose comparisons differ. The functions are in
`bench/problems.hpp` and `bench/serial_problems.hpp`: P1 chained Rosenbrock, n = 10000; P2 logistic regression, 2000 x 30; P3 Gaussian mixture, d = 10,
K = 25, 1000 points; P4 Helmholtz energy, n = 200; P5 network 30-16-2 on 500 rows; P6 sum of sin(x_i) exp(x_{i+1}) /
(1 + x_i^2), n = 1000. P2b and P3b have a branch a row. P7 determinant of an 8 x 8 matrix by minors; P8 a reaction of
three species, 10,000 Runge-Kutta steps.

TEXT
  echo "Machine: $(lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores, $(c++ --version | head -n 1)."
  echo
  echo "$times"
  echo
  printf '| memory and compile time | |\n|---|---:|\n'
  "$bin/peak_memory"
  bench/compile_time.sh
  printf '\nWhat compiling a gradient costs. A `Function` does it at its eighth evaluation where most is loops; for other code\n'
  printf 'after 64 + 150 l / o, with l lines left of o operations, and not at all beyond 50000 lines. In the last column, a\n'
  printf 'tenth of the operations are sines:\n\n'
  "$bin/compiling"
  printf '\nSparse Hessian of P1 at a new size each row:\n\n'
  "$bin/sparse_hessian" docs/sparse_hessian
  printf '\n![seconds over the number of inputs](sparse_hessian_time.svg)\n'
  printf '![megabytes over the number of inputs](sparse_hessian_memory.svg)\n'
} >docs/performance.md
{
  sed '/<!-- measured -->/q' README.md
  echo "$times" | grep -E '^\| \||^\|---|hesse'
  sed -n '/<!-- end of measured -->/,$p' README.md
} >README.new
mv README.new README.md
