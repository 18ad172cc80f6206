#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Runs the methods of the founding documents and writes docs/founding_methods.md with its pictures. The build folder may
# be given, build/release otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/results_for_page.sh test_founding_methods "$@"
mv "$results"/founding_{saddle,factors,divisors}.svg docs
{
  cat <<'TEXT'
# The founding methods

What the methods that this library grew from are, what they really do, and the calls that run them. `g` is the gradient,
`H` the Hessian, `s` a step, `y` the change of the gradient along it. The factor is what an iteration multiplies the error
along an eigenvector of curvature l with, on a quadratic: below 1 in magnitude it converges, for l < 0 *into* a saddle or
maximum. Where a formula is taken literally and is not what its readers need, the standard form stands beside it. Tests hold
the factors to 1e-13 over twenty iterations, with l of 0.1, 1, 10, 0, -0.5 and -2 as far as the rule allows: those with H^-1
have no l = 0, sums of squares and Cauchy's length no l < 0. Hessian-free is held to the tolerance of its conjugate gradients.

In the calls `f` is a `Function`, `residuals` one with an output an observation, `loss` a `Loss`, and `x0` and `theta0` are
starts. Written by `tests/founding_methods/write_page.sh`, which runs every one of them; the tests named are under `tests`.

## Method by method
TEXT
  cat "$results/methods.md"
  cat <<'TEXT'

## NGD at a saddle

![|y| over iterations, of NGD and gradient descent](founding_saddle.svg)

l = -2 along y. Gradient descent leaves, with the factor 1 + 2 eta. With rho = 1 the factor is 1 - 2 eta, and NGD comes to
the saddle from wherever it starts; with rho = 0.3, as -2 > -1 / rho, it leaves, but later.

## The corrected inverse and Levenberg's

![factors over curvature](founding_factors.svg)

![what a step divides the gradient by, over curvature](founding_divisors.svg)

Newton's step and the corrected inverse have eta = 0.5 here. To the left, where H is nearly singular, every alpha divides
by as little as Newton, and only Levenberg's mu holds the step back. To the right alpha ends at 1 / alpha, and with the
eta at hand the error grows beyond l = 3 / alpha.

## Rates from the ends of the spectrum

f = x'Hx / 2 with l of 0.1, 1 and 10 from (1, 1, 1): the rates are those of `suggest_learning_rate`.

TEXT
  cat "$results/rates.md"
  cat <<'TEXT'

NGD at the rate that is its fastest takes ten times as many iterations: the eigenvalues of H (I + H) are 0.11 to 110.

## Newton's method on sqrt(1 + x^2)

Its step maps x to -x^3, so from |x| > 1 it diverges:

```
TEXT
  cat "$results/newton.txt"
  cat <<'TEXT'
```

Every method that searches converges, from both starts:

TEXT
  cat "$results/hyperbola.md"
} >docs/founding_methods.md
