#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Minimises the convex problems and writes docs/convex.md. The build folder may be given, build/release otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/results_for_page.sh test_convex "$@"
{
  cat <<'TEXT'
# Smooth convex problems

f(w) is the mean of a loss over the rows of a table, plus lambda/2 |w|^2, where the bias is a weight like others; features
are standardised (digits: divided by 16), softmax has weights for every class, and every run starts from 0. The minima f*
are known to 18 digits, found with Newton's method in long double. A method has solved a problem when
f - f* <= 1e-14 (1 + |f*|), and the test `convex` fails if one has not.

All methods run with their default options, but for the limit of iterations, which is 10,000 for gradient descent, 1000 for
LBFGS, 150,000 for the other quasi-Newton methods and 100 for the rest. The seconds are those of one run on one
thread. Written by `tests/convex/write_page.sh`; the problems are in `tests/convex/problems.cpp`, the data in
`examples/data`.

TEXT
  cat "$results/convex.md"
} >docs/convex.md
