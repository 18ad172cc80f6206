#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Runs the scalable problems with a thousand to a million unknowns and writes docs/scalable.md. The build folder may be
# given, build/release otherwise; then the tests whose tables are wanted, such as 'slow_ten*', all otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${1:-build/release}
tests=("${@:2}")
[ ${#tests[@]} -gt 0 ] || tests=('a_thousand*' 'slow_*')
[ -f "$build/build.ninja" ] || cmake --preset release -B "$build"
cmake --build "$build" --target test_scalable -j1
results=$(mktemp -d)
trap 'rm -r "$results"' EXIT
program=$(realpath "$build/tests/test_scalable")
for test in "${tests[@]}"; do
  (cd "$results" && "$program" --run_test="$test" >log) || { cat "$results/log"; exit 1; }
done
{
  cat <<'TEXT'
# Problems with many unknowns

Eleven problems of any size whose Hessians stay sparse, by the methods that are made for many unknowns. Written by
`tests/scalable/write_page.sh`; the definitions, with their sources, are in `tests/scalable/problems.cpp`. A run ends
where |g| is 1e-8 of what it was at the start, or after 15 seconds (60 with a million unknowns); |g| is evaluated again
from outside, by another recording made at the end. f - f* is left out where no minimum is published. "of them in f" are
the seconds of evaluations, the rest are the method's. `TrustRegionNewton` and `Newton` find by themselves that the Hessian is sparse.
From the published start a chain of Rosenbrock's takes more iterations than it has links, whatever the method; the million
unknowns start ten times nearer to the minimum.

TEXT
  echo "Machine: $(lscpu | sed -n 's/^Model name: *//p'), one thread, $(c++ --version | head -n 1)."
  for n in 1000 10000 100000 1000000; do
    [ -f "$results/scalable_$n.md" ] || continue
    printf '\n## n = %s\n\n' "$n"
    cat "$results/scalable_$n.md"
  done
  if [ -f "$results/scalable_costs.md" ]; then
    cat <<'TEXT'

## What the parts of an iteration cost

One call each: "again" is at another point, once the pattern is known; "order" is the order of elimination and the
places of the factor, once a pattern; the factorisation is what `TrustRegionNewton` and `Newton` do for each shift.

TEXT
    cat "$results/scalable_costs.md"
  fi
} >docs/scalable.md
