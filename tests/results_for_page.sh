# SPDX-License-Identifier: BSL-1.0
#
# Read by the write_page.sh of a folder of tests, from the project's folder: builds a program of tests and runs it in an
# empty folder, $results, where it leaves what the page shows.
#   source tests/results_for_page.sh test_training [build folder, build/release if not given]
program=$1 build=${2:-build/release}
[ -f "$build/build.ninja" ] || cmake --preset release -B "$build"
cmake --build "$build" --target "$program"
results=$(mktemp -d)
trap 'rm -r "$results"' EXIT
program=$(realpath "$build/tests/$program")
(cd "$results" && "$program" >log) || { cat "$results/log"; exit 1; }
