// SPDX-License-Identifier: BSL-1.0
//
// Lines of a body that follow each other and need no kernel, as one lane code. Numbers that lines behind it need go to
// registers of the chunk, the others never leave those of the processor. Lines that stand still in a loop become lane
// codes of their own, which run once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "body_plan.hpp"
#include "lane_code.hpp"

namespace hesse {

class LaneSegment {
 public:
  enum class Part { standing, iterations };

  /// places: where the numbers of lines are, that other instructions make.
  LaneSegment(Part part, const Program& program, const BodyPlan& plan, const std::vector<Reference>& places);

  [[nodiscard]] bool can_take(std::uint32_t i) const;
  /// Whether a line reads entries that do not lie side by side, and lane code alone needs them: it reads them itself.
  [[nodiscard]] bool gathers(std::uint32_t i) const { return gathers_[i]; }
  /// Whether the line adds to places that another line of the segment has just added to: a processor waits long for
  /// numbers that lie across two that it is still storing.
  [[nodiscard]] bool meets_an_addition(std::uint32_t i) const;
  /// sum: of a line that adds to one.
  void take(std::uint32_t i, std::uint32_t sum);
  [[nodiscard]] bool is_empty() const { return lines_.empty(); }
  [[nodiscard]] bool is_full() const;

  [[nodiscard]] const std::vector<std::uint32_t>& lines() const { return lines_; }
  /// Lines whose numbers it has and others need behind it. They get their places before it is finished.
  [[nodiscard]] std::vector<std::uint32_t> results_for_others() const;
  /// The code; the next segment begins.
  [[nodiscard]] LaneCode finish();

 private:
  static constexpr LaneValue none = static_cast<LaneValue>(-1);

  [[nodiscard]] bool is_in_order() const { return code_.order != IterationOrder::any; }
  void find_gathers();
  [[nodiscard]] LanePlace place_of(std::uint32_t line) const;
  [[nodiscard]] LanePlace apart(Space space, const CellAccess& access) const;
  [[nodiscard]] bool is_needed_by_others(std::uint32_t i) const;
  LaneValue number(std::uint32_t line);
  /// A term of a sum: a line, or the product that was absorbed.
  LaneValue term(std::uint32_t line);
  LaneValue sum_of_chain(std::uint32_t i);
  [[nodiscard]] bool can_call(Opcode row) const;
  void begin_line(std::uint32_t i);
  void write_line(std::uint32_t i);
  /// Both numbers of two lines.
  void write_sine_and_cosine(std::uint32_t i);
  /// The number of a line; it goes to the cells that it is stored to.
  void name_number(std::uint32_t i, LaneValue value);
  void write_sink(std::uint32_t i, std::uint32_t sum);
  LaneValue write(LaneOperation::Kind kind, LaneValue a, LaneValue b = 0);
  void store(LaneValue value, const LanePlace& place);
  /// Operations that no line has yet, from this one on, are there for a line.
  void name_operations(std::size_t from, std::uint32_t line);

  Part part_;
  const Program& program_;
  const BodyPlan& plan_;
  const std::vector<Reference>& places_;
  LaneCode code_;
  std::vector<std::uint32_t> lines_;
  std::vector<LaneValue> values_;     ///< of lines, in this segment
  std::vector<std::uint32_t> known_;  ///< lines that have one
  std::vector<bool> is_done_;         ///< lines of this segment and of those before
  std::vector<bool> gathers_;
};

}  // namespace hesse
