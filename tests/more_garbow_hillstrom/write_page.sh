#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Runs the problems of Moré, Garbow and Hillstrom and writes docs/more_garbow_hillstrom.md with its picture. The build
# folder may be given, build/release otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/results_for_page.sh test_more_garbow_hillstrom "$@"
mv "$results/more_garbow_hillstrom.svg" docs
{
  cat <<'TEXT'
# The problems of Moré, Garbow and Hillstrom

All 35 problems of "Testing unconstrained optimization software" (ACM TOMS 7, 1981), Watson's, the penalty functions and
Chebyquad at several sizes, 42 in all, by every method: from the standard start and from 10 and 100 times as far. Written
by `tests/more_garbow_hillstrom/write_page.sh`.

Solved means f <= f* + 1e-6 (f at the standard start - f*), with f* as the paper prints it, for whichever start
(problem 35 with n = 10 has a lower minimum than the one that is printed, 4.77271e-3 instead of 6.50395e-3). "Other
minimum" are runs that ended at another local minimum that the paper knows, of three starts together. No tolerance is
given: a run goes on until the method can do no more, or for 3000 iterations, and it has converged where it says so; a test
checks from outside that none says so away from a stationary point. What follows are medians over the runs that were
solved. `LeastSquares` is given the residuals, every other method their sum of squares alone. To methods on batches, SGD
and those below it, that is one row, and their rates are the defaults. One start cannot be used: at 100 times that of
problem 6, f overflows. At 10 times that of problem 11 stands its minimum.

TEXT
  cat "$results/more_garbow_hillstrom.md"
  cat <<'TEXT'

![performance profile](more_garbow_hillstrom.svg)

The performance profile (Dolan and Moré, 2002) shows which part of the 126 runs a method has solved at no more than so
many times the cost of the cheapest one. A value or a gradient costs 1, a product with the Hessian 2, a Hessian 2 n, a
Jacobian n or m, whichever is less: with n of 2 to 12, and f as cheap as here, second derivatives are not what saves
evaluations.
TEXT
} >docs/more_garbow_hillstrom.md
