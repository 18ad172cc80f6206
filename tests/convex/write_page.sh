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

Methods that converge linearly (gradient descent, Hessian-free, and quasi-Newton as far as it needs it), and damping by
the root of |g|, are told to go on until |g| proves that gap, |g|^2 / (2 lambda) (Boyd, Vandenberghe, "Convex
Optimization", 2004, equation 9.9); all others run with their default options. The seconds are those of one run on one
thread. Written by `tests/convex/write_page.sh`; the problems are in `tests/convex/problems.cpp`, the data in
`examples/data`.

TEXT
  cat "$results/convex.md"
} >docs/convex.md
