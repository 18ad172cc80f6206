// SPDX-License-Identifier: BSL-1.0
//
// Random lane codes, memory for them, and what they mean, number by number.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <programs/lane_code.hpp>
#include <random>
#include <span>
#include <support/memory_with_an_end.hpp>
#include <vector>

namespace hesse {

/// The arrays that lane codes refer to, each as long as a random lane code may reach and not longer.
class LaneMemory {
 public:
  static constexpr std::size_t longest_run = 40;  ///< iterations
  static constexpr std::size_t most_first = 20;   ///< number of the first iteration
  static constexpr std::size_t entries = longest_run + most_first;
  static constexpr std::size_t places = 8;               ///< of a moving space, side by side
  static constexpr std::size_t size = places * entries;  ///< of each array
  static constexpr std::size_t spaces = 5;               ///< that are arrays of their own
  static constexpr std::size_t sums = 3;

  explicit LaneMemory(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (const MemoryWithAnEnd& array : arrays_)
      for (double& number : array.last(size)) number = std::uniform_real_distribution<double>(-2.0, 2.0)(random);
    for (double& lane : lanes()) lane = 0.0;
  }

  [[nodiscard]] Bases bases(std::size_t first) const {
    Bases bases{};
    for (std::size_t space = 0; space < spaces; ++space) bases[space] = arrays_[space].last(size).data();
    for (std::size_t space = spaces; space < bases.size(); ++space) bases[space] = bases[space - 3] + first;
    return bases;
  }
  [[nodiscard]] std::span<double> lanes() const { return arrays_.back().last(sums * sum_lanes); }
  /// All numbers of a space.
  [[nodiscard]] std::span<const double> numbers(std::size_t space) const { return arrays_[space].last(size); }

 private:
  std::array<MemoryWithAnEnd, spaces + 1> arrays_;
};

/// What a lane code does, in plain C++.
inline void run_plainly(const LaneCode& code, const Kernels& kernels, const Bases& bases, std::size_t first,
                        std::size_t count, double* lanes) {
  std::vector<double> values(code.values.size());
  const auto entry = [&](const LanePlace& place, std::size_t i) -> double& {
    double* const start = place.reference.in(bases);
    if (place.table != nullptr) return start[place.table[first + i]];
    if (place.stride != 1) return start[place.stride * static_cast<std::ptrdiff_t>(first + i)];
    return start[place.moves() ? i : 0];
  };
  const auto compute = [&](const LaneOperation& operation, std::size_t i) {
    const auto operand = [&](std::size_t k) { return values[operation.operands[k]]; };
    const auto holds = [&] {
      if (operation.comparison == Comparison::less) return operand(0) < operand(1);
      return operation.comparison == Comparison::less_equal ? operand(0) <= operand(1) : operand(0) == operand(1);
    };
    double& y = values[operation.result];
    const auto call = [&] {
      const double numbers[] = {operand(0), operand(1), operand(2), operand(3)};
      const double* const arguments[] = {numbers, numbers + 1, numbers + 2, numbers + 3};
      kernels.rows[operation.row][0](&y, arguments, 1);
    };
    switch (operation.kind) {
        // clang-format off
      case LaneOperation::Kind::add:          y = operand(0) + operand(1); break;
      case LaneOperation::Kind::subtract:     y = operand(0) - operand(1); break;
      case LaneOperation::Kind::multiply:     y = operand(0) * operand(1); break;
      case LaneOperation::Kind::divide:       y = operand(0) / operand(1); break;
      case LaneOperation::Kind::fused:        y = std::fma(operand(0), operand(1), operand(2)); break;
      case LaneOperation::Kind::negate:       y = -operand(0); break;
      case LaneOperation::Kind::absolute:     y = std::abs(operand(0)); break;
      case LaneOperation::Kind::square_root:  y = std::sqrt(operand(0)); break;
      case LaneOperation::Kind::choose:       y = holds() ? operand(2) : operand(3); break;
      case LaneOperation::Kind::call:         call(); break;
      case LaneOperation::Kind::sine_and_cosine: kernels.sine_and_cosine(&y, &y + 1, &values[operation.operands[0]], 1); break;
      case LaneOperation::Kind::store:        entry(operation.place, i) = operand(0); break;
      case LaneOperation::Kind::add_to_place: entry(operation.place, i) += operand(0); break;
      case LaneOperation::Kind::accumulate:   lanes[operation.sum * sum_lanes + i % sum_lanes] += operand(0); break;
        // clang-format on
    }
  };
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t i = code.order == IterationOrder::backward ? count - 1 - k : k;
    for (std::size_t v = 0; v < values.size(); ++v) {
      const LaneSource& source = code.values[v];
      if (source.kind == LaneSource::Kind::literal) values[v] = source.literal;
      if (source.kind == LaneSource::Kind::memory) values[v] = entry(source.place, i);
    }
    for (const LaneOperation& operation : code.operations) compute(operation, i);
  }
}

/// Writes lane codes. Independent iterations write to the second half of the places and read the first; iterations in
/// an order read and write cells anywhere, so that some meet.
class RandomLaneCode {
 public:
  RandomLaneCode(std::uint64_t seed, IterationOrder order, std::size_t live) : random_(seed) {
    code_.order = order;
    for (std::vector<std::uint32_t>& table : tables_)
      for (std::uint32_t& entry : table = std::vector<std::uint32_t>(LaneMemory::entries)) entry = below(half);
    is_near_ = below(2) == 0;
    way_ = below(4);
    has_calls_ = below(2) == 0;
    while (live_.size() < live) add_value();
    while (live_.size() > 1 || code_.operations.empty()) use_values();
    write();
  }
  RandomLaneCode(const RandomLaneCode&) = delete;  // places point to its tables
  RandomLaneCode& operator=(const RandomLaneCode&) = delete;

  [[nodiscard]] const LaneCode& code() const { return code_; }

 private:
  using Kind = LaneOperation::Kind;
  static constexpr std::uint32_t half = LaneMemory::size / 2;

  [[nodiscard]] bool is_ordered() const { return code_.order != IterationOrder::any; }
  std::uint32_t below(std::size_t count) {
    return static_cast<std::uint32_t>(std::uniform_int_distribution<std::size_t>(0, count - 1)(random_));
  }

  /// An entry an iteration side by side, of the places in the first or the second half.
  LanePlace side_by_side(Space space, std::size_t from) {
    const std::size_t shift = is_ordered() ? below(is_near_ ? 3 : LaneMemory::most_first) : 0;  // into the next place
    if (is_ordered() && is_near_) return {{space, from * LaneMemory::entries + shift}};
    return {{space, (from + below(LaneMemory::places / 2 - (shift > 0 ? 1 : 0))) * LaneMemory::entries + shift}};
  }
  LanePlace place_in(Space standing, std::size_t from) {
    static constexpr std::int32_t strides[] = {-3, -2, 2, 3};
    const std::int32_t stride = strides[below(std::size(strides))];
    const auto furthest = static_cast<std::uint32_t>(std::abs(stride)) * (LaneMemory::entries - 1);
    const std::uint32_t start = static_cast<std::uint32_t>(from) * LaneMemory::entries;
    switch (is_near_ ? way_ : below(4)) {
      case 0:
        return {{standing, start + below(is_near_ ? 4 : half)}};
      case 1:
        return {{standing, start + (stride < 0 ? furthest : 0) + below(half - furthest)}, stride};
      case 2:
        return {{standing, start}, 1, tables_[below(tables_.size())].data()};
      default:
        return side_by_side(static_cast<Space>(static_cast<int>(standing) + 3), from);
    }
  }
  LanePlace readable() {
    switch (below(6)) {
      case 0:
        return side_by_side(Space::registers, 0);
      case 1:
        return {{Space::scalars, below(is_near_ ? 4 : half)}};
      case 2:
        return place_in(Space::data, 0);
      case 3:
        return place_in(Space::columns, 0);
      default:
        return place_in(Space::cells, is_ordered() ? below(2) * (LaneMemory::places / 2) : 0);
    }
  }
  LanePlace writable() {
    const std::size_t second = LaneMemory::places / 2;
    const std::uint32_t where = below(5);
    if (where == 0) return side_by_side(Space::registers, second);
    if (!is_ordered()) return side_by_side(Space::moving_cells, second);
    if (where == 1) return {{Space::scalars, below(is_near_ ? 4 : half)}};
    return place_in(Space::cells, below(2) * second);
  }

  void add_value() {
    if (live_.size() > 2 && below(3) == 0) return compute();
    LaneSource source{.kind = LaneSource::Kind::memory};
    if (below(8) == 0)
      source = {.kind = LaneSource::Kind::literal, .literal = below(2) == 0 ? 0.5 : -1.25};
    else
      source.place = readable();
    live_.push_back(new_value(source));
  }
  LaneValue new_value(const LaneSource& source) {
    code_.values.push_back(source);
    return static_cast<LaneValue>(code_.values.size() - 1);
  }
  /// Any that is needed later; at times this is its last use.
  LaneValue any_value() {
    const std::uint32_t index = below(live_.size());
    const LaneValue value = live_[index];
    if (is_ending_ && live_.size() > 1) live_.erase(live_.begin() + index);
    return value;
  }
  void compute() {
    static constexpr Comparison comparisons[] = {Comparison::less, Comparison::less_equal, Comparison::equal};
    static constexpr Opcode called[] = {opcode_of<rows::Exp>(), opcode_of<rows::Log1p>(), opcode_of<rows::Erf>(),
                                        opcode_of<rows::Pow>(), opcode_of<rows::Atan2>(), opcode_of<rows::Hypot>()};
    LaneOperation operation{.kind = static_cast<Kind>(below(static_cast<std::size_t>(Kind::store))),
                            .comparison = comparisons[below(std::size(comparisons))],
                            .row = called[below(std::size(called))]};
    if (operation.is_call() && !has_calls_) operation.kind = Kind::fused;
    if (operation.kind == Kind::sine_and_cosine && !is_ordered()) operation.kind = Kind::call;
    for (std::size_t k = 0; k < operation.operand_count(); ++k) operation.operands[k] = any_value();
    operation.result = new_value({});
    code_.operations.push_back(operation);
    live_.push_back(operation.result);
    if (operation.kind == Kind::sine_and_cosine) live_.push_back(new_value({}));
  }
  void write() {
    LaneOperation operation{.kind = static_cast<Kind>(static_cast<std::uint32_t>(Kind::store) + below(3))};
    if (operation.kind == Kind::accumulate && is_ordered()) operation.kind = Kind::add_to_place;
    operation.operands[0] = any_value();
    operation.place = writable();
    operation.sum = below(LaneMemory::sums);
    code_.operations.push_back(operation);
  }
  void use_values() {
    is_ending_ = below(4) > 0;
    below(3) == 0 ? write() : compute();
  }

  std::mt19937_64 random_;
  std::array<std::vector<std::uint32_t>, 2> tables_;
  LaneCode code_;
  std::vector<LaneValue> live_;
  bool has_calls_ = false;
  bool is_ending_ = false;
  bool is_near_ = false;   ///< whether places are few: what an iteration writes the next one often reads
  std::uint32_t way_ = 0;  ///< in which these move
};

}  // namespace hesse
