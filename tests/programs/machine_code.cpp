// SPDX-License-Identifier: BSL-1.0
//
// Machine code: where there is some, where there is none, and how it keeps to its iterations.
#include <hesse/hesse.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/processor.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <problems.hpp>
#include <span>
#include <string>
#include <string_view>
#include <support/memory_with_an_end.hpp>
#include <thread>
#include <vector>

namespace hesse {

namespace {

using Action = ProgramLine::Action;

/// y[i] = x[i] x[i] - x[i + 1], and one sum of it, for some iterations.
Program short_loop(std::size_t trips, std::uint32_t first_cell = 0) {
  const auto size = static_cast<std::uint32_t>(trips);
  Program program;
  program.regions = {{"x", first_cell, trips + 1, true}};
  program.cells = first_cell + 2 * trips + 2;
  ProgramLoop loop{.trips = trips};
  loop.accesses = {{.base = first_cell, .stride = 1},
                   {.base = first_cell + 1, .stride = 1},
                   {.base = first_cell + size + 1, .stride = 1},
                   {.base = first_cell + 2 * size + 1}};
  loop.lines = {{.action = Action::load, .access = 0},
                {.action = Action::load, .access = 1},
                {.action = Action::evaluate, .opcode = opcode_of<rows::Multiply>(), .first = 0, .count = 2},
                {.action = Action::evaluate, .opcode = opcode_of<rows::Subtract>(), .first = 2, .count = 2},
                {.action = Action::store, .access = 2, .first = 4, .count = 1},
                {.action = Action::add, .access = 3, .first = 5, .count = 1}};
  loop.operands = {0, 0, 2, 1, 3, 3};
  program.loops.push_back(loop);
  return program;
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

bool has_machine_code() { return Machine(short_loop(100)).machine_code_bytes() > 0; }

}  // namespace

// The cells end where the memory does, and what lies before them stays as it was.
BOOST_AUTO_TEST_CASE(machine_code_keeps_to_its_iterations) {
  const MemoryWithAnEnd memory;
  for (std::size_t trips = 2; trips < 70; ++trips) {
    const Program program = short_loop(trips);
    std::vector<double> start(program.cells + 8, 0.0);
    for (std::size_t i = 0; i <= trips + 8; ++i) start[i] = 0.25 * static_cast<double>(i) - 3.0;
    std::vector<double> expected = start;
    Machine(program, {}, MachineCode::none).run(std::span(expected).subspan(8));
    for (const std::string_view processor : processors()) {
      const std::span<double> found = memory.last(start.size());
      std::ranges::copy(start, found.begin());
      Machine(program, processor).run(found.subspan(8));
      BOOST_TEST(same_bits(found, expected), trips << " iterations on " << processor);
    }
  }
}

BOOST_AUTO_TEST_CASE(cells_out_of_reach_are_left_to_kernels) {
  if (!has_machine_code()) return;
  BOOST_TEST(Machine(short_loop(100, 1u << 28)).machine_code_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(kernels_are_asked_for_by_name) {
  const Program program = short_loop(100);
  BOOST_TEST(Machine(program, {}, MachineCode::none).machine_code_bytes() == 0u);
  BOOST_TEST(Machine(program, "baseline").machine_code_bytes() == 0u);
  const Machine best(program);
  const bool says_so = best.describe().find("bytes of machine code") != std::string::npos;
  BOOST_TEST(says_so == has_machine_code(), best.describe());
}

// Each line of the program that machine code is made of is named in it, with instructions behind it.
BOOST_AUTO_TEST_CASE(machine_code_can_be_read) {
  BOOST_TEST(Machine(short_loop(100), {}, MachineCode::none).assembly().empty());
  for (const std::string_view processor : processors()) {
    const Machine machine(short_loop(100), processor);
    const std::string text = machine.assembly();
    BOOST_TEST(text.empty() == (machine.machine_code_bytes() == 0));
    if (text.empty()) continue;
    const auto place_of = [&](std::string_view words, std::size_t from = 0) {
      const std::size_t place = text.find(words, from);
      BOOST_TEST(place != std::string::npos, words << " on " << processor << ":\n" << text);
      return place;
    };
    BOOST_TEST(place_of("for t = 0 ... 99\n") == 0u);
    const std::size_t product = place_of("; v2 = v0 * v0\n"), difference = place_of("; v3 = v2 - v1\n");
    BOOST_TEST(place_of("vmulpd", product) < difference);
    BOOST_TEST(place_of("vsubpd", difference) < place_of("; cell[101] = v3\n"));
  }
}

// Code belongs to all who share it: copies run on when the first machine is gone, on any thread.
BOOST_AUTO_TEST_CASE(machine_code_is_shared_and_outlives_its_machine) {
  const problems::Rosenbrock f;
  const Vector x = problems::Rosenbrock::start(1000);
  const Program gradient = simplify(adjoint(lower(*Function(f, x).tape())), {"y", "x_bar"});
  auto first = std::make_unique<Machine>(gradient);
  const auto run = [&](const Machine& machine) {
    Cells cells = machine.cells();
    std::ranges::copy(x, cells_of(cells, machine.program(), "x"));
    machine.run({cells.data(), cells.size()});
    return std::vector<double>(cells.data(), cells.data() + cells.size());
  };
  const std::vector<double> expected = run(*first);
  const std::vector<Machine> copies(4, *first);
  first.reset();
  std::atomic<int> agreeing = 0;
  std::vector<std::thread> threads;
  for (const Machine& machine : copies)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) agreeing += same_bits(run(machine), expected) ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(agreeing == 400);
}

}  // namespace hesse
