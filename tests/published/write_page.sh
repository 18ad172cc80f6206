#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Spoils the Hessians of the published functions and writes what was found into docs/verify_your_hessian.md. The build
# folder may be given, build/release otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/results_for_page.sh test_published "$@"
page=docs/verify_your_hessian.md
{
  sed '/<!-- spoiled -->/q' "$page"
  cat "$results/spoiled.md"
  sed -n '/<!-- end of spoiled -->/,$p' "$page"
} >"$results/page.md"
cp "$results/page.md" "$page"
