// SPDX-License-Identifier: BSL-1.0
#include "roll.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace hesse {

namespace {

using Kind = RolledOperand::Kind;

constexpr std::size_t most_choices = 16;

class Roller {
 public:
  Roller(const TapeIndex& tape, const Segment& segment) : tape_(tape), segment_(segment) {}

  std::optional<RolledLoop> roll() {
    for (std::size_t position = 0; position < segment_.period; ++position) {
      loop_.first.push_back(loop_.operands.size());
      const auto operands = tape_.operands(segment_.first + position);
      for (std::size_t k = 0; k < operands.size(); ++k) loop_.operands.push_back(guess(position, k));
    }
    loop_.is_sum.assign(segment_.period, false);
    for (std::size_t t = 1; t < segment_.trips; ++t)
      for (std::size_t position = 0; position < segment_.period; ++position)
        if (!confirm(t, position)) return std::nullopt;
    if (!sums_are_sums() || !choices_are_few() || !parameters_are_literal()) return std::nullopt;
    return std::move(loop_);
  }

 private:
  [[nodiscard]] std::size_t instruction(std::size_t t, std::size_t position) const {
    return segment_.first + t * segment_.period + position;
  }
  [[nodiscard]] bool is_inside(Operand operand) const {
    return tape_.is_result(operand) && tape_.instruction_of(operand) >= segment_.first;
  }

  /// What the operand is, as far as the second iteration tells: the first may start a sum.
  RolledOperand guess(std::size_t position, std::size_t k) const {
    const Operand operand = tape_.operands(instruction(1, position))[k];
    if (operand.is_constant()) return {.kind = Kind::constant};
    if (!is_inside(operand)) return {.kind = Kind::outside, .second = operand};
    const std::size_t made = tape_.instruction_of(operand);
    if (made == instruction(0, position)) return {.kind = Kind::carried};
    return {.kind = Kind::local, .position = made - instruction(1, 0)};
  }

  bool confirm(std::size_t t, std::size_t position) {
    const auto operands = tape_.operands(instruction(t, position));
    RolledOperand* const rolled = loop_.operands.data() + loop_.first[position];
    for (std::size_t k = 0; k < operands.size(); ++k)
      if (!confirm(t, position, operands[k], rolled[k])) return false;
    if (t > 1) return true;
    const auto of_first_iteration = tape_.operands(instruction(0, position));
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const bool starts_a_sum = rolled[k].kind == Kind::carried && !is_inside(of_first_iteration[k]);
      if (!starts_a_sum && !confirm(0, position, of_first_iteration[k], rolled[k])) return false;
    }
    return true;
  }

  bool confirm(std::size_t t, std::size_t position, Operand operand, RolledOperand& rolled) const {
    if (rolled.kind == Kind::constant) return operand.is_constant();
    if (operand.is_constant()) return false;
    if (rolled.kind == Kind::outside) {
      rolled.is_same = rolled.is_same && operand == rolled.second;
      return !is_inside(operand);
    }
    if (!is_inside(operand)) return false;
    const std::size_t made = tape_.instruction_of(operand);
    if (rolled.kind == Kind::carried) return t > 0 && made == instruction(t - 1, position);
    if (made < instruction(t, 0)) return false;
    if (rolled.kind == Kind::local && made != instruction(t, rolled.position)) rolled.kind = Kind::choice;
    return true;
  }

  /// A carried operand is that of an addition or subtraction, and nothing else in the loop uses the running sum.
  bool sums_are_sums() {
    for (std::size_t position = 0; position < segment_.period; ++position) {
      const Opcode opcode = tape_.opcode(segment_.first + position);
      for (std::size_t k = 0; k < operands_of(position); ++k) {
        if (operand(position, k).kind != Kind::carried) continue;
        const bool adds = opcode == opcode_of<rows::Add>();
        const bool subtracts = opcode == opcode_of<rows::Subtract>() && k == 0;
        if (!(adds || subtracts) || loop_.is_sum[position]) return false;
        loop_.is_sum[position] = true;
      }
    }
    return std::ranges::none_of(loop_.operands, [&](const RolledOperand& operand) {
      return operand.kind == Kind::local && loop_.is_sum[operand.position];
    });
  }

  bool choices_are_few() const {
    for (std::size_t position = 0; position < segment_.period; ++position)
      for (std::size_t k = 0; k < operands_of(position); ++k) {
        if (operand(position, k).kind != Kind::choice) continue;
        const auto choices = choices_of(tape_, segment_, position, k);
        if (choices.size() > most_choices) return false;
        for (const std::size_t choice : choices)
          if (choice >= position || loop_.is_sum[choice]) return false;
      }
    return true;
  }

  /// The n of an integer power belongs to the operation: a body has one.
  bool parameters_are_literal() const {
    for (std::size_t position = 0; position < segment_.period; ++position) {
      const auto parameters = static_cast<std::size_t>(parameters_of_opcode(tape_.opcode(segment_.first + position)));
      for (std::size_t k = operands_of(position) - parameters; k < operands_of(position); ++k)
        for (std::size_t t = 1; t < segment_.trips; ++t)
          if (constant(t, position, k) != constant(0, position, k)) return false;
    }
    return true;
  }

  [[nodiscard]] double constant(std::size_t t, std::size_t position, std::size_t k) const {
    return tape_.tape().constants()[tape_.operands(instruction(t, position))[k].constant_index()];
  }
  [[nodiscard]] std::size_t operands_of(std::size_t position) const {
    return tape_.operands(segment_.first + position).size();
  }
  [[nodiscard]] const RolledOperand& operand(std::size_t position, std::size_t k) const {
    return loop_.operands[loop_.first[position] + k];
  }

  const TapeIndex& tape_;
  Segment segment_;
  RolledLoop loop_;
};

}  // namespace

std::optional<RolledLoop> roll(const TapeIndex& tape, const Segment& segment) { return Roller(tape, segment).roll(); }

std::vector<std::size_t> choices_of(const TapeIndex& tape, const Segment& segment, std::size_t position,
                                    std::size_t operand) {
  std::vector<std::size_t> choices;
  for (std::size_t t = 0; t < segment.trips; ++t) {
    const std::size_t start = segment.first + t * segment.period;
    const std::size_t choice = tape.instruction_of(tape.operands(start + position)[operand]) - start;
    const auto place = std::ranges::lower_bound(choices, choice);
    if (place == choices.end() || *place != choice) choices.insert(place, choice);
    if (choices.size() > most_choices) break;
  }
  return choices;
}

}  // namespace hesse
