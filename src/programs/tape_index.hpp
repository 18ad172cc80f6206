// SPDX-License-Identifier: BSL-1.0
//
// A tape with random access to its instructions.
#pragma once

#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hesse {

class TapeIndex {
 public:
  explicit TapeIndex(const Tape& tape) : tape_(tape) {
    first_.reserve(tape.instructions() + 1);
    count_.reserve(tape.instructions());
    const Operand* begin = tape.operands().data();
    for_each_node(tape, [&](const Node& node) {
      first_.push_back(static_cast<std::uint32_t>(node.operands.data() - begin));
      count_.push_back(static_cast<std::uint32_t>(node.operands.size()));
    });
  }

  [[nodiscard]] const Tape& tape() const { return tape_; }
  [[nodiscard]] std::size_t size() const { return count_.size(); }
  [[nodiscard]] Opcode opcode(std::size_t instruction) const { return tape_.opcodes()[instruction]; }
  [[nodiscard]] std::span<const Operand> operands(std::size_t instruction) const {
    return tape_.operands().subspan(first_[instruction], count_[instruction]);
  }
  /// Whether the operand is the result of an instruction, and of which.
  [[nodiscard]] bool is_result(Operand operand) const {
    return !operand.is_constant() && operand.node_index() >= tape_.inputs();
  }
  [[nodiscard]] std::size_t instruction_of(Operand operand) const { return operand.node_index() - tape_.inputs(); }

 private:
  const Tape& tape_;
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> count_;
};

}  // namespace hesse
