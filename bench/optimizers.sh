#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Compares optimizers and writes docs/optimizers_compared.md. About four minutes; the peers that Debian packages are
# measured in the same run where installed.
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/setup bench
cmake --preset bench
cmake --build --preset bench --target optimizers -j1
tables=$(build/bench/bench/optimizers)
version() {
  local version
  version=$(dpkg-query -W -f='${source:Upstream-Version}' "$1" 2>/dev/null || echo "not installed")
  echo "${version%%+*}"  # without what Debian left out
}
{
  cat <<'TEXT'
# Optimizers compared

What do methods spend until the gradient is 1e-8 times as long as at the start, on the same problems and with the same
derivatives, all of them this library's? Written by `bench/optimizers.sh`, in one process. Every library runs with the
tightest stopping rule it has, and a wrapper around f notes the first evaluation with a gradient that short, so it does
not matter where a library would have stopped; nor do iterations, which each counts its own way. Counts are exact; times are
medians of seven runs, evaluations included, recording and compiling not. A run may take 20,000 gradients and twenty
seconds.

L-BFGS keeps ten pairs of vectors in each library; all else is left as the library has it. `LeastSquares`,
`LEVENBERG_MARQUARDT` and `DOGLEG` see residuals, where the problem has them; residuals with their Jacobian count as a
gradient, residuals alone as a value. With thousands of unknowns, methods that keep a dense matrix are left out. The problems
start where they were published to start; they are those of `tests/more_garbow_hillstrom`, `tests/scalable` and
`tests/optimizers/breast_cancer.hpp`.

TEXT
  echo "Machine: $(lscpu | sed -n 's/^Model name: *//p'), one thread, $(c++ --version | head -n 1). Ceres $(version libceres-dev)," \
    "dlib $(version libdlib-dev), liblbfgs $(version liblbfgs-dev), NLopt $(version libnlopt-dev)."
  cat <<'TEXT'

## The fastest

Of the runs that reached the goal, and not at a worse minimum than others did.

TEXT
  sed '/^$/,$d' <<<"$tables"
  cat <<'TEXT'

Where this library is worse:

* With two to four unknowns, where f costs next to nothing, its methods take about twice the time of liblbfgs a gradient, or
  more: they allocate vectors, read the clock, check every number and keep a history.
* `LBFGS` on DIXMAANI, an ill-conditioned problem, takes several times the gradients of NLopt's, and on Wood's function those
  of NLopt's and dlib's. With second derivatives DIXMAANI is easy.
* `LeastSquares` on Powell's function takes longer than Ceres for about as many Jacobians: it finds singular values where
  Ceres factorises, and Hessians of residuals beside them. They pay where residuals stay large, on Brown's and Dennis'.
* `BFGS` with a hundred unknowns takes longer for a gradient than dlib and Ceres.
* `NewtonCG`, `TrustRegionNewton` and `Newton` end in a local minimum of the chained Rosenbrock function, f = 3.98662, which
  all others pass.

What others do not reach: NLopt ends where no entry of the gradient is above 1e-8, which cannot be changed, and gives up at
the start of Brown's and Dennis' function; Ceres ends where a step leaves f the same to the last bit.

## All runs

"least |g| / first" is the shortest gradient up to the goal over that at the start, and f is the value there.

TEXT
  sed '1,/^$/d' <<<"$tables"
} >docs/optimizers_compared.md
