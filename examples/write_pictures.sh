#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Draws the pictures of docs/pictures.md and writes the page, with the example that makes them in full; and the picture of
# docs/your_own_loss.md. The build folder may be given, build/release otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
[ -f "$build/build.ninja" ] || cmake --preset release -B "$build"
cmake --build "$build" --target pictures boosting
"$build/examples/pictures" docs/pictures
"$build/examples/boosting" examples/data/breast_cancer.csv docs >/dev/null
{
  cat <<'TEXT'
# Pictures of second derivatives

What `<hesse/teaching/...>` draws. Every picture is an SVG that needs no other program, is readable without telling colours
apart, and has a twin in words, `.text()`, which screen readers get as its description. All of them are made by this
example; `examples/write_pictures.sh` runs it and writes this page.

<!-- examples/pictures.cpp -->
```cpp
TEXT
  tail -n +2 examples/pictures.cpp
  cat <<'TEXT'
```

## The computational graph

![computational graph with values, partials and shares of H(x, y)](pictures/graph.svg)

A box a line that the function ran, with its value; on each edge the derivative of one line by the other. Orange boxes make
H(x, y) what it is, the deeper the more, as `contributions()` finds them. `graph.dot` is the same for Graphviz.

![summary of a loop](pictures/graph_of_a_loop.svg)

Of more than 60 lines those with the same operation are one box. Dashed edges lead back: the function goes round a loop.

## Difference quotients

![errors of difference quotients over the step](pictures/difference_errors.svg)

To the right a quotient is wrong because a chord is no tangent, to the left because f is rounded. The derivatives of this
library have no step: they are the lines at the bottom. All errors are measured against fifty digits.

## The osculating circle

![sine with tangent, Taylor parabola and osculating circle](pictures/osculating_circle.svg)

What f'' is to the eye: the parabola and the circle that bend as the curve does. The radius is (1 + f'²)^(3/2) / |f''|.

## Contours and eigenvectors

![contours with eigenvectors of the Hessian](pictures/contours.svg)

Along an arrow the second-order part of f changes by one half until its tip. Levels are quantiles: each band has the same
share of the window.

![minimum, maximum, saddle, degenerate valley](pictures/definiteness_zoo.svg)

## A race

![paths of four methods near a saddle](pictures/race_paths.svg)

![f over iterations of four methods](pictures/race_values.svg)

f = x²/2 - y² + y⁴/4 has a saddle at (0, 0) and minima at (0, ±√2). NGD is descent along g + rho H g: where an eigenvalue is
below -1 / rho it goes *into* the saddle. Whoever fails says so in the legend, and how.

## One page with all of it

`hesse::report(f, x, {.names = {"x", "y"}, .hessian = by_hand}).html()`, or `hesse report` from a shell, is one file of HTML:
the derivatives, the trace to be walked through step by step with its line marked in the graph, where entries of the Hessian
come from, pictures, and the audit of derivatives by hand. It loads nothing, works offline and without a script, can be
operated by keyboard, tells a screen reader what each step does, and prints. `tests/other_programs` walks through five of
them in headless Chromium, at widths of 360, 900 and 1400 pixels.
TEXT
} >docs/pictures.md
