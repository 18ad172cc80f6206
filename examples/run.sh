#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Builds the library and the examples and runs the main job: a logistic loss on the Wisconsin breast-cancer table, its
# hand-derived Hessian verified, and every optimizer on it. The output folder is named at the end.
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/setup

cmake --preset release
cmake --build --preset release --target hesse_examples
output=examples/output
mkdir -p "$output"
build/release/examples/breast_cancer examples/data/breast_cancer.csv "$output" | tee "$output/breast_cancer.txt"
echo
echo "The report and its pictures are in $PWD/$output"
