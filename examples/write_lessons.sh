#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Runs the lessons of docs/tutorial_second_derivatives.md, draws their pictures, and puts the text of each program and
# what it prints into the page. The prose stays. The build folder may be given, build/release otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
page=docs/tutorial_second_derivatives.md
[ -f "$build/build.ninja" ] || cmake --preset release -B "$build"
lessons=(01 02 03 04 05 06 07 08 09 10)
cmake --build "$build" --target exercises "${lessons[@]/#/lesson_}"
for lesson in "${lessons[@]}"; do "$build/examples/lessons/lesson_$lesson" docs/pictures >/dev/null; done

# Under a mark that names a program stand a block of C++, which is the program, and one of text, which it prints.
fill() {
  local line mark='^<!-- (examples/[a-z0-9_/]+)\.cpp -->$'
  while IFS= read -r line; do
    printf '%s\n' "$line"
    [[ $line =~ $mark ]] || continue
    local program=${BASH_REMATCH[1]} fences=0
    while [ $fences -lt 4 ] && IFS= read -r line; do
      case $line in '```'*) fences=$((fences + 1)) ;; esac
    done
    printf '```cpp\n'
    tail -n +2 "$program.cpp"
    printf '```\n```text\n'
    "$build/$program"
    printf '```\n'
  done
}
filled=$(mktemp)
fill <"$page" >"$filled"
cat "$filled" >"$page"
rm "$filled"
