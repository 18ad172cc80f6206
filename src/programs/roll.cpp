// SPDX-License-Identifier: BSL-1.0
#include "roll.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace hesse {

namespace {

using Kind = RolledOperand::Kind;

constexpr std::size_t most_choices = 16;
constexpr std::size_t most_starts = 3;         // iterations back, as far as a recurrence may look
constexpr std::size_t slots_in_a_batch = 128;  // fewer, and getting started costs more than looking at them

/// Iterations are compared slot by slot: the operands of one iteration lie side by side on the tape, and so do those of
/// the next. What a slot may hold is written in arrays beside it, so that a whole iteration is one loop over numbers.
class Roller {
 public:
  Roller(const TapeIndex& tape, const Segment& segment)
      : tape_(tape),
        segment_(segment),
        operands_(tape.tape().operands().data() + first_slot(0)),
        count_(first_slot(segment.period) - first_slot(0)),
        batch_(1 + slots_in_a_batch / (count_ + 1)),
        guessed_(std::min(most_starts, segment.trips - 1)) {}

  std::optional<RolledLoop> roll() {
    loop_.operands_per_trip = count_;
    if (!layouts_agree()) return std::nullopt;
    for (std::size_t position = 0; position < segment_.period; ++position) {
      loop_.first.push_back(loop_.operands.size());
      const auto operands = tape_.operands(instruction(guessed_, position));
      for (std::size_t k = 0; k < operands.size(); ++k) loop_.operands.push_back(guess(position, k));
    }
    find_starts();
    expect_what_was_guessed();
    for (std::size_t t = loop_.starts; t <= guessed_; ++t)
      if (!confirm(t)) return std::nullopt;
    for (std::size_t t = guessed_ + 1; t < segment_.trips; ++t) {
      for (; choices_.empty() && t + batch_ < segment_.trips && is_as_expected(t, batch_); t += batch_) {
      }
      if (!is_as_expected(t, 1) && !confirm(t)) return std::nullopt;
    }
    for_each_operand([&](RolledOperand& operand, std::size_t slot) {
      for (std::size_t k = 0; k < batch_; ++k)
        operand.is_same = operand.is_same && differences_[k * count_ + slot] == 0;
    });
    find_sums();
    if (loop_.starts + 1 >= segment_.trips || !choices_are_few() || !parameters_are_literal()) return std::nullopt;
    return std::move(loop_);
  }

 private:
  [[nodiscard]] std::size_t instruction(std::size_t t, std::size_t position) const {
    return segment_.first + t * segment_.period + position;
  }
  /// Of an instruction behind the first of the segment; a counted row has its count in front.
  [[nodiscard]] std::size_t first_slot(std::size_t behind) const {
    const std::size_t i = segment_.first + behind;
    return tape_.first_operand(i) - (arity_of_opcode(tape_.opcode(i)) == 0 ? 1 : 0);
  }
  [[nodiscard]] bool layouts_agree() const {
    return first_slot((segment_.trips - 1) * segment_.period) - first_slot(0) == (segment_.trips - 1) * count_;
  }
  [[nodiscard]] bool is_inside(Operand operand) const {
    return tape_.is_result(operand) && tape_.instruction_of(operand) >= segment_.first;
  }
  /// visit(operand of the body, its slot)
  template <class Visitor>
  void for_each_operand(const Visitor& visit) {
    for (std::size_t position = 0; position < segment_.period; ++position) {
      const std::size_t slot = tape_.first_operand(segment_.first + position) - first_slot(0);
      for (std::size_t k = 0; k < operands_of(position); ++k)
        visit(loop_.operands[loop_.first[position] + k], slot + k);
    }
  }

  /// What the operand is, as far as one iteration tells: not the first ones, which may start a sum or a recurrence.
  RolledOperand guess(std::size_t position, std::size_t k) const {
    const Operand operand = tape_.operands(instruction(guessed_, position))[k];
    if (operand.is_constant()) return {.kind = Kind::constant};
    if (!is_inside(operand)) return {.kind = Kind::outside, .sample = operand};
    const std::size_t made = tape_.instruction_of(operand), start = instruction(guessed_, 0);
    if (made == instruction(guessed_ - 1, position)) return {.kind = Kind::carried};
    if (made >= start) return {.kind = Kind::local, .position = made - start};
    const std::size_t lag = (start - made + segment_.period - 1) / segment_.period;
    return {.kind = Kind::earlier, .position = made + lag * segment_.period - start, .lag = lag};
  }

  void find_starts() {
    for (const RolledOperand& operand : loop_.operands) loop_.starts = std::max(loop_.starts, operand.lag);
  }

  void expect_what_was_guessed() {
    constexpr std::uint32_t all = ~std::uint32_t{0}, top = std::uint32_t{1} << 31;
    steps_.assign(count_, 0);  // the counts of counted rows stay as they are
    strict_.assign(count_, all);
    flips_.assign(count_, 0);
    bounds_.assign(count_, std::numeric_limits<std::int32_t>::max());
    for_each_operand([&](const RolledOperand& operand, std::size_t slot) {
      if (operand.kind == Kind::local || operand.kind == Kind::carried || operand.kind == Kind::earlier) {
        steps_[slot] = static_cast<std::uint32_t>(segment_.period);
      } else if (operand.kind == Kind::outside) {
        strict_[slot] = 0;
        flips_[slot] = top;  // inputs, or nodes before the segment, and no constants: compared as unsigned numbers
        const std::size_t nodes = tape_.tape().inputs() + (tape_.is_result(operand.sample) ? segment_.first : 0);
        bounds_[slot] = static_cast<std::int32_t>((nodes - 1) ^ top);
      } else {
        strict_[slot] = 0;
        bounds_[slot] = -1;  // a constant has its top bit set
      }
    });
    repeat(steps_), repeat(strict_), repeat(flips_), repeat(bounds_);
    differences_.assign(batch_ * count_, 0);
  }
  /// What holds in one iteration holds in all of a batch.
  void repeat(auto& numbers) const {
    numbers.resize(batch_ * count_);
    for (std::size_t i = count_; i < numbers.size(); ++i) numbers[i] = numbers[i - count_];
  }

  /// Whether all slots hold what they may, from iteration t on; notes which of them change.
  bool is_as_expected(std::size_t t, std::size_t iterations) {
    const Operand* const now = operands_ + t * count_;
    const Operand* const before = now - count_;
    std::uint32_t wrong = 0;
    for (std::size_t i = 0; i < iterations * count_; ++i) {
      const auto place = static_cast<std::uint32_t>(now[i].raw_number());
      const auto earlier = static_cast<std::uint32_t>(before[i].raw_number());
      const bool is_beyond = static_cast<std::int32_t>(place ^ flips_[i]) > bounds_[i];
      wrong |= (((place - earlier) ^ steps_[i]) & strict_[i]) | static_cast<std::uint32_t>(is_beyond);
      differences_[i] |= place ^ earlier;
    }
    return wrong == 0 && std::ranges::all_of(choices_, [&](std::size_t slot) {
             return is_inside(now[slot]) && tape_.instruction_of(now[slot]) >= instruction(t, 0);
           });
  }

  bool confirm(std::size_t t) {
    for (std::size_t position = 0; position < segment_.period; ++position)
      if (!confirm(t, position)) return false;
    choices_.clear();
    for_each_operand([&](const RolledOperand& operand, std::size_t slot) {
      if (operand.kind != Kind::choice) return;
      strict_[slot] = 0;
      choices_.push_back(slot);
    });
    return true;
  }

  bool confirm(std::size_t t, std::size_t position) {
    const auto operands = tape_.operands(instruction(t, position));
    if (operands.size() != operands_of(position)) return false;
    RolledOperand* const rolled = loop_.operands.data() + loop_.first[position];
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const bool starts_a_sum = t == 0 && rolled[k].kind == Kind::carried && !is_inside(operands[k]);
      if (!starts_a_sum && !confirm(t, position, operands[k], rolled[k])) return false;
    }
    return true;
  }

  bool confirm(std::size_t t, std::size_t position, Operand operand, RolledOperand& rolled) const {
    if (rolled.kind == Kind::constant) return operand.is_constant();
    if (operand.is_constant()) return false;
    if (rolled.kind == Kind::outside) {
      rolled.is_same = rolled.is_same && operand == rolled.sample;
      return !is_inside(operand) && tape_.is_result(operand) == tape_.is_result(rolled.sample);
    }
    if (!is_inside(operand)) return false;
    const std::size_t made = tape_.instruction_of(operand);
    if (rolled.kind == Kind::carried) return t > 0 && made == instruction(t - 1, position);
    if (rolled.kind == Kind::earlier) return made == instruction(t - rolled.lag, rolled.position);
    if (made < instruction(t, 0)) return false;
    if (rolled.kind == Kind::local && made != instruction(t, rolled.position)) rolled.kind = Kind::choice;
    return true;
  }

  /// A carried operand is that of an addition or subtraction, and nothing else in the loop uses the running sum.
  /// Otherwise it is an operand of the iteration before like others.
  void find_sums() {
    loop_.is_sum.assign(segment_.period, false);
    std::vector<bool> is_none(segment_.period, false);
    for (const RolledOperand& operand : loop_.operands)
      if (operand.kind == Kind::local || operand.kind == Kind::earlier) is_none[operand.position] = true;
    for (std::size_t position = 0; position < segment_.period; ++position) {
      const Opcode opcode = tape_.opcode(segment_.first + position);
      for (std::size_t k = 0; k < operands_of(position); ++k) {
        if (operand(position, k).kind != Kind::carried) continue;
        const bool adds = opcode == opcode_of<rows::Add>();
        const bool subtracts = opcode == opcode_of<rows::Subtract>() && k == 0;
        is_none[position] = is_none[position] || !(adds || subtracts) || loop_.is_sum[position];
        loop_.is_sum[position] = true;
      }
    }
    for (std::size_t position = 0; position < segment_.period; ++position)
      if (is_none[position] && loop_.is_sum[position]) loop_.keep_partial_sums(position);
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
  const Operand* operands_;  ///< of the first iteration
  std::size_t count_;        ///< of slots in an iteration
  std::size_t batch_;        ///< iterations that are looked at in one go
  std::size_t guessed_;      ///< the iteration that guesses are made from
  RolledLoop loop_;
  // A slot's operand is the one of the iteration before plus a step where it is strict, and with bits flipped it is not
  // beyond a bound.
  std::vector<std::uint32_t> steps_, strict_, flips_;
  std::vector<std::int32_t> bounds_;
  std::vector<std::uint32_t> differences_;  ///< bits that changed so far
  std::vector<std::size_t> choices_;        ///< slots
};

}  // namespace

void RolledLoop::keep_partial_sums(std::size_t position) {
  is_sum[position] = false;
  const auto begin = operands.begin() + static_cast<std::ptrdiff_t>(first[position]);
  const auto end = position + 1 < first.size() ? operands.begin() + static_cast<std::ptrdiff_t>(first[position + 1])
                                               : operands.end();
  for (RolledOperand& operand : std::ranges::subrange(begin, end))
    if (operand.kind == RolledOperand::Kind::carried)
      operand = {.kind = RolledOperand::Kind::earlier, .position = position, .lag = 1};
  starts = std::max<std::size_t>(starts, 1);
}

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
