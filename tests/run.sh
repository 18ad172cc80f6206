#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Builds the library and its tests from nothing and runs them.
#   tests/run.sh              everything but the slow tests
#   tests/run.sh --slow       the slow tests too (10^8 operations, 10^6 recordings)
#   tests/run.sh --sanitize   the tests under AddressSanitizer with UndefinedBehaviorSanitizer, then ThreadSanitizer
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/setup

presets=(release)
ctest_options=(--output-on-failure --no-tests=error)
left_out=(-LE slow)
for option in "$@"; do
  case $option in
    --sanitize)
      presets=(sanitize-address sanitize-thread)
      ctest_options+=(-E '^(headers_alone|consumer)_')  # these only compile
      ;;
    --slow) left_out=() ;;
    *) echo "tests/run.sh: unknown option '$option'; known are --slow and --sanitize" >&2; exit 2 ;;
  esac
done

for preset in "${presets[@]}"; do
  cmake --preset "$preset"
  cmake --build --preset "$preset"
  ctest --preset "$preset" --parallel "$(nproc)" "${ctest_options[@]}" "${left_out[@]}"
done
