#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# How long does a user's file compile? A file that includes Eigen/Dense and fmt, one that includes hesse/hesse.hpp, and
# the quickstart, which records and differentiates; in turn, five times each; medians and ratios (goal: at most 1.5).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '#include <Eigen/Dense>\n#include <fmt/format.h>\nint main() { fmt::print("{}", Eigen::Vector2d(1, 2).sum()); }\n' >"$work/base.cpp"
printf '#include <hesse/hesse.hpp>\nint main() {}\n' >"$work/include.cpp"
cp examples/quickstart.cpp "$work/quickstart.cpp"

seconds() {
  local start=$EPOCHREALTIME
  "${CXX:-g++}" -std=c++20 -O2 -Iinclude -isystem /usr/include/eigen3 -c "$1" -o "$work/out.o"
  awk "BEGIN {print $EPOCHREALTIME - $start}"
}
for _ in 1 2 3 4 5; do
  for file in base include quickstart; do seconds "$work/$file.cpp" >>"$work/$file"; done
done
median() { sort -n "$work/$1" | sed -n 3p; }

base=$(median base)
echo "$base $(median include) $(median quickstart)" | awk '{
  printf "| compiling Eigen/Dense and fmt | %.2f s |\n", $1
  printf "| compiling hesse/hesse.hpp | %.2f s, ratio %.2f |\n", $2, $2 / $1
  printf "| compiling examples/quickstart.cpp | %.2f s, ratio %.2f |\n", $3, $3 / $1
}'
