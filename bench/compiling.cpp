// SPDX-License-Identifier: BSL-1.0
//
// What does it cost to compile a gradient, and after how many gradients is that repaid? All steps are timed in turn, so
// that a slow moment of the machine falls on all alike; medians of many.
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/simplify.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cases.hpp"

namespace {

using hesse::Index;
using hesse::Vector;

/// Code without any pattern: 10,000 operations drawn at random, none of which comes twice.
struct Irregular {
  template <class V>
  auto operator()(const V& x) const {
    using T = problems::number_of<V>;
    std::vector<T> values(x.begin(), x.end());
    std::mt19937 random(16);
    for (int i = 0; i < 10'000; ++i) {
      const T a = values[values.size() - 1 - random() % 20], b = values[random() % values.size()];
      switch (random() % 4) {
        case 0:
          values.push_back(T(0.5 * (a + b)));
          break;
        case 1:
          values.push_back(T(a - 0.9 * b));
          break;
        case 2:
          values.push_back(T(a * b / (1.0 + b * b)));
          break;
        default:
          values.push_back(T(sin(a) + b));
      }
    }
    return values.back();
  }
};

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

enum Step { recording, lowering, differentiating, translating, sweeping, running, steps };

struct Measured {
  std::size_t operations = 0, lines = 0;
  std::array<double, steps> times{};  ///< in milliseconds

  [[nodiscard]] double compiling() const { return times[lowering] + times[differentiating] + times[translating]; }
  /// How many gradients it takes; "never" where sweeps are as fast.
  [[nodiscard]] std::string repaid_after() const {
    const double saved = times[sweeping] - times[running];
    return saved > 0.0 ? fmt::format("{:.0f}", compiling() / saved) : "never";
  }
};

template <class F>
Measured measure(const F& f, const Vector& x) {
  constexpr int repetitions = 15;
  std::array<std::vector<double>, steps> times;
  Measured result;
  const hesse::Function swept(f, x, {.compile = hesse::Compile::never});
  for (int i = 0; i < repetitions; ++i) {
    hesse::Recorded recorded;
    hesse::Program program;
    times[recording].push_back(milliseconds([&] { recorded = hesse::record(f, x); }));
    times[lowering].push_back(milliseconds([&] { program = hesse::lower(recorded.tape); }));
    times[differentiating].push_back(milliseconds([&] {
      program = hesse::simplify(hesse::adjoint(program), {"y", "x_bar"});
    }));
    result.operations = recorded.tape.instructions();
    result.lines = program.lines();
    std::optional<hesse::Machine> machine;
    times[translating].push_back(milliseconds([&] { machine.emplace(std::move(program)); }));
    times[sweeping].push_back(milliseconds([&] { (void)swept.gradient(x); }));
    const auto run = [&] {
      hesse::Cells cells = machine->cells();
      std::ranges::copy(x, hesse::cells_of(cells, machine->program(), "x"));
      machine->run({cells.data(), cells.size()});
    };
    run();  // makes room
    times[running].push_back(milliseconds(run));
  }
  std::ranges::transform(times, result.times.begin(), median);
  return result;
}

template <class Number>
void print_row(const char* name, const std::vector<Measured>& all, const char* format, const Number& number) {
  fmt::print("| {} |", name);
  for (const Measured& each : all) fmt::print(fmt::runtime(format), number(each));
  fmt::print("\n");
}

}  // namespace

int main() {
  std::string names, rule;
  std::vector<Measured> all;
  const auto add = [&](const std::string& name, const auto& f, const Vector& x) {
    names += fmt::format(" {} |", name);
    rule += "---:|";
    all.push_back(measure(f, x));
  };
  cases::for_each_problem(add);
  add("irregular", Irregular(), problems::Uniform(15).vector(20, 0.1, 0.9));
  fmt::print("| |{}\n|---|{}\n", names, rule);
  print_row("operations", all, " {} |", [](const Measured& m) { return m.operations; });
  print_row("lines of the gradient", all, " {} |", [](const Measured& m) { return m.lines; });
  const char* const step_names[] = {"recording, ms",
                                    "lowering, ms",
                                    "differentiating and simplifying, ms",
                                    "machine code and instructions, ms",
                                    "a gradient by sweeps, ms",
                                    "a compiled gradient, ms"};
  for (std::size_t step = 0; step < steps; ++step)
    print_row(step_names[step], all, " {:.3g} |", [&](const Measured& m) { return m.times[step]; });
  print_row("lowering / recording", all, " {:.2f} |",
            [](const Measured& m) { return m.times[lowering] / m.times[recording]; });
  print_row("repaid after so many gradients", all, " {} |", [](const Measured& m) { return m.repaid_after(); });
}
