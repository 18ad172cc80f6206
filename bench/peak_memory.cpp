// SPDX-License-Identifier: BSL-1.0
//
// How much memory does one gradient of the Gaussian mixture (P3) take, recording included? Prints the growth of the
// process's peak resident size, and the bytes a recorded operation costs on every problem.
#include "peak_memory.hpp"

#include <fmt/format.h>

#include <string>

#include "cases.hpp"

int main() {
  const problems::GaussianMixture mixture(10, 25, 1000);
  const hesse::Vector x = mixture.start();
  const double before = peak_megabytes();
  const hesse::Vector gradient = hesse::gradient(mixture, x);
  fmt::print("| peak memory of one P3 gradient, recorded anew | {:.0f} MB |\n", peak_megabytes() - before);
  cases::for_each_problem([](const std::string& name, const auto& f, const hesse::Vector& at) {
    const hesse::Recorded recorded = hesse::record(f, at);
    const double operations = static_cast<double>(recorded.tape.instructions());
    const double bytes = static_cast<double>(recorded.tape.bytes()) + 8 * operations;
    fmt::print("| {} recorded: {:.0f} operations | {:.1f} bytes an operation |\n", name, operations,
               bytes / operations);
  });
  return gradient.allFinite() ? 0 : 1;
}
