#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Trains the network and writes docs/training.md with its pictures. The build folder may be given, build/release
# otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/results_for_page.sh test_training "$@"
mv "$results"/training_{epochs,seconds}.svg docs
{
  cat <<'TEXT'
# Training a network

64 pixels, 32 hidden units with tanh, 10 outputs: 2410 weights learn to read 1437 images of digits, 360 others are the
test. The loss is the mean of softmax cross-entropy plus 1e-4/2 |theta|^2. Every method starts from the same weights
(seed 1, uniform as by Glorot and Bengio, 2010) and takes the rows in the same order, 32 a step, at a constant rate: the
one of 1, 2 and 5 times powers of ten that ends at the lowest loss. "Stochastic NGD" is SGD with rho. The seconds are
those of one run on one thread, and include the loss over all rows at the end of each epoch. Written by
`tests/training/write_page.sh`; the network is in `tests/training/digits.hpp`, the data in `examples/data`.

TEXT
  cat "$results/training.md"
  cat <<'TEXT'

![loss over epochs](training_epochs.svg)

![loss over seconds](training_seconds.svg)

Before the first run `suggest_learning_rate(hessian_operator(loss, start))` says of what size the rate of plain descent
is. It is the curvature at the start that it reads, which changes on the way.

```
TEXT
  cat "$results/learning_rates.txt"
  echo '```'
} >docs/training.md
