// SPDX-License-Identifier: BSL-1.0
//
// Lane codes as machine code, on every kind of processor that has some: the same bits as plain C++ that does the same
// in the same order. How many random ones and which: see random_programs.hpp.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <programs/native_code.hpp>
#include <support/random_programs.hpp>
#include <vector>

#include "random_lane_code.hpp"

namespace hesse {

namespace {

using Kind = LaneOperation::Kind;
constexpr IterationOrder orders[] = {IterationOrder::any, IterationOrder::forward, IterationOrder::backward};

/// Of the processors that have machine code.
std::vector<Kernels> kernels_with_code() {
  std::vector<Kernels> all;
  for (const Kernels* kernels : all_kernels())
    if (NativeCode::is_known(kernels->name)) all.push_back(*kernels);
  return all;
}

/// NaNs may differ in sign and payload: sums commute.
bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(a, b, [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y) || (std::isnan(x) && std::isnan(y));
  });
}

struct Run {
  std::size_t first, count;
};

/// Whether machine code leaves the same memory as plain C++.
bool does_as_plain(const LaneCode& code, const Kernels& kernels, std::uint64_t seed, Run run) {
  const LaneMemory expected(seed), found(seed);
  run_plainly(code, kernels_for(code.order, kernels), expected.bases(run.first), run.first, run.count,
              expected.lanes().data());
  const auto native = NativeCode::emit({&code, 1}, kernels);
  BOOST_REQUIRE(native != nullptr);
  native->function(0)(found.bases(run.first).data(), run.first, run.count, found.lanes().data());
  bool same = same_bits(found.lanes(), expected.lanes());
  for (std::size_t space = 0; space < LaneMemory::spaces; ++space)
    same = same && same_bits(found.numbers(space), expected.numbers(space));
  return same;
}

LaneCode writing(std::vector<LaneSource> values, std::vector<LaneOperation> operations, IterationOrder order) {
  for (const LaneOperation& operation : operations)
    if (operation.has_result()) values.push_back({});
  return {std::move(values), std::move(operations), order};
}
LaneSource reading(LanePlace place) { return {.kind = LaneSource::Kind::memory, .place = place}; }

}  // namespace

BOOST_AUTO_TEST_CASE(random_lane_codes_do_as_plain_code_does) {
  const auto start = std::chrono::steady_clock::now();
  std::mt19937_64 random(first_random_seed());
  const auto between = [&](std::size_t low, std::size_t high) {
    return std::uniform_int_distribution<std::size_t>(low, high)(random);
  };
  for (std::size_t made = 0; goes_on(made, start); ++made) {
    const std::uint64_t seed = first_random_seed() + made;
    const IterationOrder order = orders[made % std::size(orders)];
    const std::size_t live = between(1, made % 8 == 0 ? 500 : 40);
    const RandomLaneCode random_code(seed, order, live);
    const Run run{between(0, LaneMemory::most_first), between(1, LaneMemory::longest_run)};
    for (const Kernels& kernels : kernels_with_code())
      BOOST_TEST(does_as_plain(random_code.code(), kernels, seed, run),
                 "seed " << seed << ", order " << made % std::size(orders) << ", " << live << " live values, "
                         << run.count << " iterations from " << run.first << ", on " << kernels.name);
  }
}

// x[t + 1] = a[t] x[t] + b[t] and its adjoint, written down here once more.
BOOST_AUTO_TEST_CASE(recurrences_run_in_their_order) {
  constexpr std::size_t count = 30;
  for (const Kernels& kernels : kernels_with_code()) {
    std::vector<double> cells(3 * count + 1), expected;
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = 0.01 * static_cast<double>(i) - 0.3;
    expected = cells;
    const double *const a = expected.data(), *const b = a + count;
    double* const x = expected.data() + 2 * count;
    for (std::size_t t = 0; t < count; ++t) x[t + 1] = a[t] * x[t] + b[t];
    for (std::size_t t = count; t-- > 0;) x[t] = x[t] + a[t] * x[t + 1];
    const Reference xs{Space::moving_cells, 2 * count}, next{Space::moving_cells, 2 * count + 1};
    const LaneSource from_a = reading({{Space::moving_cells, 0}}), from_b = reading({{Space::moving_cells, count}});
    const LaneCode codes[] = {writing({from_a, from_b, reading({xs})},
                                      {{.kind = Kind::multiply, .operands = {0, 2}, .result = 3},
                                       {.kind = Kind::add, .operands = {3, 1}, .result = 4},
                                       {.kind = Kind::store, .operands = {4}, .place = {next}}},
                                      IterationOrder::forward),
                              writing({from_a, reading({next})},
                                      {{.kind = Kind::multiply, .operands = {0, 1}, .result = 2},
                                       {.kind = Kind::add_to_place, .operands = {2}, .place = {xs}}},
                                      IterationOrder::backward)};
    const auto native = NativeCode::emit(codes, kernels);
    BOOST_REQUIRE(native != nullptr);
    Bases bases{};
    bases[static_cast<std::size_t>(Space::moving_cells)] = cells.data();
    for (std::size_t code = 0; code < std::size(codes); ++code) native->function(code)(bases.data(), 0, count, nullptr);
    BOOST_TEST(same_bits(cells, expected), kernels.name);
  }
}

// Each iteration adds to the place that the one before has added to, and reads another that is written meanwhile.
BOOST_AUTO_TEST_CASE(iterations_that_meet_in_a_place_run_one_after_the_other) {
  const std::vector<std::uint32_t> table{0, 0, 3, 0, 3, 1, 1, 0, 2, 2};
  for (const Kernels& kernels : kernels_with_code()) {
    std::vector<double> cells(24), expected;
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = 1.0 / static_cast<double>(i + 1);
    expected = cells;
    double sum = 0.0;
    for (std::size_t t = 2; t < table.size(); ++t) {
      const double entry = expected[table[t]], strided = expected[23 - 2 * t];
      expected[table[t]] += strided;
      sum = sum + std::fma(entry, strided, expected[4]);
      expected[4] += entry;
    }
    const LanePlace from_table{{Space::cells, 0}, 1, table.data()}, strided{{Space::cells, 23}, -2};
    const LanePlace fixed{{Space::cells, 4}}, running{{Space::scalars, 0}};
    const LaneCode code = writing({reading(from_table), reading(strided), reading(fixed), reading(running)},
                                  {{.kind = Kind::add_to_place, .operands = {1}, .place = from_table},
                                   {.kind = Kind::fused, .operands = {0, 1, 2}, .result = 4},
                                   {.kind = Kind::add, .operands = {3, 4}, .result = 5},
                                   {.kind = Kind::store, .operands = {5}, .place = running},
                                   {.kind = Kind::add_to_place, .operands = {0}, .place = fixed}},
                                  IterationOrder::forward);
    const auto native = NativeCode::emit({&code, 1}, kernels);
    BOOST_REQUIRE(native != nullptr);
    double scalar = 0.0;
    Bases bases{};
    bases[static_cast<std::size_t>(Space::cells)] = cells.data();
    bases[static_cast<std::size_t>(Space::scalars)] = &scalar;
    native->function(0)(bases.data(), 2, table.size() - 2, nullptr);
    BOOST_TEST(same_bits(cells, expected), kernels.name);
    BOOST_TEST(scalar == sum, kernels.name);
  }
}

BOOST_AUTO_TEST_CASE(places_out_of_reach_have_no_machine_code) {
  for (const Kernels& kernels : kernels_with_code())
    for (const LanePlace& far :
         {LanePlace{{Space::cells, std::size_t{1} << 28}}, LanePlace{{Space::cells, 0}, 1 << 28}}) {
      const LaneCode code =
          writing({reading(far)}, {{.kind = Kind::store, .operands = {0}, .place = {{Space::cells, 0}}}},
                  IterationOrder::forward);
      BOOST_TEST(NativeCode::emit({&code, 1}, kernels) == nullptr, kernels.name);
    }
}

}  // namespace hesse
