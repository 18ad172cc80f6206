// SPDX-License-Identifier: BSL-1.0
//
// How a loop body is carried out: which of its lines stand still, which become one instruction with the line that uses
// them, and in which order the others run.
#pragma once

#include <hesse/programs/program.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace hesse {

/// Additions to sums that are made at once.
inline constexpr std::size_t most_sums_at_once = 8;

class BodyPlan {
 public:
  static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

  struct LinePlan {
    bool is_uniform = false;                ///< the same number in every iteration
    bool is_absorbed = false;               ///< done by the instruction that uses it, or, a store, by the one it stores
    std::uint32_t store = never;            ///< the absorbed store of its result
    std::vector<std::uint32_t> chain = {};  ///< of a sum: its terms as lines; the top bit says subtracted
    std::uint32_t twin = never;             ///< the cosine of a sine's argument, or the other way round
    std::uint32_t last_use = 0;             ///< the last line, in the order in which they run, that reads it
    bool is_read_in_iterations = false;     ///< by a line that is not uniform
  };
  static constexpr std::uint32_t minus = std::uint32_t{1} << 31;

  /// Cost: linear in the lines.
  explicit BodyPlan(const ProgramLoop& loop);

  [[nodiscard]] const LinePlan& operator[](std::uint32_t i) const { return plans_[i]; }
  /// In which order the iterations run; a single one is in order, and nothing in it is uniform.
  [[nodiscard]] IterationOrder iteration_order() const { return runs_once() ? IterationOrder::forward : loop_.order; }
  [[nodiscard]] bool runs_in_order() const { return iteration_order() != IterationOrder::any; }
  [[nodiscard]] std::size_t trips() const { return loop_.trips; }
  [[nodiscard]] bool runs_once() const { return trips() == 1; }
  /// Lines in the order in which they run.
  [[nodiscard]] const std::vector<std::uint32_t>& order() const { return order_; }

  [[nodiscard]] const ProgramLine& line(std::uint32_t i) const { return loop_.lines[i]; }
  [[nodiscard]] std::uint32_t operand(std::uint32_t i, std::size_t k) const {
    return loop_.operands[line(i).first + k];
  }
  [[nodiscard]] bool is_row(std::uint32_t i, Opcode opcode) const {
    return line(i).action == ProgramLine::Action::evaluate && line(i).opcode == opcode;
  }
  /// The access of a line that is none of evaluate.
  [[nodiscard]] const CellAccess& access(std::uint32_t i) const { return loop_.accesses[line(i).access]; }
  /// Whether the number is there before it is the line's turn.
  [[nodiscard]] bool is_made_with_twin(std::uint32_t i) const { return plans_[i].twin < i; }
  /// A sink that adds to one cell in every iteration, in no order.
  [[nodiscard]] bool adds_to_sum(std::uint32_t i) const {
    return line(i).action == ProgramLine::Action::add && access(i).is_uniform() && !runs_in_order();
  }

  /// Calls visit(line) for every line that the instruction of line i reads.
  template <class Visitor>
  void for_each_read(std::uint32_t i, const Visitor& visit) const {
    const auto read = [&](std::uint32_t used) {
      if (!plans_[used].is_absorbed) return visit(used);
      for (const std::uint32_t factor : loop_.operands_of(line(used))) visit(factor);
    };
    if (plans_[i].chain.empty())
      for (const std::uint32_t used : loop_.operands_of(line(i))) read(used);
    else
      for (const std::uint32_t term : plans_[i].chain) read(term & ~minus);
  }

 private:
  [[nodiscard]] bool is_single(std::uint32_t i) const { return uses_[i] == 1 && !plans_[i].is_uniform; }
  [[nodiscard]] bool is_sum(std::uint32_t i) const;
  void find_uniforms();
  void find_stores();
  void find_sums();
  void collect_chain(std::uint32_t root);
  bool absorb_product(std::uint32_t i);
  void find_sines_and_cosines();
  void find_order();
  void find_last_uses();

  const ProgramLoop& loop_;
  std::vector<std::uint32_t> uses_;
  std::vector<LinePlan> plans_;
  std::vector<std::uint32_t> order_;
};

/// Whether iterations mean places next to each other.
[[nodiscard]] inline bool lies_side_by_side(const CellAccess& access) {
  return access.table == CellAccess::no_table && access.stride == 1;
}

}  // namespace hesse
