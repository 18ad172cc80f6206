// SPDX-License-Identifier: BSL-1.0
//
// What does it cost to make a tape a program, against recording it? Both are timed in turn, so that a slow moment of
// the machine falls on both alike; medians of many, and their ratio.
#include <hesse/programs/lower.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "cases.hpp"

namespace {

/// Milliseconds that act() takes.
template <class Act>
double milliseconds(const Act& act) {
  const auto start = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

}  // namespace

int main() {
  constexpr int repetitions = 31;
  std::string names, rules, operations, recordings, lowerings, ratios;
  cases::for_each_problem([&](const std::string& name, const auto& f, const hesse::Vector& x) {
    std::vector<double> recording, lowering;
    std::size_t instructions = 0;
    for (int i = 0; i < repetitions; ++i) {
      hesse::Recorded recorded;
      recording.push_back(milliseconds([&] { recorded = hesse::record(f, x); }));
      lowering.push_back(milliseconds([&] { (void)hesse::lower(recorded.tape); }));
      instructions = recorded.tape.instructions();
    }
    names += fmt::format(" {} |", name);
    rules += "---:|";
    operations += fmt::format(" {} |", instructions);
    recordings += fmt::format(" {:.2f} |", median(recording));
    lowerings += fmt::format(" {:.2f} |", median(lowering));
    ratios += fmt::format(" {:.2f} |", median(lowering) / median(recording));
  });
  fmt::print("| |{}\n|---|{}\n| operations |{}\n| recording, ms |{}\n| lowering, ms |{}\n", names, rules, operations,
             recordings, lowerings);
  fmt::print("| lowering / recording |{}\n", ratios);
}
