// SPDX-License-Identifier: BSL-1.0
//
// A tape with random access to its instructions; it has no custom operations.
#pragma once

#include <hesse/basics/pooled.hpp>
#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace hesse {

class TapeIndex {
 public:
  explicit TapeIndex(const Tape& tape) : tape_(tape) {
    first_.resize(tape.instructions());
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < tape.instructions(); ++i) {
      const int arity = arity_of_opcode(tape.opcodes()[i]);
      const bool is_counted = arity == 0;
      first_[i] = is_counted ? next + 1 : next;
      next += is_counted ? static_cast<std::uint32_t>(tape.operands()[next].raw_number()) + 2
                         : static_cast<std::uint32_t>(arity);
    }
  }

  [[nodiscard]] const Tape& tape() const { return tape_; }
  [[nodiscard]] std::size_t size() const { return first_.size(); }
  [[nodiscard]] Opcode opcode(std::size_t instruction) const { return tape_.opcodes()[instruction]; }
  [[nodiscard]] std::span<const Operand> operands(std::size_t instruction) const {
    const std::uint32_t first = first_[instruction];
    const int arity = arity_of_opcode(opcode(instruction));
    return tape_.operands().subspan(
        first, arity == 0 ? tape_.operands()[first - 1].raw_number() : static_cast<std::size_t>(arity));
  }
  /// Whether the operand is the result of an instruction, and of which.
  [[nodiscard]] bool is_result(Operand operand) const {
    return !operand.is_constant() && operand.node_index() >= tape_.inputs();
  }
  [[nodiscard]] std::size_t instruction_of(Operand operand) const { return operand.node_index() - tape_.inputs(); }

 private:
  const Tape& tape_;
  struct Memory;
  Pooled<std::uint32_t, Memory> first_;  ///< of each instruction's operands, behind the count of a counted row
};

}  // namespace hesse
